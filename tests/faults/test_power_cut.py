"""The power goes: only what was synced is sure to be on the disk, of the rest any sectors. For SQLite; see docs/decisions/0013."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
import sqlalchemy

from hub import db
from hub.app import create_app
from hub.app.starting import start
from hub.errors import StartRefused
from tests.factories.hub_world import World
from tests.faults.judging import ALL_WELL, Verdict, judge
from tests.faults.length import times
from tests.faults.senders import Told
from tests.faults.sqlite_disk import Disk, Event, left_by_a_cut, watched_disk

CLIENTS, EACH = 4, times(short=6, long=60)
CUTS = times(short=12, long=200)


@dataclass(frozen=True)
class Record:
    """What happened on the disk while concerns came in, and what stood on it before."""

    before: dict[str, bytes]
    events: list[Event]


def recorded(world: World, *, clients: int = CLIENTS) -> Record:
    """So many senders at once; every write, sync and answer in the order they came."""
    token, path = world.token(), Path(db.bound_engine().url.database or "")
    with on_watched_disk() as disk:
        before = {str(path): path.read_bytes()}
        client = create_app(world.settings, is_bound=True).test_client
        senders = [threading.Thread(target=_send, args=(client(), token, disk)) for _ in range(clients)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        events = list(disk.events)
    assert sum(event.kind == "answered" for event in events) == clients * EACH
    return Record(before, events)


def _send(client: object, token: str, disk: Disk) -> None:
    for _ in range(EACH):
        key = str(uuid4())
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        answer = client.post("/api/v1/concerns", headers=headers, json={"narrative": key})  # type: ignore[attr-defined]
        disk.answered(key, answer.json["ref"])


@contextmanager
def on_watched_disk() -> Iterator[Disk]:
    """The bound engine opens its files anew, on a disk that is watched."""
    with watched_disk() as disk:
        db.bound_engine().dispose()
        try:
            yield disk
        finally:
            db.bound_engine().dispose()


def after_cut(record: Record, at: int, dice: Random, folder: Path) -> Verdict:
    """What the hub finds when it starts again after a cut at this event, against what it had acknowledged by then."""
    happened, told = record.events[:at], Told()
    for event in happened:
        if event.kind == "answered":
            told.sent(event.what)
            told.answered(event.what, 201, event.data.decode())
    folder.mkdir(parents=True)
    for path, content in left_by_a_cut(happened, record.before, dice).items():
        (folder / Path(path).name).write_bytes(content)
    engine = db.make_engine(f"sqlite:///{folder / Path(next(iter(record.before))).name}")
    try:
        return judge(told, engine)
    finally:
        engine.dispose()


def after_cuts(record: Record, folder: Path) -> list[Verdict]:
    """As many cuts as this run has, anywhere."""
    dice = Random(2)
    places = [dice.randrange(1, len(record.events) + 1) for _ in range(CUTS)]
    return [after_cut(record, at, dice, folder / str(nth)) for nth, at in enumerate(places)]


def answered_before_sync(events: list[Event]) -> list[str]:
    """Keys a lone sender was answered about while anything written to the log was not yet known to be on the disk."""
    early, is_waiting = [], False
    for event in events:
        if event.what.endswith("-wal"):
            is_waiting = event.kind == "write"
        elif event.kind == "answered" and is_waiting:
            early.append(event.what)
    return early


@pytest.fixture
def half_hearted(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite as many run it: the log is synced only now and then."""
    monkeypatch.setitem(db.engine._PRAGMAS, "synchronous", "1")


def test_after_a_power_cut_everything_acknowledged_is_there_and_whole(world: World, tmp_path: Path) -> None:
    verdicts = after_cuts(recorded(world), tmp_path / "cuts")
    assert set(verdicts) == {ALL_WELL}


@pytest.mark.usefixtures("half_hearted")
def test_a_log_synced_only_now_and_then_loses_what_was_acknowledged(world: World, tmp_path: Path) -> None:
    verdicts = after_cuts(recorded(world), tmp_path / "cuts")
    assert any(verdict.lost for verdict in verdicts)


def test_no_reference_is_shown_before_its_concern_is_on_the_disk(world: World) -> None:
    assert answered_before_sync(recorded(world, clients=1).events) == []


@pytest.mark.usefixtures("half_hearted")
def test_a_reference_shown_before_its_concern_is_on_the_disk_is_found_out(world: World) -> None:
    assert answered_before_sync(recorded(world, clients=1).events)


@pytest.mark.postgres
@pytest.mark.parametrize("said", ["on", "local", "off"])
def test_production_refuses_a_postgresql_that_does_not_wait_for_its_disk(
    world: World, engine: sqlalchemy.Engine, said: str
) -> None:
    with engine.execution_options(hub_migration=True).begin() as connection:
        connection.execute(sqlalchemy.text(f"ALTER DATABASE {engine.url.database} SET synchronous_commit = {said}"))
    engine.dispose()
    production = replace(world.settings, mode="production")
    with pytest.raises(StartRefused, match="synchronous_commit") if said == "off" else nullcontext():
        start(production, is_bound=True)
