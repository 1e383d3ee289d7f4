"""Times as people write them during a call."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock import LONDON
from hub.schemas.moments import read_moment, read_moment_to_come

NOW = datetime(2026, 11, 24, 10, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("3:05pm", (2026, 11, 24, 15, 5)),
        ("12am", (2026, 11, 24, 0, 0)),
        ("12.30pm", (2026, 11, 24, 12, 30)),
        ("today 15:05", (2026, 11, 24, 15, 5)),
        ("yesterday at 9pm", (2026, 11, 23, 21, 0)),
        ("tomorrow 8am", (2026, 11, 25, 8, 0)),
        ("23 11 9:40pm", (2026, 11, 23, 21, 40)),
        ("26 11 9pm", (2025, 11, 26, 21, 0)),
        ("25 11 9pm", (2026, 11, 25, 21, 0)),
        ("3 May 2026, 7am", (2026, 5, 3, 6, 0)),
        ("2026-05-03T07:00", (2026, 5, 3, 6, 0)),
        ("2026-05-03T07:00+02:00", (2026, 5, 3, 5, 0)),
    ],
)
def test_a_moment_is_read_in_london_time(told: str, read: tuple[int, ...]) -> None:
    assert read_moment(told, now=NOW) == datetime(*read, tzinfo=UTC)


@pytest.mark.parametrize("told", ["", "last night", "25:00", "13pm", "31 2 9pm", "Monday 3pm", "99999", "at some time"])
def test_what_names_no_moment_gives_none(told: str) -> None:
    assert read_moment(told, now=NOW) is None


@given(st.text(max_size=60))
def test_any_words_at_all_can_be_tried(told: str) -> None:
    found = read_moment(told, now=NOW)
    assert found is None or found.utcoffset() == timedelta()


@pytest.mark.parametrize(
    ("told", "now", "read"),
    [
        ("3am", (2026, 11, 23, 11, 9), (2026, 11, 24, 3, 0)),
        ("before 12:30am", (2026, 11, 23, 23, 50), (2026, 11, 24, 0, 30)),
        ("by 3:05pm", (2026, 11, 24, 10, 31), (2026, 11, 24, 15, 5)),
        ("tonight 2am", (2026, 11, 24, 22, 0), (2026, 11, 25, 2, 0)),
        ("today 3am", (2026, 11, 24, 10, 31), (2026, 11, 24, 3, 0)),
        ("26 11 9pm", (2026, 11, 24, 10, 31), (2026, 11, 26, 21, 0)),
        ("23 11 9pm", (2026, 11, 24, 10, 31), (2026, 11, 23, 21, 0)),
        ("2 1 9am", (2026, 12, 30, 10, 31), (2027, 1, 2, 9, 0)),
        ("2026-11-24T07:00", (2026, 11, 24, 10, 31), (2026, 11, 24, 7, 0)),
    ],
)
def test_a_time_of_day_for_what_is_to_come_is_its_next(told: str, now: tuple[int, ...], read: tuple[int, ...]) -> None:
    assert read_moment_to_come(told, now=datetime(*now, tzinfo=UTC)) == datetime(*read, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "now", "read"),
    [
        ("1:30am", (2026, 10, 25, 0, 15), (2026, 10, 25, 0, 30)),  # clocks go back at 1am UTC: 1:30am comes twice
        ("1:30am", (2026, 10, 25, 0, 45), (2026, 10, 25, 1, 30)),
        ("1:30am", (2026, 10, 25, 1, 45), (2026, 10, 26, 1, 30)),
        ("3am", (2026, 10, 24, 22, 30), (2026, 10, 25, 3, 0)),
        ("1:30am", (2026, 3, 29, 0, 45), (2026, 3, 29, 1, 30)),  # clocks go forward at 1am UTC: there is no 1:30am
        ("3am", (2026, 3, 28, 23, 30), (2026, 3, 29, 2, 0)),
    ],
)
def test_what_is_to_come_is_read_around_a_change_of_the_clocks(
    told: str, now: tuple[int, ...], read: tuple[int, ...]
) -> None:
    assert read_moment_to_come(told, now=datetime(*now, tzinfo=UTC)) == datetime(*read, tzinfo=UTC)


def is_next(read: datetime, at: time, now: datetime) -> bool:
    """Whether `read` is the first minute from `now` at which clocks in London show `at`, an hour left out counted through."""
    minute = now.replace(second=0, microsecond=0)
    step = timedelta(minutes=1)
    while minute.astimezone(LONDON).time() != at and minute < read:
        minute += step
    left_out = read.astimezone(LONDON).replace(tzinfo=None) - timedelta(hours=1)
    return minute == read and (read.astimezone(LONDON).time() == at or left_out.time() == at)


CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 11, 24, tzinfo=UTC),
)
MOMENTS = st.builds(
    lambda change, minutes, seconds: change + timedelta(minutes=minutes, seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-2000, 2000),
    st.integers(0, 59),
)


@given(MOMENTS, st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)))
def test_what_is_to_come_is_the_next_of_its_time_at_every_moment(now: datetime, at: time) -> None:
    read = read_moment_to_come(f"before {at:%H:%M}", now=now)
    assert read is not None
    assert is_next(read, at, now)


def test_todays_time_for_what_is_to_come_is_found_out() -> None:
    now = datetime(2026, 11, 23, 11, 9, tzinfo=UTC)
    past = read_moment("3am", now=now)
    assert past is not None
    assert not is_next(past, time(3), now)
    twice = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    assert not is_next(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), time(1, 30), twice)


@given(st.text(max_size=60))
def test_any_words_at_all_can_be_tried_of_what_is_to_come(told: str) -> None:
    found = read_moment_to_come(told, now=NOW)
    assert found is None or found.utcoffset() == timedelta()
