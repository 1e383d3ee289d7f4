"""The alerts as those on the rota and managers see them: which, since when, who was called, who has it. No person's name is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts import Permission, officer_names, require, visible_to
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.danger.models import Alert, AlertCall, RotaPlace
from hub.rulebook import Unconfirmed, active_pack, unconfirmed_in

RECENT = timedelta(hours=24)
TAKEN_ON = "danger_acknowledgement"


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert. `ref` is empty where the concern is sealed from the reader or not sent yet.

    `called` is in the order of calling; `all_called` when everybody on the rota was called in vain.
    """

    alert_id: UUID
    ref: str
    is_draft: bool
    answer: str
    before: datetime | None
    raised_at: datetime
    called: tuple[str, ...]
    all_called: bool
    next_at: datetime | None
    rung: int
    taken_by: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class DangerView:
    """Open alerts, oldest first; those of the last day that somebody has; who stands on which rung; and within which time."""

    open: tuple[AlertLine, ...]
    taken: tuple[AlertLine, ...]
    rota: tuple[tuple[int, tuple[str, ...]], ...]
    unconfirmed: tuple[Unconfirmed, ...]
    mark: str


def show_alerts(session: Session, *, by: Actor) -> Shown[DangerView]:
    """Every alert that still counts, with the leaf of this look.

    Raises:
        NotAllowed: the actor takes no danger on.
    """
    require(by, Permission.DANGER_ACKNOWLEDGE)
    since = clock.now() - RECENT
    alerts = list(
        session.scalars(
            select(Alert)
            .where(or_(Alert.acknowledged_at.is_(None), Alert.acknowledged_at >= since))
            .order_by(Alert.raised_at)
        )
    )
    lines = _lines(session, alerts, by)
    view = DangerView(
        open=tuple(line for line in lines if not line.taken_at),
        taken=tuple(line for line in reversed(lines) if line.taken_at),
        rota=rota(session),
        unconfirmed=unconfirmed_in(active_pack(session), [TAKEN_ON]),
        mark=danger_mark(session, by=by),
    )
    objects = tuple(("alert", str(alert.id)) for alert in alerts)
    return Shown(
        view, Look(Action.DANGER_SHOWN, objects, ("answer", "called", "taken_by"), purpose="danger", basis="rota")
    )


def danger_mark(session: Session, *, by: Actor) -> str:
    """Changes whenever an alert is raised, climbs or is taken on; says nothing of any record, so it leaves no leaf.

    Raises:
        NotAllowed: the actor takes no danger on.
    """
    require(by, Permission.DANGER_ACKNOWLEDGE)
    rows = session.execute(select(Alert.id, Alert.version).where(Alert.acknowledged_at.is_(None)).order_by(Alert.id))
    return hashlib.sha256(",".join(f"{row.id}:{row.version}" for row in rows).encode()).hexdigest()[:16]


def rota(session: Session) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The names on each rung, the first rung first."""
    places = list(session.scalars(select(RotaPlace).order_by(RotaPlace.rung)))
    names = officer_names(session, {place.officer_id for place in places})
    rungs: dict[int, list[str]] = {}
    for place in places:
        rungs.setdefault(place.rung, []).append(names.get(place.officer_id, ""))
    return tuple((rung, tuple(sorted(held))) for rung, held in rungs.items())


def first_called(session: Session) -> tuple[str, ...]:
    """The names on the first rung, A to Z."""
    rungs = rota(session)
    return rungs[0][1] if rungs else ()


def _called(names: dict[UUID, str], calls: Collection[AlertCall]) -> tuple[str, ...]:
    """Each once, in the order they were first called."""
    in_order = sorted(calls, key=lambda call: (call.called_at, names.get(call.officer_id, "")))
    return tuple(dict.fromkeys(names.get(call.officer_id, "") for call in in_order))


def _lines(session: Session, alerts: Collection[Alert], by: Actor) -> list[AlertLine]:
    ids = {alert.concern_id for alert in alerts if alert.concern_id}
    query = select(Concern.id, Concern.ref).where(Concern.id.in_(ids), visible_to(by, "concern", Concern))
    refs = {row.id: row.ref for row in session.execute(query)} if ids else {}
    calls = list(session.scalars(select(AlertCall).where(AlertCall.alert_id.in_([alert.id for alert in alerts]))))
    called = {call.officer_id for call in calls} | {alert.acknowledged_by for alert in alerts if alert.acknowledged_by}
    names = officer_names(session, called)
    top = session.scalar(select(func.max(RotaPlace.rung))) or 0
    return [
        AlertLine(
            alert_id=alert.id,
            ref=refs.get(alert.concern_id, "") if alert.concern_id else "",
            is_draft=alert.concern_id is None,
            answer=alert.answer,
            before=alert.before,
            raised_at=alert.raised_at,
            called=_called(names, [call for call in calls if call.alert_id == alert.id]),
            all_called=alert.rung > top,
            next_at=alert.next_rung_at,
            rung=alert.rung,
            taken_by=names.get(alert.acknowledged_by, "") if alert.acknowledged_by else "",
            taken_at=alert.acknowledged_at,
        )
        for alert in alerts
    ]
