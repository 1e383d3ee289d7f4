"""Nobody searches or takes records out without end: within a window so many, by each officer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from hub import accounts, clock, db
from hub.accounts import throttling
from hub.actor import Actor
from hub.errors import TooManyAttempts
from tests.factories.hub_world import World


def used(by: Actor, what: str = "search") -> None:
    with db.transaction() as session:
        accounts.count_use(session, what, by.acting_officer_id)


@pytest.mark.both_engines
def test_one_officer_waits_for_the_window_to_end_and_no_other_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.MOST_USES, "search", 3)
    officer, other = world.actor("screening_officer"), world.actor("duty_worker")
    with time_machine.travel(clock.now(), tick=False) as moment:
        for _ in range(3):
            used(officer)
        for _ in range(2):  # what is refused does not count, so that nobody is kept out for longer by trying
            with pytest.raises(TooManyAttempts) as refused:
                used(officer)
        assert refused.value.wait_seconds == throttling.WINDOW.total_seconds()
        used(other)
        used(officer, "export")
        moment.shift(throttling.WINDOW - timedelta(seconds=1))
        with pytest.raises(TooManyAttempts):
            used(officer)
        moment.shift(timedelta(seconds=2))
        used(officer)
