"""Work items in number, inserted the way an import does: one leaf for all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from hub import audit, db
from hub.actor import OPERATOR
from hub.concerns import Concern
from hub.queues import WorkItem

DAY = datetime(2026, 11, 22, 10, 31, tzinfo=UTC)


def item_values(concern_id: UUID, **values: Any) -> dict[str, Any]:
    """One open screening item, by default like every other."""
    item_id = uuid4()
    return {
        "id": item_id, "queue": "screening", "state": "open", "level": "open",
        "object_type": "concern", "object_id": concern_id, "concern_id": concern_id, "ref": str(item_id),
        "source_kind": "school", "rank": 4, "act_by": DAY, "danger": [], "reason": "", "unknown": [], "desk": "both",
        "placed_at": DAY,
    } | values  # fmt: skip


def fill_queue(team_id: UUID, shapes: Iterable[dict[str, Any]]) -> list[UUID]:
    """One item on one concern for each shape; their ids in the order given."""
    made = []
    with db.transaction() as session, audit.importing(session) as batch:
        concern_id = uuid4()
        batch.insert(
            Concern.__table__,
            [{"id": concern_id, "ref": str(concern_id), "team_id": team_id, "channel": "phone", "source_kind": "school",
              "received_at": DAY, "keyed_at": DAY, "danger": "no", "one_of_us": "no"}],
        )  # fmt: skip
        made = [item_values(concern_id, **({"team_id": team_id} | shape)) for shape in shapes]
        batch.insert(WorkItem.__table__, made)
        audit.record_import(session, batch, by=OPERATOR, purpose="trial")
    return [item["id"] for item in made]
