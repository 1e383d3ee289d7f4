"""A queue page: keyset by rank, act-by, id; one index walk per team, united with what is granted, in one statement with its counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hub.accounts import asking, require, teams_asking
from hub.actor import Actor
from hub.queues import walking
from hub.queues.claiming import PERMISSION_BY_QUEUE
from hub.queues.models import WorkItem
from hub.queues.walking import COUNTED_TO, ORDER, PAGE


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
    to_do: bool = False  # without what only waits for a second person

    @property
    def narrowing(self) -> tuple[str, ...]:
        """What it narrows by, without the values: filters alike in this share their statements."""
        told = [name for name in ("ranks", "desks", "sources", "due_before", "to_do") if getattr(self, name)]
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
    statement = walking.page(queue, len(teams_asking(by)), direction, narrowings)
    found = session.execute(statement, _asked(by, counted, edge)).all()
    numbers = dict(zip(counted, (min(number, COUNTED_TO) for number in found[0][1:]), strict=True))
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


def _asked(by: Actor, filters: Iterable[Filter] = (), edge: Key | None = None) -> dict[str, Any]:
    """The values of a statement: who asks, what narrows it, and the place to go on from."""
    asked = asking(by)
    for number, only in enumerate(filters):
        asked |= only.values(number)
    if edge is not None:
        asked |= {f"edge_{column.key}": getattr(edge, column.key) for column in ORDER}
    return asked


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
    for item in session.scalars(walking.joined(queue, len(teams_asking(by)), only.narrowing), asked):
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
    return tuple(session.scalars(walking.restricted(queue, len(teams_asking(by))), asking(by)))
