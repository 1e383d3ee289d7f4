"""Databases for tests: each test that asks has one to itself, as migrations leave it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy
from hypothesis import settings

from hub import crypto, db
from tests import compiled, lent, postgres
from tests.factories.hub_world import World
from tests.factories.kept_worlds import world_on

RUN = "HUB_TEST_RUN"

settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """The process that outlives all workers is known to each of them, and each compiles things once."""
    compiled.once_by_process()
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = str(os.getpid())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite alone, unless the test is marked `both_engines` or `postgres`."""
    if "engine_url" not in metafunc.fixturenames:
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    with_postgres = [pytest.param("postgresql", marks=pytest.mark.postgres)]
    without = ["sqlite"] if "postgres" not in marks else []
    metafunc.parametrize(
        "engine_url", without + (with_postgres if marks & {"both_engines", "postgres"} else []), indirect=True
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked `long` begins first, so that at the end no worker waits for another."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def postgres_server(run_folder: Path) -> postgres.Server:
    """The real PostgreSQL of this run."""
    try:
        return postgres.shared_server(run_folder, run=int(os.environ[RUN]))
    except postgres.PostgresMissingError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server, run_folder: Path) -> str:
    """The name of a migrated database to copy."""
    return postgres.shared_template(postgres_server, run_folder, db.upgrade)


@pytest.fixture(scope="session")
def sqlite_template(run_folder: Path) -> Path:
    """A migrated database file to copy; everything in it, nothing left in a write-ahead log."""
    with postgres.one_at_a_time(run_folder, "template.sqlite") as template:
        if not template.exists():
            making = template.with_suffix(".making")
            db.upgrade(f"sqlite:///{making}")
            with closing(sqlite3.connect(making)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            making.rename(template)
    return template


@pytest.fixture
def postgres_url(postgres_server: postgres.Server, postgres_template: str) -> Iterator[str]:
    """A PostgreSQL database at the latest migration, with nothing in it."""
    lender = lent.lender(postgres_server, postgres_template)
    database = lender.lend()
    yield postgres_server.url(database.name)
    lender.take_back(database)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database, at the latest migration."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'hub.sqlite')}"


@pytest.fixture
def engine_url(request: pytest.FixtureRequest) -> str:
    """A fresh database on the engine this run of the test is for."""
    return str(request.getfixturevalue("postgres_url" if request.param == "postgresql" else "sqlite_url"))


@pytest.fixture
def engine(engine_url: str) -> Iterator[sqlalchemy.Engine]:
    """The hub's own engine on a fresh database; `transaction()` and `reading()` use it while the test lasts."""
    made = compiled.known_statements(db.make_engine(engine_url))
    db.bind(made)
    yield made
    db.unbind()


@pytest.fixture(scope="session")
def kept_worlds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the keys of worlds lie that are copied."""
    return tmp_path_factory.mktemp("worlds")


@pytest.fixture
def world(engine: sqlalchemy.Engine, engine_url: str, tmp_path: Path, kept_worlds: Path) -> Iterator[World]:
    """A hub ready to work on the fresh database: keys, rules, teams, one officer of each role."""
    yield world_on(engine, engine_url, tmp_path, kept_worlds)
    crypto.unbind_keyring()
