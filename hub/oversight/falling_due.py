"""What of a team's work is late or soon will be: all of it counted, and the most pressing concerns with all they wait for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from hub import clock, pathways, rulebook
from hub.accounts import Officer
from hub.actor import Actor
from hub.concerns import Concern
from hub.conferences import ConferenceStrand
from hub.db import constant
from hub.pathways import RunningClock
from hub.queues import QUEUES, WorkItem, live_claim
from hub.rulebook import Pack, Unconfirmed
from hub.triage.limits import clocks_behind, unconfirmed_of

SOON = timedelta(hours=4)
SHOWN = 15


@dataclass(frozen=True, slots=True)
class DueItem:
    """One place in a queue."""

    object_type: str
    object_id: UUID
    ref: str


@dataclass(frozen=True, slots=True)
class DueLine:
    """A concern in one kind of work, with all of it that is late or will be soon; `act_by` is the soonest, `workers` A to Z."""

    concern_ref: str
    queue: str
    items: tuple[DueItem, ...]
    act_by: datetime
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]
    workers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """The first lines by urgency, then by time; `late` and `soon` count all places, `more` the concerns not shown, by queue."""

    lines: tuple[DueLine, ...]
    late: int
    soon: int
    more: tuple[tuple[str, int], ...]


def open_with(by: Actor) -> Select[WorkItem]:
    """The open items of the actor's teams, found by the index of the queues' order, which begins with the queue."""
    return select(WorkItem).where(
        WorkItem.queue.in_([constant(queue) for queue in QUEUES]),
        WorkItem.team_id.in_(by.teams),
        WorkItem.state == constant("open"),
        WorkItem.level == constant("open"),
    )


def falling_due(session: Session, *, by: Actor) -> Due:
    """What is late, or will be within `SOON`, in the actor's teams: five statements at most, however much there is.

    A concern that waits for a second person alone stands once: in their queue.
    """
    now = clock.now()
    pressing = open_with(by).where(WorkItem.act_by <= now + SOON, WorkItem.done_at.is_(None))
    counted = session.execute(
        pressing.with_only_columns(
            WorkItem.queue,
            func.count(),
            func.count().filter(WorkItem.act_by < now),
            func.count(WorkItem.concern_id.distinct()),
        )
        .group_by(WorkItem.queue)
        .order_by(WorkItem.queue)
    ).all()
    lines = _lines(session, pressing, now)
    late = sum(row[2] for row in counted)
    more = ((row[0], row[3] - sum(1 for line in lines if line.queue == row[0])) for row in counted)
    return Due(lines, late, sum(row[1] for row in counted) - late, tuple(each for each in more if each[1] > 0))


def _lines(session: Session, pressing: Select[WorkItem], now: datetime) -> tuple[DueLine, ...]:
    kind: Any = (WorkItem.queue, WorkItem.concern_id)
    first = session.execute(
        pressing.with_only_columns(*kind)
        .group_by(*kind)
        .order_by(func.min(WorkItem.rank), func.min(WorkItem.act_by), *kind)
        .limit(SHOWN)
    ).all()
    if not first:
        return ()
    rows = session.execute(
        pressing.where(tuple_(*kind).in_([tuple(each) for each in first]))
        .join(Concern, Concern.id == WorkItem.concern_id)
        .outerjoin(Officer, Officer.id == WorkItem.claimed_by)
        .add_columns(Concern.ref, Officer.name)
        .order_by(WorkItem.rank, WorkItem.act_by, WorkItem.id)
    )
    found = defaultdict[tuple[str, UUID], list[tuple[WorkItem, str, str]]](list)
    for item, ref, name in rows:
        found[item.queue, item.concern_id].append((item, ref, name if live_claim(item, now=now) else ""))
    clocks = _clocks_behind(session, [item for places in found.values() for item, _, _ in places])
    pack = rulebook.active_pack(session)
    return tuple(_line(pack, found[queue, concern], clocks, now) for queue, concern in first)


def _clocks_behind(session: Session, items: Sequence[WorkItem]) -> dict[UUID, tuple[str, ...]]:
    """The clocks of each; a conference has those of the people it is about."""
    found = clocks_behind(session, items)
    asked = [item.object_id for item in items if item.object_type == "conference"]
    if asked:
        at = session.execute(
            select(ConferenceStrand.conference_id, RunningClock.clock)
            .join(RunningClock, RunningClock.object_id == ConferenceStrand.strand_id)
            .where(ConferenceStrand.conference_id.in_(asked), RunningClock.state == "running")
            .order_by(RunningClock.due_at, RunningClock.id)
        )
        for conference, name in at:
            found[conference] += (name,)
    return found


def _line(
    pack: Pack, places: Sequence[tuple[WorkItem, str, str]], clocks: Mapping[UUID, tuple[str, ...]], now: datetime
) -> DueLine:
    unconfirmed = (each for item, _, _ in places for each in unconfirmed_of(pack, item, clocks[item.object_id]))
    act_by = min(item.act_by for item, _, _ in places)
    lead, ref, _ = places[0]
    return DueLine(
        concern_ref=ref,
        queue=lead.queue,
        items=tuple(DueItem(item.object_type, item.object_id, item.ref) for item, _, _ in places),
        act_by=act_by,
        left=pathways.in_words(pack, act_by),
        is_late=act_by < now,
        unconfirmed=tuple({each.id: each for each in unconfirmed}.values()),
        workers=tuple(sorted({name for _, _, name in places if name})),
    )
