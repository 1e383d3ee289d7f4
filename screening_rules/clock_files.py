"""Reads the clock files and checks each against the calendars and sources it names. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from screening_rules.calendars import Calendar
from screening_rules.catalogues import CONFIDENCE
from screening_rules.clock_model import (
    APPROVERS,
    CLOCK_AREAS,
    DAY_ZERO,
    DUE_TIMES,
    ELAPSED,
    EVENTS,
    LIMITS,
    NEEDS,
    ROLLS,
    Clock,
    ClockVersion,
    Limit,
    Varies,
)
from screening_rules.holiday_rules import whole_number
from screening_rules.sheet import Sheet, Trail
from screening_rules.strict_yaml import RuleFileError

SUFFIX = ".clock.yaml"
LARGEST_COUNT = 1000
_CLOCK_KEYS = ("label", "area", "event", "versions", "withdrawn")
_VERSION_KEYS = (
    "limit", "calendar", "rolls", "day_zero", "due_time", "sources", "confidence", "confirmed", "domain",
    "varies", "notice", "minimum", "change", "note",
)  # fmt: skip


class Known(NamedTuple):
    """The calendar and source ids that a clock may name."""

    calendars: Collection[str]
    sources: Collection[str]


def parse_clocks(
    files: Mapping[str, str], calendars: Mapping[str, Calendar], sources: Collection[str]
) -> Mapping[str, Clock]:
    """Every clock by its id, from those of `files` (path to text) whose name ends in `.clock.yaml`.

    Each names only calendars and source ids that are given, and so does each calendar.

    Raises:
        RuleFileError: a file cannot be used, an id stands twice, or a name is not known.
    """
    _check_calendars(calendars, sources)
    clocks: dict[str, Clock] = {}
    for path in sorted(path for path in files if path.endswith(SUFFIX)):
        for clock in _read(Sheet(path, files[path], []), Known(calendars, sources)):
            if clock.id in clocks:
                raise RuleFileError(path, None, f"the clock {clock.id} stands in two files", "Keep one of them")
            clocks[clock.id] = clock
    _check_notices(clocks)
    return MappingProxyType(clocks)


def _check_calendars(calendars: Mapping[str, Calendar], sources: Collection[str]) -> None:
    for calendar in calendars.values():
        for named in (name for standing in calendar.standings() for name in standing.sources):
            if named not in sources:
                raise RuleFileError(calendar.path, None, f"the source {named} is not known", "Add it to sources.yaml")


def _check_notices(clocks: Mapping[str, Clock]) -> None:
    for clock in clocks.values():
        for notice in (version.notice for version in clock.versions if version.notice):
            if notice not in clocks or not all(version.minimum for version in clocks[notice].versions):
                problem = f"{clock.id} takes its notice from {notice}, which is no clock of a least time"
                raise RuleFileError(clock.path, None, problem, "Name a clock with minimum: true")


def _read(sheet: Sheet, known: Known) -> tuple[Clock, ...]:
    found: tuple[Clock, ...] = ()
    if sheet.read():
        entries = sheet.mapping(sheet.data, (), what="the file")
        found = tuple(_clock(sheet, sheet.id(key, ()), raw, known) for key, raw in entries.items())
    if sheet.problems:
        raise sheet.problems[0]
    return found


def _clock(sheet: Sheet, key: str, entry: Any, known: Known) -> Clock:
    at = (key,)
    raw = sheet.mapping(entry, at, what=key)
    sheet.only(raw, _CLOCK_KEYS, at)
    versions = sheet.mapping(raw.get("versions"), (*at, "versions"), what="versions")
    if not versions:
        sheet.refuse((*at, "versions"), f"{key} has no version", "Write one under the day it starts")
    withdrawn = raw.get("withdrawn")
    read = [_version(sheet, (*at, str(start)), start, below, known) for start, below in versions.items()]
    return Clock(
        id=key,
        label=sheet.words(raw, "label", at),
        area=sheet.one_of(raw, "area", at, CLOCK_AREAS) or CLOCK_AREAS[0],
        event=sheet.one_of(raw, "event", at, EVENTS) or "",
        versions=tuple(sorted(read, key=lambda version: version.start)),
        withdrawn=None if withdrawn is None else sheet.day(withdrawn, (*at, "withdrawn"), what="withdrawn"),
        path=sheet.path,
    )


def _version(sheet: Sheet, at: Trail, start: Any, entry: Any, known: Known) -> ClockVersion:
    raw = sheet.mapping(entry, at, what=str(start))
    sheet.only(raw, _VERSION_KEYS, at)
    version = ClockVersion(
        start=sheet.day(start, at, what=str(start)),
        limits=_limits(sheet, raw.get("limit"), (*at, "limit")),
        calendar=sheet.one_of(raw, "calendar", at, known.calendars, optional=True),
        rolls=sheet.one_of(raw, "rolls", at, ROLLS, optional=True) or "none",
        day_zero=sheet.one_of(raw, "day_zero", at, DAY_ZERO, optional=True) or "day_of_event",
        due_time=sheet.one_of(raw, "due_time", at, DUE_TIMES, optional=True),
        sources=sheet.several(raw, "sources", at, known.sources, at_least=1),
        confidence=sheet.one_of(raw, "confidence", at, CONFIDENCE) or CONFIDENCE[-1],
        confirmed=sheet.flag(raw, "confirmed", at, default=None),
        domain=sheet.several(raw, "domain", at, None),
        varies=_varies(sheet, raw, at),
        notice=sheet.words(raw, "notice", at, optional=True) or None,
        minimum=sheet.flag(raw, "minimum", at, default=False),
        change=sheet.words(raw, "change", at),
        note=sheet.words(raw, "note", at, optional=True) or None,
    )
    _check_fit(sheet, version, at)
    return version


def _limits(sheet: Sheet, entry: Any, at: Trail) -> tuple[Limit, ...]:
    raw = sheet.mapping(entry, at, what="limit")
    if set(raw) == {"earlier_of"}:
        arms = raw["earlier_of"]
        if not isinstance(arms, list) or len(arms) < 2:
            sheet.refuse((*at, "earlier_of"), "earlier_of is not a list of limits", "List two limits or more")
            return (Limit("calendar_days", 0),)
        return tuple(_limit(sheet, sheet.mapping(arm, at, what="a limit"), at) for arm in arms)
    return (_limit(sheet, raw, at),)


def _limit(sheet: Sheet, raw: Mapping[str, Any], at: Trail) -> Limit:
    if len(raw) != 1 or not set(raw) <= set(LIMITS):
        sheet.refuse(at, "a limit is exactly one number of one unit", f"Use one of: {', '.join(LIMITS)}")
        return Limit("calendar_days", 0)
    (unit,) = raw
    return Limit(unit, whole_number(sheet, raw, unit, at, least=0, most=LARGEST_COUNT))


def _varies(sheet: Sheet, raw: Mapping[str, Any], at: Trail) -> Varies | None:
    if "varies" not in raw:
        return None
    inner = sheet.mapping(raw["varies"], (*at, "varies"), what="varies")
    sheet.only(inner, ("approver_role", "needs"), (*at, "varies"))
    role = sheet.one_of(inner, "approver_role", (*at, "varies"), APPROVERS) or APPROVERS[0]
    return Varies(role, sheet.several(inner, "needs", (*at, "varies"), NEEDS, at_least=1))


def _check_fit(sheet: Sheet, version: ClockVersion, at: Trail) -> None:
    """What would make a clock count wrongly is refused, such as days without a calendar or an end before its start."""
    units = {limit.unit for limit in version.limits}
    for holds, problem, remedy in (
        (units & set(ELAPSED) and len(version.limits) > 1, "hours cannot stand in earlier_of", "Use days or weeks"),
        (version.is_elapsed and (version.calendar or version.due_time or version.rolls != "none"),
         "hours run on without a calendar", "Delete calendar, rolls and due_time"),
        (not version.is_elapsed and not (version.calendar and version.due_time),
         "days need a calendar and a due_time", "Add both"),
        (version.day_zero == "office_day" and units != {"working_days"},
         "office_day is for working days only", "Delete day_zero"),
        (not version.is_elapsed and version.day_zero != "office_day" and version.due_time == "close_of_business"
         and any(limit.count == 0 for limit in version.limits),
         "0 days may fall before the event", "Use day_zero: office_day, or due_time: end_of_day"),
        (version.day_zero != "office_day" and any(limit == Limit("working_days", 0) for limit in version.limits),
         "0 working days may fall on a day off", "Use day_zero: office_day"),
        (version.confirmed and version.confidence == "judgement",
         "a judgement of our own is not confirmed", "Write confirmed: false"),
    ):  # fmt: skip
        if holds:
            sheet.refuse((*at, "limit"), problem, remedy)
    if version.start == date.max:
        sheet.refuse(at, "the version has no day to start on", "Write YYYY-MM-DD: above it")
