"""The only "now". Instants are aware UTC; days are counted in Europe/London."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant, aware UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The London day it is now."""
    return london_day(now())


def london_day(instant: datetime) -> date:
    """The London day on which `instant` (aware) falls."""
    return instant.astimezone(LONDON).date()


def london(day: date, at: time) -> datetime:
    """The aware UTC instant of London wall time `at` on `day`; the earlier one where the clocks go back."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)
