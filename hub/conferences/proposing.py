"""Times a conference could be held, and for each day that does not work: what stops it and what could be given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from hub import clock, pathways
from hub.conferences.models import Conference
from hub.conferences.overlapping import other_meetings
from hub.conferences.requesting import window
from hub.pathways import Day, Window

STARTS = (time(10), time(14))
MOST_DAYS = 60
DAYS_BACK, DAYS_ON = 4, 2
MOST_SLOTS = 3
SATURDAY = 5
IN_WORDS = {"reason": "a reason", "interim_safety_plan": "an interim safety plan"}


@dataclass(frozen=True, slots=True)
class GridDay:
    """A day of the grid. `shade`: gone, notice, free, weekend, holiday or outside; `slot`: the number of a proposed time."""

    on: date
    shade: str
    holiday: str
    slot: int | None
    is_last: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A proposed time; `chair_has`: how many other conferences the chair has that day."""

    number: int
    starts_at: datetime
    ends_at: datetime
    chair_has: int
    suggested: bool


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A day or days that do not work."""

    days: str
    stops: str
    give_up: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The window, every day in it, up to three times, and why not the others."""

    window: Window
    days: tuple[GridDay, ...]
    slots: tuple[Slot, ...]
    why_not: tuple[WhyNot, ...]


def propose(session: Session, conference: Conference, *, today: date) -> Proposal:
    """What can be offered if people were invited today; a step of the page that shows it."""
    limits = window(session, conference, invited_on=today)
    first = min(max(limits.started_on, today - timedelta(days=DAYS_BACK)), today)
    last = max(limits.last_lawful_on, today) + timedelta(days=DAYS_ON)
    days = pathways.days_between(session, first, min(last, first + timedelta(days=MOST_DAYS - 1)))
    taken = _taken(session, conference, first, last)
    slots = _slots(days, limits, taken, conference.minutes_long, today)
    numbers = {clock.london_day(slot.starts_at): slot.number for slot in slots}
    grid = tuple(
        GridDay(day.on, _shade(day, limits, today), day.holiday, numbers.get(day.on), day.on == limits.last_usable_on)
        for day in days
    )
    return Proposal(limits, grid, slots, _why_not(days, limits, taken, numbers, today))


def _taken(
    session: Session, conference: Conference, first: date, last: date
) -> dict[date, list[tuple[datetime, datetime]]]:
    """When the chair has other conferences."""
    found: dict[date, list[tuple[datetime, datetime]]] = {}
    after = clock.london(last + timedelta(days=1), time.min)
    for meeting in other_meetings(session, conference, clock.london(first, time.min), after):
        found.setdefault(clock.london_day(meeting[0]), []).append(meeting)
    return found


def _free_start(day: date, minutes: int, taken: Sequence[tuple[datetime, datetime]]) -> datetime | None:
    for start in STARTS:
        begins = clock.london(day, start)
        ends = begins + timedelta(minutes=minutes)
        if all(ends <= other or begins >= until for other, until in taken):
            return begins
    return None


def _slots(
    days: Sequence[Day], limits: Window, taken: dict[date, list[tuple[datetime, datetime]]], minutes: int, today: date
) -> tuple[Slot, ...]:
    usable = [day.on for day in days if day.is_working and limits.notice_from <= day.on <= limits.last_usable_on]
    if not usable:  # the notice cannot be kept: what is left of the limit comes first
        usable = [day.on for day in days if day.is_working and today < day.on <= limits.last_usable_on]
    starts = [start for day in usable if (start := _free_start(day, minutes, taken.get(day, [])))]
    starts = [start for start in starts if start + timedelta(minutes=minutes) <= limits.due_at] or starts
    chosen = sorted({starts[0], starts[len(starts) // 2], starts[-1]}) if starts else []
    loads = [len(taken.get(clock.london_day(start), [])) for start in chosen]
    lightest = loads.index(min(loads)) if loads else -1
    return tuple(
        Slot(n + 1, start, start + timedelta(minutes=minutes), loads[n], n == lightest)
        for n, start in enumerate(chosen[:MOST_SLOTS])
    )


def _shade(day: Day, limits: Window, today: date) -> str:
    if day.on < today:
        return "gone"
    if day.on > limits.last_lawful_on:
        return "outside"
    if day.on < limits.notice_from:
        return "notice"
    return "holiday" if day.holiday else "free" if day.is_working else "weekend"


def _why_not(
    days: Sequence[Day],
    limits: Window,
    taken: dict[date, list[tuple[datetime, datetime]]],
    slots: dict[date, int],
    today: date,
) -> tuple[WhyNot, ...]:
    rows = []
    inside = [day for day in days if limits.notice_from <= day.on <= limits.last_lawful_on]
    full = [day.on for day in inside if day.is_working and len(taken.get(day.on, [])) > 0 and day.on not in slots]
    if full:
        rows.append(
            WhyNot(
                in_short(full), "The chair has another conference that day.", "Another hour that day, or another chair."
            )
        )
    off = [day for day in inside if day.holiday and day.on.weekday() < SATURDAY]
    if off:
        names = ", ".join(sorted({day.holiday for day in off}))
        rows.append(WhyNot(in_short([day.on for day in off]), f"Council holidays: {names}.", _NOT_MOVED))
    if any(not day.is_working and not day.holiday for day in inside):
        rows.append(WhyNot("Saturdays and Sundays", "Not working days.", _NOT_MOVED))
    if limits.notice_from > today + timedelta(days=1):
        rows.append(
            WhyNot(
                f"Before {_short(limits.notice_from)}",
                f"Less than {limits.notice_days} days’ notice.",
                "Shorten the notice, which is kept where possible, with a reason.",
            )
        )
    needs = " and ".join(IN_WORDS.get(need, need) for need in limits.needs) or "a reason"
    rows.append(
        WhyNot(
            f"After {_short(limits.last_lawful_on)}",
            f"The limit is {limits.how}.",
            f"Only with the agreement of a senior manager, {needs}.",
        )
    )
    return tuple(rows)


_NOT_MOVED = "Calendar days run over them. Nothing stops it if those who are needed agree."


def in_short(days: Sequence[date]) -> str:
    """Days in words, at most four of them: "Monday 14, Tuesday 15 December"."""
    shown = ", ".join(f"{day:%A} {day.day} {day:%B}" for day in days[:4])
    return shown if len(days) <= 4 else f"{shown} and {len(days) - 4} more"


def _short(day: date) -> str:
    return f"{day.day} {day:%B}"
