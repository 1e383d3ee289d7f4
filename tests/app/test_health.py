"""A late worker is said and takes no page away; a database behind the release does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from hub import clock, db, jobs
from hub.app import health
from hub.jobs import beating
from tests.factories.hub_world import World


def status() -> tuple[str, str]:
    found = health.parts()
    return health.overall(found), found["worker"]


@pytest.mark.both_engines
def test_the_worker_is_never_ready_and_late_by_its_last_beat(world: World) -> None:
    assert status() == ("degraded", "never")
    jobs.run_once(world.settings)
    assert status() == ("ready", "ready")
    for seconds, said in ((119, "ready"), (121, "late")):
        with time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False):
            assert status()[1] == said


def test_a_late_worker_takes_no_page_away(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")


def test_a_turn_that_failed_is_no_beat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_told: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("hub.jobs.worker.drain", fail)
    with pytest.raises(RuntimeError):
        jobs.run_once(world.settings)
    assert status()[1] == "never"


def test_a_beat_is_written_at_most_every_fifteen_seconds(world: World) -> None:
    started = clock.now()
    held = []
    for seconds in (0, 14, 15):
        with time_machine.travel(started + timedelta(seconds=seconds), tick=False):
            beating.beat()
            with db.reading() as session:
                last = jobs.last_beat(session)
        assert last is not None
        held.append(round((last - started).total_seconds()))
    assert held == [0, 0, 15]


@pytest.mark.parametrize(("release", "said"), [("0000", "ready"), ("9999", "not ready")])
def test_a_database_behind_the_release_is_not_ready_and_one_ahead_is(
    world: World, monkeypatch: pytest.MonkeyPatch, release: str, said: str
) -> None:
    monkeypatch.setattr(health, "newest_revision", lambda: release)
    assert health.parts()["schema"] == said
    assert (health.overall(health.parts()) == "not ready") is (said == "not ready")
