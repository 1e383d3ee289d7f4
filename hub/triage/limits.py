"""What a place in a queue rests on: the rule or event it names, and the clock that says when it is due. A step of a look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.pathways import RunningClock
from hub.queues import WorkItem
from hub.rulebook import Pack, Unconfirmed, unconfirmed_in
from hub.triage.screening import DANGER_TOLD, band_of
from hub.triage.telling_teams import ACKNOWLEDGED

REASONS = {
    DANGER_TOLD: "Danger was told, and nobody has decided yet that it is over",
    "closed_before": "Closed before, a new concern came",
    "new_information": "New information that whoever holds the work did not acknowledge",
    "led_elsewhere": "The other service did not acknowledge that it does not lead",
}
ONWARD = "screening_five_working_days"  # what is passed on is due like what may wait longest
HAS_ITS_OWN = ("decision", "strand")  # these may have a clock of their own


def title_of(pack: Pack, item: WorkItem) -> str:
    """The one reason a row shows, in words."""
    return pack.rules[item.reason].title if item.reason in pack.rules else REASONS.get(item.reason, "")


def unconfirmed_of(pack: Pack, item: WorkItem, clocks: Iterable[str] = ()) -> tuple[Unconfirmed, ...]:
    """What Dundee has not confirmed of the limit it is due by, which is that of its urgency unless `clocks` run on it."""
    screening = ACKNOWLEDGED if item.object_type == "team_notice" else f"screening_{band_of(item.rank)}"
    return unconfirmed_in(pack, clocks or [screening])


def named_by(pack: Pack, items: Iterable[WorkItem]) -> tuple[Unconfirmed, ...]:
    """The rules these name that Dundee has not confirmed."""
    return unconfirmed_in(pack, [item.reason for item in items if item.reason in pack.rules])


def clocks_behind(session: Session, items: Sequence[WorkItem]) -> dict[UUID, tuple[str, ...]]:
    """By the object of each item the clocks that run on it, the soonest due first."""
    asked = [item.object_id for item in items if item.object_type in HAS_ITS_OWN]
    found = defaultdict[UUID, tuple[str, ...]](tuple)
    if asked:
        running = select(RunningClock.object_id, RunningClock.clock).where(
            RunningClock.object_id.in_(asked), RunningClock.state == "running"
        )
        for about, name in session.execute(running.order_by(RunningClock.due_at, RunningClock.id)):
            found[about] += (name,)
    return found
