"""Holidays as data: the day each falls on in a year, its dated changes, where it comes from. Pure."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta, weekday

from screening_rules.catalogues import CONFIDENCE
from screening_rules.sheet import Sheet, Trail

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
STANDING_KEYS = ("sources", "confidence", "confirmed")


@dataclass(frozen=True)
class Standing:
    """Where a holiday or a change comes from, how sure that is, and whether the council has confirmed it."""

    sources: tuple[str, ...]
    confidence: str
    confirmed: bool


@dataclass(frozen=True)
class Fixed:
    """The same day of the same month every year; 29 February falls only in leap years."""

    month: int
    day: int

    def falls_on(self, year: int) -> date | None:
        """Its day in `year`; None where that year has no such day."""
        return None if (self.month, self.day) == (2, 29) and not isleap(year) else date(year, self.month, self.day)


@dataclass(frozen=True)
class NthWeekday:
    """The nth such weekday of a month; -1 is the last one."""

    month: int
    weekday: int
    nth: int

    def falls_on(self, year: int) -> date | None:
        """Its day in `year`."""
        from_day = 31 if self.nth < 0 else 1
        return date(year, self.month, 1) + relativedelta(day=from_day, weekday=weekday(self.weekday)(self.nth))


@dataclass(frozen=True)
class FromEaster:
    """So many days from Easter Sunday; -2 is Good Friday."""

    days: int

    def falls_on(self, year: int) -> date | None:
        """Its day in `year`."""
        return easter(year) + timedelta(days=self.days)


@dataclass(frozen=True)
class Holiday:
    """A holiday that comes back each year between `effective_from` and the day it is `withdrawn` (None: still kept)."""

    id: str
    name: str
    falls: Fixed | NthWeekday | FromEaster
    has_substitute: bool
    effective_from: date
    withdrawn: date | None
    standing: Standing

    def natural_day(self, year: int) -> date | None:
        """The day it falls on by its rule, before any substitute; None where it is not kept that year."""
        day = self.falls.falls_on(year)
        if day is None or day < self.effective_from or (self.withdrawn and day >= self.withdrawn):
            return None
        return day


@dataclass(frozen=True)
class Change:
    """One dated day added to the holidays, or taken out of them (`added` false)."""

    day: date
    name: str
    added: bool
    standing: Standing


def parse_holidays(sheet: Sheet, raw: Any) -> tuple[Holiday, ...]:
    """Every holiday under `holidays`, in the order of the file."""
    entries = sheet.mapping(raw, ("holidays",), what="holidays")
    return tuple(_holiday(sheet, sheet.id(key, ("holidays",)), entry) for key, entry in entries.items())


def _holiday(sheet: Sheet, key: str, entry: Any) -> Holiday:
    at = ("holidays", key)
    raw = sheet.mapping(entry, at, what=key)
    sheet.only(raw, ("name", "falls", "substitute", "effective_from", "withdrawn", *STANDING_KEYS), at)
    withdrawn = raw.get("withdrawn")
    return Holiday(
        id=key,
        name=sheet.words(raw, "name", at),
        falls=_falls(sheet, raw.get("falls"), (*at, "falls")),
        has_substitute=sheet.one_of(raw, "substitute", at, ("next_free_weekday", "none")) != "none",
        effective_from=sheet.day(raw.get("effective_from"), (*at, "effective_from"), what="effective_from"),
        withdrawn=None if withdrawn is None else sheet.day(withdrawn, (*at, "withdrawn"), what="withdrawn"),
        standing=parse_standing(sheet, raw, at),
    )


def _falls(sheet: Sheet, entry: Any, at: Trail) -> Fixed | NthWeekday | FromEaster:
    raw = sheet.mapping(entry, at, what="falls")
    if set(raw) == {"easter"}:
        return FromEaster(whole_number(sheet, raw, "easter", at, least=-60, most=70))
    month = whole_number(sheet, raw, "month", at, least=1, most=12)
    if set(raw) == {"month", "day"}:
        return Fixed(month, whole_number(sheet, raw, "day", at, least=1, most=LONGEST_MONTHS[month - 1]))
    if set(raw) == {"month", "last"}:
        return NthWeekday(month, WEEKDAYS.index(sheet.one_of(raw, "last", at, WEEKDAYS) or "monday"), -1)
    if set(raw) == {"month", "weekday", "nth"}:
        nth = whole_number(sheet, raw, "nth", at, least=1, most=4)
        return NthWeekday(month, WEEKDAYS.index(sheet.one_of(raw, "weekday", at, WEEKDAYS) or "monday"), nth)
    sheet.refuse(
        at, "this is no way a holiday falls", "Use {month, day}, {nth, weekday, month}, {last, month} or {easter}"
    )
    return Fixed(1, 1)


def whole_number(sheet: Sheet, raw: Mapping[str, Any], key: str, at: Trail, *, least: int, most: int) -> int:
    """The whole number under `key` between `least` and `most`; `most` where it had to be refused."""
    value = raw.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    sheet.refuse((*at, key), f"{key} is missing or out of reach", f"Use a whole number from {least} to {most}")
    return most


def parse_changes(sheet: Sheet, raw: Any) -> tuple[Change, ...]:
    """Every dated change under `changes`, in the order of the file."""
    entries = sheet.mapping(raw, ("changes",), what="changes")
    return tuple(_change(sheet, day, entry) for day, entry in entries.items())


def _change(sheet: Sheet, key: Any, entry: Any) -> Change:
    at = ("changes", str(key))
    raw = sheet.mapping(entry, at, what=str(key))
    sheet.only(raw, ("add", "remove", *STANDING_KEYS), at)
    if ("add" in raw) == ("remove" in raw):
        sheet.refuse(at, "a change adds a holiday or removes one", "Write add: or remove:, and the holiday's name")
    action = "remove" if "remove" in raw else "add"
    name = sheet.words(raw, action, at)
    return Change(sheet.day(key, at, what=str(key)), name, action == "add", parse_standing(sheet, raw, at))


def parse_standing(sheet: Sheet, raw: Mapping[str, Any], at: Trail) -> Standing:
    """Sources, confidence and whether the council has confirmed it, as they stand in one map."""
    return Standing(
        sources=sheet.several(raw, "sources", at, None, at_least=1),
        confidence=sheet.one_of(raw, "confidence", at, CONFIDENCE) or CONFIDENCE[-1],
        confirmed=sheet.flag(raw, "confirmed", at, default=None),
    )
