"""The spool is emptied through the front door: a file goes once its concern is committed; what is refused is held, never deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from hub import front_door, rulebook, spool
from hub.actor import SYSTEM
from hub.config import Settings
from hub.crypto import Unsealable
from hub.db import is_outage, reading, transaction
from hub.errors import Conflict, NotAllowed, Unprocessable
from hub.schemas.loading import Mistakes, load_concern
from hub.spool import Entry, Waiting

UNFINISHED = timedelta(days=1)
MOST_FAILURES = 3
log = structlog.get_logger("hub")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of the spool's files in one turn."""

    received: int = 0
    held: int = 0


def replay(settings: Settings) -> Replayed:
    """Everything that waited in this machine's spool has come in or is held; in an outage it goes on waiting.

    Raises:
        Exception: what says that the database or the trail is still down; nothing was lost.
    """
    folder = settings.spool_folder
    if not folder.is_dir():
        return Replayed()
    with spool.turn(folder) as is_mine:
        if not is_mine:
            return Replayed()
        spool.let_go(folder, older_than=UNFINISHED)
        return _empty(spool.waiting(folder), settings)


def _empty(entries: list[Entry], settings: Settings) -> Replayed:
    """One file that fails as in an outage stops no other; several do."""
    received, held, failed = 0, 0, 0
    for entry in entries:
        try:
            reason = _take(entry, settings)
            if reason:
                _hold(entry, reason)
        except Exception as error:
            failed += 1
            if failed == MOST_FAILURES or entry is entries[-1] or not is_outage(error):
                raise
        else:
            held, received = held + bool(reason), received + (not reason)
    return Replayed(received, held)


def _take(entry: Entry, settings: Settings) -> str:
    """Why it cannot come in, in a word; empty when it has."""
    try:
        told = spool.open_entry(entry)
    except (Unsealable, OSError):
        return "unreadable"
    try:
        _receive(told, entry.receipt, settings)
    except NotAllowed:
        return "sender"
    except (Mistakes, Unprocessable):
        return "refused"
    except Conflict:
        return "twice"
    except Exception as error:
        if is_outage(error):
            raise
        log.error("spool_not_received", kind=type(error).__name__)
        return "failed"
    spool.remove(entry)
    return ""


def _receive(told: Waiting, receipt: str, settings: Settings) -> None:
    with reading() as session:
        by = front_door.sender_of(session, told)
        catalogue = rulebook.active_pack(session).facts
    document = {"channel": "api", **told.document} if told.strict else told.document
    new = load_concern(document, catalogue, strict=told.strict, at=told.kept_at)
    if new.received_at is None:
        new = replace(new, received_at=told.kept_at)
    with transaction() as session:
        front_door.receive_waiting(
            session,
            told,
            new,
            receipt=receipt,
            by=by,
            prefix=settings.reference_prefix,
            rung_minutes=settings.danger_minutes,
        )


def _hold(entry: Entry, reason: str) -> None:
    with transaction() as session:
        front_door.note_held(session, entry.receipt, reason=reason, by=SYSTEM)
    spool.hold(entry, reason)
    log.error("spool_held", reason=reason)
