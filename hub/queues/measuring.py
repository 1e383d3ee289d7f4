"""How deep each queue is, for whoever watches the service: figures only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from hub import clock
from hub.queues.models import QUEUES, WorkItem


@dataclass(frozen=True, slots=True)
class Depth:
    """Open items of one queue, and how many of them are past their time."""

    waiting: int = 0
    overdue: int = 0


def depths(session: Session) -> dict[str, Depth]:
    """Every queue's depth now, over all teams."""
    is_late = case((WorkItem.act_by < clock.now(), 1), else_=0)
    found = session.execute(
        select(WorkItem.queue, func.count(), func.sum(is_late)).where(WorkItem.state == "open").group_by(WorkItem.queue)
    )
    return {queue: Depth() for queue in QUEUES} | {queue: Depth(waiting, late) for queue, waiting, late in found}
