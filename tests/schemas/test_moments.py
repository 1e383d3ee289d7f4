"""Times as people write them during a call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.schemas.moments import read_moment

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
