"""The whole service is killed in the middle of receiving concerns; whoever had no clear answer sends again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

import pytest
import sqlalchemy

from hub import db
from tests.factories.hub_world import World
from tests.faults.judging import ALL_WELL, Verdict, judge
from tests.faults.length import times
from tests.faults.own_postgres import OwnServer
from tests.faults.senders import Senders, Told
from tests.faults.service import OURS, Service

DICE = Random(1)


@contextmanager
def running(world: World, application: str) -> Iterator[Service]:
    service = Service(world.settings, application=application)
    service.start()
    try:
        yield service
    finally:
        service.end()


def killed_so_often(
    world: World, kills: int, *, application: str = OURS, settled: Callable[[], None] = lambda: None
) -> tuple[Told, Verdict]:
    """Eight senders at work while the service is killed and started again; what stands afterwards."""
    told, token = Told(), world.token()
    db.bound_engine().dispose()
    with running(world, application) as service:
        senders = Senders(service.port, token, told)
        senders.start()
        for _ in range(kills):
            _let_some_through(told)
            time.sleep(DICE.uniform(0, 0.15))
            service.kill()
            service.start()
        senders.stop()
    settled()
    return told, judge(told)


def _let_some_through(told: Told) -> None:
    before, deadline = told.count, time.monotonic() + 60
    while told.count < before + 3:
        assert time.monotonic() < deadline, f"nothing is acknowledged; refused with {told.refused[-5:]}"
        time.sleep(0.01)


@pytest.mark.both_engines
def test_killed_in_the_middle_nothing_acknowledged_is_lost_half_written_or_there_twice(
    world: World, engine: sqlalchemy.Engine
) -> None:
    kills = times(short=3, long=500)
    told, verdict = killed_so_often(world, kills)
    assert verdict == ALL_WELL
    assert told.asked == set(told.acknowledged), "every concern ever begun was acknowledged in the end"
    assert not told.refused
