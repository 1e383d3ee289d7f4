"""Days a meeting may be held: round Christmas, 2 January and Dundee's own holidays, and how notice is counted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine

from hub import audit, db, pathways
from hub.actor import OPERATOR
from hub.audit import Action
from hub.pathways import Window
from tests.factories.hub_world import World


def window(
    started_at: datetime, *, name: str = "cppm_initial", today: date = date(2026, 12, 8), due: date | None = None
) -> Window:
    strand = uuid4()
    with db.transaction() as session:
        pathways.start(session, name, object_type="strand", object_id=strand, started_at=started_at, baby_due_on=due)
        audit.record(session, by=OPERATOR, action=Action.DECISION_MADE)
    with db.reading() as session:
        return pathways.window_of(
            session, pathways.running_clocks(session, "strand", [strand], [name]), invited_on=today
        )


def test_notice_is_five_whole_days_after_the_day_of_inviting(world: World) -> None:
    limits = window(datetime(2026, 12, 4, 12, tzinfo=UTC))
    assert (limits.notice_days, limits.notice_from) == (5, date(2026, 12, 13))
    assert not limits.notice_confirmed


@pytest.mark.parametrize(
    ("decided", "lawful", "usable"),
    [
        (date(2026, 11, 27), date(2026, 12, 25), date(2026, 12, 24)),  # Christmas Day
        (date(2026, 11, 30), date(2026, 12, 28), date(2026, 12, 24)),  # Boxing Day kept on Monday 28
        (date(2026, 12, 1), date(2026, 12, 29), date(2026, 12, 29)),
        (date(2026, 12, 4), date(2027, 1, 1), date(2026, 12, 31)),  # New Year's Day
        (date(2026, 12, 5), date(2027, 1, 2), date(2026, 12, 31)),  # a Saturday; 2 January is no city holiday
        (date(2027, 12, 7), date(2028, 1, 4), date(2028, 1, 4)),
        (date(2027, 12, 6), date(2028, 1, 3), date(2027, 12, 31)),  # New Year's Day kept on Monday 3
        (date(2026, 3, 9), date(2026, 4, 6), date(2026, 4, 3)),  # spring Monday; Good Friday is worked
        (date(2026, 6, 29), date(2026, 7, 27), date(2026, 7, 24)),  # Trades Monday
        (date(2026, 9, 7), date(2026, 10, 5), date(2026, 10, 2)),  # autumn Monday
    ],
)
def test_a_limit_in_calendar_days_runs_over_holidays_and_only_the_usable_day_moves(
    world: World, decided: date, lawful: date, usable: date
) -> None:
    limits = window(datetime(decided.year, decided.month, decided.day, 11, tzinfo=UTC))
    assert (limits.last_lawful_on, limits.last_usable_on) == (lawful, usable)


@pytest.mark.parametrize(
    ("due", "lawful"),
    [
        (date(2027, 3, 14), date(2026, 12, 20)),  # 28 weeks come first
        (date(2027, 3, 29), date(2027, 1, 4)),  # the day before 28 days
        (date(2027, 3, 30), date(2027, 1, 5)),  # the same day
        (date(2027, 3, 31), date(2027, 1, 5)),  # 28 days come first
        (date(2027, 2, 1), date(2027, 1, 5)),  # past 28 weeks already: within 28 days
    ],
)
def test_a_baby_has_the_earlier_of_28_days_and_28_weeks(world: World, due: date, lawful: date) -> None:
    limits = window(datetime(2026, 12, 8, 9, tzinfo=UTC), name="cppm_pre_birth", due=due)
    assert limits.last_lawful_on == lawful


def test_the_day_before_and_the_day_of_the_limit(world: World) -> None:
    started = datetime(2026, 12, 4, 12, tzinfo=UTC)
    with time_machine.travel(datetime(2027, 1, 1, 23, 59, 58, tzinfo=UTC), tick=False):
        assert not window(started, today=date(2027, 1, 1)).is_past
    with time_machine.travel(datetime(2027, 1, 2, 0, 0, 1, tzinfo=UTC), tick=False):
        assert window(started, today=date(2027, 1, 2)).is_past


def test_each_day_says_whether_it_is_worked_and_which_holiday_it_is(world: World) -> None:
    with db.reading() as session:
        days = {day.on: day for day in pathways.days_between(session, date(2026, 12, 24), date(2027, 1, 4))}
    worked = [on.day for on, day in days.items() if day.is_working]
    assert worked == [24, 29, 30, 31, 4]
    assert days[date(2027, 1, 1)].holiday == "New Year's Day"
    assert days[date(2027, 1, 2)].holiday == ""


def test_reconvening_counts_working_days_over_christmas(world: World) -> None:
    limits = window(datetime(2026, 12, 21, 10, tzinfo=UTC), name="cppm_reconvene")
    assert limits.last_lawful_on == date(2027, 1, 7)
