"""Engines for SQLite (embedded) and PostgreSQL (production), and the one this process is bound to."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from hub.errors import StartRefused

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: what was acknowledged survives a power cut
    "foreign_keys": "1",
    "secure_delete": "1",
    "temp_store": "2",
    "busy_timeout": "30000",
}
_QUIET = {"hide_parameters": True}  # an error's text must not carry what was to be stored
# a server that has gone silent is given up within seconds, so that a concern can be kept elsewhere
_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 10, "keepalives_interval": 3}
TRUSTED_SECONDS = 1.0
_bound: list[Engine] = []


def make_engine(url: str, **options: Any) -> Engine:
    """An engine for `url`, asserted to be as safe as the hub needs at every new connection.

    Raises:
        StartRefused: neither SQLite nor PostgreSQL.
    """
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        engine = create_engine(url, **{"pool_size": 20, **_QUIET, **options})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if backend == "postgresql":
        pool = {"pool_size": 10, "max_overflow": 10, "connect_args": dict(_PATIENCE)}
        engine = create_engine(url, **{**pool, **_QUIET, **options})
        event.listen(engine, "checkout", partial(_ask_if_it_lives, engine.dialect))
        event.listen(engine, "checkin", _note_use)
        return engine
    raise StartRefused(f"HUB_DATABASE_URL names {backend}; the hub runs on SQLite or PostgreSQL.")


def _ask_if_it_lives(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _handed_out: object
) -> None:
    """A connection that rested may have been cut meanwhile; one used just now is not asked three times in one request."""
    used_at = record.info.get("used_at")
    if used_at is None or time.monotonic() - used_at < TRUSTED_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = time.monotonic()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
        (held,) = connection.execute(f"PRAGMA {name}").fetchone()
        if str(held) != value:
            raise StartRefused(
                f"SQLite does not hold PRAGMA {name}={value}; use another file system or SQLite version."
            )


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA query_only={int(options.get('hub_read_only', False))}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("hub_write") else "BEGIN")


def first_row(connection: Connection, statement: str, given: Mapping[str, Any]) -> Any:
    """What a statement gives first, in the driver's own words; bytes come as they are, not as text that is several times slower.

    Raises:
        RuntimeError: the connection may do more than look.
    """
    if not connection.get_execution_options().get("hub_read_only"):
        raise RuntimeError("past the guard of the trail one may only look: use reading()")
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor(binary=True) if connection.dialect.name == "postgresql" else driver.cursor()
    return cursor.execute(statement, given).fetchone()


def bind(engine: Engine) -> None:
    """From now on `transaction()` and `reading()` in this process use `engine`."""
    _bound[:] = [engine]


def unbind() -> None:
    """Close the pool of the bound engine, if any, and forget it."""
    while _bound:
        _bound.pop().dispose()


def bound_engine() -> Engine:
    """The engine this process is bound to.

    Raises:
        LookupError: `bind` was not called.
    """
    if not _bound:
        raise LookupError("no database is bound; call hub.db.bind(make_engine(url)) first")
    return _bound[0]
