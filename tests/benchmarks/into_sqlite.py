"""The rows of a seeded PostgreSQL database in a SQLite file: `python -m tests.benchmarks.into_sqlite URL FILE`.

A million concerns take hours to seed with one writer; so they are seeded once and measured on both engines.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Column, Date, Table, Uuid, create_engine
from sqlalchemy.engine import make_url

import migrations.tables  # noqa: F401  every table is known
from hub import db
from hub.db import Base, UtcDateTime

AT_ONCE = 5_000
WRITTEN = {
    Uuid: "replace({}::text, '-', '')",
    UtcDateTime: "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    Date: "{}::text",
}  # what SQLAlchemy writes for them to SQLite


def copy(url: str, file: Path) -> int:
    """`file`, which was not there, holds the database at `url`; how many rows."""
    if file.exists():
        raise FileExistsError(file)
    db.upgrade(create_engine(f"sqlite:///{file}"))
    address = make_url(url)
    with (
        psycopg.connect(dbname=address.database, user=address.username, host=str(address.query["host"])) as source,
        closing(sqlite3.connect(file, isolation_level=None)) as target,
        _bare(target),
    ):
        return sum(_copy(source, target, table) for table in Base.metadata.sorted_tables)


@contextmanager
def _bare(target: sqlite3.Connection) -> Iterator[None]:
    """Inside the block nothing guards, orders or flushes what is written; afterwards all of it does again.

    No statistics are gathered: a hub on SQLite gathers none either.
    """
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -4000000"):
        target.execute(f"PRAGMA {pragma}")
    made = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    kept = target.execute(made).fetchall()
    for kind, name, _ in kept:
        target.execute(f'DROP {kind} "{name}"')
    for table in Base.metadata.sorted_tables:
        target.execute(f'DELETE FROM "{table.name}"')  # nosec B608: names from the models
    yield
    for _, _, sql in sorted(kept):  # indexes before triggers
        target.execute(sql)
    target.execute("PRAGMA journal_mode = WAL")


def _copy(source: psycopg.Connection[tuple[object, ...]], target: sqlite3.Connection, table: Table) -> int:
    """All rows, in the order in which they lie, which is about that of their writing."""
    columns = ", ".join(_as_written(column) for column in table.columns)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    put = f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(table.columns))})'  # nosec B608
    count = 0
    with source.cursor(name="rows") as rows:
        rows.itersize = AT_ONCE
        rows.execute(f'SELECT {columns} FROM "{table.name}"'.encode())  # nosec B608
        target.execute("BEGIN")
        while some := rows.fetchmany(AT_ONCE):
            target.executemany(put, some)
            count += len(some)
        target.execute("COMMIT")
    return count


def _as_written(column: Column[object]) -> str:
    name = f'"{column.name}"'
    return next((words.format(name) for kind, words in WRITTEN.items() if isinstance(column.type, kind)), name)


if __name__ == "__main__":
    sys.stdout.write(f"{copy(sys.argv[1], Path(sys.argv[2])):,} rows\n")
