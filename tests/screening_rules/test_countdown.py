"""The words for time left, time gone by, days and hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening_rules.calendars import parse_calendars
from screening_rules.countdown import day_in_words, in_words_left, time_in_words
from screening_rules.loader import shipped_files

DUNDEE = parse_calendars(shipped_files())["dundee"]
LONDON = ZoneInfo("Europe/London")


def london(text: str) -> datetime:
    """Such as "2026-11-24 10:31", as an aware UTC time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "due_at", "words"),
    [
        ("2026-11-24 10:58", "2026-11-24 14:31", "3 hours 33 minutes left"),
        ("2026-11-24 10:58", "2026-11-24 12:58", "2 hours left"),
        ("2026-11-24 10:58", "2026-11-24 11:59", "1 hour 1 minute left"),
        ("2026-11-24 10:58", "2026-11-24 11:27:59", "29 minutes left"),
        ("2026-11-24 10:58", "2026-11-24 10:58:59", "less than a minute left"),
        ("2026-11-24 10:58", "2026-11-24 10:58", "less than a minute left"),
        ("2026-11-24 10:58:01", "2026-11-24 10:58", "less than a minute late"),
        ("2026-11-24 10:58", "2026-11-24 10:23", "35 minutes late"),
        ("2026-11-24 10:58", "2026-11-24 08:30", "2 hours late"),
        ("2026-12-08 18:00", "2026-12-09 17:00", "23 hours left"),
        ("2026-12-08 09:00", "2026-12-10 17:00", "2 working days left"),
        ("2026-11-24 10:53", "2026-12-01 17:00", "5 working days left"),
        ("2026-12-18 09:00", "2026-12-29 17:00", "5 working days left"),
        ("2026-12-24 16:00", "2026-12-28 23:00", "4 days left, no working day among them"),
        ("2026-12-14 09:00", "2026-12-11 17:00", "1 working day late"),
        ("2026-12-12 18:00", "2026-12-11 17:00", "1 day late, no working day among them"),
    ],
)
def test_the_words_by_working_days(now, due_at, words):
    assert in_words_left(london(now), london(due_at), DUNDEE) == words


@pytest.mark.parametrize(
    ("now", "due_at", "words"),
    [
        ("2026-12-08 09:00", "2026-12-14 23:59:59", "6 days left"),
        ("2026-12-13 09:00", "2026-12-14 23:59:59", "1 day left"),
        ("2026-12-14 09:00", "2026-12-14 23:59:59", "14 hours 59 minutes left"),
        ("2026-12-17 09:00", "2026-12-14 23:59:59", "3 days late"),
        ("2026-10-25 00:00", "2026-10-25 23:59:59", "24 hours 59 minutes left"),
    ],
)
def test_the_words_by_all_days_where_no_calendar_is_given(now, due_at, words):
    assert in_words_left(london(now), london(due_at)) == words


def test_hours_left_are_elapsed_over_both_changes_of_the_clocks():
    assert in_words_left(london("2026-03-28 22:00"), london("2026-03-29 08:00")) == "9 hours left"
    assert in_words_left(london("2026-10-24 22:00"), london("2026-10-25 08:00")) == "11 hours left"


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="two aware times"):
        in_words_left(datetime(2026, 11, 24), london("2026-11-24 10:00"))  # noqa: DTZ001


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.integers(-500, 500))  # noqa: DTZ001
def test_late_is_said_exactly_from_the_moment_after_it_is_due(now, hours):
    words = in_words_left(now, now + timedelta(hours=hours), DUNDEE)
    assert ("late" if hours < 0 else "left") in words
    assert not words.startswith("0 ")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-06-01 17:00", "5pm"),
        ("2026-06-01 14:31", "2:31pm"),
        ("2026-06-01 00:00", "midnight"),
        ("2026-06-01 12:00", "midday"),
        ("2026-06-01 12:05", "12:05pm"),
        ("2026-06-01 00:05", "12:05am"),
        ("2026-12-01 09:00:59", "9am"),
    ],
)
def test_times_are_said_in_london(at, words):
    assert time_in_words(london(at)) == words


def test_days_are_said_in_full():
    assert day_in_words(date(2026, 12, 4)) == "Friday 4 December 2026"
