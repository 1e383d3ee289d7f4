"""Which days are working days. Each calendar is data (days off, holidays, dated changes); only counting is code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from screening_rules.holiday_rules import (
    STANDING_KEYS,
    WEEKDAYS,
    Change,
    Holiday,
    Standing,
    parse_changes,
    parse_holidays,
    parse_standing,
)
from screening_rules.sheet import Sheet
from screening_rules.strict_yaml import RuleFileError

SUFFIX = ".calendar.yaml"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Calendar:
    """One way of saying what a working day is. `opens` and `closes` are London office hours on such a day."""

    id: str
    label: str
    path: str
    days_off: frozenset[int]
    opens: time
    closes: time
    office: Standing
    holidays: tuple[Holiday, ...]
    changes: tuple[Change, ...]

    def holiday_name(self, day: date) -> str | None:
        """The holiday kept on `day`, a substitute day under its own name; None on every other day, weekends too."""
        return _holidays_in(self, day.year).get(day)

    def is_working(self, day: date) -> bool:
        """Whether `day` is neither a weekly day off nor a holiday here."""
        return day.weekday() not in self.days_off and self.holiday_name(day) is None

    def next_working(self, day: date) -> date:
        """`day` itself where it is a working day, otherwise the first working day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def last_working(self, day: date) -> date:
        """`day` itself where it is a working day, otherwise the last working day before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def working_days_after(self, day: date, n: int) -> date:
        """The nth working day after `day`, which is never counted itself; `day` unchanged for n = 0.

        Raises:
            ValueError: n is below 0.
        """
        if n < 0:
            raise ValueError("working days are counted forwards; give 0 or more")
        for _ in range(n):
            day = self.next_working(day + ONE_DAY)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days stand after `after`, up to and with `until`; 0 where `until` is not later."""
        return sum(1 for day in days_between(after, until) if self.is_working(day))

    def standings(self) -> Iterator[Standing]:
        """Where each part of this calendar comes from: office hours, holidays, changes."""
        yield self.office
        yield from (holiday.standing for holiday in self.holidays)
        yield from (change.standing for change in self.changes)


def days_between(after: date, until: date) -> Iterator[date]:
    """Each day after `after`, up to and with `until`, in order."""
    while after < until:
        after += ONE_DAY
        yield after


@lru_cache(maxsize=512)
def _holidays_in(calendar: Calendar, year: int) -> Mapping[date, str]:
    kept = {day: name for day, name in _by_rule(calendar, year).items() if day.year == year}
    for change in calendar.changes:
        if change.day.year == year and change.added:
            kept[change.day] = change.name
        elif change.day.year == year:
            kept.pop(change.day, None)
    return MappingProxyType(kept)


def _by_rule(calendar: Calendar, year: int) -> dict[date, str]:
    """Holidays of the year and its neighbours (a substitute may cross over), moved off days off in date order."""
    natural = sorted(
        (
            (day, holiday)
            for near in (year - 1, year, year + 1)
            for holiday in calendar.holidays
            if (day := holiday.natural_day(near))
        ),
        key=lambda pair: pair[0],
    )
    kept: dict[date, str] = {day: holiday.name for day, holiday in natural}
    for day, holiday in natural:
        if holiday.has_substitute and day.weekday() in calendar.days_off:
            kept[_next_free(calendar, day, kept)] = f"{holiday.name} (substitute day)"
    return kept


def _next_free(calendar: Calendar, day: date, kept: Mapping[date, str]) -> date:
    while day in kept or day.weekday() in calendar.days_off:
        day += ONE_DAY
    return day


def parse_calendars(files: Mapping[str, str]) -> Mapping[str, Calendar]:
    """Every calendar by its id, from those of `files` (path to text) whose name ends in `.calendar.yaml`.

    Raises:
        RuleFileError: a file cannot be used, or two of them carry one id.
    """
    calendars: dict[str, Calendar] = {}
    for path in sorted(path for path in files if path.endswith(SUFFIX)):
        calendar = _read(Sheet(path, files[path], []))
        if calendar.id in calendars:
            raise RuleFileError(path, 1, f"the calendar {calendar.id} stands in two files", "Give each its own id")
        calendars[calendar.id] = calendar
    return MappingProxyType(calendars)


def _read(sheet: Sheet) -> Calendar:
    calendar = _calendar(sheet) if sheet.read() else None
    if calendar is None or sheet.problems:
        raise sheet.problems[0]
    return calendar


def _calendar(sheet: Sheet) -> Calendar:
    raw = sheet.mapping(sheet.data, (), what="the calendar")
    sheet.only(raw, ("id", "label", "days_off", "office", "holidays", "changes"), ())
    office = sheet.mapping(raw.get("office"), ("office",), what="office")
    sheet.only(office, ("opens", "closes", *STANDING_KEYS), ("office",))
    opens, closes = _time(sheet, office, "opens"), _time(sheet, office, "closes")
    if opens >= closes:
        sheet.refuse(("office",), "the office closes before it opens", "Put the earlier time under opens")
    return Calendar(
        id=sheet.id(raw.get("id"), ("id",)),
        label=sheet.words(raw, "label", ()),
        path=sheet.path,
        days_off=_days_off(sheet, raw),
        opens=opens,
        closes=closes,
        office=parse_standing(sheet, office, ("office",)),
        holidays=parse_holidays(sheet, raw.get("holidays")),
        changes=parse_changes(sheet, raw.get("changes", {})),
    )


def _time(sheet: Sheet, raw: Mapping[str, Any], key: str) -> time:
    try:
        return time.fromisoformat(str(raw.get(key)))
    except ValueError:
        sheet.refuse(("office", key), f"{key} is not a time of day", 'Write it as "17:00", in quotes')
        return time.min if key == "opens" else time.max


def _days_off(sheet: Sheet, raw: Mapping[str, Any]) -> frozenset[int]:
    names = sheet.several(raw, "days_off", (), WEEKDAYS)
    days = frozenset(WEEKDAYS.index(name) for name in names if name in WEEKDAYS)
    if len(days) == len(WEEKDAYS):
        sheet.refuse(("days_off",), "every day of the week is off", "Leave at least one working day")
    return days
