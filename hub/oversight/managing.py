"""What a manager has to know first: what will be late, what waits for a second person or for acceptance, and who has how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hub import clock, pathways, rulebook
from hub.accounts import Officer, Permission, require, visible_to
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.queues import WorkItem
from hub.triage import OnwardRoute

SOON = timedelta(hours=4)
SHOWN = 15


@dataclass(frozen=True, slots=True)
class DueLine:
    """A place in a queue that is late or will be soon."""

    ref: str
    queue: str
    act_by: datetime
    left: str
    is_late: bool
    worker: str


@dataclass(frozen=True, slots=True)
class OnwardLine:
    """Something passed on that nobody has accepted in time."""

    ref: str
    route: str
    owner: str
    act_by: datetime
    left: str


@dataclass(frozen=True, slots=True)
class ManagerView:
    """The team's work at a glance; `load` is by person, A to Z, never ranked."""

    due: tuple[DueLine, ...]
    onward: tuple[OnwardLine, ...]
    waiting: tuple[tuple[str, int], ...]
    load: tuple[tuple[str, int], ...]


def show_work(session: Session, *, by: Actor) -> Shown[ManagerView]:
    """The work of the actor's teams, with the leaf of this look.

    Raises:
        NotAllowed: the actor manages nobody's work.
    """
    require(by, Permission.DRAFTS_OVERSEE)
    view = ManagerView(
        due=_due(session, by), onward=_onward(session, by), waiting=_waiting(session, by), load=_load(session, by)
    )
    return Shown(view, Look(Action.WORK_OVERSEEN, (), ("reference", "due", "owner"), purpose="management"))


def _open(by: Actor) -> Select[WorkItem]:
    return select(WorkItem).where(WorkItem.state == "open", WorkItem.level == "open", WorkItem.team_id.in_(by.teams))


def _due(session: Session, by: Actor) -> tuple[DueLine, ...]:
    now, pack = clock.now(), rulebook.active_pack(session)
    rows = session.execute(
        _open(by)
        .where(WorkItem.act_by <= now + SOON)
        .outerjoin(Officer, Officer.id == WorkItem.claimed_by)
        .add_columns(Officer.name)
        .order_by(WorkItem.act_by, WorkItem.id)
        .limit(SHOWN)
    )
    return tuple(
        DueLine(item.ref, item.queue, item.act_by, pathways.in_words(pack, item.act_by), item.act_by < now, name or "")
        for item, name in rows
    )


def _onward(session: Session, by: Actor) -> tuple[OnwardLine, ...]:
    pack = rulebook.active_pack(session)
    rows = session.execute(
        select(OnwardRoute, Concern.ref, Officer.name)
        .join(Concern, Concern.id == OnwardRoute.concern_id)
        .join(Officer, Officer.id == OnwardRoute.owner_id)
        .where(OnwardRoute.state == "waiting", OnwardRoute.act_by < clock.now(), visible_to(by, "concern", Concern))
        .order_by(OnwardRoute.act_by)
        .limit(SHOWN)
    )
    return tuple(
        OnwardLine(ref, each.route, name, each.act_by, pathways.in_words(pack, each.act_by)) for each, ref, name in rows
    )


def _waiting(session: Session, by: Actor) -> tuple[tuple[str, int], ...]:
    counted = (
        select(WorkItem.queue, func.count())
        .where(WorkItem.state == "open", WorkItem.level == "open", WorkItem.team_id.in_(by.teams))
        .group_by(WorkItem.queue)
        .order_by(WorkItem.queue)
    )
    return tuple((queue, number) for queue, number in session.execute(counted))


def _load(session: Session, by: Actor) -> tuple[tuple[str, int], ...]:
    held = (
        select(Officer.name, func.count())
        .join(WorkItem, WorkItem.claimed_by == Officer.id)
        .where(WorkItem.state == "open", WorkItem.claimed_until > clock.now(), WorkItem.team_id.in_(by.teams))
        .group_by(Officer.name)
        .order_by(Officer.name)
    )
    return tuple((name, number) for name, number in session.execute(held))
