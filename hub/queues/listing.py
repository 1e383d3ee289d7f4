"""A queue page: keyset by rank, act-by, id; one index walk per team, merged; names are opened by the face, only of rows shown."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select, tuple_, union
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts import live_grants, not_excluded, require
from hub.actor import Actor
from hub.queues.claiming import PERMISSION_BY_QUEUE
from hub.queues.models import WorkItem

PAGE = 25
COUNTED_TO = 100
RESTRICTED_SHOWN = 25
# grants of which records open a queue's items: a decision is seen by who sees its concern
GRANTED_THROUGH = {
    "screening": ("concern",),
    "second_person": ("concern",),
    "strand": ("strand",),
    "coordination": ("strand", "conference"),
    "chairing": ("strand", "conference"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A place in a queue's order."""

    rank: int
    act_by: datetime
    id: UUID

    @classmethod
    def of(cls, item: WorkItem) -> Key:
        """The place of an item."""
        return cls(item.rank, item.act_by, item.id)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader asked to see; empty parts do not narrow."""

    ranks: tuple[int, ...] = ()
    desks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    owner: str = ""  # nobody, me, others
    due_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Items in order, and the keys to go on from; `count` stops at `COUNTED_TO`."""

    items: tuple[WorkItem, ...]
    next_after: Key | None
    previous_before: Key | None
    count: int


def waiting_items(
    session: Session,
    queue: str,
    *,
    by: Actor,
    only: Filter | None = None,
    after: Key | None = None,
    before: Key | None = None,
    counted: bool = True,
) -> Page:
    """A page of the queue's open items this actor may open, in the queue's order; not `counted`, the count is 0.

    Raises:
        NotAllowed: the actor does not work this queue.
    """
    require(by, PERMISSION_BY_QUEUE[queue])
    only = only or Filter()
    backwards = before is not None
    edge = before or after
    found = _merged(session, queue, by, only, edge, backwards=backwards, limit=PAGE + 1)
    more, items = len(found) > PAGE, found[:PAGE]
    if backwards:
        items.reverse()
    return Page(
        items=tuple(items),
        next_after=Key.of(items[-1]) if items and (more or backwards) else None,
        previous_before=Key.of(items[0]) if items and ((backwards and more) or (after is not None)) else None,
        count=counts(session, queue, {"": only}, by=by)[""] if counted else 0,
    )


def counts(session: Session, queue: str, wanted: Mapping[str, Filter], *, by: Actor) -> dict[str, int]:
    """How many open items each filter leaves this actor, counted to a limit; all in one query.

    Raises:
        NotAllowed: the actor does not work this queue.
    """
    require(by, PERMISSION_BY_QUEUE[queue])
    different = list(dict.fromkeys(wanted.values()))
    asked = [_count(queue, only, by).label(f"n{place}") for place, only in enumerate(different)]
    found = dict(zip(different, session.execute(select(*asked)).one(), strict=True))
    return {name: found[only] for name, only in wanted.items()}


def _count(queue: str, only: Filter, by: Actor) -> ScalarSelect[int]:
    """Counted along the index where there is one: the team's own order; what is granted is little."""
    walks = [_ordered(walk, only, by, None, backwards=False) for walk in _team_walks(queue, by)]
    walks += [_narrowed(walk, only, by) for walk in _granted_walks(queue, by)]
    ids = [select(walk.limit(COUNTED_TO).with_only_columns(WorkItem.id).subquery().c.id) for walk in walks]
    return select(func.count()).select_from(union(*ids).limit(COUNTED_TO).subquery()).scalar_subquery()


def _merged(
    session: Session, queue: str, by: Actor, only: Filter, edge: Key | None, *, backwards: bool, limit: int
) -> list[WorkItem]:
    walks = [_ordered(walk, only, by, edge, backwards).limit(limit) for walk in _walks(queue, by)]
    pages = [list(session.scalars(walk)) for walk in walks]
    sign = -1 if backwards else 1

    def place(item: WorkItem) -> tuple[int, float, int]:
        return sign * item.rank, sign * item.act_by.timestamp(), sign * item.id.int

    seen: dict[UUID, WorkItem] = {}
    for item in heapq.merge(*pages, key=place):
        seen.setdefault(item.id, item)
        if len(seen) == limit:
            break
    return list(seen.values())


def _walks(queue: str, by: Actor) -> Iterator[Select[WorkItem]]:
    yield from _team_walks(queue, by)
    yield from _granted_walks(queue, by)


def _team_walks(queue: str, by: Actor) -> Iterator[Select[WorkItem]]:
    for team in sorted(by.teams):
        yield _open_in(queue, by).where(WorkItem.team_id == team, WorkItem.level == "open")


def _granted_walks(queue: str, by: Actor) -> Iterator[Select[WorkItem]]:
    for object_type in GRANTED_THROUGH[queue]:
        granted = live_grants(by, object_type)
        if queue == "second_person":
            yield _open_in(queue, by).where(WorkItem.concern_id.in_(granted))
        else:
            yield _open_in(queue, by).where(WorkItem.object_type == object_type, WorkItem.object_id.in_(granted))


def _open_in(queue: str, by: Actor) -> Select[WorkItem]:
    return select(WorkItem).where(
        WorkItem.queue == queue, WorkItem.state == "open", not_excluded(by, "concern", WorkItem.concern_id)
    )


def _narrowed(walk: Select[WorkItem], only: Filter, by: Actor) -> Select[WorkItem]:
    now = clock.now()
    if only.ranks:
        walk = walk.where(WorkItem.rank.in_(only.ranks))
    if only.desks:
        walk = walk.where(WorkItem.desk.in_(only.desks))
    if only.sources:
        walk = walk.where(WorkItem.source_kind.in_(only.sources))
    if only.due_before is not None:
        walk = walk.where(WorkItem.act_by < only.due_before)
    if only.owner == "me":
        walk = walk.where(WorkItem.claimed_by == by.officer_id, WorkItem.claimed_until > now)
    elif only.owner == "others":
        walk = walk.where(WorkItem.claimed_by != by.officer_id, WorkItem.claimed_until > now)
    elif only.owner == "nobody":
        walk = walk.where(WorkItem.claimed_until.is_(None) | (WorkItem.claimed_until <= now))
    return walk


def _ordered(walk: Select[WorkItem], only: Filter, by: Actor, edge: Key | None, backwards: bool) -> Select[WorkItem]:
    walk = _narrowed(walk, only, by)
    place = tuple_(WorkItem.rank, WorkItem.act_by, WorkItem.id)
    if edge is not None:
        here = tuple_(edge.rank, edge.act_by, edge.id)
        walk = walk.where(place < here if backwards else place > here)
    order = (WorkItem.rank, WorkItem.act_by, WorkItem.id)
    return walk.order_by(*(column.desc() for column in order)) if backwards else walk.order_by(*order)


def joined_items(
    session: Session, queue: str, incidents: Collection[UUID], *, by: Actor, only: Filter | None = None
) -> dict[UUID, tuple[WorkItem, ...]]:
    """The open items of each incident that this actor may open, in the queue's order; the first stands for all of them.

    Raises:
        NotAllowed: the actor does not work this queue.
    """
    require(by, PERMISSION_BY_QUEUE[queue])
    found: dict[UUID, dict[UUID, WorkItem]] = {}
    for walk in _walks(queue, by) if incidents else ():
        shared = walk.where(WorkItem.incident_id.in_(incidents))
        for item in session.scalars(_ordered(shared, only or Filter(), by, None, backwards=False).limit(COUNTED_TO)):
            if item.incident_id is not None:
                found.setdefault(item.incident_id, {})[item.id] = item
    return {
        incident: tuple(sorted(items.values(), key=lambda item: (item.rank, item.act_by, item.id)))
        for incident, items in found.items()
    }


def restricted_items(session: Session, queue: str, *, by: Actor) -> tuple[WorkItem, ...]:
    """Restricted items with the actor's teams that the actor may not open, by their random id, so that place tells nothing.

    A face shows the reference and how long it waits, nothing more. Sealed items are never among them.

    Raises:
        NotAllowed: the actor does not work this queue.
    """
    require(by, PERMISSION_BY_QUEUE[queue])
    found = (
        select(WorkItem)
        .where(
            WorkItem.queue == queue,
            WorkItem.state == "open",
            WorkItem.team_id.in_(by.teams),
            WorkItem.level == "restricted",
            not_excluded(by, "concern", WorkItem.concern_id),
            WorkItem.concern_id.not_in(live_grants(by, "concern")),
        )
        .order_by(WorkItem.id)
        .limit(RESTRICTED_SHOWN)
    )
    return tuple(session.scalars(found))
