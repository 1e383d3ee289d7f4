"""Time in the words a worker would say: how long is left, how late it is, which day. London time. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from screening_rules.calendars import Calendar

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)


def in_words_left(now: datetime, due_at: datetime, calendar: Calendar | None = None) -> str:
    """Such as "3 hours 33 minutes left", "6 working days left" or "2 hours late".

    Under 24 hours, and on the last day itself, it is elapsed hours and minutes rounded down. From there on it is the
    days after today up to the last one: working days of `calendar`, or all days where no calendar is given.

    Raises:
        ValueError: one of the times is naive.
    """
    if now.tzinfo is None or due_at.tzinfo is None:
        raise ValueError("Time left needs two aware times")
    left = due_at.timestamp() - now.timestamp()
    gone = timedelta(seconds=abs(left))
    today, last = now.astimezone(LONDON).date(), due_at.astimezone(LONDON).date()
    if gone < ONE_DAY or today == last:
        return _left_today(gone) if left >= 0 else f"{_rounded(gone)} late"
    return _days(today, last, calendar, "left") if left >= 0 else _days(last, today, calendar, "late")


def day_in_words(day: date) -> str:
    """Such as "Monday 14 December 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def time_in_words(at: datetime) -> str:
    """London time such as "5pm", "2:31pm", "midday" or "midnight"; seconds are dropped."""
    local = at.astimezone(LONDON)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def _left_today(left: timedelta) -> str:
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    parts = [_count(hours, "hour")] * bool(hours) + [_count(minutes, "minute")] * bool(minutes)
    return f"{' '.join(parts)} left" if parts else "less than a minute left"


def _rounded(gone: timedelta) -> str:
    """Whole hours, or minutes below one hour, always rounded down."""
    minutes = int(gone.total_seconds()) // 60
    if minutes < 1:
        return "less than a minute"
    return _count(minutes // 60, "hour") if minutes >= 60 else _count(minutes, "minute")


def _days(after: date, until: date, calendar: Calendar | None, word: str) -> str:
    days = f"{_count((until - after).days, 'day')} {word}"
    if calendar is None:
        return days
    working = calendar.working_days_between(after, until)
    return f"{_count(working, 'working day')} {word}" if working else f"{days}, no working day among them"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
