"""A queue page: keyset by rank, act-by, id; one index walk per team, united with what is granted, in one statement with its counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Label,
    Select,
    Subquery,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy.orm import Session

from hub.accounts import (
    ASKER,
    NOW,
    askers_team,
    asking,
    granted_to_asker,
    not_kept_from_asker,
    require,
    teams_asking,
)
from hub.actor import Actor
from hub.db import constant
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
    """Items in order, the keys to go on from, and how many each filter leaves; a count stops at `COUNTED_TO`."""

    items: tuple[WorkItem, ...]
    next_after: Key | None
    previous_before: Key | None
    count: int
    counts: Mapping[str, int]


def waiting_items(
    session: Session,
    queue: str,
    *,
    by: Actor,
    only: Filter | None = None,
    after: Key | None = None,
    before: Key | None = None,
    views: Mapping[str, Filter] | None = None,
) -> Page:
    """A page of the queue's open items this actor may open, in the queue's order, counted; `views` are counted beside it.

    Raises:
        NotAllowed: the actor does not work this queue.
    """
    require(by, PERMISSION_BY_QUEUE[queue])
    only, views, edge = only or Filter(), views or {}, before or after
    direction = "" if edge is None else "before" if before else "after"
    counted = tuple(dict.fromkeys((only, *views.values())))
    narrowings = tuple(each.narrowing for each in counted)
    statement = _page(queue, len(teams_asking(by)), direction, narrowings)
    found = session.execute(statement, _asked(by, counted, edge)).all()
    numbers = dict(zip(counted, found[0][1:], strict=True))
    items = [each[0] for each in found if each[0] is not None]
    return Page(
        **_cut(items, direction),
        count=numbers[only],
        counts={name: numbers[each] for name, each in views.items()},
    )


def _cut(items: list[WorkItem], direction: str) -> dict[str, Any]:
    """The page without the item that only tells that there are more, and where it goes on."""
    more, shown = len(items) > PAGE, items[:PAGE]
    if direction == "before":
        shown.reverse()
    goes_on, goes_back = (True, more) if direction == "before" else (more, direction == "after")
    return {
        "items": tuple(shown),
        "next_after": Key.of(shown[-1]) if shown and goes_on else None,
        "previous_before": Key.of(shown[0]) if shown and goes_back else None,
    }


# Statements are made once for each kind of question and then asked with its values: making one costs more than asking it.
# Words and limits of ours stand in them as they are, so that the database's plan for all values suits these.
Narrowing = tuple[str, ...]
Doors = tuple[tuple[Any, tuple[ColumnElement[bool], ...]], ...]  # items, and what lets an asker at them
_ORDER = (WorkItem.rank, WorkItem.act_by, WorkItem.id)
_EDGE = tuple_(*(bindparam(f"edge_{column.key}", type_=column.type) for column in _ORDER))
_LISTED = {"ranks": "rank", "desks": "desk", "sources": "source_kind"}
_WALKED = (
    *_ORDER, WorkItem.team_id, WorkItem.level, WorkItem.object_type, WorkItem.object_id, WorkItem.concern_id,
    WorkItem.desk, WorkItem.source_kind, WorkItem.claimed_by, WorkItem.claimed_until,
)  # fmt: skip


def _asked(by: Actor, filters: Iterable[Filter] = (), edge: Key | None = None) -> dict[str, Any]:
    """The values of a statement: who asks, what narrows it, and the place to go on from."""
    asked = asking(by)
    for number, only in enumerate(filters):
        asked |= only.values(number)
    if edge is not None:
        asked |= {f"edge_{column.key}": getattr(edge, column.key) for column in _ORDER}
    return asked


@lru_cache(maxsize=1024)
def _page(queue: str, teams: int, direction: str, narrowings: tuple[Narrowing, ...]) -> Select[Any]:
    """The items of a page beside the counts, the first of which is of all its items; without items one row with the counts."""
    doors = _doors(queue, teams)
    counts = select(*(_count(doors, each, place) for place, each in enumerate(narrowings))).subquery()
    shown = _united(_walks(doors, narrowings[0], most=PAGE + 1, direction=direction))
    return (
        select(WorkItem, counts)
        .select_from(counts)
        .outerjoin(shown, true())
        .outerjoin(WorkItem, WorkItem.id == shown.c.id)
        .order_by(*_ordered(WorkItem, direction))
        .limit(_number(PAGE + 1))
    )


def _count(doors: Doors, narrowing: Narrowing, place: int) -> Label[int]:
    ids = _united(_walks(doors, narrowing, most=COUNTED_TO, place=place))
    counted = select(ids.c.id).limit(_number(COUNTED_TO)).subquery()
    return select(func.count()).select_from(counted).scalar_subquery().label(f"n{place}")


def _united(walks: Iterable[Select[UUID]]) -> Subquery:
    return union(*(select(walk.subquery().c.id) for walk in walks)).subquery()


def _walks(
    doors: Doors, narrowing: Narrowing, *, most: int, place: int = 0, direction: str = ""
) -> Iterator[Select[UUID]]:
    """At most so many ids from behind each door, in order."""
    for item, let_in in doors:
        walk = select(item.id).where(*let_in, *_narrows(item, narrowing, place))
        if direction:
            key = tuple_(item.rank, item.act_by, item.id)
            walk = walk.where(key < _EDGE if direction == "before" else key > _EDGE)
        yield walk.order_by(*_ordered(item, direction)).limit(_number(most))


def _doors(queue: str, teams: int) -> Doors:
    """What is behind each: one team's items, walked along the index of its order, and what is granted, which is little."""
    waiting = select(*_WALKED).where(*_open_in(queue)).cte("waiting").prefix_with("NOT MATERIALIZED")
    let_in = or_(false(), *_granted(waiting.c, queue, teams))
    granted = select(waiting).where(let_in).cte("granted")
    return (granted.c, ()), *((waiting.c, (_with_team(waiting.c, number),)) for number in range(teams))


def _granted(item: Any, queue: str, teams: int) -> Iterator[ColumnElement[bool]]:
    for kind in GRANTED_THROUGH[queue]:
        if queue in THROUGH_CONCERN:
            yield item.concern_id.in_(granted_to_asker(kind, teams))
        else:
            yield and_(item.object_type == constant(kind), item.object_id.in_(granted_to_asker(kind, teams)))


def _with_team(item: Any, number: int) -> ColumnElement[bool]:
    return and_(item.team_id == askers_team(number), item.level == constant("open"))


def _open_in(queue: str) -> tuple[ColumnElement[bool], ...]:
    kept_from = not_kept_from_asker("concern", WorkItem.concern_id)
    return WorkItem.queue == constant(queue), WorkItem.state == constant("open"), kept_from


def _ordered(item: Any, direction: str) -> list[Any]:
    columns = (item.rank, item.act_by, item.id)
    return [column.desc() if direction == "before" else column for column in columns]


def _narrows(item: Any, narrowing: Narrowing, place: int) -> Iterator[ColumnElement[bool]]:
    for name in narrowing:
        if name in _LISTED:
            yield getattr(item, _LISTED[name]).in_(bindparam(f"{name}_{place}", expanding=True))
        elif name == "due_before":
            yield item.act_by < bindparam(f"due_before_{place}")
        else:
            yield _owned(item, name)


def _owned(item: Any, owner: str) -> ColumnElement[bool]:
    if owner == "nobody":
        return or_(item.claimed_until.is_(None), item.claimed_until <= NOW)
    mine = item.claimed_by == ASKER if owner == "me" else item.claimed_by.is_distinct_from(ASKER)
    return and_(mine, item.claimed_until > NOW)


def _number(most: int) -> ColumnElement[int]:
    return literal_column(str(most), Integer)


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
    asked = _asked(by, [only]) | {"incidents": list(incidents)}
    for item in session.scalars(_joined(queue, len(teams_asking(by)), only.narrowing), asked):
        if item.incident_id is not None:
            found[item.incident_id].append(item)
    return {incident: tuple(items) for incident, items in found.items()}


@lru_cache(maxsize=256)
def _joined(queue: str, teams: int, narrowing: Narrowing) -> Select[WorkItem]:
    doors = [*_granted(WorkItem, queue, teams), *(_with_team(WorkItem, number) for number in range(teams))]
    shared = WorkItem.incident_id.in_(bindparam("incidents", expanding=True))
    walk = select(WorkItem).where(*_open_in(queue), shared, or_(false(), *doors), *_narrows(WorkItem, narrowing, 0))
    return walk.order_by(*_ORDER).limit(_number(COUNTED_TO))


def restricted_items(session: Session, queue: str, *, by: Actor) -> tuple[WorkItem, ...]:
    """Restricted items with the actor's teams that the actor may not open, by their random id, so that place tells nothing.

    A face shows the reference and how long it waits, nothing more. Sealed items are never among them.

    Raises:
        NotAllowed: the actor does not work this queue.
    """
    require(by, PERMISSION_BY_QUEUE[queue])
    return tuple(session.scalars(_restricted(queue, len(teams_asking(by))), asking(by)))


@lru_cache
def _restricted(queue: str, teams: int) -> Select[WorkItem]:
    return (
        select(WorkItem)
        .where(
            *_open_in(queue),
            WorkItem.team_id.in_([askers_team(number) for number in range(teams)]),
            WorkItem.level == constant("restricted"),
            WorkItem.concern_id.not_in(granted_to_asker("concern", teams)),
        )
        .order_by(WorkItem.id)
        .limit(_number(RESTRICTED_SHOWN))
    )
