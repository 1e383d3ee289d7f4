"""A very large city is written to bare tables on PostgreSQL: references and plain indexes are taken off, and put back at the end.

Keeping them row by row costs as much as the rows. Putting them back checks every reference at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import Engine, text

_AT_ONCE = 4
_REFERENCES = text(
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),"
    " format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
    " FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY conname"
)
_INDEXES = text(
    "SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index"
    " JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = 'public'::regnamespace AND NOT indisunique"
    " ORDER BY indexrelid::regclass::text"
)


@contextmanager
def bare_tables(engine: Engine) -> Iterator[None]:
    """Inside, no reference is checked and no plain index kept; afterwards all stand again, however it ended.

    Does nothing on SQLite. Only for an empty hub that nobody uses yet; a process killed inside leaves the tables bare.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.begin() as connection:
        references = [tuple(row) for row in connection.execute(_REFERENCES)]
        indexes = [tuple(row) for row in connection.execute(_INDEXES)]
        for take_off, _ in (*references, *indexes):
            connection.exec_driver_sql(take_off)
    try:
        yield
    finally:
        _run(engine, [put_back for _, put_back in indexes])
        _run(engine, [put_back for _, put_back in references])


def _run(engine: Engine, statements: list[str]) -> None:
    with ThreadPoolExecutor(_AT_ONCE) as several:
        list(several.map(lambda statement: _run_one(engine, statement), statements))


def _run_one(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
        connection.exec_driver_sql("SET LOCAL max_parallel_maintenance_workers = 0")
        connection.exec_driver_sql(statement)
