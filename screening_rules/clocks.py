"""When a limit is due: aware UTC instants in, aware UTC instants out, days counted in Europe/London. Pure, no "now".

Judgements, kept as data so that a council may change them: a limit in calendar days or months is due at the end of its
last day (`due_time: end_of_day`, 23:59:59), one in working days when the office closes (`close_of_business`, 17:00 in
every shipped calendar); hours and minutes are elapsed time and never pause. Day 0 is the day of the event; a receipt
after the office has closed or on a day off has the next working day as day 0, for working-day limits alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from screening_rules.calendars import Calendar, days_between
from screening_rules.clock_files import parse_clocks
from screening_rules.clock_model import (
    EVENTS,
    Clock,
    ClockNotInForceError,
    ClockVersion,
    Limit,
    Varies,
)
from screening_rules.countdown import LONDON, day_in_words, in_words_left, time_in_words

__all__ = [
    "EVENTS",
    "Clock",
    "ClockNotInForceError",
    "ClockVersion",
    "Due",
    "Gestation",
    "Limit",
    "Varies",
    "due",
    "earliest_meeting_day",
    "in_words_left",
    "last_day_to_invite",
    "last_usable_day",
    "notice_days",
    "parse_clocks",
]

FULL_TERM_WEEKS = 40
END_OF_DAY = time(23, 59, 59)


class Gestation(NamedTuple):
    """A pregnancy by the day the baby is due, which is 40 weeks and 0 days."""

    due_on: date

    def day_at(self, weeks: int) -> date:
        """The day on which the pregnancy reaches so many weeks and 0 days."""
        return self.due_on - timedelta(weeks=FULL_TERM_WEEKS - weeks)


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends. `day` and `last_working_day` are None for hours and minutes.

    `day`: the last lawful day in London. `last_working_day`: the last working day by then, None where none is left
    from the day of the event on. `past_at_start`: a limit of the clock had already gone by on day 0, so that as soon as
    possible applies. `how`: plain sentences that say how it was counted.
    """

    started_at: datetime
    at: datetime
    day: date | None
    last_working_day: date | None
    past_at_start: bool
    how: str


def due(
    clock: Clock,
    started_at: datetime,
    calendars: Mapping[str, Calendar],
    *,
    gestation: Gestation | None = None,
    on: date,
) -> Due:
    """When `clock` ends if its event happened at `started_at`, by the version in force on the day `on`.

    Where the baby's due day is not known, the weeks of pregnancy in an `earlier_of` are left out and `how` says so.

    Raises:
        ValueError: `started_at` is naive, or only weeks of pregnancy count and the baby's due day is not known.
        ClockNotInForceError: no version had started by `on`.
    """
    if started_at.tzinfo is None:
        raise ValueError("The start of a clock has no time zone. Give an aware time")
    version = clock.version_on(on)
    started_at = started_at.astimezone(UTC)
    if version.calendar is None:
        return _elapsed(version.limits[0], started_at)
    return _by_day(version, started_at, calendars[version.calendar], gestation)


def last_usable_day(due: Due, calendar: Calendar) -> date | None:
    """The last working day on which the limit is still kept; None where there is none from its start on."""
    last = calendar.last_working(due.day or _london_day(due.at))
    return last if last >= _london_day(due.started_at) else None


def earliest_meeting_day(invited_on: date, notice_days: int) -> date:
    """The first day that leaves so many days' notice; the day of inviting is not counted (8 + 5 = 13 December)."""
    return invited_on + timedelta(days=notice_days)


def last_day_to_invite(meeting_on: date, notice_days: int) -> date:
    """The last day on which inviting leaves so many days' notice; the day of inviting is not counted."""
    return meeting_on - timedelta(days=notice_days)


def notice_days(clock: Clock, clocks: Mapping[str, Clock], *, on: date) -> int | None:
    """How many calendar days' notice belong to this clock on that day; None where it needs none."""
    notice = clock.version_on(on).notice
    return clocks[notice].version_on(on).limits[0].count if notice else None


def _elapsed(limit: Limit, started_at: datetime) -> Due:
    unit = "minutes" if limit.unit == "elapsed_minutes" else "hours"
    at = started_at + timedelta(**{unit: limit.count})
    how = f"{limit.in_words} from {_moment(started_at)}, nights and days off included: due by {_moment(at)}."
    return Due(started_at, at, None, None, past_at_start=False, how=how)


def _by_day(version: ClockVersion, started_at: datetime, calendar: Calendar, gestation: Gestation | None) -> Due:
    event_day = _london_day(started_at)
    day_zero = _day_zero(version, started_at, calendar)
    counted = [_last_day(limit, day_zero, calendar, gestation) for limit in version.limits]
    if counted == [None]:
        raise ValueError("This clock counts weeks of pregnancy. Give the day the baby is due")
    known = [day for day in counted if day is not None]
    ahead = [day for day in known if day >= day_zero]
    lawful = min(ahead, default=day_zero)
    last = calendar.next_working(lawful) if version.rolls == "next_working_day" else lawful
    working = calendar.last_working(last)
    return Due(
        started_at=started_at,
        at=max(_instant(last, version, calendar), started_at),
        day=last,
        last_working_day=working if working >= event_day else None,
        past_at_start=len(ahead) < len(known),
        how=" ".join(_how(version, _Count(event_day, day_zero, counted, lawful, last), calendar)),
    )


def _day_zero(version: ClockVersion, started_at: datetime, calendar: Calendar) -> date:
    local = started_at.astimezone(LONDON)
    if version.day_zero != "office_day":
        return local.date()
    came_late = local.time() > calendar.closes and calendar.is_working(local.date())
    return calendar.next_working(local.date() + timedelta(days=1) if came_late else local.date())


def _last_day(limit: Limit, day_zero: date, calendar: Calendar, gestation: Gestation | None) -> date | None:
    if limit.unit == "working_days":
        return calendar.working_days_after(day_zero, limit.count)
    if limit.unit == "months":
        return day_zero + relativedelta(months=limit.count)
    if limit.unit == "weeks_of_gestation":
        return gestation.day_at(limit.count) if gestation else None
    return day_zero + timedelta(days=limit.count)


def _instant(day: date, version: ClockVersion, calendar: Calendar) -> datetime:
    end = END_OF_DAY if version.due_time == "end_of_day" else calendar.closes
    return datetime.combine(day, end, LONDON).astimezone(UTC)


def _london_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _moment(at: datetime) -> str:
    return f"{time_in_words(at)} on {day_in_words(_london_day(at))}"


class _Count(NamedTuple):
    """The days a count went through, in order; `limits` has one for each limit, None where not countable."""

    event_day: date
    day_zero: date
    limits: list[date | None]
    lawful: date
    last: date


def _how(version: ClockVersion, days: _Count, calendar: Calendar) -> list[str]:
    """Sentences: the count, then only what moved it."""
    end_of_day = f"the end of {day_in_words(days.last)}"
    by = end_of_day if version.due_time == "end_of_day" else _close(days.last, calendar)
    said = [f"{_limits(version)} {day_in_words(days.day_zero)}, which is day 0: due by {by}."]
    if days.day_zero != days.event_day:
        said.append(
            f"It came on {day_in_words(days.event_day)} outside office hours, so the next working day is day 0."
        )
    if any(limit.unit == "working_days" for limit in version.limits):
        said += _left_out(calendar, days.day_zero, days.last)
    if days.last != days.lawful:
        said.append(f"{day_in_words(days.lawful)} is not a working day, so it moves to the next one.")
    for limit, day in zip(version.limits, days.limits, strict=True):
        said += _pregnancy(limit, day, days.day_zero)
    return said


def _limits(version: ClockVersion) -> str:
    words = [limit.in_words for limit in version.limits]
    if len(words) > 1:
        return f"The earlier of {' and '.join(words)} from"
    return f"{words[0]} from" if version.limits[0].count else "The same day as"


def _close(day: date, calendar: Calendar) -> str:
    return f"{time_in_words(datetime.combine(day, calendar.closes, LONDON))} on {day_in_words(day)}"


def _left_out(calendar: Calendar, day_zero: date, last: date) -> list[str]:
    named = [
        f"{name} ({day.day} {day:%B})"
        for day in days_between(day_zero, last)
        if (name := calendar.holiday_name(day)) and day.weekday() not in calendar.days_off
    ]
    return [f"Not counted, {calendar.label}: days off and {', '.join(named)}."] if named else []


def _pregnancy(limit: Limit, day: date | None, day_zero: date) -> list[str]:
    if limit.unit != "weeks_of_gestation":
        return []
    if day is None:
        return [f"The day the baby is due is not known, so {limit.in_words} could not be counted."]
    if day < day_zero:
        return [f"{limit.in_words} went by on {day_in_words(day)}: as soon as possible."]
    return [f"{limit.in_words} are reached on {day_in_words(day)}."]
