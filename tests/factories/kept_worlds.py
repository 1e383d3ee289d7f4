"""Worlds that are built once and copied for each test that asks: a world is the same for as long as a minute lasts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy
import time_machine

import migrations.tables  # noqa: F401  makes every room's tables known
from hub import clock, crypto, db
from hub.actor import Actor
from hub.rulebook import packs
from screening_rules import shipped_pack
from tests.factories.hub_world import World, build_world, settings_for

Rows = dict[str, Any]


@dataclass(frozen=True)
class _Kept:
    agency_id: UUID | None
    teams: dict[str, UUID]
    actors: dict[str, Actor]
    keys: Path
    rows: Rows


_kept: dict[tuple[str, datetime], _Kept] = {}


def world_on(engine: sqlalchemy.Engine, url: str, folder: Path, kept_in: Path) -> World:
    """A world in the empty database, its keys in the folder, as it was at the beginning of this minute."""
    minute = clock.now().replace(second=0, microsecond=0)
    name = (engine.dialect.name, minute)
    if name not in _kept:
        with time_machine.travel(minute, tick=False):
            built = build_world(folder, url)
        rows, keys = _rows_of(engine), kept_in / str(len(_kept))
        shutil.copytree(built.settings.keys_folder, keys)
        _kept[name] = _Kept(built.agency_id, dict(built.teams), dict(built.actors), keys, rows)
        return built
    return _copied(_kept[name], engine, url, folder)


def _copied(kept: _Kept, engine: sqlalchemy.Engine, url: str, folder: Path) -> World:
    made = World(settings_for(folder, url))
    made.agency_id, made.teams, made.actors = kept.agency_id, dict(kept.teams), dict(kept.actors)
    crypto.bind_keyring(crypto.read_keys_folder(shutil.copytree(kept.keys, made.settings.keys_folder)))
    _fill(engine, kept.rows)
    packs.keep_open(shipped_pack())
    return made


def _rows_of(engine: sqlalchemy.Engine) -> Rows:
    """What stands in the tables of the hub, by table, those that others point at first; as the driver takes it back."""
    with _driver(engine) as driver:
        names = [table.name for table in db.Base.metadata.sorted_tables]
        told = {name: _read(driver, name, is_postgres=engine.dialect.name == "postgresql") for name in names}
    return {name: rows for name, rows in told.items() if rows}


def _read(driver: Any, name: str, *, is_postgres: bool) -> Any:
    if is_postgres:
        with driver.cursor() as cursor, cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
            return b"".join(copy)
    return driver.execute(f'SELECT * FROM "{name}"').fetchall()


def _fill(engine: sqlalchemy.Engine, rows: Rows) -> None:
    with _driver(engine) as driver:
        for name, told in rows.items():
            if engine.dialect.name == "postgresql":
                with driver.cursor() as cursor, cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(told)
            else:
                driver.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(told[0]))})', told)


@contextmanager
def _driver(engine: sqlalchemy.Engine) -> Iterator[Any]:
    """The driver's own connection in a transaction, which nothing of the hub watches."""
    with engine.execution_options(hub_write=True).begin() as connection:
        yield connection.connection.driver_connection
