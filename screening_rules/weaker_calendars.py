"""What becomes weaker in calendars: days and hours that are office time no longer, limits that end later. Pure.

Limits in working days end later when fewer days count. Out of hours one officer may decide what
needs a second person by day: the shorter the office hours, the more often.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from screening_rules.calendars import Calendar
from screening_rules.countdown import day_in_words
from screening_rules.loader import Readable
from screening_rules.model import Pack
from screening_rules.weaker_lists import Found

_DAYS_AHEAD = 366 * 5


def weaker_calendars(before: Pack, after: Readable, today: date) -> Found:
    """Each calendar that is gone; days of the next five years that count no longer; a later close; shorter office hours."""
    for name, then in before.calendars.items():
        now = after.calendars.get(name)
        for mark, how in _calendar(then, now, today) if now else [("gone", "there is no such calendar any more")]:
            yield then.label, f"calendar {name} {mark}", how


def _calendar(then: Calendar, now: Calendar, today: date) -> Iterator[tuple[str, str]]:
    lost = _lost(then, now, today) if _counted_by(then) != _counted_by(now) else []
    if lost:
        more = f" and {len(lost) - 1:,} more days in five years" if len(lost) > 1 else ""
        yield "days", f"{day_in_words(lost[0])}{more} count no longer, so limits end later and more is out of hours"
    if now.closes > then.closes:
        yield "closes", f"the office closes at {then.closes:%H:%M} → {now.closes:%H:%M}, so limits end later"
    if now.opens > then.opens or now.closes < then.closes:
        hours = f"{_hours(then)} → {_hours(now)}"
        yield "hours", f"the office is open {hours}, so more is out of hours, when one officer may decide alone"


def _lost(then: Calendar, now: Calendar, today: date) -> list[date]:
    ahead = (today + timedelta(days=days) for days in range(_DAYS_AHEAD))
    return [day for day in ahead if then.is_working(day) and not now.is_working(day)]


def _counted_by(calendar: Calendar) -> tuple[object, ...]:
    return calendar.days_off, calendar.holidays, calendar.changes


def _hours(calendar: Calendar) -> str:
    return f"{calendar.opens:%H:%M} to {calendar.closes:%H:%M}"
