"""What the conference decides about each person: reasons, dissent, the Reporter, every area of concern; and the safeguards that flag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import Permission, require_any
from hub.actor import Actor
from hub.audit import Action
from hub.conferences.models import Conference, ConferenceStrand
from hub.conferences.reading import AtConference, get_conference, refuse_stale, require_runs
from hub.conferences.recording import person_at, recorded, to_record
from hub.conferences.requesting import plan_kind
from hub.errors import Unprocessable
from hub.plans import open_plan_of

WITH_PLAN = frozenset({"register", "keep", "adult_plan"})
SAFEGUARDS = {
    "child_protection": ("risk_assessment", "chronology", "views"),
    "adult_protection": ("risk_assessment", "chronology", "views", "advocacy"),
}
SAFEGUARD_STATES = ("in_place", "asked", "missing")


@dataclass(frozen=True, slots=True)
class Dissent:
    """Somebody who would have decided otherwise."""

    who: str
    would_decide: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDecision:
    """What the conference decided about one person."""

    decision: str
    reasons: str
    reporter_referral: str = ""
    areas_of_concern: tuple[str, ...] = ()
    dissent: tuple[Dissent, ...] = ()


def options_for(session: Session, at: AtConference) -> tuple[str, ...]:
    """The decisions open for this person: by the kind of plan, and whether one is open now."""
    kind = plan_kind(at.strand)
    if kind == "adult_protection":
        return ("adult_plan", "no_plan")
    return ("keep", "remove") if open_plan_of(session, at.person.id, kind) else ("register", "not_register")


def record_decision(
    session: Session, *, ref: str, strand_id: UUID, decided: PersonDecision, seen: int | None = None, by: Actor
) -> Conference:
    """The decision about one person is written down, with reasons, dissent and the Reporter; it takes effect when the chair closes.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for attendance.
        Unprocessable: by field, what is missing or cannot be decided here.
    """
    conference, basis = to_record(session, ref, by)
    each = person_at(session, conference, strand_id)
    refuse_stale(each.record.version, seen)
    wrong = _wrong_with(session, conference, each, decided)
    if wrong:
        raise Unprocessable(wrong)
    row = each.record
    row.decision, row.reasons = decided.decision, decided.reasons
    row.reporter_referral = decided.reporter_referral or None
    row.areas_of_concern = sorted(decided.areas_of_concern)
    row.dissent = [{"who": one.who, "would_decide": one.would_decide, "why": one.why} for one in decided.dissent]
    return recorded(session, conference, by, "decision", basis, each)


def _wrong_with(
    session: Session, conference: Conference, each: AtConference, decided: PersonDecision
) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if decided.decision not in options_for(session, each):
        wrong["decision"] = ["Select what was decided"]
    if decided.decision == "remove" and conference.quorate == "proceeded":
        wrong["decision"] = ["An inquorate meeting cannot end a plan. Decide that it goes on, and review it soon"]
    if not decided.reasons:
        wrong["reasons"] = ["Enter the reasons"]
    if plan_kind(each.strand) == "child_protection" and decided.reporter_referral not in {"yes", "no"}:
        wrong["reporter_referral"] = ["Select whether the child is referred to the Reporter"]
    if decided.decision in WITH_PLAN and not decided.areas_of_concern:
        wrong["areas_of_concern"] = ["Select every area of concern that applies"]
    for place, one in enumerate(decided.dissent):
        if not (one.who and one.would_decide and one.why):
            wrong[f"dissent.{place}"] = ["Enter who disagrees, what they would decide, and why"]
    return wrong


def safeguards_of(row: ConferenceStrand, kind: str) -> dict[str, str]:
    """Each safeguard that belongs to a plan of this kind: in place, asked for or missing; words once recorded are in place."""
    held = {name: row.safeguards.get(name, "missing") for name in SAFEGUARDS[kind]}
    return {**held, "views": "in_place"} if row.own_words else held


def note_safeguards(
    session: Session, *, ref: str, strand_id: UUID, safeguards: Mapping[str, str], by: Actor
) -> Conference:
    """What is in place, asked for or missing for one person is recorded. It flags; it never blocks.

    Raises:
        NotAllowed, NotFound: the actor does not run this conference.
        Unprocessable: a safeguard or a state that there is not.
    """
    require_any(by, Permission.CONFERENCE_COORDINATE, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_runs(session, by, conference)
    each = person_at(session, conference, strand_id)
    known = SAFEGUARDS[plan_kind(each.strand)]
    if any(name not in known or state not in SAFEGUARD_STATES for name, state in safeguards.items()):
        raise Unprocessable({"safeguards": ["Select in place, asked for, or missing"]})
    each.record.safeguards = {**each.record.safeguards, **safeguards}
    audit.record(
        session,
        by=by,
        action=Action.SAFEGUARDS_NOTED,
        objects=[("conference", conference.id), ("strand", strand_id)],
        purpose="safeguards",
        basis=basis,
    )
    return conference
