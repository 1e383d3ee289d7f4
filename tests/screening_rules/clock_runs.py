"""The shipped clocks, ready to run from a London time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from screening_rules.calendars import parse_calendars
from screening_rules.clocks import Due, Gestation, due, parse_clocks
from screening_rules.loader import shipped_files
from screening_rules.strict_yaml import load

FILES = shipped_files()
CALENDARS = parse_calendars(FILES)
CLOCKS = parse_clocks(FILES, CALENDARS, load("sources.yaml", FILES["sources.yaml"]))
LONDON = ZoneInfo("Europe/London")
ON = date(2026, 11, 24)


def london(text: str) -> datetime:
    """Such as "2026-11-24 10:31", as an aware UTC time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def run(clock: str, start: str, *, baby_due: date | None = None) -> Due:
    """The end of a shipped clock that started at this London time, by the versions of 24 November 2026."""
    gestation = Gestation(baby_due) if baby_due else None
    return due(CLOCKS[clock], london(start), CALENDARS, gestation=gestation, on=ON)
