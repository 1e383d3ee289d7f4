"""What a manager has to know first: what will be late, what waits for a second person or for acceptance, and who has how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from hub import clock, pathways, rulebook
from hub.accounts import Officer, Permission, may, require, visible_to
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.conferences import Conference
from hub.oversight.falling_due import SHOWN, Due, falling_due, open_with
from hub.pathways import RunningClock
from hub.queues import WorkItem
from hub.rulebook import Unconfirmed, unconfirmed_in
from hub.strands import Strand
from hub.triage import OnwardRoute
from hub.triage.limits import ONWARD

CLOCKS_SOON = timedelta(days=2)
AGES = (("Today", 1), ("1 to 3 days", 4), ("4 to 7 days", 8), ("8 to 14 days", 15))  # younger than so many days
OLDER = "Over 14 days"


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
    """A limit on work of the team that is past or will be soon; `concern_ref` is empty for a conference's."""

    ref: str
    concern_ref: str
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

    due: Due
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
    rows, load = _open(session, by), _load(session, by)
    waiting = tuple((queue, everything) for queue, *_, everything in rows)
    sealed = _sealed(session, by) if may(by, Permission.CONCERN_SEAL) else ()
    view = ManagerView(
        due=falling_due(session, by=by),
        clocks=_clocks(session, by),
        onward=_onward(session, by),
        sealed=tuple(SealedLine(each.ref, each.received_at, each.state) for each in sealed),
        waiting=waiting,
        load=load,
        nobody=sum(number for _, number in waiting) - sum(number for _, number in load),
        ages=_ages(rows),
    )
    objects = tuple(("concern", str(each.id)) for each in sealed)
    return Shown(view, Look(Action.WORK_OVERSEEN, objects, ("reference", "due", "owner"), purpose="management"))


def _clocks(session: Session, by: Actor) -> tuple[ClockLine, ...]:
    """Limits on strands and conferences of the actor's teams; those on screening stand with the queue's items."""
    found: list[tuple[RunningClock, str, str]] = []
    of_strand = select(RunningClock, Strand.ref, Concern.ref).join(Strand, Strand.id == RunningClock.object_id)
    of_conference = select(RunningClock, Conference.ref, literal("")).join(
        Conference, Conference.id == RunningClock.object_id
    )
    for kind, model, which in (
        ("strand", Strand, of_strand.join(Concern, Concern.id == Strand.concern_id)),
        ("conference", Conference, of_conference),
    ):
        rows = session.execute(
            which.where(
                RunningClock.object_type == kind,
                RunningClock.state == "running",
                RunningClock.due_at <= clock.now() + CLOCKS_SOON,
                visible_to(by, kind, model),
            )
            .order_by(RunningClock.due_at, RunningClock.id)
            .limit(SHOWN)
        )
        found += [(row, ref, concern_ref) for row, ref, concern_ref in rows]
    found.sort(key=lambda each: each[0].due_at)
    return tuple(_clock(session, *each) for each in found[:SHOWN])


def _clock(session: Session, row: RunningClock, ref: str, concern_ref: str) -> ClockLine:
    view = pathways.view_of(row, rulebook.pack_by_fingerprint(session, row.fingerprint), clock.now())
    return ClockLine(ref, concern_ref, view.label, view.due_at, view.left, view.is_late, view.unconfirmed)


def _sealed(session: Session, by: Actor) -> tuple[Concern, ...]:
    query = select(Concern).where(Concern.level == "sealed", visible_to(by, "concern", Concern))
    return tuple(session.scalars(query.order_by(Concern.received_at.desc(), Concern.id).limit(SHOWN)))


def _open(session: Session, by: Actor) -> Sequence[Sequence[Any]]:
    """Of each queue, how many open items were placed within the days of each of `AGES`, and how many there are."""
    now = clock.now()
    younger = [func.count().filter(WorkItem.placed_at > now - timedelta(days=days)) for _, days in AGES]
    counted = open_with(by).with_only_columns(WorkItem.queue, *younger, func.count()).group_by(WorkItem.queue)
    return session.execute(counted.order_by(WorkItem.queue)).all()


def _ages(rows: Sequence[Sequence[Any]]) -> tuple[tuple[str, int], ...]:
    words = (*(label for label, _ in AGES), OLDER)
    upto = [sum(row[place] for row in rows) for place in range(1, len(words) + 1)]
    return tuple((label, until - before) for label, before, until in zip(words, [0, *upto[:-1]], upto, strict=True))


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
