"""Moments as people write them down during a call, read in London time as far as they can be. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from hub import clock
from hub.people import read_date

_TIME = re.compile(
    r"\b(?:at\s+)?(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm)|(?P<hour24>\d{1,2})[:.](?P<minute24>\d{2}))(?!\d)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"^(?:before|by|until|till)\s+", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"^(\d{1,2})[\s/.\-]+(\d{1,2})$")
_NEAR_DAYS = {"": 0, "today": 0, "this morning": 0, "this afternoon": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def read_moment(told: str, *, now: datetime) -> datetime | None:
    """The aware UTC moment that `told` names as said at `now`; None where no time of a day can be read from it.

    Reads ISO 8601 and words such as "3:05pm", "today 15:05", "yesterday 9pm", "23 11 9:40pm", "23/11/2026 21:40".
    A day without a year is the latest one not after tomorrow.
    """
    words = told.strip()
    if iso := _from_iso(words):
        return iso
    found = _time_and_rest(words)
    if found is None:
        return None
    at, rest = found
    day = _day(rest, clock.london_day(now))
    return clock.london(day, at) if day else None


def read_moment_to_come(told: str, *, now: datetime) -> datetime | None:
    """The aware UTC moment that `told` names as said at `now` of something still to come, such as "before 3am".

    A time of day alone, also "tonight", is its next occurrence (one within the minute of `now` still counts as to come), at
    a change of the clocks too; where the clocks leave the time out it is as long after midnight as on other days. A day and a
    month without a year are the nearest such day; a day that was named is kept even when it is past. None as for `read_moment`.
    """
    words = _BEFORE.sub("", told.strip())
    if iso := _from_iso(words):
        return iso
    found = _time_and_rest(words)
    if found is None:
        return None
    at, rest = found
    if rest in {"", "tonight"}:
        return _next(at, now)
    day = _day(rest, clock.london_day(now), is_to_come=True)
    return clock.london(day, at) if day else None


def _time_and_rest(words: str) -> tuple[time, str] | None:
    """The time of day in these words, and what they say besides, which is the day."""
    found = _TIME.search(words)
    at = _time(found) if found else None
    if found is None or at is None:
        return None
    rest = " ".join((words[: found.start()] + " " + words[found.end() :]).replace(",", " ").split()).lower()
    return at, rest.removeprefix("on ").strip()


def _next(at: time, now: datetime) -> datetime:
    """The first instant with this London wall time from the minute of `now`; where the clocks go back there are two a night."""
    minute, today = now.replace(second=0, microsecond=0), clock.london_day(now)
    days = (today, today + timedelta(days=1))
    instants = (clock.london(day, at.replace(fold=fold)) for day in days for fold in (0, 1))
    return min(each for each in instants if each >= minute and _is_shown(each, at))


def _is_shown(instant: datetime, at: time) -> bool:
    """Whether clocks show the time then, or would have, had they not been put forward."""
    local = instant.astimezone(clock.LONDON)
    return local.time() == at or instant == clock.london(local.date(), at)


def _from_iso(words: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(words)
        return (read if read.tzinfo else read.replace(tzinfo=clock.LONDON)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _time(found: re.Match[str]) -> time | None:
    hour, minute = int(found["hour"] or found["hour24"]), int(found["minute"] or found["minute24"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(rest: str, today: date, *, is_to_come: bool = False) -> date | None:
    if rest in _NEAR_DAYS:
        return today + timedelta(days=_NEAR_DAYS[rest])
    short = _DAY_AND_MONTH.match(rest)
    read = read_date(f"{short[1]}/{short[2]}/2000" if short else rest, on=today)
    if read is None or read.month is None or read.day is None:
        return None
    if read.year and not short:
        return date(read.year, read.month, read.day)
    days = list(_in_years_around(today, read.month, read.day))
    if is_to_come:
        return min(days, key=lambda day: abs(day - today), default=None)
    return max((day for day in days if day <= today + timedelta(days=1)), default=None)


def _in_years_around(today: date, month: int, day: int) -> Iterator[date]:
    for year in (today.year - 1, today.year, today.year + 1):
        with suppress(ValueError):
            yield date(year, month, day)
