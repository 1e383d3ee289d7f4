"""The whole service is killed in the middle of receiving concerns; whoever had no clear answer sends again."""

from __future__ import annotations

import time
from random import Random

import pytest
import sqlalchemy

from hub import db
from tests.factories.hub_world import World
from tests.faults.judging import ALL_WELL, Verdict, judge
from tests.faults.length import times
from tests.faults.nursery import Nursery
from tests.faults.senders import Senders, Told
from tests.faults.service import OURS, running

DICE = Random(1)


def killed_so_often(
    nursery: Nursery, world: World, kills: int, *, application: str = OURS, clients: int = 8
) -> tuple[Told, Verdict]:
    """So many senders at work while the service is killed and started again; what stands afterwards."""
    told, token = Told(), world.token()
    db.bound_engine().dispose()
    with running(nursery, world.settings, application=application) as service:
        senders = Senders(service.port, token, told, clients=clients)
        senders.start()
        for _ in range(kills):
            _let_some_through(told)
            time.sleep(DICE.uniform(0, 0.15))
            service.kill()
            service.start()
        senders.stop()
    return told, judge(told)


def _let_some_through(told: Told) -> None:
    before, deadline = told.count, time.monotonic() + 60
    while told.count < before + 2:
        assert time.monotonic() < deadline, f"nothing is acknowledged; refused with {told.refused[-5:]}"
        time.sleep(0.01)


@pytest.mark.both_engines
@pytest.mark.long
def test_killed_in_the_middle_nothing_acknowledged_is_lost_half_written_or_there_twice(
    world: World, engine: sqlalchemy.Engine, nursery: Nursery
) -> None:
    told, verdict = killed_so_often(nursery, world, times(short=2, long=500))
    assert verdict == ALL_WELL
    assert told.asked == set(told.acknowledged), "every concern ever begun was acknowledged in the end"
    assert not told.refused


def test_a_hub_that_acknowledges_before_it_commits_is_found_out(world: World, nursery: Nursery) -> None:
    stand_in = "tests.faults.stand_ins:acknowledges_early()"
    _, verdict = killed_so_often(nursery, world, 1, application=stand_in, clients=3)
    assert verdict.lost
