"""The clock jumps, or is put forward or back: deadlines are right, and sessions end when they should or sooner."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from hub import clock
from hub.accounts import sessions
from hub.clock import LONDON
from hub.db import reading
from hub.pathways import due_for
from tests.factories import triage as steps
from tests.factories.desk import Desk
from tests.factories.hub_world import World, leaves

SPRING, AUTUMN = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
AROUND = [timedelta(minutes=minutes) for minutes in (-90, -30, -1, 0, 1, 30, 90)]
Due = Callable[[str, datetime], datetime]


def due_by_the_hub(name: str, received_at: datetime) -> datetime:
    """When a screening clock is up."""
    with reading() as session:
        return due_for(session, name, started_at=received_at).at


def due_by_adding(name: str, received_at: datetime) -> datetime:
    """As somebody might write it: whole days from midnight in hours."""
    midnight = datetime.combine(received_at.astimezone(LONDON).date(), datetime.min.time(), LONDON).astimezone(UTC)
    return midnight + timedelta(hours=24)


def wrong_deadlines(due: Due) -> list[datetime]:
    """Instants around both changes of the clocks from which the same London day's end is not reached at midnight."""
    wrong = []
    for change in (SPRING, AUTUMN):
        for instant in (change + away for away in AROUND):
            ends, day = due("screening_same_day", instant).astimezone(LONDON), clock.london_day(instant)
            is_end = (ends + timedelta(seconds=1)).date() > day and (ends - timedelta(minutes=5)).date() == day
            wrong += [] if is_end else [instant]
    return wrong


def test_a_day_ends_at_midnight_in_london_on_both_changes_of_the_clocks(world: World) -> None:
    assert wrong_deadlines(due_by_the_hub) == []


def test_a_day_taken_for_24_hours_is_found_out(world: World) -> None:
    assert wrong_deadlines(due_by_adding)


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_half_an_hour_lasts_half_an_hour_while_the_clocks_change(world: World, change: datetime) -> None:
    for instant in (change + away for away in AROUND):
        assert due_by_the_hub("screening_act_now", instant) - instant == timedelta(minutes=30)


@pytest.fixture(params=["Pacific/Auckland", "America/St_Johns"])
def elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine set to another zone than London's."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
def test_the_zone_a_machine_is_set_to_changes_no_deadline(world: World) -> None:
    assert wrong_deadlines(due_by_the_hub) == []


@pytest.mark.parametrize("jump", [timedelta(hours=-26), timedelta(hours=26)], ids=["back", "forward"])
def test_a_jump_of_the_clock_moves_no_deadline_that_runs(world: World, jump: timedelta) -> None:
    with time_machine.travel(NOON, tick=False) as travelling:
        receipt = steps.received(world)
        before = steps.queued(receipt.concern_id)
        travelling.shift(jump)
        later = steps.received(world)
        assert before is not None
        after = steps.queued(receipt.concern_id)
        assert after is not None
        assert after.act_by == before.act_by
        other = steps.queued(later.concern_id)
        assert other is not None
        assert (other.act_by > before.act_by) == (jump > timedelta())


def test_after_the_clock_went_back_the_trail_still_counts_on(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as travelling:
        steps.received(world)
        travelling.shift(timedelta(hours=-2))
        steps.received(world)
    told = sorted((leaf["slot"], leaf["seq"], leaf["at"]) for leaf in leaves())
    (_, _, before), (_, _, after) = told[-2:]
    assert after < before, "the order of the numbers shows that the time went back"


@pytest.mark.parametrize(
    ("jump", "is_live"),
    [
        (timedelta(seconds=-30), True),
        (timedelta(minutes=-5), False),
        (timedelta(days=-1), False),
        (timedelta(minutes=14), True),
        (timedelta(minutes=16), False),
    ],
)
def test_a_session_never_lasts_longer_because_the_clock_was_moved(world: World, jump: timedelta, is_live: bool) -> None:
    assert is_live_after(world, jump) is is_live


def test_a_session_that_gains_from_a_clock_put_back_is_found_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "CLOCKS_DIFFER", timedelta(days=1000))
    assert is_live_after(world, timedelta(days=-1))


def is_live_after(world: World, jump: timedelta) -> bool:
    """Whether an officer who signed in before the jump is still signed in after it."""
    desk = Desk(world, world.settings)
    with time_machine.travel(NOON, tick=False) as travelling:
        cookie = desk.try_officer("team_manager").cookie
        travelling.shift(jump)
        return desk.signed_in(cookie) is not None
