"""Immediate danger alerts whoever is on the rota, needs a named acknowledgement, and climbs a ladder until it has one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from hub import audit, clock, outbox
from hub.accounts import Officer, Permission, require
from hub.actor import SYSTEM, Actor
from hub.audit import Action
from hub.danger.models import Alert, AlertCall, RotaPlace
from hub.errors import NotFound, OutOfOrder

TAKEN = "Somebody already has this. Their name is shown with it."
ALARMING = frozenset({"yes", "later"})


def raise_alert(
    session: Session,
    *,
    answer: str,
    before: datetime | None,
    by: Actor,
    rung_minutes: int,
    concern_id: UUID | None = None,
    draft_id: UUID | None = None,
) -> Alert | None:
    """Whoever stands on the first rung is called at once; one alert a draft and the concern it becomes. A step inside an action.

    Danger that is now, where somebody took on danger to come or danger that was over, calls the next rung: they took on
    something else.
    """
    held = _held(session, concern_id=concern_id, draft_id=draft_id)
    if held is not None:
        is_worse = answer == "yes" != held.answer and held.acknowledged_at is not None
        held.concern_id = concern_id or held.concern_id
        held.answer, held.before = answer, before
        if is_worse:
            held.acknowledged_by, held.acknowledged_at = None, None
            held.rung += 1
            held.next_rung_at = clock.now() + timedelta(minutes=rung_minutes)
            _call(session, held)
        return held
    if answer not in ALARMING:
        return None
    now = clock.now()
    alert = Alert(
        concern_id=concern_id, draft_id=draft_id, answer=answer, before=before, raised_at=now, raised_by=by.officer_id, rung=0,
        next_rung_at=now + timedelta(minutes=rung_minutes),
    )  # fmt: skip
    session.add(alert)
    session.flush()
    _call(session, alert)
    return alert


def _held(session: Session, *, concern_id: UUID | None, draft_id: UUID | None) -> Alert | None:
    for column, value in ((Alert.draft_id, draft_id), (Alert.concern_id, concern_id)):
        if value is not None:
            found = session.scalars(select(Alert).where(column == value)).first()
            if found is not None:
                return found
    return None


def _call(session: Session, alert: Alert) -> None:
    """Whoever stands on the alert's rung is called; where a rung is empty the next one is, and past the top the top again."""
    for officer in _standing_on(session, alert.rung):
        session.add(AlertCall(alert_id=alert.id, rung=alert.rung, officer_id=officer, called_at=clock.now()))
        outbox.enqueue(session, "danger_call", alert=str(alert.id), officer=str(officer))
    session.flush()


def _standing_on(session: Session, rung: int) -> list[UUID]:
    able = (
        select(RotaPlace.rung, RotaPlace.officer_id)
        .join(Officer, Officer.id == RotaPlace.officer_id)
        .where(Officer.disabled_at.is_(None))
    )
    places = session.execute(able.order_by(RotaPlace.rung, RotaPlace.officer_id)).all()
    rungs = [each for each, _ in places]
    called = next((each for each in rungs if each >= rung), max(rungs, default=0))
    return [officer for each, officer in places if each == called]


def acknowledge(session: Session, *, alert_id: UUID, by: Actor) -> Alert:
    """This named person has it from now on; the ladder stops.

    Raises:
        NotAllowed: the actor may not take danger on.
        NotFound: there is no such alert.
        OutOfOrder: somebody has it already.
    """
    require(by, Permission.DANGER_ACKNOWLEDGE)
    alert = session.get(Alert, alert_id)
    if alert is None:
        raise NotFound
    if alert.acknowledged_at is not None:
        raise OutOfOrder(TAKEN)
    alert.acknowledged_by, alert.acknowledged_at, alert.next_rung_at = by.acting_officer_id, clock.now(), None
    try:
        audit.record(session, by=by, action=Action.DANGER_ACKNOWLEDGED, objects=_about(alert))
    except StaleDataError as error:
        raise OutOfOrder(TAKEN) from error
    return alert


def climb(session: Session, *, rung_minutes: int) -> int:
    """Every alert whose time on a rung is up calls the next rung; at the top it calls the top again. How many climbed."""
    now = clock.now()
    late = list(session.scalars(select(Alert).where(Alert.acknowledged_at.is_(None), Alert.next_rung_at <= now)))
    for alert in late:
        alert.rung += 1
        alert.next_rung_at = now + timedelta(minutes=rung_minutes)
        _call(session, alert)
        audit.record(session, by=SYSTEM, action=Action.DANGER_CLIMBED, objects=_about(alert))
    return len(late)


def open_alerts(session: Session) -> tuple[Alert, ...]:
    """Alerts nobody has acknowledged, oldest first."""
    return tuple(session.scalars(select(Alert).where(Alert.acknowledged_at.is_(None)).order_by(Alert.raised_at)))


def alert_on(session: Session, concern_id: UUID) -> Alert | None:
    """The alert about a concern, if danger was said."""
    return session.scalars(select(Alert).where(Alert.concern_id == concern_id)).first()


def _about(alert: Alert) -> list[tuple[str, UUID]]:
    return [
        (kind, name) for kind, name in (("concern", alert.concern_id), ("draft", alert.draft_id)) if name is not None
    ]
