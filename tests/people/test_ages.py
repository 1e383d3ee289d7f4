"""Ages are whole years, and somebody born on 29 February has a birthday every year."""

from __future__ import annotations

from datetime import date

import pytest

from hub.people.ages import years_between

LEAP = date(2004, 2, 29)


@pytest.mark.parametrize(
    ("first", "day", "years"),
    [
        (date(2010, 11, 24), date(2026, 11, 23), 15),
        (date(2010, 11, 24), date(2026, 11, 24), 16),
        (LEAP, date(2023, 2, 27), 18),
        (LEAP, date(2023, 2, 28), 19),
        (LEAP, date(2024, 2, 28), 19),
        (LEAP, date(2024, 2, 29), 20),
        (date(2026, 11, 24), date(2026, 11, 24), 0),
        (date(2026, 11, 24), date(2025, 11, 25), 0),
        (date(2026, 11, 24), date(2025, 11, 24), -1),
    ],
)
def test_years_are_counted_from_day_to_day(first: date, day: date, years: int) -> None:
    assert years_between(first, day) == years
