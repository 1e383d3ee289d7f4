"""Conferences of the synthetic city: asked for, chaired, held, and the plans that come of them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from hub.demo import names, timing
from hub.demo.outcomes import ToldConference, ToldInvitee, ToldPlan
from hub.demo.register import adult_stay, stay
from hub.demo.staff import in_team, with_role
from hub.demo.timing import LONDON
from hub.demo.truth import Expected, ToldConcern

STAGES = ("requested", "allocated", "convened")
FRESH = timedelta(days=14)
ADULT_PLAN_SHARE = 0.6
CHILD_TABLE = (
    ("Children's social work", "social worker"), ("Police", "officer"), ("Health", "health visitor or nurse"),
    ("Education", "head or named person"), ("Family", "parent or carer"), ("Third sector", "family support worker"),
)  # fmt: skip
ADULT_TABLE = (
    ("Adult social work", "council officer"), ("Police", "officer"), ("Health", "nurse or GP"),
    ("The adult", "adult"), ("Advocacy", "independent advocate"), ("Care provider", "manager"),
)  # fmt: skip
AREAS_OF_CONCERN = (
    ("domestic_abuse", 0.45), ("neglect", 0.42), ("parental_substance_use", 0.39), ("parental_mental_ill_health", 0.37),
    ("emotional_abuse", 0.33), ("physical_abuse", 0.2), ("sexual_abuse", 0.08),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a conference is about before its dates are set: kind, people, when it was asked for and must be by."""

    key: str
    kind: str
    people: tuple[str, ...]
    requested_at: datetime
    planned: date
    decisions: dict[str, str]
    areas: tuple[str, ...]
    stage: str = "convened"
    next_review_on: date | None = None


def meeting_at(rng: Random, day: date) -> datetime:
    """Ten in the morning or two in the afternoon of the day or the next the office is open, aware UTC."""
    at = time(rng.choice((10, 14)))
    return datetime.combine(timing.work_day_from(day), at, LONDON).astimezone(UTC)


def stage_of(until: datetime, requested_at: datetime, nth: int) -> str:
    """How far a conference asked for in the last fortnight has come, turn and turn about; older ones are convened."""
    return STAGES[nth % 3] if until - requested_at < FRESH else "convened"


def areas_of_concern(rng: Random) -> tuple[str, ...]:
    """All areas of concern of one registration; at least one. Source: domain 9.2."""
    found = tuple(area for area, share in AREAS_OF_CONCERN if rng.random() < share)
    return found or ("neglect",)


def initial(rng: Random, told: ToldConcern, decided_at: datetime, nth: int, until: datetime) -> Meeting:
    """The first conference a concern led to, within 28 days of receipt but for a few."""
    child = told.truth.conference == "child_protection"
    people = tuple(one.person for one in told.truth.expected if one.conference)
    requested_at = min(timing.after_work(decided_at, rng.uniform(3, 24)), decided_at + (until - decided_at) / 2)
    days = rng.randint(29, 35) if rng.random() < 0.07 else rng.randint(16, 26)
    kind = "adult_initial" if not child else "pre_birth" if told.truth.kind == "unborn" else "initial"
    decisions = {one.person: _first_decision(rng, one) for one in told.truth.expected if one.conference}
    return Meeting(
        f"{told.received_at:%Y%m%d}-{told.truth.household}", kind, people, requested_at,
        (told.received_at + timedelta(days=days)).date(), decisions,
        areas_of_concern(rng) if child else (), stage_of(until, requested_at, nth),
    )  # fmt: skip


def _first_decision(rng: Random, expected: Expected) -> str:
    if expected.conference == "adult":
        return "adult_plan" if rng.random() < ADULT_PLAN_SHARE else "no_plan"
    return "register" if expected.registered else "not_register"


def conference(rng: Random, meeting: Meeting, until: datetime) -> ToldConference:
    """The conference as it stands at `until`: asked for, with a chair, with a day, or held and recorded."""
    child = not meeting.kind.startswith("adult")
    chosen = with_role("chair", qualification="" if child else "council_officer")
    allocated = _by(timing.after_work(meeting.requested_at, rng.uniform(2, 12)), until, meeting, "allocated")
    convened = _by(timing.after_work(allocated or until, rng.uniform(2, 12)), until, meeting, "convened")
    starts = max(meeting_at(rng, meeting.planned), meeting.requested_at + timedelta(days=1)) if convened else None
    held = starts + timedelta(minutes=rng.randint(70, 120)) if starts and starts < until - timedelta(hours=2) else None
    limit = 35 if "review" in meeting.kind else 33
    late = bool(starts and starts - meeting.requested_at > timedelta(days=limit - 5))
    return ToldConference(
        key=meeting.key, kind=meeting.kind, people=meeting.people, state=_state(allocated, convened, held),
        requested_at=meeting.requested_at, requested_by=rng.choice(in_team("children" if child else "adults")).username,
        chair=rng.choice(chosen).username if allocated else None, allocated_at=allocated,
        minute_taker=rng.choice(with_role("minute_taker")).username if convened else None,
        convened_at=convened, starts_at=starts, held_at=held,
        late_reason="Held for the medical report; the interim safety plan stays in place." if late else "",
        inquorate_at=starts - timedelta(days=9) if held and starts and rng.random() < 0.03 else None,
        quorate=("proceeded" if rng.random() < 0.03 else "yes") if held else None,
        decisions=meeting.decisions if held else {}, areas_of_concern=meeting.areas if held else (),
        reasons="Agreed by those present; what was shared is in the record." if held else "",
        reporter_referral=("yes" if rng.random() < 0.2 else "no") if held and child else None,
        next_review_on=meeting.next_review_on if held else None,
        invitees=invitees(rng, child=child, held=bool(held)) if convened else (),
    )  # fmt: skip


def _by(at: datetime, until: datetime, meeting: Meeting, step: str) -> datetime | None:
    """When a step was taken, if it has been by `until`; never after it."""
    if STAGES.index(step) > STAGES.index(meeting.stage):
        return None
    return min(at, until)


def _state(allocated: datetime | None, convened: datetime | None, held: datetime | None) -> str:
    return "held" if held else "convened" if convened else "allocated" if allocated else "requested"


def invitees(rng: Random, *, child: bool, held: bool) -> tuple[ToldInvitee, ...]:
    """Who was asked, what they answered and whether they came; professionals nearly always do."""
    found = []
    for agency, role in CHILD_TABLE if child else ADULT_TABLE:
        name = (
            f"{names.forename(rng, rng.choice(('female', 'male')), rng.randint(1965, 1998)).name} {names.surname(rng)}"
        )
        came = rng.random() < (0.7 if agency in {"Family", "The adult"} else 0.92)
        answer = ("coming" if rng.random() < 0.8 else "by_video") if came else "apologies"
        attended = ("by_video" if answer == "by_video" else "yes") if came else "apologies"
        reason = "" if came else "Sent apologies and a report."
        waiting = not held and rng.random() < 0.4
        found.append(
            ToldInvitee(agency, role, name, "waiting" if waiting else answer, attended if held else None, reason)
        )
    return tuple(found)


def reviews(
    rng: Random, first: Meeting, held_at: datetime, left: timedelta, until: datetime
) -> Iterator[tuple[Meeting, date]]:
    """Reviews of a plan opened at `held_at`, each with its day: at most six months apart, and one at which it ends.

    A review that still lies more than four weeks ahead has not been asked for and is not among them.
    """
    child, opened = not first.kind.startswith("adult"), held_at.date()
    ends, at, nth = opened + left, opened, 0
    kind, on, off = ("review", "keep", "remove") if child else ("adult_review", "adult_plan", "no_plan")
    while at < ends:
        step = (
            (rng.randint(80, 91) if first.kind == "pre_birth" and nth == 0 else rng.randint(150, 179)) if child else 90
        )
        at, nth = min(at + timedelta(days=step), ends), nth + 1
        asked_at = meeting_at(rng, at - timedelta(days=28))
        if asked_at > until:
            return
        decision = off if at == ends else on
        people = {person: decision for person, first_made in first.decisions.items() if opens_plan(first_made)}
        following = None if at == ends else min(at + timedelta(days=179), ends)
        key = f"{first.key}-{nth}"
        yield Meeting(key, kind, tuple(people), asked_at, at, people, first.areas, next_review_on=following), at


def opens_plan(decision: str) -> bool:
    """Whether a first decision opens a plan."""
    return decision in {"register", "adult_plan"}


def stays(rng: Random, told: ToldConcern, seed_words: Random) -> timedelta:
    """How long the plan of a concern stays open."""
    return stay(seed_words) if told.truth.conference == "child_protection" else adult_stay(rng)


def plans(held: Sequence[ToldConference]) -> tuple[ToldPlan, ...]:
    """The plans that the first of the conferences opened and a later one may have ended."""
    if not held or held[0].held_at is None:
        return ()
    first = held[0]
    opened_at = held[0].held_at
    done = [one for one in held if one.held_at]
    last = done[-1]
    kind = "adult_protection" if first.kind.startswith("adult") else "child_protection"
    ended = any(decision in {"remove", "no_plan"} for decision in last.decisions.values()) and last is not first
    return tuple(
        ToldPlan(
            person, kind, opened_at, first.key, last.held_at.date() if ended and last.held_at else None,
            last.key if ended else None, first.areas_of_concern, None if ended else last.next_review_on,
        )
        for person, decision in first.decisions.items()
        if opens_plan(decision)
    )  # fmt: skip
