"""Ages are whole years, and somebody born on 29 February has a birthday every year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from hub.people.ages import OLDEST, age_by_birth, age_on, years_between

LEAP = date(2004, 2, 29)


def told(**words: Any) -> Any:
    """Somebody of whom this is told, written down on 24 November 2026."""
    nothing = {"unborn": False, "date_of_birth": None, "age": None}
    return SimpleNamespace(**{**nothing, **words}, entered_at=datetime(2026, 11, 24, 12, tzinfo=UTC))


GROWN = {"from": 30, "to": 40, "on": "2026-11-24"}


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ({"date_of_birth": "4 3 2017", "age": GROWN}, (9, 9)),
        ({"date_of_birth": "2017", "age": GROWN}, (8, 9)),
        ({"date_of_birth": "March 2017"}, (8, 9)),
        ({"date_of_birth": "some day in spring", "age": GROWN}, None),
        ({"date_of_birth": "2017", "unborn": True}, None),
        ({"age": GROWN}, None),
    ],
)
def test_the_age_by_a_date_of_birth_is_told_apart_from_any_other_word(
    words: dict[str, Any], ends: tuple[int, int] | None
) -> None:
    day, person = date(2026, 11, 24), told(**words)
    found = age_by_birth(person, day)
    assert (found and (found["from"], found["to"])) == ends
    if ends:
        assert age_on(person, day) == found


def test_an_age_that_was_told_grows_to_the_oldest_and_no_further() -> None:
    found = age_on(told(age={"from": 80, "to": OLDEST, "on": "2026-11-24"}), date(2029, 11, 25))
    assert found == {"from": 83, "to": OLDEST, "basis": "claimed"}


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
