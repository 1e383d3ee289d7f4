"""What a clock is made of: the event it runs from, its limit as it stood on each day, who may vary it. Pure, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from screening_rules.model import AREAS

CLOCK_AREAS = (*AREAS, "data_protection")
ELAPSED = ("elapsed_minutes", "elapsed_hours")
LIMITS = (*ELAPSED, "calendar_days", "working_days", "months", "weeks_of_gestation")
ROLLS = ("none", "next_working_day")
DAY_ZERO = ("day_of_event", "office_day")
DUE_TIMES = ("end_of_day", "close_of_business")
APPROVERS = ("senior_manager", "team_manager")
NEEDS = ("reason", "interim_safety_plan")
EVENTS = MappingProxyType(
    {
        "receipt": "the council received the concern",
        "danger_flagged": "immediate danger was flagged",
        "decision": "the screening decision was made",
        "lowered_out_of_hours": "an urgency was lowered out of hours",
        "discussion_agreed": "an inter-agency referral discussion was agreed",
        "discussion_out_of_hours": "a discussion outside office hours covered immediate protection only",
        "ird_decision": "the inter-agency discussion decided on an investigation",
        "invitation": "the invitations were sent",
        "planning_meeting": "the planning meeting was held",
        "planning_meeting_inquorate": "the planning meeting was found inquorate",
        "pre_birth_planning_meeting": "the pre-birth planning meeting was held",
        "registration": "the child was put on the register",
        "assessment_started": "the child protection assessment began",
        "change_identified": "a significant change was identified",
        "transfer_notified": "the receiving council was told of the move",
        "concern_known_elsewhere": "another public body knew or believed that an adult is at risk",
        "inquiry_opened": "the inquiry was opened",
        "adult_conference": "the adult case conference was held",
        "adult_meeting": "the last adult case conference or core group was held",
        "order_granted": "the order was granted",
        "first_interim_order": "the hearing made its first interim order",
        "order_starts": "the day the order names",
        "order_continued": "the order was continued",
        "order_application": "the application was lodged",
        "child_removed": "the child was taken to a place of safety",
        "adult_removed": "the adult was moved",
        "person_removed": "the police took the person to a place of safety",
        "warrant_granted": "the warrant was granted",
        "complaint_received": "the complaint was received",
        "request_received": "the request was received",
        "trafficking_referred": "the person was referred as a possible victim of trafficking",
        "team_told": "a team was told of something it has to know",
        "breach_known": "the council became aware of the breach",
        "reporter_data_found": "data from the Reporter was found in what is asked for",
    }
)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of one unit, one of `LIMITS`."""

    unit: str
    count: int

    @property
    def in_words(self) -> str:
        """Such as "10 working days", "1 month", or "the same working day" for none."""
        if self.count == 0:
            return "the same working day" if self.unit == "working_days" else "the same day"
        named = {"elapsed_minutes": "minutes", "elapsed_hours": "hours", "weeks_of_gestation": "weeks of pregnancy"}
        words = named.get(self.unit, self.unit.replace("_", " "))
        if self.count != 1:
            return f"{self.count:,} {words}"
        singular = {"weeks_of_gestation": "week of pregnancy"}
        return f"1 {singular.get(self.unit, words.removesuffix('s'))}"


@dataclass(frozen=True, slots=True)
class Varies:
    """A later date is possible: who must approve it and what must be recorded. The first date stays visible."""

    approver_role: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockVersion:
    """A clock as it stands from `start`. Several `limits` mean the earlier of them; elapsed ones have no calendar.

    `minimum`: the limit is the least time that must pass, not the most. `notice` is the id of such a clock.
    """

    start: date
    limits: tuple[Limit, ...]
    calendar: str | None
    rolls: str
    day_zero: str
    due_time: str | None
    sources: tuple[str, ...]
    confidence: str
    confirmed: bool
    domain: tuple[str, ...]
    varies: Varies | None
    notice: str | None
    minimum: bool
    change: str
    note: str | None

    @property
    def is_elapsed(self) -> bool:
        """Whether it counts hours or minutes that never pause."""
        return self.limits[0].unit in ELAPSED

    @property
    def is_in_working_days(self) -> bool:
        """Whether it counts working days alone, so that what is left of it is said in them."""
        return all(limit.unit == "working_days" for limit in self.limits)


class ClockNotInForceError(LookupError):
    """No version of this clock had started on that day."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock with all its versions, oldest first; `event` is the key in `EVENTS` that it runs from."""

    id: str
    label: str
    area: str
    event: str
    versions: tuple[ClockVersion, ...]
    withdrawn: date | None
    path: str

    def find_version(self, day: date) -> ClockVersion | None:
        """The newest version started by `day`; None before the first and once withdrawn."""
        if self.withdrawn is not None and day >= self.withdrawn:
            return None
        started = [version for version in self.versions if version.start <= day]
        return started[-1] if started else None

    def version_on(self, day: date) -> ClockVersion:
        """The newest version started by `day`.

        Raises:
            ClockNotInForceError: none has started, or the clock is withdrawn.
        """
        version = self.find_version(day)
        if version is None:
            raise ClockNotInForceError(f"The clock {self.id} is not in force on {day}. Ask for a day on which it is")
        return version
