"""Immediate danger as the people at the desk see it: who has it, since when, and who is called next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import accounts, danger
from hub.accounts import Officer
from hub.concerns import Concern
from hub.danger import Alert, AlertCall, RotaPlace
from hub.danger.showing import TAKEN_ON
from hub.drafts import Draft
from hub.rulebook import Unconfirmed, active_pack, unconfirmed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alert. `called` are names in the order they were reached for; `next_name` is who comes after them."""

    id: UUID
    answer: str
    before: datetime | None
    raised_at: datetime
    raised_by: str
    ref: str
    is_sealed: bool
    called: tuple[str, ...]
    called_at: datetime | None
    next_at: datetime | None
    next_name: str
    unconfirmed: tuple[Unconfirmed, ...]  # the time after which they are
    taken_by: str
    taken_at: datetime | None

    @property
    def is_taken(self) -> bool:
        """Whether somebody named has it."""
        return self.taken_at is not None

    @property
    def nobody_called(self) -> bool:
        """Whether the rota gave nobody to call, so that somebody has to ring."""
        return not self.is_taken and not self.called


def alarm_of_draft(session: Session, draft_id: UUID) -> Alarm | None:
    """The alert a draft raised; a step inside a look at it."""
    alert = session.scalars(select(Alert).where(Alert.draft_id == draft_id)).first()
    return _alarm(session, alert) if alert else None


def alarm_of_concern(session: Session, concern_id: UUID) -> Alarm | None:
    """The alert about a concern; a step inside a look at it."""
    alert = danger.alert_on(session, concern_id)
    return _alarm(session, alert) if alert else None


def _alarm(session: Session, alert: Alert) -> Alarm:
    concern = session.get(Concern, alert.concern_id) if alert.concern_id else None
    draft = session.get(Draft, alert.draft_id) if alert.draft_id else None
    calls = list(session.scalars(select(AlertCall).where(AlertCall.alert_id == alert.id).order_by(AlertCall.called_at)))
    people = {alert.raised_by, alert.acknowledged_by, *(call.officer_id for call in calls)} - {None}
    names = accounts.officer_names(session, [each for each in people if each])
    return Alarm(
        id=alert.id,
        answer=alert.answer,
        before=alert.before,
        raised_at=alert.raised_at,
        raised_by=_named(names, alert.raised_by),
        ref=concern.ref if concern else "",
        is_sealed=concern.level == "sealed" if concern else bool(draft and draft.sealed_from_start),
        called=tuple(dict.fromkeys(names[call.officer_id] for call in calls)),
        called_at=calls[-1].called_at if calls else None,
        next_at=alert.next_rung_at,
        next_name="" if alert.acknowledged_at else _next_name(session, alert.rung),
        unconfirmed=unconfirmed_in(active_pack(session), [TAKEN_ON]),
        taken_by=_named(names, alert.acknowledged_by),
        taken_at=alert.acknowledged_at,
    )


def _named(names: dict[UUID, str], officer_id: UUID | None) -> str:
    return names.get(officer_id, "") if officer_id else ""


def _next_name(session: Session, rung: int) -> str:
    top = session.scalar(select(func.max(RotaPlace.rung)))
    if top is None:
        return ""
    upwards = select(Officer.name).join(RotaPlace, RotaPlace.officer_id == Officer.id).order_by(Officer.name)
    return session.scalars(upwards.where(RotaPlace.rung == min(rung + 1, top))).first() or ""
