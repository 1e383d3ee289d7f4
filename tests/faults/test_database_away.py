"""PostgreSQL stops, is slow, or is cut off in the middle of a commit: everything is there afterwards, once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from random import Random

import pytest
import sqlalchemy
from flask.testing import FlaskClient

from hub import db
from hub.app import create_app
from tests.factories.hub_world import World
from tests.faults import stand_ins
from tests.faults.judging import ALL_WELL, judge
from tests.faults.length import times
from tests.faults.own_postgres import OwnServer
from tests.faults.proxy import Cut, Proxy
from tests.faults.senders import Told
from tests.faults.test_disk import KEPT, empty_spool, sent

pytestmark = pytest.mark.postgres
AWAY_SECONDS = times(short=1, long=60)


@pytest.fixture
def proxy(world: World, engine: sqlalchemy.Engine, postgres_server: OwnServer) -> Iterator[Proxy]:
    """The bound engine reaches the database through here."""
    between = Proxy(postgres_server.socket_path)
    engine.dispose()
    db.bind(db.make_engine(between.url(str(engine.url.database)), connect_args={"connect_timeout": 5}))
    yield between
    db.bound_engine().dispose()
    db.bind(engine)
    between.end()


def insisting(client: FlaskClient, told: Told, keys: list[str], token: str) -> None:
    """Each key is sent until it is acknowledged, what was kept in the spool too."""
    for key in keys:
        deadline = time.monotonic() + 60 + AWAY_SECONDS
        while sent(client, token, told, key) != 201:
            assert time.monotonic() < deadline, told.refused[-5:]
            time.sleep(0.02)


def at_once(world: World, told: Told, count: int, *, clients: int = 4) -> list[threading.Thread]:
    """So many senders, started, each with as many concerns."""
    token, app = world.token(), create_app(world.settings, is_bound=True)
    threads = [
        threading.Thread(
            target=insisting, args=(app.test_client(), told, [f"{nth}/{each}" for each in range(count)], token)
        )
        for nth in range(clients)
    ]
    for thread in threads:
        thread.start()
    return threads


def joined(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(120 + AWAY_SECONDS)
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.parametrize("where", ["before", "after"])
def test_cut_in_the_middle_of_a_commit_a_concern_is_never_claimed_falsely_and_stands_once(
    world: World, proxy: Proxy, where: Cut
) -> None:
    told, token = Told(), world.token()
    client = create_app(world.settings, is_bound=True).test_client()
    proxy.cut_next(where)
    assert sent(client, token, told, "one") == KEPT
    assert proxy.cut_so_far == 1
    assert judge(told) == ALL_WELL
    assert [sent(client, token, told, "one") for _ in range(2)] == [201] * 2
    empty_spool(world)
    assert judge(told) == ALL_WELL


def test_cut_at_many_commits_everything_is_there_once(world: World, proxy: Proxy) -> None:
    told, dice, count = Told(), Random(3), times(short=5, long=150)
    token_first = world.token()
    assert token_first
    cuts = dice.choices(["", "before", "after"], weights=[2, 1, 1], k=count * 2)
    proxy.cut_next(*cuts)
    joined(at_once(world, told, count))
    assert proxy.cut_so_far
    assert len(told.acknowledged) == 4 * count
    assert set(told.refused) <= {KEPT}
    empty_spool(world)
    assert judge(told) == ALL_WELL


def test_a_slow_database_delays_and_changes_nothing(world: World, proxy: Proxy) -> None:
    told = Told()
    proxy.delay_seconds = 0.02
    joined(at_once(world, told, times(short=1, long=20), clients=2))
    proxy.delay_seconds = 0
    assert not told.refused
    assert judge(told) == ALL_WELL


def test_while_the_database_is_away_nothing_is_acknowledged_and_afterwards_everything_is_there(
    world: World, proxy: Proxy
) -> None:
    told, count = Told(), times(short=4, long=100)
    senders = at_once(world, told, count)
    _until(lambda: len(told.acknowledged) >= 4)
    proxy.go_away()
    time.sleep(0.1)
    before, refusals = len(told.acknowledged), len(told.refused)
    _until(lambda: len(told.refused) > refusals)
    assert len(told.acknowledged) == before, "2xx only for what is present"
    time.sleep(AWAY_SECONDS - 1)
    proxy.come_back()
    joined(senders)
    assert len(told.acknowledged) == 4 * count
    empty_spool(world)
    assert judge(told) == ALL_WELL


def test_a_database_stopped_hard_comes_back_with_everything_acknowledged(
    world: World, postgres_server: OwnServer
) -> None:
    told, count = Told(), times(short=4, long=100)
    senders = at_once(world, told, count)
    for _ in range(times(short=1, long=20)):
        before = len(told.acknowledged)
        _until(lambda: len(told.acknowledged) > min(before + 3, 4 * count - 1))  # noqa: B023  asked at once
        postgres_server.stop_hard()
        postgres_server.start()
    joined(senders)
    assert len(told.acknowledged) == 4 * count
    empty_spool(world)
    assert judge(told) == ALL_WELL


def test_a_hub_that_commits_again_blindly_after_a_cut_is_found_out(
    world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, token = Told(), world.token()
    stand_ins.blind_retries(monkeypatch)
    client = create_app(world.settings, is_bound=True).test_client()
    proxy.cut_next("after")
    assert sent(client, token, told, "one") == 201
    assert judge(told).doubled == ("one",)


def test_a_hub_that_passes_over_a_commit_without_an_answer_is_found_out(
    world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, token = Told(), world.token()
    client = create_app(world.settings, is_bound=True).test_client()
    stand_ins.transaction_in_which(proxy.go_away, monkeypatch)
    assert sent(client, token, told, "one") == 201
    proxy.come_back()
    assert judge(told).lost == ("one",)


def test_a_hub_that_does_not_wait_for_a_slow_database_is_found_out(
    world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, token = Told(), world.token()
    client = create_app(world.settings, is_bound=True).test_client()
    proxy.delay_seconds = 0.02

    def lose_patience() -> None:
        began = time.monotonic()
        with db.reading() as session:
            session.execute(sqlalchemy.text("SELECT 1"))
        if time.monotonic() - began > 0.02:
            raise TimeoutError

    stand_ins.transaction_in_which(lose_patience, monkeypatch)
    assert sent(client, token, told, "one") == 201
    proxy.delay_seconds = 0
    assert judge(told).lost == ("one",)


def test_a_hub_that_answers_before_a_database_stopped_hard_has_it_is_found_out(
    world: World, postgres_server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, token = Told(), world.token()
    client = create_app(world.settings, is_bound=True).test_client()
    stand_ins.transaction_in_which(postgres_server.stop_hard, monkeypatch)
    assert sent(client, token, told, "one") == 201
    postgres_server.start()
    db.bound_engine().dispose()
    assert judge(told).lost == ("one",)


def _until(is_so: object, *, within: float = 60) -> None:
    deadline = time.monotonic() + within
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)
