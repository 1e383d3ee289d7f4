"""Putting a concern to the rules and standing it in the queue by what they say. A machine recommends; nothing is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import clock, pathways, queues, rulebook
from hub.actor import Actor
from hub.concerns import Concern, Part, latest_version, parts_of
from hub.people import age_on
from hub.queues import Place, WorkItem
from hub.rulebook import Screening, ScreeningRun
from hub.triage.facts import CHILD_UNDER, case_of, screened_parts

BANDS = ("act_now", "same_day", "two_working_days", "five_working_days")
LOWEST = BANDS[-1]


def screen(session: Session, concern: Concern, *, why: str, asked_by: UUID | None) -> tuple[ScreeningRun, Screening]:
    """A stored run over the concern as it is known now."""
    parts = parts_of(session, concern.id)
    pack = rulebook.active_pack(session)
    case = case_of(session, pack, concern, latest_version(session, concern.id), parts)
    keys = {each.person.id: each.person.key for each in parts}
    return rulebook.run(session, pack, concern_id=concern.id, case=case, keys=keys, why=why, asked_by=asked_by)


def screen_again(session: Session, concern: Concern, *, why: str, by: Actor) -> ScreeningRun:
    """A new run beside the earlier ones; the concern is ranked anew, and another clock runs if its band changed."""
    run, screening = screen(session, concern, why=why, asked_by=by.officer_id)
    restart_clock(session, concern, screening.rank)
    item = stand_in_queue(session, concern, screening)
    item.act_by = _due_on_clock(session, concern, item.act_by)
    return run


def _due_on_clock(session: Session, concern: Concern, otherwise: datetime) -> datetime:
    """When the screening clock that runs is up, which a variation or a return may have moved; danger may be sooner."""
    for running in pathways.clocks_on(session, "concern", concern.id):
        if running.clock.startswith("screening_") and running.state == "running":
            return min(running.due_at, concern.danger_before) if concern.danger_before else running.due_at
    return otherwise


def stand_in_queue(session: Session, concern: Concern, screening: Screening) -> WorkItem:
    """The concern waits for screening, ranked by its most urgent person; its clock runs from receipt."""
    parts = screened_parts(parts_of(session, concern.id), clock.today())
    lead = min(screening.subjects, key=lambda each: each.recommendation.rank)
    found = lead.recommendation
    pressing = next((each for each in found_rules(screening) if each), found.routes[0] if found.routes else "")
    return queues.place(
        session,
        Place(
            queue="screening",
            team_id=concern.team_id,
            level=concern.level,
            object_type="concern",
            object_id=concern.id,
            concern_id=concern.id,
            person_id=UUID(lead.id),
            people_count=len(parts),
            ref=concern.ref,
            source_kind=concern.source_kind,
            incident_id=concern.incident_id,
            rank=screening.rank,
            act_by=act_by(session, concern, screening.rank),
            danger=danger_words(concern),
            reason=pressing,
            unknown=found.unknown_facts if found.because_unknown else (),
            desk=desk_of(parts, clock.today()),
        ),
    )


def found_rules(screening: Screening) -> list[str]:
    """The rules that answered yes at the most urgent band, for the one reason a queue row shows."""
    lead = min(screening.subjects, key=lambda each: each.recommendation.rank)
    urgency = lead.recommendation.urgency
    return [each.rule for each in lead.findings if each.answer.name == "YES" and each.urgency == urgency]


def band_of(rank: int) -> str:
    """The urgency band a rank stands for; what nothing makes urgent is screened within the longest limit."""
    return BANDS[min(rank // 2, len(BANDS) - 1)]


def act_by(session: Session, concern: Concern, rank: int) -> datetime:
    """When screening is due: the band's clock from receipt, or the moment danger was said to come, if sooner."""
    due_at = pathways.due_for(session, f"screening_{band_of(rank)}", started_at=concern.received_at).at
    return min(due_at, concern.danger_before) if concern.danger_before else due_at


def restart_clock(session: Session, concern: Concern, rank: int) -> None:
    """The screening clock of the concern's band runs from receipt; one of another band stops."""
    name = f"screening_{band_of(rank)}"
    for running in pathways.clocks_on(session, "concern", concern.id):
        if running.clock.startswith("screening_") and running.state == "running":
            if running.clock == name:
                return
            pathways.end(
                session, running.clock, object_type="concern", object_id=concern.id, at=clock.now(), state="stopped"
            )
    pathways.start(session, name, object_type="concern", object_id=concern.id, started_at=concern.received_at)


def danger_words(concern: Concern) -> list[str]:
    """Codes of what every list shows of danger."""
    return {"yes": ["danger_now"], "later": ["danger_before"], "not_known": ["danger_not_known"]}.get(
        concern.danger, []
    )


def desk_of(parts: Sequence[Part], day: date) -> str:
    """Children's, adults', or both: by the ages known; an unknown age belongs to both."""
    desks = set()
    for each in parts:
        age = age_on(each.person, day)
        if each.person.unborn or (age and age.get("to", 999) < CHILD_UNDER):
            desks.add("children")
        elif age and age.get("from", 0) >= CHILD_UNDER:
            desks.add("adults")
        else:
            return "both"
    return desks.pop() if len(desks) == 1 else "both"
