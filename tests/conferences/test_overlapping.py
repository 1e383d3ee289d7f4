"""A chair is in one meeting at a time, also where two convene at the same moment; an odd hour is said and not refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from hub import clock, conferences, db
from hub.conferences import convening
from hub.errors import Unprocessable
from tests.factories.conferences import AGNES, ISLA, RORY, Room

MORNING = clock.london(date(2026, 12, 15), time(10))


def convened_at_once(room: Room, monkeypatch: pytest.MonkeyPatch, hold: Callable[..., None]) -> int:
    """How many of two conferences of one chair stand convened at the same hour, both asked for before either is kept.

    Each waits, once it holds the diary, until the other has it too or a second has gone by.
    """
    refs, both = (
        [room.allocated(ISLA), room.allocated(AGNES, route="asp_inq", conference="adult")],
        threading.Barrier(2),
    )

    def then_wait(session: Session, conference: conferences.Conference) -> None:
        hold(session, conference)
        try:
            both.wait(1)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(convening, "hold_diary", then_wait)

    def convene(ref: str) -> bool:
        try:
            room.convene(ref, starts_at=MORNING)
        except Unprocessable:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(convene, refs))


@pytest.mark.postgres
def test_two_at_once_do_not_book_a_chair_twice(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    assert convened_at_once(room, monkeypatch, convening.hold_diary) == 1


@pytest.mark.postgres
def test_without_holding_the_diary_both_are_convened(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    assert convened_at_once(room, monkeypatch, lambda *_: None) == 2


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("begins", "long", "is_taken"),
    [
        (time(10), 90, True),
        (time(8, 30), 91, True),
        (time(8, 30), 90, False),
        (time(11, 29), 30, True),
        (time(11, 30), 30, False),
        (time(9), 480, True),
    ],
)
def test_a_chair_is_in_one_meeting_at_a_time(room: Room, begins: time, long: int, *, is_taken: bool) -> None:
    room.convened(RORY, starts_at=MORNING)
    ref = room.allocated(ISLA)
    other = {"starts_at": clock.london(date(2026, 12, 15), begins), "minutes_long": long}
    if not is_taken:
        room.convene(ref, **other)
        return
    with pytest.raises(Unprocessable) as refused:
        room.convene(ref, **other)
    (words,) = refused.value.fields["starts_at"]
    assert "from 10am to 11:30am that day" in words
    assert "Rory" not in words
    assert room.read(ref).state == "allocated"


@pytest.mark.both_engines
def test_a_meeting_moved_within_its_own_time_is_not_in_its_own_way(room: Room) -> None:
    ref = room.convened(ISLA, starts_at=MORNING)
    room.convene(ref, starts_at=MORNING + timedelta(minutes=30))
    assert room.read(ref).starts_at == MORNING + timedelta(minutes=30)


@pytest.mark.both_engines
def test_a_meeting_that_is_off_or_another_chairs_is_in_nobodys_way(room: Room) -> None:
    off = room.convened(RORY, starts_at=MORNING)
    with db.transaction() as session:
        conferences.cancel(session, ref=off, reason="The baby was born", by=room.chair)
    una = room.world.officer("chair", name="Una Garrowby")
    hers = room.allocated(AGNES, chair=una, route="asp_inq", conference="adult")
    room.convene(hers, starts_at=MORNING, by=una)
    room.convened(ISLA, starts_at=MORNING)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("on", "begins", "long", "why"),
    [
        (date(2026, 12, 13), time(3), 90, "day"),
        (date(2026, 12, 25), time(10), 90, "day"),
        (date(2026, 12, 15), time(3), 90, "hour"),
        (date(2026, 12, 15), time(15, 30), 90, ""),
        (date(2026, 12, 15), time(15, 31), 90, "hour"),
    ],
)
def test_an_odd_hour_is_known_and_never_refused(room: Room, on: date, begins: time, long: int, why: str) -> None:
    ref, starts_at = room.allocated(ISLA), clock.london(on, begins)
    with db.reading() as session:
        assert conferences.out_of_hours(session, starts_at, long) == why
    room.convene(ref, starts_at=starts_at, minutes_long=long)
    assert room.read(ref).starts_at == starts_at
