"""Putting work in a queue and taking it out; steps inside actions that have their own leaf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hub import clock
from hub.queues.models import WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where work goes and what its row shows."""

    queue: str
    team_id: UUID
    level: str = "open"
    object_type: str
    object_id: UUID
    concern_id: UUID
    person_id: UUID | None
    people_count: int = 1
    ref: str
    source_kind: str
    incident_id: UUID | None = None
    rank: int
    act_by: datetime
    danger: Sequence[str] = field(default_factory=tuple)
    reason: str = ""
    unknown: Sequence[str] = field(default_factory=tuple)
    desk: str = "both"


def place(session: Session, where: Place) -> WorkItem:
    """The work has exactly one open item in that queue, standing where `where` says: a new one, or the one it had, moved."""
    held = session.scalars(open_items(where.queue, where.object_type, where.object_id)).first()
    if held is None:
        return place_first(session, where)
    for name, value in _values(where).items():
        setattr(held, name, value)
    held.done_at = None  # something changed, so that it is to be looked at again
    session.flush()
    return held


def place_first(session: Session, where: Place) -> WorkItem:
    """The same for work that has only just come into being, which can have no item yet."""
    new = WorkItem(**_values(where), placed_at=clock.now())
    session.add(new)
    session.flush()
    return new


def _values(where: Place) -> dict[str, Any]:
    values = {name: getattr(where, name) for name in Place.__slots__}
    return values | {"danger": list(where.danger), "unknown": list(where.unknown)}


def finish(session: Session, *, queue: str, object_type: str, object_id: UUID) -> None:
    """The work is out of that queue."""
    for item in session.scalars(open_items(queue, object_type, object_id)):
        item.state, item.done_at = "done", clock.now()
        item.claimed_by = item.claimed_until = item.claimed_at = None


def await_second(session: Session, *, queue: str, object_type: str, object_id: UUID, since: datetime | None) -> None:
    """Since when the work only waits for a second person; None where it is to be picked up."""
    for item in session.scalars(open_items(queue, object_type, object_id)):
        item.done_at = since


def open_items(queue: str, object_type: str, object_id: UUID) -> Select[WorkItem]:
    """The open items of one record in one queue: at most one."""
    return select(WorkItem).where(
        WorkItem.queue == queue,
        WorkItem.object_type == object_type,
        WorkItem.object_id == object_id,
        WorkItem.state == "open",
    )
