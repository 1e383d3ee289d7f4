"""Two who convene for one chair at the same moment: one of them has the hour, however it is raced."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from hub import clock, conferences
from hub.conferences import convening
from hub.errors import Unprocessable
from tests.factories.conferences import AGNES, ISLA, Room

pytestmark = pytest.mark.postgres
HOUR = clock.london(date(2026, 12, 15), time(10))


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
            room.convene(ref, starts_at=HOUR)
        except Unprocessable:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(convene, refs))


def test_two_at_once_do_not_book_a_chair_twice(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    assert convened_at_once(room, monkeypatch, convening.hold_diary) == 1


def test_without_holding_the_diary_both_are_convened(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    assert convened_at_once(room, monkeypatch, lambda *_: None) == 2
