"""Closing: the decisions take effect together: plans open and end, limits are met and the next ones run, people move on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock, pathways, plans, queues, strands
from hub.accounts import Permission, require
from hub.actor import SYSTEM, Actor
from hub.audit import Action
from hub.conferences.allocating import objects_of
from hub.conferences.arranging import INVITED
from hub.conferences.deciding import WITH_PLAN
from hub.conferences.models import Conference, State
from hub.conferences.reading import (
    AtConference,
    get_conference,
    invitees_of,
    live_conference_of,
    people_at,
    refuse_stale,
    require_chairs,
)
from hub.conferences.requesting import (
    CLOSE_OF_BUSINESS,
    LIMITS,
    RANKS,
    RECONVENE,
    place_strand,
    plan_kind,
)
from hub.errors import OutOfOrder, Unprocessable
from hub.plans import Plan
from hub.rulebook import Unconfirmed, active_pack, unconfirmed_in
from hub.strands import Strand

MET = frozenset({name for limits in LIMITS.values() for name in limits} | {RECONVENE})
# Reviews are asked for so long before they are due: notice, reports and a day to meet all have to fit in. A judgement.
REVIEW_LEAD = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class NextLimit:
    """A limit that will run when the meeting closes."""

    clock: str
    object_type: str
    strand_id: UUID | None
    due_at: datetime
    due_on: date
    how: str
    unconfirmed: tuple[Unconfirmed, ...]


def review_clock(at: AtConference) -> str:
    """The limit of the next review, by the decision and whether the child is born."""
    if at.record.decision == "adult_plan":
        return "adult_review"
    if at.record.decision == "keep":
        return "cppm_review_next"
    return "cppm_review_after_pre_birth" if at.person.unborn else "cppm_review"


def next_limits(session: Session, conference: Conference, at: Sequence[AtConference]) -> tuple[NextLimit, ...]:
    """What will run once this is closed, the soonest first; shown before closing."""
    held = conference.starts_at
    if held is None:
        return ()
    is_adult = conference.kind.startswith("adult")
    found = [
        _limit(session, name, "conference", None, held)
        for name in (
            ("adult_decisions_circulated", "adult_minutes") if is_adult else ("cppm_decisions_summary", "cppm_record")
        )
    ]
    for each in at:
        for name in _clocks_after(each):
            found.append(_limit(session, name, "strand", each.strand.id, held))
    return tuple(sorted(found, key=lambda one: (one.due_at, one.clock)))


def _clocks_after(each: AtConference) -> tuple[str, ...]:
    if each.record.decision not in WITH_PLAN:
        return ()
    first = {"register": ("core_group_first",), "adult_plan": ("adult_core_group",)}.get(each.record.decision or "", ())
    return (*first, review_clock(each))


def _limit(session: Session, name: str, object_type: str, strand_id: UUID | None, held: datetime) -> NextLimit:
    ends = pathways.due_for(session, name, started_at=held)
    standing = unconfirmed_in(active_pack(session), [name], on=clock.london_day(held))
    return NextLimit(name, object_type, strand_id, ends.at, ends.day or clock.london_day(ends.at), ends.how, standing)


def latest_review_on(session: Session, conference: Conference, at: Sequence[AtConference]) -> date | None:
    """The last day for the next review; None when nobody has a plan."""
    reviews = [
        one.due_on
        for one in next_limits(session, conference, at)
        if one.strand_id is not None and not one.clock.endswith(("core_group_first", "adult_core_group"))
    ]
    return min(reviews, default=None)


def what_is_missing(session: Session, conference: Conference, at: Sequence[AtConference]) -> dict[str, list[str]]:
    """By step, what has to be recorded before the meeting can be closed; empty when nothing."""
    wrong: dict[str, list[str]] = {}
    if any(row.attended is None for row in invitees_of(session, conference.id) if row.attends in INVITED):
        wrong["attendance"] = ["Record for each person invited whether they came"]
    if conference.quorate is None:
        wrong["quorum"] = ["The chair has to declare whether the meeting is quorate"]
    for each in at:
        if each.record.own_words is None:
            wrong[f"words.{each.strand.ref}"] = ["Record their own words, or that they chose not to give any"]
        if each.record.decision is None:
            wrong[f"decision.{each.strand.ref}"] = ["Record what was decided about them"]
        if each.record.decision == "remove" and conference.quorate == "proceeded":
            wrong[f"decision.{each.strand.ref}"] = ["An inquorate meeting cannot end a plan"]
    return wrong


def close(
    session: Session, *, ref: str, next_review_on: date | None = None, seen: int | None = None, by: Actor
) -> Conference:
    """The meeting is held and its decisions stand; nothing about it changes any more.

    Raises:
        NotAllowed, NotFound: the actor does not chair it.
        OutOfOrder: it is not convened, or has not begun.
        Conflict: somebody else saved meanwhile.
        Unprocessable: by step, what is missing, or a review after its limit.
    """
    require(by, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_chairs(session, by, conference)
    held = conference.starts_at
    if conference.state != State.CONVENED.value or held is None or clock.now() < held:
        raise OutOfOrder("There is no meeting here that can be closed.")
    refuse_stale(conference.version, seen)
    at = people_at(session, conference.id)
    _refuse_incomplete(session, conference, at, next_review_on)
    limits = next_limits(session, conference, at)
    for each in at:
        _take_effect(session, conference, each, next_review_on, held, by)
    for one in limits:
        pathways.start(
            session,
            one.clock,
            object_type=one.object_type,
            object_id=one.strand_id or conference.id,
            started_at=held,
        )
    conference.state, conference.held_at, conference.next_review_on = State.HELD.value, held, next_review_on
    queues.finish(session, queue="chairing", object_type="conference", object_id=conference.id)
    audit.record(
        session,
        by=by,
        action=Action.CONFERENCE_OUTCOME,
        objects=objects_of(conference, at),
        purpose=conference.kind,
        basis=basis,
        counts={"people": len(at), "plans": sum(1 for each in at if each.record.decision in WITH_PLAN)},
    )
    return conference


def _refuse_incomplete(
    session: Session, conference: Conference, at: Sequence[AtConference], next_review_on: date | None
) -> None:
    wrong = what_is_missing(session, conference, at)
    latest = latest_review_on(session, conference, at)
    if latest is not None and next_review_on is None:
        wrong["next_review_on"] = ["Enter the day of the next review"]
    elif latest is not None and next_review_on is not None:
        if next_review_on > latest:
            wrong["next_review_on"] = [f"The next review has to be on or before {latest.day} {latest:%B} {latest.year}"]
        elif next_review_on <= clock.london_day(conference.starts_at or clock.now()):
            wrong["next_review_on"] = ["The next review has to be after this meeting"]
    if wrong:
        raise Unprocessable(wrong)


def _take_effect(
    session: Session, conference: Conference, each: AtConference, review_on: date | None, held: datetime, by: Actor
) -> None:
    for name in MET:
        pathways.end(session, name, object_type="strand", object_id=each.strand.id, at=held)
    on, kind = clock.london_day(held), plan_kind(each.strand)
    plan = plans.open_plan_of(session, each.person.id, kind)
    if each.record.decision in WITH_PLAN:
        if plan is None:
            plan = plans.open_plan(
                session, person_id=each.person.id, strand_id=each.strand.id, kind=kind, conference_id=conference.id,
                opened_on=on, areas=each.record.areas_of_concern, next_review_on=review_on,
            )  # fmt: skip
        plan.next_review_on, plan.areas_of_concern = review_on, list(each.record.areas_of_concern)
        strands.step(each.strand, strands.State.UNDER_PLAN)
    else:
        if plan is not None:
            plans.close_plan(session, person_id=each.person.id, kind=kind, conference_id=conference.id, ended_on=on)
            _stop_plan_clocks(session, each.strand, held)
        strands.step(each.strand, strands.State.OPEN)
        _to_area_team(session, each, held)
    strands.take_part(session, each.strand, by.acting_officer_id, "chaired")


def _stop_plan_clocks(session: Session, strand: Strand, at: datetime) -> None:
    for name in ("core_group_first", "adult_core_group", "core_group_change"):
        pathways.end(session, name, object_type="strand", object_id=strand.id, at=at, state="stopped")


def _to_area_team(session: Session, each: AtConference, held: datetime) -> None:
    """Without a plan the strand is its area's team's again, to say what support there is instead; it never closes by itself."""
    concern = each.concern
    queues.place(
        session,
        queues.Place(
            queue="strand", team_id=each.strand.team_id, level=each.strand.level, object_type="strand",
            object_id=each.strand.id, concern_id=concern.id, person_id=each.person.id, ref=each.strand.ref,
            source_kind=concern.source_kind, incident_id=concern.incident_id,
            rank=RANKS.get(each.strand.urgency, 6), act_by=held + timedelta(days=1), reason="no_plan",
            desk="adults" if each.strand.conference == "adult" else "children",
        ),
    )  # fmt: skip


def reviews_to_call(session: Session) -> tuple[Plan, ...]:
    """Plans whose review is near and that nobody has begun to arrange, the soonest first."""
    return tuple(
        plan
        for plan in plans.reviews_due(session, until=clock.today() + REVIEW_LEAD)
        if session.get_one(Strand, plan.strand_id).state == strands.State.UNDER_PLAN.value
        and live_conference_of(session, [plan.strand_id]) is None
    )


def call_reviews(session: Session) -> int:
    """Every plan whose review is near stands in co-ordination's queue; how many were put there now. For the worker."""
    called = []
    for plan in reviews_to_call(session):
        strand = session.get_one(Strand, plan.strand_id)
        due_on = plan.next_review_on or clock.today()
        strands.step(strand, strands.State.WITH_COORDINATION)
        place_strand(session, strand, act_by=clock.london(due_on, CLOSE_OF_BUSINESS), reason="review_due")
        called.append(strand.id)
    if called:
        audit.record(
            session,
            by=SYSTEM,
            action=Action.REVIEW_CALLED,
            objects=[("strand", each) for each in called],
            purpose="review_due",
            basis="system",
        )
    return len(called)
