"""The rows of conferences and plans: asked for, given a chair, convened, held, and what came of them for each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from hub import clock
from hub.conferences.models import Conference, ConferenceStrand, Invitee
from hub.demo.dice import dice
from hub.demo.fresh import Fresh
from hub.demo.known import NAMED_SENIOR, Known
from hub.demo.outcomes import ToldConference
from hub.demo.queueing import Spot, stand
from hub.demo.sheets import Sheet
from hub.demo.staff import with_role
from hub.demo.writing_concerns import grant
from hub.demo.writing_plans import (
    WITH_PLAN,
    At,
    after_the_last,
    areas,
    next_review_on,
    review_clock,
    write_limits,
    write_plans,
)
from hub.demo.writing_strands import Opened, clocks_of, conferences_of, limit_of, place_strand
from hub.pathways.limits import counted, invite_by
from hub.rulebook import band
from hub.strands import StrandPart
from hub.triage.choices import CONFERENCE_CLOCKS

AGENCIES = {
    "Children's social work": "social_work", "Adult social work": "social_work", "Police": "police",
    "Health": "health", "Education": "education", "Family": "family", "The adult": "family",
    "Third sector": "third_sector", "Advocacy": "advocacy", "Care provider": "care_provider",
}  # fmt: skip
OWN_WORDS = ("I want it to be quiet at night.", "I like school. I want mum to get help.", "Nobody asked me before.")
SAFEGUARDS = {"child_protection": ("risk_assessment", "chronology", "views"),
              "adult": ("risk_assessment", "chronology", "views", "advocacy")}  # fmt: skip
CLOSES = time(17)


def write_conferences(known: Known, sheet: Sheet, fresh: Fresh, opened: Sequence[Opened]) -> None:
    """Every conference of the story, one after the other, and the plans they opened and ended."""
    before: At | None = None
    written: dict[str, At] = {}
    for told in fresh.story.conferences:
        strands = tuple(each for each in opened if told in conferences_of(fresh, each))
        if not strands:
            continue
        at = _at(known, sheet, fresh, told, strands, before)
        _write_conference(known, sheet, fresh, at)
        _write_people(known, sheet, at)
        _write_invitees(sheet, at)
        _write_places(known, sheet, fresh, at, before)
        write_limits(known, sheet, at, before)
        _give_sight(known, sheet, fresh, at)
        before = written[told.key] = at
    write_plans(known, sheet, fresh, opened, written)
    after_the_last(known, sheet, fresh, before)


def _at(
    known: Known, sheet: Sheet, fresh: Fresh, told: ToldConference, strands: tuple[Opened, ...], before: At | None
) -> At:
    name, started_at = clock_of(known, fresh, told, strands[0], before)
    due_on = strands[0].baby_due_on if name == "cppm_pre_birth" else None
    limit = counted(known.pack, name, started_at=started_at, baby_due_on=due_on)
    conference = uuid4()
    return At(
        conference, known.reference(sheet, "conference", conference), told, strands, name, started_at, limit, due_on
    )


def clock_of(
    known: Known, fresh: Fresh, told: ToldConference, strand: Opened, before: At | None
) -> tuple[str, datetime]:
    """The limit that binds the conference and the event it runs from."""
    if before is not None and before.told.starts_at is not None:
        return review_clock(before), before.told.starts_at
    name = next(name for name in clocks_of(strand) if name in CONFERENCE_CLOCKS)
    return name, limit_of(known, fresh, strand, name)[0]


def _write_conference(known: Known, sheet: Sheet, fresh: Fresh, at: At) -> None:
    told = at.told
    late = told.starts_at is not None and told.starts_at > at.limit.due_at
    reason = told.late_reason or "Held for the medical report; the interim safety plan stays in place."
    words = {
        "place": "Committee room 2, council offices" if told.starts_at else None,
        "link": "https://meet.example/" + at.ref.lower() if told.starts_at else None,
        "late_reason": reason if late else None,
        "late_safety_plan": "Stays with a grandparent until then; the worker visits twice a week." if late else None,
        "quorum_words": "The plan agreed by those here keeps them safe until the next meeting."
        if told.quorate == "proceeded" else None,
    }  # fmt: skip
    sheet.put(
        Conference,
        {
            "id": at.id, "ref": at.ref, "kind": told.kind, "state": told.state, "requested_at": told.requested_at,
            "requested_by": known.officers[with_role("co_ordinator")[0].username], "team_id": known.teams["coordination"],
            "level": fresh.level, "chair_id": _officer(known, told.chair), "chair_accepted_at": told.convened_at,
            "minute_taker_id": _officer(known, told.minute_taker), "starts_at": told.starts_at,
            "last_lawful_on": clock.london_day(at.limit.due_at), "calendar_uid": f"{uuid4()}@safeguarding-hub",
            "convened_at": told.convened_at, "held_at": told.held_at, "quorate": told.quorate,
            "inquorate_at": told.inquorate_at, "next_review_on": next_review_on(known, at),
            "late_approved_by": known.officers[NAMED_SENIOR] if late else None,
        },
        key=sheet.key("conference", told.requested_at),
        words=words,
    )  # fmt: skip


def _officer(known: Known, username: str | None) -> UUID | None:
    return known.officers[username] if username else None


def _write_people(known: Known, sheet: Sheet, at: At) -> None:
    told = at.told
    for nth, each in enumerate(at.strands):
        person, held = each.made.person, told.held_at is not None
        decision = told.decisions.get(person.truth)
        own = {"words": OWN_WORDS[nth % 3], "gathered_by": "Their worker", "gathered_on": "", "where": "At home",
               "chose_not": False}  # fmt: skip
        safeguards = _safeguards(at, each)
        sheet.put(
            ConferenceStrand,
            {
                "conference_id": at.id, "strand_id": each.id, "person_id": person.id, "decision": decision,
                "reporter_referral": told.reporter_referral, "safeguards": safeguards,
                "areas_of_concern": areas(told) if decision in WITH_PLAN else [],
            },
            key=person.key,
            words={"reasons": told.reasons or None, "dissent": [] if held else None, "own_words": own if held else None},
        )  # fmt: skip
        _take_part(sheet, known, each.id, with_role("co_ordinator")[0].username, "co_ordinated", told.allocated_at)
        _take_part(sheet, known, each.id, told.chair, "chaired", told.held_at)


def _safeguards(at: At, strand: Opened) -> dict[str, str]:
    """All in place once it was held; before that some are asked for, and now and then one is missing."""
    rng = dice("safeguards", at.told.key, strand.made.person.truth)
    states = ("in_place",) if at.told.held_at else ("in_place", "in_place", "asked", "missing")
    return {name: rng.choice(states) for name in SAFEGUARDS[strand.route.conference or "adult"]}


def _take_part(sheet: Sheet, known: Known, strand: UUID, who: str | None, part: str, at: datetime | None) -> None:
    """Somebody acted on the strand; told twice it is kept once."""
    if who is None or at is None:
        return
    officer = known.officers[who]
    held = (entry.columns for entry in sheet.entries if entry.model is StrandPart)
    if (strand, officer, part) not in {(each["strand_id"], each["officer_id"], each["part"]) for each in held}:
        sheet.put(StrandPart, {"strand_id": strand, "officer_id": officer, "part": part, "at": at})


def _write_invitees(sheet: Sheet, at: At) -> None:
    told = at.told
    for place, each in enumerate(told.invitees):
        agency = AGENCIES[each.agency]
        is_family = agency == "family"
        sheet.put(
            Invitee,
            {
                "conference_id": at.id, "place_in_list": place, "agency": agency, "role": each.role.capitalize(),
                "attends": "own_choice" if each.agency == "The adult" else "expected",
                "told_how": "in_person" if is_family else "secure_mail",
                "sees_papers": "own_part" if is_family else "all", "invited_at": told.convened_at,
                "mailed_at": None if is_family else told.convened_at, "answer": each.answer, "attended": each.attended,
            },
            key=sheet.key("invitee", told.convened_at or told.requested_at),
            words={
                "name": each.name, "email": None if is_family else "invitee@example.org",
                "absence_reason": each.absence_reason or None if told.held_at else None,
            },
        )  # fmt: skip


def _write_places(known: Known, sheet: Sheet, fresh: Fresh, at: At, before: At | None) -> None:
    """With co-ordination until it has a chair, then with the chair; a review stood there as a strand before."""
    told, coordination = at.told, known.teams["coordination"]
    close = clock.london(invite_by(known.pack, at.clock, at.limit), CLOSES)
    if before is not None:
        for strand in at.strands:
            placed = max(told.requested_at - timedelta(days=7), before.told.held_at or told.requested_at)
            place_strand(
                known, sheet, fresh, strand, queue="coordination", act_by=close, placed_at=placed,
                done_at=told.requested_at, team=coordination, reason="review_due",
            )  # fmt: skip
    spot = Spot(
        queue="coordination", team=coordination, object_type="conference", object_id=at.id, ref=at.ref,
        person=at.strands[0].made.person.id, people_count=len(at.strands), reason=told.kind,
        rank=min(2 * band(each.made.chosen.urgency) for each in at.strands), act_by=close,
        desk="adults" if told.kind.startswith("adult") else "children", placed_at=told.requested_at,
        done_at=told.allocated_at,
    )  # fmt: skip
    stand(known, sheet, fresh, spot)
    if told.allocated_at is not None:
        chairing = replace(spot, queue="chairing", placed_at=told.allocated_at, done_at=told.held_at)
        stand(known, sheet, fresh, replace(chairing, act_by=told.starts_at or close))


def _give_sight(known: Known, sheet: Sheet, fresh: Fresh, at: At) -> None:
    """The chair sees the conference, its strands and their concern; the minute-taker not the concern."""
    told = at.told
    records = [("conference", at.id), *(("strand", each.id) for each in at.strands)]
    if told.chair and told.allocated_at:
        for kind, record in [*records, ("concern", fresh.id)]:
            grant(sheet, kind, record, officer=known.officers[told.chair], at=told.allocated_at)
    if told.minute_taker and told.convened_at:
        for kind, record in records:
            grant(sheet, kind, record, officer=known.officers[told.minute_taker], at=told.convened_at)
    if fresh.level == "open":
        grant(sheet, "concern", fresh.id, team=known.teams["coordination"], at=told.requested_at)
