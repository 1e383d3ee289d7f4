"""How far the trail is sealed: what waits and since when, and what the sealer found wrong. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from hub.audit.breaks import KINDS, acknowledged
from hub.audit.epochs import log_size
from hub.audit.models import AuditAlarm, AuditEntry, AuditLeaf, AuditSlot

MOST_ALARMS = 50


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """Something the sealer found wrong, and where; whether an officer acknowledged it, so that sealing went on behind it."""

    kind: str
    slot: int
    seq: int
    raised_at: datetime
    is_acknowledged: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Entries in the log; leaves that wait, the oldest written at `since`; alarms, newest first, `alarms_in_all` of them."""

    size: int
    waiting: int
    since: datetime | None
    alarms: tuple[AlarmLine, ...]
    alarms_in_all: int


def how_it_stands(session: Session) -> Standing:
    """How the trail stands at this moment."""
    waiting, since = _waiting(session)
    newest = select(AuditAlarm).order_by(AuditAlarm.raised_at.desc(), AuditAlarm.slot, AuditAlarm.seq)
    found = session.scalars(newest.limit(MOST_ALARMS)).all()
    known = {slot: acknowledged(session, slot) for slot in {each.slot for each in found if each.kind in KINDS}}
    alarms = tuple(
        AlarmLine(
            each.kind, each.slot, each.seq, each.raised_at, any(each.seq in one for one in known.get(each.slot, ()))
        )
        for each in found
    )
    in_all = session.scalar(select(func.count()).select_from(AuditAlarm)) or 0
    return Standing(log_size(session), waiting, since, alarms, in_all)


def _waiting(session: Session) -> tuple[int, datetime | None]:
    """A slot's leaves are sealed in their order, so that those beyond its newest sealed one wait."""
    sealed = select(func.max(AuditEntry.seq)).where(AuditEntry.slot == AuditSlot.id).scalar_subquery()
    done = select(AuditSlot.id, func.coalesce(sealed, 0).label("seq")).subquery()
    beyond = and_(AuditLeaf.slot == done.c.id, AuditLeaf.seq > done.c.seq)
    rows = select(func.count(AuditLeaf.seq), func.min(AuditLeaf.at)).select_from(done).join(AuditLeaf, beyond)
    waiting, since = session.execute(rows).one()
    return waiting, since
