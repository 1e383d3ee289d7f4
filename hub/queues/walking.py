"""The statements of a queue's pages: a walk along each team's index, united with what is granted; each made once and then asked.

Making a statement costs more than asking it. Words and limits of ours stand in it as they are, so that the plan that the
database makes for all values suits these. The values are `hub.accounts.asking(by)`, those of its filters, numbered, and
`edge_*` for the place to go on from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Integer,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from hub.accounts import ASKER, NOW, Grant, Team, askers_team, grants_to_asker, is_granted_to_asker, not_kept_from_asker
from hub.db import constant
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

Narrowing = tuple[str, ...]
Door = tuple[Any, ColumnElement[bool]]  # the columns of items, and what lets an asker at them
ORDER = (WorkItem.rank, WorkItem.act_by, WorkItem.id)
_EDGE = tuple_(*(bindparam(f"edge_{column.key}", type_=column.type) for column in ORDER))
_LISTED = {"ranks": "rank", "desks": "desk", "sources": "source_kind"}
_WALKED = (
    *ORDER, WorkItem.team_id, WorkItem.level, WorkItem.desk, WorkItem.source_kind, WorkItem.claimed_by, WorkItem.claimed_until,
    WorkItem.done_at,
)  # fmt: skip


@lru_cache(maxsize=1024)
def page(queue: str, teams: int, direction: str, narrowings: tuple[Narrowing, ...]) -> Select[Any]:
    """The items of a page beside the counts, the first of which is of all its items; without items one row with the counts.

    A count is at most `COUNTED_TO` of each team's and all of what is granted.
    """
    # short names, because a longer statement is read anew by the driver each time
    seen = (WorkItem.concern_id,) if queue in THROUGH_CONCERN else (WorkItem.object_type, WorkItem.object_id)
    walked = _walked(narrowings)
    here = select(*seen, *walked).where(*_open_in(queue)).cte("h").prefix_with("NOT MATERIALIZED")
    granted = _granted(here.c, [here.c[column.key] for column in walked], queue, teams).cte("g")
    doors = [(here.c, _with_team(here.c, number)) for number in range(teams)]
    # what a team lets in as well is counted with the team; said of the CTE, so that it is still found by its grants
    beside = and_(true(), *(not_(_with_team(granted.c, number)) for number in range(teams)))
    counts = _counts(granted, beside, doors, narrowings)
    walks = [_walk(*door, narrowings[0], 0, PAGE + 1, direction) for door in ((granted.c, beside), *doors)]
    shown = union_all(*(select(walk.c.id) for walk in walks)).subquery()
    return (
        select(WorkItem, counts)
        .select_from(counts)
        .outerjoin(shown, true())
        .outerjoin(WorkItem, WorkItem.id == shown.c.id)
        .order_by(*_ordered(WorkItem, direction))
        .limit(_number(PAGE + 1))
    )


def _walk(
    item: Any, let_in: ColumnElement[bool], narrowing: Narrowing, place: int, most: int, direction: str = ""
) -> Subquery:
    """At most so many ids from behind one door, in order."""
    walk = select(item.id).where(let_in, *_narrows(item, narrowing, place))
    if direction:
        key = tuple_(item.rank, item.act_by, item.id)
        walk = walk.where(key < _EDGE if direction == "before" else key > _EDGE)
    return walk.order_by(*_ordered(item, direction)).limit(_number(most)).subquery()


def _counts(
    granted: CTE, beside: ColumnElement[bool], doors: Sequence[Door], narrowings: Sequence[Narrowing]
) -> Subquery:
    """What is granted is gone through once for all counts; each team's are counted along the index of its order."""
    found = []
    for place, narrowing in enumerate(narrowings):
        number: Any = func.count().filter(and_(true(), *_narrows(granted.c, narrowing, place)))
        for item, let_in in doors:
            walk = _walk(item, let_in, narrowing, place, COUNTED_TO)
            number += select(func.count()).select_from(walk).scalar_subquery()
        found.append(number.label(f"n{place}"))
    return select(*found).select_from(granted).where(beside).subquery()


def _walked(narrowings: Sequence[Narrowing]) -> list[Any]:
    """The columns that order, doors and these filters ask for."""
    idle = {_LISTED[name] for name in ("desks", "sources") if not any(name in each for each in narrowings)}
    return [column for column in _WALKED if column.key not in idle]


def _granted(item: Any, walked: Sequence[Any], queue: str, teams: int) -> CompoundSelect[Any]:
    """Each item once, found by a holder's grants where they are few, else by what is open with each team.

    So neither years of grants nor what is done is ever gone through.
    """
    grant, among = aliased(Grant, name="w"), select(*walked).where(item.team_id.in_(select(Team.id)))
    found = [
        among.where(_is_of(item, queue, kind), _record(item, queue).in_(select(grant.object_id).where(granted)))
        for kind in GRANTED_THROUGH[queue]
        for granted in grants_to_asker(grant, kind, teams)
    ]
    return union(*found or [among.where(false())])


def _is_granted(item: Any, queue: str, teams: int) -> Iterator[ColumnElement[bool]]:
    """The same, asked of each item in turn."""
    for kind in GRANTED_THROUGH[queue]:
        yield and_(_is_of(item, queue, kind), is_granted_to_asker(kind, _record(item, queue), teams))


def _record(item: Any, queue: str) -> Any:
    return item.concern_id if queue in THROUGH_CONCERN else item.object_id


def _is_of(item: Any, queue: str, kind: str) -> ColumnElement[bool]:
    return true() if queue in THROUGH_CONCERN else item.object_type == constant(kind)


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
        elif name == "to_do":
            yield item.done_at.is_(None)
        else:
            yield _owned(item, name)


def _owned(item: Any, owner: str) -> ColumnElement[bool]:
    if owner == "nobody":
        return or_(item.claimed_until.is_(None), item.claimed_until <= NOW)
    mine = item.claimed_by == ASKER if owner == "me" else item.claimed_by.is_distinct_from(ASKER)
    return and_(mine, item.claimed_until > NOW)


def _number(most: int) -> ColumnElement[int]:
    return literal_column(str(most), Integer)


@lru_cache(maxsize=256)
def joined(queue: str, teams: int, narrowing: Narrowing) -> Select[WorkItem]:
    """The open items of some `incidents`, in the queue's order."""
    doors = [*_is_granted(WorkItem, queue, teams), *(_with_team(WorkItem, number) for number in range(teams))]
    shared = WorkItem.incident_id.in_(bindparam("incidents", expanding=True))
    walk = select(WorkItem).where(*_open_in(queue), shared, or_(false(), *doors))
    return walk.where(*_narrows(WorkItem, narrowing, 0)).order_by(*ORDER).limit(_number(COUNTED_TO * (teams + 1)))


def sharing_incident(queue: str) -> ScalarSelect[int]:
    """How many open items share the incident of an item in the statement around it, whoever may open them."""
    other = aliased(WorkItem)
    is_open = and_(other.queue == constant(queue), other.state == constant("open"))
    return select(func.count()).where(other.incident_id == WorkItem.incident_id, is_open).scalar_subquery()


@lru_cache
def restricted(queue: str, teams: int) -> Select[WorkItem]:
    """Restricted items with the asker's teams that they may not open, by their random id."""
    return (
        select(WorkItem)
        .where(
            *_open_in(queue),
            WorkItem.team_id.in_([askers_team(number) for number in range(teams)]),
            WorkItem.level == constant("restricted"),
            not_(is_granted_to_asker("concern", WorkItem.concern_id, teams)),
        )
        .order_by(WorkItem.id)
        .limit(_number(RESTRICTED_SHOWN))
    )
