"""The trail is sealed: found while reading, inserted in short transactions, so that nobody's work waits for it."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import IntegrityError

from hub import audit
from hub.audit import Sealed, Unsealed
from hub.config import Settings
from hub.db import reading, transaction
from hub.jobs.witnessing import hand_out

log = structlog.get_logger("hub")


def seal_trail(settings: Settings, *, checkpoint_now: bool = False) -> int:
    """Every leaf committed before now is in the log, but those behind a forged or missing one; how many were sealed."""
    sealed = 0
    while True:
        with reading() as session:
            found = audit.find_unsealed(session, checkpoint_now=checkpoint_now)
        done = _seal(found, settings) if found.has_news else None
        if done is None:
            return sealed
        for slot, seq, kind in done.alarms:
            log.error("audit_alarm", kind=kind, slot=slot, seq=seq)
        sealed += done.entries


def _seal(found: Unsealed, settings: Settings) -> Sealed | None:
    """What was sealed; None where another sealer was faster."""
    try:
        with transaction() as session:
            done = audit.seal(session, found)
            if done.checkpoint is not None:
                hand_out(session, done.checkpoint, settings)
            return done
    except IntegrityError:
        return None
