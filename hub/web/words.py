"""Instants and days in the words that pages use. Pure; instants are aware, days are counted in Europe/London."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hub.clock import LONDON


def london_time(instant: datetime) -> str:
    """`instant` as London wall time: "3:15pm", and "3pm" on the hour."""
    local = instant.astimezone(LONDON)
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def london_day(value: date | datetime) -> str:
    """A day, or the London day of an instant: "22 November 2026"."""
    day = _day(value)
    return f"{day.day} {day:%B} {day.year}"


def told_day(told: str) -> str:
    """A day as it was told, written out where it is whole: "22 November 2026", or "March 2015" as somebody typed it."""
    try:
        return london_day(date.fromisoformat(told))
    except ValueError:
        return told


def weekday(value: date | datetime) -> str:
    """A day with its name: "Tuesday 24 November 2026"."""
    return f"{_day(value):%A} {london_day(value)}"


def when(instant: datetime, now: datetime) -> str:
    """`instant` as said at `now`: "today, 3:15pm", "tomorrow, 9am", "25 November, 10:45am"; another year is named."""
    day, today = _day(instant), _day(now)
    near = {today: "today", today + timedelta(days=1): "tomorrow", today - timedelta(days=1): "yesterday"}
    far = f"{day.day} {day:%B}" if day.year == today.year else london_day(day)
    return f"{near.get(day, far)}, {london_time(instant)}"


def at_or_when(instant: datetime, now: datetime) -> str:
    """`instant` as its time alone where it is today, else with its day: "3:15pm", "tomorrow, 3am"."""
    return london_time(instant) if _day(instant) == _day(now) else when(instant, now)


def how_read(instant: datetime | None, now: datetime) -> str:
    """How a time that was typed is understood: "We read this as tomorrow, Tuesday 24 November, 3am."; None: it was not."""
    if instant is None:
        return "We could not read this time."
    day, today = _day(instant), _day(now)
    near = {0: "today, ", 1: "tomorrow, ", -1: "yesterday, "}.get((day - today).days, "")
    year = f" {day.year}" if day.year != today.year else ""
    past = " That is past." if instant < now else ""
    return f"We read this as {near}{day:%A} {day.day} {day:%B}{year}, {london_time(instant)}.{past}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`number` with its noun: "1 fact", "2 facts"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def capital_first(words: str) -> str:
    """`words` with a capital first letter and the rest as it was."""
    return words[:1].upper() + words[1:]


def ended(words: str) -> str:
    """`words` as a sentence that ends: with a full stop where they have no stop of their own."""
    words = words.rstrip()
    return (
        words
        if not words or words[-1] in ".!?…" or words.endswith((".”", "!”", "?”", '."', '!"', '?"'))
        else f"{words}."
    )


def _day(value: date | datetime) -> date:
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value
