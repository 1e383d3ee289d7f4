"""What a manager has to know first: what will be late, what waits for a second person or for acceptance, and who has how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hub import clock, pathways, rulebook
from hub.accounts import Officer, Permission, may, require, visible_to
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.conferences import Conference, ConferenceStrand
from hub.pathways import RunningClock
from hub.queues import WorkItem
from hub.rulebook import Unconfirmed, unconfirmed_in
from hub.strands import Strand
from hub.triage import OnwardRoute
from hub.triage.limits import ONWARD, clocks_behind, unconfirmed_of

SOON = timedelta(hours=4)
CLOCKS_SOON = timedelta(days=2)
AGES = (("Today", 1), ("1 to 3 days", 4), ("4 to 7 days", 8), ("8 to 14 days", 15))  # younger than so many days
OLDER = "Over 14 days"
SHOWN = 15


@dataclass(frozen=True, slots=True)
class DueLine:
    """A place in a queue that is late or will be soon."""

    ref: str
    queue: str
    act_by: datetime
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]
    worker: str


@dataclass(frozen=True, slots=True)
class OnwardLine:
    """Something passed on that nobody has accepted in time."""

    ref: str
    route: str
    owner: str
    act_by: datetime
    left: str
    unconfirmed: tuple[Unconfirmed, ...]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A limit on work of the team that is past or will be soon."""

    ref: str
    label: str
    due_at: datetime
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]


@dataclass(frozen=True, slots=True)
class SealedLine:
    """A concern that involves one of us, kept by this manager."""

    ref: str
    received_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class ManagerView:
    """The team's work at a glance; `load` is by person, A to Z, never ranked; `ages` is open work by days since it was placed."""

    due: tuple[DueLine, ...]
    clocks: tuple[ClockLine, ...]
    onward: tuple[OnwardLine, ...]
    sealed: tuple[SealedLine, ...]
    waiting: tuple[tuple[str, int], ...]
    load: tuple[tuple[str, int], ...]
    nobody: int
    ages: tuple[tuple[str, int], ...]


def show_work(session: Session, *, by: Actor) -> Shown[ManagerView]:
    """The work of the actor's teams, with the leaf of this look.

    Raises:
        NotAllowed: the actor manages nobody's work.
    """
    require(by, Permission.DRAFTS_OVERSEE)
    waiting, load = _waiting(session, by), _load(session, by)
    sealed = _sealed(session, by) if may(by, Permission.CONCERN_SEAL) else ()
    view = ManagerView(
        due=_due(session, by),
        clocks=_clocks(session, by),
        onward=_onward(session, by),
        sealed=tuple(SealedLine(each.ref, each.received_at, each.state) for each in sealed),
        waiting=waiting,
        load=load,
        nobody=sum(number for _, number in waiting) - sum(number for _, number in load),
        ages=_ages(session, by),
    )
    objects = tuple(("concern", str(each.id)) for each in sealed)
    return Shown(view, Look(Action.WORK_OVERSEEN, objects, ("reference", "due", "owner"), purpose="management"))


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
    ).all()
    clocks = _clocks_behind(session, [item for item, _ in rows])
    return tuple(
        DueLine(
            ref=item.ref,
            queue=item.queue,
            act_by=item.act_by,
            left=pathways.in_words(pack, item.act_by),
            is_late=item.act_by < now,
            unconfirmed=unconfirmed_of(pack, item, clocks[item.object_id]),
            worker=name or "",
        )
        for item, name in rows
    )


def _clocks_behind(session: Session, items: Sequence[WorkItem]) -> dict[UUID, tuple[str, ...]]:
    """The clocks of each; a conference has those of the people it is about."""
    asked = [item.object_id for item in items if item.object_type == "conference"]
    at = session.execute(
        select(ConferenceStrand.conference_id, RunningClock.clock)
        .join(RunningClock, RunningClock.object_id == ConferenceStrand.strand_id)
        .where(ConferenceStrand.conference_id.in_(asked), RunningClock.state == "running")
        .order_by(RunningClock.due_at, RunningClock.id)
    )
    found = clocks_behind(session, items)
    for conference, name in at if asked else ():
        found[conference] += (name,)
    return found


def _clocks(session: Session, by: Actor) -> tuple[ClockLine, ...]:
    """Limits on strands and conferences of the actor's teams; those on screening stand with the queue's items."""
    found: list[tuple[RunningClock, str]] = []
    for kind, model in (("strand", Strand), ("conference", Conference)):
        rows = session.execute(
            select(RunningClock, model.ref)
            .join(model, model.id == RunningClock.object_id)
            .where(
                RunningClock.object_type == kind,
                RunningClock.state == "running",
                RunningClock.due_at <= clock.now() + CLOCKS_SOON,
                visible_to(by, kind, model),
            )
            .order_by(RunningClock.due_at, RunningClock.id)
            .limit(SHOWN)
        )
        found += [(row, ref) for row, ref in rows]
    found.sort(key=lambda each: each[0].due_at)
    return tuple(_clock(session, row, ref) for row, ref in found[:SHOWN])


def _clock(session: Session, row: RunningClock, ref: str) -> ClockLine:
    view = pathways.view_of(row, rulebook.pack_by_fingerprint(session, row.fingerprint), clock.now())
    return ClockLine(ref, view.label, view.due_at, view.left, view.is_late, view.unconfirmed)


def _sealed(session: Session, by: Actor) -> tuple[Concern, ...]:
    query = select(Concern).where(Concern.level == "sealed", visible_to(by, "concern", Concern))
    return tuple(session.scalars(query.order_by(Concern.received_at.desc(), Concern.id).limit(SHOWN)))


def _ages(session: Session, by: Actor) -> tuple[tuple[str, int], ...]:
    now = clock.now()
    younger = [func.count().filter(WorkItem.placed_at > now - timedelta(days=days)) for _, days in AGES]
    *counted, everything = session.execute(_open(by).with_only_columns(*younger, func.count())).one()
    words = (*(label for label, _ in AGES), OLDER)
    return tuple(
        (label, upto - before) for label, before, upto in zip(words, [0, *counted], [*counted, everything], strict=True)
    )


def _onward(session: Session, by: Actor) -> tuple[OnwardLine, ...]:
    pack = rulebook.active_pack(session)
    unconfirmed = unconfirmed_in(pack, [ONWARD])
    rows = session.execute(
        select(OnwardRoute, Concern.ref, Officer.name)
        .join(Concern, Concern.id == OnwardRoute.concern_id)
        .join(Officer, Officer.id == OnwardRoute.owner_id)
        .where(OnwardRoute.state == "waiting", OnwardRoute.act_by < clock.now(), visible_to(by, "concern", Concern))
        .order_by(OnwardRoute.act_by)
        .limit(SHOWN)
    )
    return tuple(
        OnwardLine(ref, each.route, name, each.act_by, pathways.in_words(pack, each.act_by), unconfirmed)
        for each, ref, name in rows
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
        .where(
            WorkItem.state == "open",
            WorkItem.level == "open",
            WorkItem.claimed_until > clock.now(),
            WorkItem.team_id.in_(by.teams),
        )
        .group_by(Officer.name)
        .order_by(Officer.name)
    )
    return tuple((name, number) for name, number in session.execute(held))
