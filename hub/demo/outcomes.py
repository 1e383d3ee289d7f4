"""What became of a concern of the synthetic city, as plain values. Pure; officers are named by username.

Times are aware UTC. What has not happened yet is None; people are the city's person ids.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hub.demo.truth import ToldConcern


@dataclass(frozen=True, slots=True)
class ToldAlert:
    """An alert of immediate danger and who has it; rung 0 was called first."""

    answer: str
    raised_at: datetime
    rung: int
    acknowledged_by: str | None
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """An officer holds the concern."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ToldDecision:
    """What an officer thought first and then decided for one person, and why.

    `agrees` says that the officer follows the suggestion, so that its routes count where they differ from `routes`.
    `points` are the officer's answers to the three points of the 2007 Act (empty for a child); `onward` names who takes
    it on where no strand opens; `second_by` countersigned, or is asked to where `second_at` is None and `waits` is true.
    """

    person: str
    by: str
    own_view_at: datetime
    own_routes: tuple[str, ...]
    own_urgency: str
    own_words: str
    decided_at: datetime | None
    routes: tuple[str, ...]
    urgency: str
    agrees: bool
    differs_because: str
    words: str
    points: tuple[str, ...] = ()
    onward: str = ""
    told_person: str = "not_known"
    lead_framework: str = ""
    out_of_hours: bool = False
    second_by: str | None = None
    second_at: datetime | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class ToldOnward:
    """Where a concern below the threshold was passed on to; state is waiting, accepted or came_back."""

    person: str
    route: str
    state: str
    owner: str
    opened_at: datetime
    settled_at: datetime | None
    accepted_by_name: str


@dataclass(frozen=True, slots=True)
class ToldStrand:
    """One route of work for one person, with its state now."""

    person: str
    kind: str
    route: str
    urgency: str
    state: str
    conference: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToldInvitee:
    """Somebody asked to a conference and whether they came (None: not held yet)."""

    agency: str
    role: str
    name: str
    answer: str
    attended: str | None
    absence_reason: str


@dataclass(frozen=True, slots=True)
class ToldConference:
    """A conference about one or more people of a family; `decisions` go by person once held.

    `key` is unique within the city. `inquorate_at` is an earlier sitting that could not go on.
    """

    key: str
    kind: str
    people: tuple[str, ...]
    state: str
    requested_at: datetime
    requested_by: str
    chair: str | None
    allocated_at: datetime | None
    minute_taker: str | None
    convened_at: datetime | None
    starts_at: datetime | None
    late_reason: str
    held_at: datetime | None
    inquorate_at: datetime | None
    quorate: str | None
    decisions: dict[str, str]
    areas_of_concern: tuple[str, ...]
    reasons: str
    reporter_referral: str | None
    next_review_on: date | None
    invitees: tuple[ToldInvitee, ...]


@dataclass(frozen=True, slots=True)
class ToldPlan:
    """A protection plan; a child is on the register while one of kind child_protection is open."""

    person: str
    kind: str
    opened_at: datetime
    opened_by: str
    ended_on: date | None
    ended_by: str | None
    areas_of_concern: tuple[str, ...]
    next_review_on: date | None


@dataclass(frozen=True, slots=True)
class Story:
    """A concern and all that came of it until now; state is waiting or decided."""

    told: ToldConcern
    state: str
    alert: ToldAlert | None = None
    claim: ToldClaim | None = None
    decisions: tuple[ToldDecision, ...] = ()
    onwards: tuple[ToldOnward, ...] = ()
    strands: tuple[ToldStrand, ...] = ()
    conferences: tuple[ToldConference, ...] = ()
    plans: tuple[ToldPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class UnsentDraft:
    """A concern somebody has begun to write and not sent."""

    by: str
    started_at: datetime
    told: dict[str, Any]
