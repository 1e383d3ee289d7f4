"""Rows as lines of a part, the same from both engines, so that either can be restored into the other."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, LargeBinary, Table, Uuid, select
from sqlalchemy.orm import Session

from hub.audit.digests import raw_digest
from hub.backups.manifest import FORMAT, BackupRefused, Tally
from hub.db import Base, UtcDateTime, utc_text

KEYS, RECORDS = "keys", "records"
PARTS = (RECORDS, KEYS)
_KEY_TABLES = ("data_keys", "key_checks", "secret_keys")
_LEFT_OUT = ("sign_in_sessions",)  # one that was ended since would live again
_BATCH = 2000
_WHOLE = 1 << 256
Row = Mapping[str, Any]
Take = Callable[[Table, Sequence[Row]], None]
_PACKED: dict[type, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    Uuid: (str, UUID),
    LargeBinary: (lambda value: base64.b64encode(value).decode(), base64.b64decode),
    UtcDateTime: (utc_text, datetime.fromisoformat),
    Date: (lambda value: value.isoformat(), date.fromisoformat),
}


def tables_of(part: str) -> list[Table]:
    """The tables of a part, each after those it points at."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if (table.name in _KEY_TABLES) == (part == KEYS) and table.name not in _LEFT_OUT
    ]


@cache
def _packing(column: Column[Any]) -> tuple[Callable[[Any], Any], Callable[[Any], Any]] | None:
    return next((pair for kind, pair in _PACKED.items() if isinstance(column.type, kind)), None)


def add_up(tally: Tally, table: Table, rows: Sequence[Row]) -> Tally:
    """The tally with these rows as well."""
    total = int(tally.digest, 16)
    for row in rows:
        total += int.from_bytes(raw_digest(table, row), "big")
    return Tally(tally.rows + len(rows), f"{total % _WHOLE:064x}")


def rows_of(session: Session, table: Table) -> Iterator[list[Row]]:
    """The table's rows by the batch, read as the session sees them."""
    found = session.execute(select(table), execution_options={"yield_per": _BATCH})
    for batch in found.partitions():
        yield [dict(row._mapping) for row in batch]


def header(backup: str, part: str) -> dict[str, str]:
    """The first line of a part, which ties it to its manifest."""
    return {"format": FORMAT, "backup": backup, "part": part}


def lines(session: Session, backup: str, part: str, tallies: dict[str, Tally]) -> Iterator[bytes]:
    """The part as lines; `tallies` has its tables once the last line was given."""
    yield _line(header(backup, part))
    for table in tables_of(part):
        yield _line({"table": table.name, "columns": [column.key for column in table.columns]})
        tallies[table.name] = Tally()
        for batch in rows_of(session, table):
            tallies[table.name] = add_up(tallies[table.name], table, batch)
            yield b"".join(_line(_packed(table, row)) for row in batch)
    yield _line({"end": part})


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _packed(table: Table, row: Row) -> list[Any]:
    found = []
    for column in table.columns:
        value, packing = row[column.key], _packing(column)
        found.append(value if value is None or packing is None else packing[0](value))
    return found


class PartReader:
    """Takes the opened bytes of a part and hands its rows on by the batch, in the order of `tables_of`."""

    def __init__(self, backup: str, part: str, take: Take) -> None:
        self.tallies: dict[str, Tally] = {}
        self._expected, self._part, self._take = header(backup, part), part, take
        self._tables = {table.name: table for table in tables_of(part)}
        self._table: Table | None = None
        self._rows: list[Row] = []
        self._left: list[bytes] = []  # what has come of a line that is not whole yet
        self._begun = self._ended = False

    def write(self, data: bytes) -> int:
        """All of `data` was taken.

        Raises:
            BackupRefused: it is not the part that was expected.
        """
        self._left.append(data)
        if b"\n" in data:
            *whole, rest = b"".join(self._left).split(b"\n")
            self._left = [rest] if rest else []
            for line in whole:
                self._take_line(json.loads(line))
        return len(data)

    def flush(self) -> None:
        """Every row that came was handed on."""
        if self._table is not None and self._rows:
            name = self._table.name
            self.tallies[name] = add_up(self.tallies[name], self._table, self._rows)
            self._take(self._table, self._rows)
        self._rows = []

    def close(self) -> None:
        """Return only if the part ended as it should.

        Raises:
            BackupRefused: it stops short.
        """
        self.flush()
        if not self._ended or self._left:
            raise BackupRefused(f"The part {self._part} stops short.")

    def _take_line(self, told: Any) -> None:
        if isinstance(told, list):
            self._rows.append(self._unpacked(told))
            if len(self._rows) >= _BATCH:
                self.flush()
        elif not self._begun and told == self._expected:
            self._begun = True
        elif self._begun and not self._ended and told.get("table") in self._tables:
            self._begin_table(told)
        elif self._begun and told == {"end": self._part}:
            self.flush()
            self._ended = True
        else:
            raise BackupRefused(f"The part {self._part} does not belong to this backup.")

    def _begin_table(self, told: dict[str, Any]) -> None:
        self.flush()
        table = self._tables[told["table"]]
        if told["columns"] != [column.key for column in table.columns] or table.name in self.tallies:
            raise BackupRefused(f"The table {table.name} is not as this release has it.")
        self._table, self.tallies[table.name] = table, Tally()

    def _unpacked(self, values: list[Any]) -> Row:
        if self._table is None or self._ended or len(values) != len(self._table.columns):
            raise BackupRefused(f"The part {self._part} holds a row where none can be.")
        row = {}
        for column, value in zip(self._table.columns, values, strict=True):
            packing = _packing(column)
            row[column.key] = value if value is None or packing is None else packing[1](value)
        return row
