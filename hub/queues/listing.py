"""A queue page: keyset by rank, act-by, id; one index walk per team, merged; names are opened by the face, only of rows shown."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, func, or_, select, tuple_, union
from sqlalchemy.orm import Session

from hub.accounts import ASKER, NOW, asking, granted_to_asker, not_kept_from_asker, require
from hub.actor import Actor
from hub.queues.claiming import PERMISSION_BY_QUEUE
from hub.queues.models import WorkItem

PAGE = 25
COUNTED_TO = 100
RESTRICTED_SHOWN = 25
# grants of which records open a queue's items: a decision is seen by who sees its concern; a second look is dealt out by its room
GRANTED_THROUGH = {
    "screening": ("concern",),
    "second_person": ("concern",),
    "strand": ("strand", "team_notice"),
    "coordination": ("strand", "conference"),
    "chairing": ("strand", "conference"),
    "second_look": (),
    "look_difference": ("concern",),
}
THROUGH_CONCERN = ("second_person", "look_difference")


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

    @property
    def narrowing(self) -> tuple[str, ...]:
        """What it narrows by, without the values: filters alike in this share their statements."""
        told = [name for name in ("ranks", "desks", "sources", "due_before") if getattr(self, name)]
        return (*told, self.owner) if self.owner else tuple(told)

    def values(self, number: int = 0) -> dict[str, Any]:
        """The values it narrows by, as parameters of the filter of that number in a statement."""
        told = {"ranks": self.ranks, "desks": self.desks, "sources": self.sources, "due_before": self.due_before}
        return {f"{name}_{number}": value for name, value in told.items() if value}


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
    found = _merged(session, queue, by, only, edge, backwards=backwards)
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
    asked = _asked(by)
    for number, only in enumerate(different):
        asked |= only.values(number)
    statement = _counting(queue, len(by.teams), tuple(only.narrowing for only in different))
    found = dict(zip(different, session.execute(statement, asked).one(), strict=True))
    return {name: found[only] for name, only in wanted.items()}


def _merged(
    session: Session, queue: str, by: Actor, only: Filter, edge: Key | None, *, backwards: bool
) -> list[WorkItem]:
    asked, direction = _asked(by, only, edge), "" if edge is None else "before" if backwards else "after"
    walks = [_page(queue, door, only.narrowing, direction) for door in _doors(queue, len(by.teams))]
    pages = [list(session.scalars(walk, asked)) for walk in walks]
    sign = -1 if backwards else 1

    def place(item: WorkItem) -> tuple[int, float, int]:
        return sign * item.rank, sign * item.act_by.timestamp(), sign * item.id.int

    seen: dict[UUID, WorkItem] = {}
    for item in heapq.merge(*pages, key=place):
        seen.setdefault(item.id, item)
        if len(seen) == PAGE + 1:
            break
    return list(seen.values())


# Statements are made once for each kind of question and then asked with its values: making one costs more than asking it.
Door = int | str  # what lets an asker at items: the number of one of their teams, or a type of record granted to them
_ORDER = (WorkItem.rank, WorkItem.act_by, WorkItem.id)
_EDGE = tuple_(*(bindparam(f"edge_{column.key}", type_=column.type) for column in _ORDER))
_LISTED = {"ranks": WorkItem.rank, "desks": WorkItem.desk, "sources": WorkItem.source_kind}
_OWNED = {
    "me": and_(WorkItem.claimed_by == ASKER, WorkItem.claimed_until > NOW),
    "others": and_(WorkItem.claimed_by.is_distinct_from(ASKER), WorkItem.claimed_until > NOW),
    "nobody": WorkItem.claimed_until.is_(None) | (WorkItem.claimed_until <= NOW),
}


def _asked(by: Actor, only: Filter | None = None, edge: Key | None = None) -> dict[str, Any]:
    """The values of a statement: who asks, their teams by number, what narrows it, and the place to go on from."""
    teams = sorted(by.teams)
    asked = asking(by) | {"teams": teams} | {f"team_{number}": team for number, team in enumerate(teams)}
    if only is not None:
        asked |= only.values()
    if edge is not None:
        asked |= {f"edge_{column.key}": getattr(edge, column.key) for column in _ORDER}
    return asked


def _doors(queue: str, teams: int) -> tuple[Door, ...]:
    return (*range(teams), *GRANTED_THROUGH[queue])


@lru_cache(maxsize=1024)
def _page(queue: str, door: Door, narrowing: tuple[str, ...], direction: str) -> Select[WorkItem]:
    place, walk = tuple_(*_ORDER), _through(queue, door, narrowing)
    if direction:
        walk = walk.where(place < _EDGE if direction == "before" else place > _EDGE)
    order = [column.desc() for column in _ORDER] if direction == "before" else _ORDER
    return walk.order_by(*order).limit(PAGE + 1)


@lru_cache(maxsize=256)
def _counting(queue: str, teams: int, filters: tuple[tuple[str, ...], ...]) -> Select[*tuple[Any, ...]]:
    return select(*(_count(queue, teams, each, number).label(f"n{number}") for number, each in enumerate(filters)))


def _count(queue: str, teams: int, narrowing: tuple[str, ...], number: int) -> ScalarSelect[int]:
    """Counted along the index where there is one: the team's own order; what is granted is little."""
    walks = []
    for door in _doors(queue, teams):
        walk = _through(queue, door, narrowing, number).with_only_columns(WorkItem.id).limit(COUNTED_TO)
        walks.append(walk.order_by(*_ORDER) if isinstance(door, int) else walk)
    ids = union(*(select(walk.subquery().c.id) for walk in walks)).limit(COUNTED_TO)
    return select(func.count()).select_from(ids.subquery()).scalar_subquery()


@lru_cache(maxsize=256)
def _joined(queue: str, teams: int, narrowing: tuple[str, ...]) -> Select[WorkItem]:
    doors = _doors(queue, teams)
    shared = WorkItem.incident_id.in_(bindparam("incidents", expanding=True))
    walk = _open_in(queue).where(shared, or_(*(_behind(queue, door) for door in doors)), *_narrows(narrowing))
    return walk.order_by(*_ORDER).limit(COUNTED_TO * len(doors))


def _through(queue: str, door: Door, narrowing: tuple[str, ...], number: int = 0) -> Select[WorkItem]:
    """The open items behind one door, narrowed by the filter of that number; never those their asker is kept from."""
    return _open_in(queue).where(_behind(queue, door), *_narrows(narrowing, number))


def _behind(queue: str, door: Door) -> ColumnElement[bool]:
    if isinstance(door, int):
        return and_(WorkItem.team_id == bindparam(f"team_{door}"), WorkItem.level == "open")
    if queue in THROUGH_CONCERN:
        return WorkItem.concern_id.in_(granted_to_asker(door))
    return and_(WorkItem.object_type == door, WorkItem.object_id.in_(granted_to_asker(door)))


def _open_in(queue: str) -> Select[WorkItem]:
    return select(WorkItem).where(
        WorkItem.queue == queue, WorkItem.state == "open", not_kept_from_asker("concern", WorkItem.concern_id)
    )


def _narrows(narrowing: tuple[str, ...], number: int = 0) -> Iterator[ColumnElement[bool]]:
    for name in narrowing:
        if name in _LISTED:
            yield _LISTED[name].in_(bindparam(f"{name}_{number}", expanding=True))
        else:
            yield WorkItem.act_by < bindparam(f"due_before_{number}") if name == "due_before" else _OWNED[name]


def joined_items(
    session: Session, queue: str, incidents: Collection[UUID], *, by: Actor, only: Filter | None = None
) -> dict[UUID, tuple[WorkItem, ...]]:
    """The open items of each incident that this actor may open, in the queue's order; the first stands for all of them.

    Raises:
        NotAllowed: the actor does not work this queue.
    """
    require(by, PERMISSION_BY_QUEUE[queue])
    if not incidents:
        return {}
    only, found = only or Filter(), defaultdict[UUID, list[WorkItem]](list)
    asked = _asked(by, only) | {"incidents": list(incidents)}
    for item in session.scalars(_joined(queue, len(by.teams), only.narrowing), asked):
        if item.incident_id is not None:
            found[item.incident_id].append(item)
    return {incident: tuple(items) for incident, items in found.items()}


def restricted_items(session: Session, queue: str, *, by: Actor) -> tuple[WorkItem, ...]:
    """Restricted items with the actor's teams that the actor may not open, by their random id, so that place tells nothing.

    A face shows the reference and how long it waits, nothing more. Sealed items are never among them.

    Raises:
        NotAllowed: the actor does not work this queue.
    """
    require(by, PERMISSION_BY_QUEUE[queue])
    return tuple(session.scalars(_restricted(queue), _asked(by)))


@lru_cache
def _restricted(queue: str) -> Select[WorkItem]:
    return (
        _open_in(queue)
        .where(
            WorkItem.team_id.in_(bindparam("teams", expanding=True)),
            WorkItem.level == "restricted",
            WorkItem.concern_id.not_in(granted_to_asker("concern")),
        )
        .order_by(WorkItem.id)
        .limit(RESTRICTED_SHOWN)
    )
