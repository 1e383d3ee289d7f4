"""Places in queues as the hub's own actions would have left them, in a city written all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from hub.concerns import Concern, Part
from hub.demo.fresh import Fresh, FreshPerson
from hub.demo.known import Known
from hub.demo.outcomes import ToldClaim
from hub.demo.sheets import Sheet
from hub.demo.weighing import Chosen
from hub.demo.writing_runs import Run
from hub.pathways.limits import counted
from hub.queues import WorkItem
from hub.rulebook import band
from hub.triage.screening import danger_words, desk_of, found_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where work stands in a queue and from when to when; `done_at` is None while it is open.

    `awaits_since`: of an open one, since when only a second person's word is missing.
    """

    queue: str
    team: UUID
    object_type: str
    object_id: UUID
    ref: str
    person: UUID
    rank: int
    act_by: datetime
    reason: str
    desk: str
    placed_at: datetime
    done_at: datetime | None = None
    awaits_since: datetime | None = None
    people_count: int = 1
    danger: Sequence[str] = ()
    unknown: Sequence[str] = field(default_factory=tuple)
    claim: ToldClaim | None = None


def stand(known: Known, sheet: Sheet, fresh: Fresh, spot: Spot) -> UUID:
    """The work has had, or has, that place."""
    return sheet.put(
        WorkItem,
        {
            "queue": spot.queue, "state": "done" if spot.done_at else "open", "object_type": spot.object_type,
            "object_id": spot.object_id, "concern_id": fresh.id, "person_id": spot.person,
            "people_count": spot.people_count, "ref": spot.ref, "source_kind": fresh.new.referrer.kind,
            "incident_id": fresh.incident, "rank": spot.rank, "act_by": spot.act_by, "danger": list(spot.danger),
            "reason": spot.reason, "unknown": list(spot.unknown), "desk": spot.desk, "team_id": spot.team,
            "level": fresh.level, "placed_at": spot.placed_at, "done_at": spot.done_at or spot.awaits_since,
            **_claimed(known, spot),
        },
    )  # fmt: skip


def _claimed(known: Known, spot: Spot) -> dict[str, Any]:
    if spot.claim is None:
        return {}
    until = spot.claim.at + timedelta(minutes=known.claim_minutes)
    return {"claimed_by": known.officers[spot.claim.by], "claimed_at": spot.claim.at, "claimed_until": until}


def stand_for_second(
    known: Known, sheet: Sheet, fresh: Fresh, decision: UUID, person: UUID, chosen: Chosen, *, done_at: datetime | None
) -> None:
    """A decision's place with the second person, no later than screening itself was due."""
    urgency, before = chosen.standing_urgency, fresh.new.danger_before
    due_at = counted(known.pack, f"screening_{urgency}", started_at=fresh.received_at).due_at
    spot = Spot(
        queue="second_person", team=fresh.team, object_type="decision", object_id=decision, ref=fresh.ref,
        person=person, rank=2 * band(urgency), act_by=min(due_at, before) if before else due_at,
        reason="lowering" if chosen.lowers else "overseeing", desk="both",
        placed_at=chosen.told.decided_at or known.until, done_at=done_at, danger=dangers(fresh),
    )  # fmt: skip
    stand(known, sheet, fresh, spot)


def dangers(fresh: Fresh) -> list[str]:
    """Codes of what every list shows of the concern's danger."""
    return danger_words(cast("Concern", fresh.new))


def desk(fresh: Fresh, people: Sequence[FreshPerson]) -> str:
    """Whose desk these people are for."""
    return desk_of(cast("Sequence[Part]", people), fresh.day)


def stand_for_screening(
    known: Known,
    sheet: Sheet,
    fresh: Fresh,
    run: Run,
    *,
    act_by: datetime,
    placed_at: datetime,
    done_at: datetime | None,
    awaits_since: datetime | None,
) -> None:
    """The concern's place among those to screen, by its most urgent person."""
    lead = min(run.screening.subjects, key=lambda each: each.recommendation.rank)
    found = lead.recommendation
    pressing = next(iter(found_rules(run.screening)), found.routes[0] if found.routes else "")
    stand(
        known,
        sheet,
        fresh,
        Spot(
            queue="screening", team=fresh.team, object_type="concern", object_id=fresh.id, ref=fresh.ref,
            person=UUID(lead.id), rank=run.screening.rank, act_by=act_by, reason=pressing,
            desk=desk(fresh, fresh.screened), placed_at=placed_at, done_at=done_at,
            awaits_since=awaits_since, people_count=len(fresh.screened), danger=dangers(fresh),
            unknown=found.unknown_facts if found.because_unknown else (),
            claim=fresh.story.claim if done_at is None and fresh.level == "open" else None,
        ),
    )  # fmt: skip
