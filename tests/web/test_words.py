"""Instants and days in the words that pages use."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hub.web import words


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(15, 15, "3:15pm"), (15, 0, "3pm"), (0, 5, "12:05am"), (12, 0, "12pm"), (11, 59, "11:59am"), (9, 9, "9:09am")],
)
def test_a_time_is_said_as_people_say_it(hour: int, minute: int, said: str) -> None:
    assert words.london_time(datetime(2026, 11, 24, hour, minute, tzinfo=UTC)) == said


def test_a_time_in_summer_is_london_time() -> None:
    assert words.london_time(datetime(2026, 7, 1, 14, 15, tzinfo=UTC)) == "3:15pm"


def test_an_instant_after_midnight_in_london_is_the_next_day() -> None:
    assert words.london_day(datetime(2026, 6, 30, 22, 59, tzinfo=UTC)) == "30 June 2026"
    assert words.london_day(datetime(2026, 6, 30, 23, 0, tzinfo=UTC)) == "1 July 2026"


def test_a_day_needs_no_time() -> None:
    assert words.london_day(date(2026, 11, 22)) == "22 November 2026"
    assert words.weekday(date(2026, 11, 24)) == "Tuesday 24 November 2026"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 24), "today, 3:15pm"),
        (date(2026, 11, 25), "tomorrow, 3:15pm"),
        (date(2026, 11, 23), "yesterday, 3:15pm"),
        (date(2026, 11, 26), "26 November, 3:15pm"),
        (date(2027, 1, 4), "4 January 2027, 3:15pm"),
    ],
)
def test_near_days_are_named_and_another_year_is_told(day: date, said: str) -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    assert words.when(datetime(day.year, day.month, day.day, 15, 15, tzinfo=UTC), now) == said


def test_a_count_agrees_with_its_noun() -> None:
    assert words.counted(1, "fact") == "1 fact"
    assert words.counted(0, "fact") == "0 facts"
    assert words.counted(2, "person", "people") == "2 people"
