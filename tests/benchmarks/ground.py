"""Databases to measure on: made and seeded once in a run, shared by its rows, gone when it ends."""

from __future__ import annotations

import atexit
import os
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sqlalchemy.engine import make_url

import migrations.tables  # noqa: F401  a process that writes knows every table
from hub import crypto, db
from hub.app.starting import bind_ground
from hub.config import Settings, read_settings
from tests import postgres
from tests.benchmarks.asked import Asked
from tests.benchmarks.beside import ROOT

ENGINES = ("postgresql", "sqlite")
CONCERNS_A_MONTH, MOST_MONTHS = 635, 24


@dataclass(frozen=True, slots=True)
class Ground:
    """A database with its keys, seeded with about so many concerns; `is_ours` when this run made it."""

    url: str
    data: Path
    keys: Path
    concerns: int
    is_ours: bool = True

    @property
    def environ(self) -> dict[str, str]:
        """The hub's settings for it."""
        return {
            "HUB_MODE": "demo",
            "HUB_DATABASE_URL": self.url,
            "HUB_DATA_FOLDER": str(self.data),
            "HUB_KEYS_FOLDER": str(self.keys),
            "HUB_SECOND_FACTOR": "false",
            "HUB_SECURE_COOKIES": "false",
        }

    @property
    def settings(self) -> Settings:
        """The same as the hub reads them."""
        return read_settings(self.environ)

    @contextmanager
    def bound(self) -> Iterator[None]:
        """This process works on it inside the block."""
        bind_ground(self.settings)
        try:
            yield
        finally:
            db.unbind()
            crypto.unbind_keyring()

    def hub(self, *words: str) -> str:
        """What a `hub` command on it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "hub.cli", *words],
            cwd=ROOT, env={**os.environ, **self.environ}, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        return done.stdout


@cache
def _folder() -> Path:
    kept = tempfile.TemporaryDirectory(prefix="hub-bench-")
    atexit.register(kept.cleanup)
    return Path(kept.name)


@cache
def server() -> postgres.Server:
    """The PostgreSQL of this run, durable as a council would run it."""
    return postgres.shared_server(_folder(), run=os.getpid(), durable=True)


def new_database() -> str:
    """An empty PostgreSQL database."""
    name = f"b_{uuid.uuid4().hex[:12]}"
    server().create(name)
    return name


def empty(engine: str) -> Ground:
    """A database at the latest migration with keys of its own, and nothing in it."""
    folder = _folder() / uuid.uuid4().hex[:12]
    folder.mkdir()
    url = server().url(new_database()) if engine == "postgresql" else f"sqlite:///{folder / 'hub.sqlite'}"
    made = Ground(url, folder, folder / "keys", 0)
    made.hub("keys", "init")
    made.hub("db", "upgrade")
    return made


@contextmanager
def copied(of: Ground) -> Iterator[Ground]:
    """A database with the same rows and keys inside the block; nobody may be using the first while it is copied."""
    address = make_url(of.url)
    assert address.database
    name = f"b_{uuid.uuid4().hex[:12]}"
    if of.url.startswith("sqlite"):
        path = _folder() / f"{name}.sqlite"
        with closing(sqlite3.connect(address.database)) as connection:
            connection.execute("VACUUM INTO ?", [str(path)])
        yield replace(of, url=f"sqlite:///{path}")
        return
    host = postgres.Server(Path(str(address.query["host"])))
    host.create(name, template=address.database)
    try:
        yield replace(of, url=host.url(name))
    finally:
        host.drop(name)


@cache
def seeded(engine: str, concerns: int) -> Ground:
    """A database with about so many concerns."""
    made = empty(engine)
    months = max(1, min(MOST_MONTHS, concerns // CONCERNS_A_MONTH))
    made.hub("seed", "--months", str(months), "--concerns", str(concerns), "--json")
    return Ground(made.url, made.data, made.keys, concerns)


def given(asked: Asked, engine: str) -> list[Ground]:
    """The databases of a run on that engine: one of each size, and those that were given."""
    return [seeded(engine, size) for size in asked.sizes] + [
        _named(url, keys.resolve()) for url, keys in asked.databases if url.startswith(engine)
    ]


def smallest(asked: Asked, engine: str) -> Ground:
    """The one to write to: of the smallest size, or the first that was given where no size was asked for."""
    return seeded(engine, min(asked.sizes)) if asked.sizes else given(asked, engine)[0]


@cache
def _named(url: str, keys: Path) -> Ground:
    bare = Ground(url, keys.parent, keys, 0, is_ours=False)
    return replace(bare, concerns=_count(bare))


def _count(ground: Ground) -> int:
    from sqlalchemy import func, select

    from hub.concerns import Concern

    with ground.bound(), db.reading() as session:
        return session.scalar(select(func.count()).select_from(Concern)) or 0
