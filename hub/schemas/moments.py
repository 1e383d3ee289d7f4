"""Moments as people write them down during a call, read in London time as far as they can be. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from hub import clock
from hub.people import read_date

_TIME = re.compile(
    r"\b(?:at\s+)?(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm)|(?P<hour24>\d{1,2})[:.](?P<minute24>\d{2}))(?!\d)",
    re.IGNORECASE,
)
_DAY_AND_MONTH = re.compile(r"^(\d{1,2})[\s/.\-]+(\d{1,2})$")
_NEAR_DAYS = {"": 0, "today": 0, "this morning": 0, "this afternoon": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def read_moment(told: str, *, now: datetime) -> datetime | None:
    """The aware UTC moment that `told` names as said at `now`; None where no time of a day can be read from it.

    Reads ISO 8601 and words such as "3:05pm", "today 15:05", "yesterday 9pm", "23 11 9:40pm", "23/11/2026 21:40".
    A day without a year is the latest one not after tomorrow.
    """
    words = told.strip()
    iso = _from_iso(words)
    if iso is not None or not words:
        return iso
    found = _TIME.search(words)
    at = _time(found) if found else None
    if found is None or at is None:
        return None
    rest = " ".join((words[: found.start()] + " " + words[found.end() :]).replace(",", " ").split()).lower()
    day = _day(rest.removeprefix("on ").strip(), clock.london_day(now))
    return clock.london(day, at) if day else None


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


def _day(rest: str, today: date) -> date | None:
    if rest in _NEAR_DAYS:
        return today + timedelta(days=_NEAR_DAYS[rest])
    short = _DAY_AND_MONTH.match(rest)
    read = read_date(f"{short[1]}/{short[2]}/2000" if short else rest, on=today)
    if read is None or read.month is None or read.day is None:
        return None
    if read.year and not short:
        return date(read.year, read.month, read.day)
    return _latest(today, read.month, read.day)


def _latest(today: date, month: int, day: int) -> date | None:
    for year in (today.year + 1, today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today + timedelta(days=1):
            return found
    return None
