"""The disk refuses: a write or a sync fails, or it is full. What is not saved is never acknowledged, and it heals by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy
from flask.testing import FlaskClient

from hub import crypto, db, jobs, spool
from hub.api import concerns
from hub.app import create_app
from tests.conftest import RUN
from tests.factories.hub_world import World, build_world
from tests.faults.judging import ALL_WELL, judge
from tests.faults.own_postgres import new_server
from tests.faults.senders import Told
from tests.faults.sqlite_disk import FULL, SYNC_FAILED, WRITE_FAILED, Disk
from tests.faults.stand_ins import careless_transaction, takes_it_for_written
from tests.faults.test_power_cut import on_watched_disk

KEPT = 202  # in the spool, sealed and synced, on another disk than the database's; never an acknowledgement with a reference
BROKEN = {"write_fails": ("write", WRITE_FAILED), "sync_fails": ("sync", SYNC_FAILED), "full": ("write", FULL)}


def refusing(what: str) -> Callable[[str, str], int]:
    """A disk on which nothing of the database can be written or synced from now on."""
    kind, code = BROKEN[what]
    return lambda asked, path: code if asked == kind and path.endswith("-wal") else 0


def sent(client: FlaskClient, token: str, told: Told, key: str) -> int:
    """One attempt to send; what came of it."""
    told.sent(key)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    answer = client.post("/api/v1/concerns", headers=headers, json={"narrative": key})
    told.answered(key, answer.status_code, (answer.json or {}).get("ref", ""))
    return answer.status_code


def empty_spool(world: World) -> None:
    """What waited in the spool has come in; nothing is held."""
    jobs.replay(world.settings)
    now = spool.status(world.settings.spool_folder)
    assert (now.waiting, now.held) == (0, 0)


@pytest.fixture
def disk(world: World) -> Iterator[Disk]:
    """The world's database on a disk that can be broken; its token was issued before."""
    with on_watched_disk() as disk:
        yield disk


@pytest.mark.parametrize("what", BROKEN)
def test_what_the_disk_refused_is_not_acknowledged_and_goes_in_once_it_heals(
    world: World, disk: Disk, what: str
) -> None:
    told, token, key = Told(), world.token(), str(uuid4())
    client = create_app(world.settings, is_bound=True).test_client()
    assert sent(client, token, told, str(uuid4())) == 201
    disk.refuses = refusing(what)
    assert [sent(client, token, told, key) for _ in range(3)] == [KEPT] * 3
    disk.refuses = lambda _kind, _path: 0
    assert judge(told) == ALL_WELL
    empty_spool(world)
    assert [sent(client, token, told, key) for _ in range(2)] == [201] * 2
    assert judge(told) == ALL_WELL


@pytest.mark.parametrize("what", BROKEN)
def test_while_the_disk_refuses_what_is_stored_can_be_read(world: World, disk: Disk, what: str) -> None:
    told, token, key = Told(), world.token(), str(uuid4())
    client = create_app(world.settings, is_bound=True).test_client()
    assert sent(client, token, told, key) == 201
    disk.refuses = refusing(what)
    assert judge(told) == ALL_WELL, "everything stored can be read"
    assert client.get("/healthz").status_code == 200
    assert client.get("/help").status_code == 200


def test_a_database_that_may_grow_no_further_takes_nothing_it_cannot_keep(
    world: World, engine: sqlalchemy.Engine
) -> None:
    told, token = Told(), world.token()
    client = create_app(world.settings, is_bound=True).test_client()
    with one_page_left(engine):
        statuses = [sent(client, token, told, f"full {nth}") for nth in range(12)]
    assert set(statuses) <= {201, KEPT}
    assert statuses[-1] == KEPT
    assert judge(told) == ALL_WELL
    empty_spool(world)
    assert sent(client, token, told, "full 11") == 201
    assert judge(told) == ALL_WELL


@contextmanager
def one_page_left(engine: sqlalchemy.Engine) -> Iterator[None]:
    """SQLite's own limit, on every connection it is asked for, just above what it holds."""
    limit = 0

    def limited(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")

    with engine.connect() as connection:
        limit = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 8
    sqlalchemy.event.listen(engine, "begin", limited, insert=True)
    yield
    sqlalchemy.event.remove(engine, "begin", limited)
    engine.dispose()


def test_a_hub_that_passes_over_what_the_disk_said_is_found_out(
    world: World, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, token = Told(), world.token()
    client = create_app(world.settings, is_bound=True).test_client()
    monkeypatch.setattr(concerns, "transaction", careless_transaction)
    disk.refuses = refusing("sync_fails")
    assert sent(client, token, told, "one") == 201
    disk.refuses = lambda _kind, _path: 0
    assert judge(told).lost == ("one",)


@pytest.fixture
def full_postgres(tmp_path: Path) -> Iterator[World]:
    """A hub on a PostgreSQL whose files may hold a megabyte each, with the list of references already as long."""
    server = new_server(int(os.environ[RUN]), largest_file_mb=1)
    try:
        server.create("full")
        db.upgrade(server.url("full"))
        db.bind(db.make_engine(server.url("full")))
        world = build_world(tmp_path, server.url("full"))
        world.token()
        with server.connect("full") as connection:
            fill_up(connection)
        yield world
    finally:
        db.unbind()
        crypto.unbind_keyring()
        server.end()


def fill_up(connection: psycopg.Connection) -> None:
    """No reference can be added: the kernel refuses another page."""
    for kind in ("'filler' || repeat('.', 400)", "'fill'"):
        row, rows = f"substr(gen_random_uuid()::text, 1, 12), {kind}, gen_random_uuid()", 4096
        while rows:
            try:
                connection.execute(f'INSERT INTO "references" SELECT {row} FROM generate_series(1, %s)', [rows])
            except psycopg.errors.InternalError:  # the kernel said: file too large
                rows //= 2


@pytest.mark.postgres
def test_a_postgresql_that_is_full_takes_nothing_it_cannot_keep_and_goes_on_once_there_is_room(
    full_postgres: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hub that takes what was refused for written is found out on the way."""
    told, planted, token = Told(), Told(), full_postgres.token()
    client = create_app(full_postgres.settings, is_bound=True).test_client()
    with monkeypatch.context() as defect:
        takes_it_for_written(defect)
        assert sent(client, token, planted, "planted") == 201
    assert judge(planted).lost == ("planted",)
    assert [sent(client, token, told, "full") for _ in range(3)] == [KEPT] * 3
    assert judge(told) == ALL_WELL
    with db.bound_engine().execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sqlalchemy.text("DELETE FROM \"references\" WHERE kind LIKE 'fill%'"))
        connection.execute(sqlalchemy.text('VACUUM "references"'))
    empty_spool(full_postgres)
    assert [sent(client, token, told, "full") for _ in range(2)] == [201] * 2
    assert judge(told) == ALL_WELL
