"""Many rows into one table by the driver's fastest way: executemany on SQLite, COPY on PostgreSQL. For imports and the sealer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table

Row = Mapping[str, Any]
Bind = Callable[[Any], Any]
# How a column travels in a binary COPY; JSON is text by the time it gets here.
_WIRE_TYPES = {
    "UUID": "uuid", "TEXT": "text", "VARCHAR": "text", "BYTEA": "bytea", "BOOLEAN": "bool", "INTEGER": "int4",
    "BIGINT": "int8", "DATE": "date", "TIMESTAMP WITH TIME ZONE": "timestamptz", "JSON": "text",
}  # fmt: skip


def insert_many(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """The rows are in the table; `rows` by column key, all with the same keys, each value as the ORM would hold it."""
    names = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, rows)
        return
    columns = ", ".join(_quoted(table, name) for name in names)
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {_table_name(table)} ({columns}) VALUES ({marks})"  # noqa: S608  # nosec B608  our own tables and columns
    connection.exec_driver_sql(statement, list(_bound(connection.dialect, table, names, rows)))


def _copy(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Row]) -> None:
    columns = ", ".join(_quoted(table, name) for name in names)
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY {_table_name(table)} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types([_WIRE_TYPES[_column(table, name).type.compile(connection.dialect)] for name in names])
            for row in _bound(connection.dialect, table, names, rows):
                copy.write_row(row)
    finally:
        cursor.close()


def _bound(dialect: Dialect, table: Table, names: tuple[str, ...], rows: Sequence[Row]) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them, worked out column by column."""
    columns = []
    for name in names:
        bind, values = _bind(dialect, table, name), [row[name] for row in rows]
        columns.append(values if bind is None else [None if value is None else bind(value) for value in values])
    return zip(*columns, strict=True)


@lru_cache(maxsize=4096)
def _bind(dialect: Dialect, table: Table, name: str) -> Bind | None:
    made: Bind | None = _column(table, name).type.dialect_impl(dialect).bind_processor(dialect)
    return made


def _column(table: Table, name: str) -> Column[Any]:
    return next(each for each in table.columns if each.key == name)


def _quoted(table: Table, name: str) -> str:
    return f'"{_column(table, name).name}"'


def _table_name(table: Table) -> str:
    return f'"{table.name}"'
