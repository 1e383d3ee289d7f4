"""One worker at a time; danger climbs whatever else fails; the loop goes on after a failure and ends when told."""

from __future__ import annotations

import threading
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from sqlalchemy import select

from hub import db, jobs
from hub.accounts import Throttle, throttling
from hub.config import Settings
from hub.danger import AlertCall
from hub.front_door import receive
from hub.jobs import worker
from tests.factories.concerns import ConcernMaker
from tests.factories.conferences import Room
from tests.factories.hub_world import leaves
from tests.jobs.conftest import Post

MARKS = (throttling.account_mark, throttling.address_mark)


def in_danger(room: Room) -> None:
    world = room.world
    world.on_rota(world.actor("duty_worker"), 0)
    world.on_rota(world.actor("team_manager"), 1)
    with db.transaction() as session:
        receive(session, ConcernMaker(in_danger=True), by=world.actor("duty_worker"), rung_minutes=15)


def calls() -> list[int]:
    with db.reading() as session:
        return list(session.scalars(select(AlertCall.rung).order_by(AlertCall.called_at, AlertCall.rung)))


@pytest.mark.both_engines
def test_only_one_worker_holds_the_lease(room: Room, settings: Settings) -> None:
    with jobs.lease() as first:
        assert first
        assert not jobs.run_once(settings).is_mine
    assert jobs.run_once(settings).is_mine


@pytest.mark.both_engines
def test_danger_climbs_when_its_time_is_up_and_not_before(
    room: Room, post: Post, settings: Settings, travel: time_machine.Traveller
) -> None:
    in_danger(room)
    travel.shift(timedelta(minutes=15) - timedelta(seconds=1))
    assert jobs.run_once(settings).climbed == 0
    travel.shift(timedelta(seconds=1))
    assert jobs.run_once(settings).climbed == 1
    assert calls() == [0, 1]
    assert "danger_climbed" in {leaf["action"] for leaf in leaves()}
    assert [message["Subject"] for message in post.taken] == ["Immediate danger: act now"] * 2
    assert "Rory" not in "".join(message.as_string() for message in post.taken)


def test_danger_climbs_although_the_mail_fails(room: Room, settings: Settings, travel: time_machine.Traveller) -> None:
    in_danger(room)
    travel.shift(timedelta(minutes=15))
    with patch.object(worker, "drain", side_effect=RuntimeError), pytest.raises(RuntimeError):
        jobs.run_once(settings)
    assert calls() == [0, 1]


def failed_sign_ins() -> int:
    with db.reading() as session:
        return len(session.scalars(select(Throttle.mark)).all())


@pytest.mark.both_engines
def test_failed_sign_ins_of_long_ago_are_swept_and_later_ones_stay(
    room: Room, settings: Settings, travel: time_machine.Traveller
) -> None:
    for address in ("192.0.2.7", "192.0.2.8"):
        with db.transaction() as session:
            throttling.count_failure(session, *(mark(session, address) for mark in MARKS))
        travel.shift(timedelta(minutes=20))
    travel.shift(timedelta(minutes=9))
    assert (jobs.run_once(settings).swept, failed_sign_ins()) == (2, 2)
    assert jobs.run_once(settings).swept == 0


def test_the_loop_goes_on_after_a_failure_and_ends_when_told(room: Room, settings: Settings) -> None:
    stop, turns = threading.Event(), []

    def turn(_settings: Settings) -> None:
        turns.append(1)
        if len(turns) == 1:
            raise RuntimeError
        stop.set()

    with patch.object(worker, "run_once", side_effect=turn):
        jobs.run(settings, stop, seconds=0)
    assert len(turns) == 2
