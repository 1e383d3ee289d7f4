"""No audited row changes without its leaf: written rows are noted at each flush, the leaf takes them all, and commit refuses leftovers.

Statements on audited tables outside a flush are refused, except inside `importing()`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Table, event
from sqlalchemy import inspect as inspect_orm
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from hub.audit.bulk import insert_many
from hub.audit.digests import raw_digest, row_digest
from hub.db import Base, HubSession, is_flushing

_importing: ContextVar[bool] = ContextVar("importing", default=False)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_WRITE = re.compile(
    r"""\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|merge\s+into|update(?:\s+or\s+\w+)?|delete\s+from|copy)\s+
    (?:only\s+)?(?:["`\[]?\w+["`\]]?\s*\.\s*)?["`\[]?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
_TRUNCATE = re.compile(r"\btruncate\b([^;]*)", re.IGNORECASE)


class UnauditedChange(RuntimeError):
    """A change to an audited table would have been saved without its leaf: a defect, never a user's mistake."""


@dataclass(slots=True)
class Notes:
    """What a transaction has written so far, in order; `None` marks where a leaf took all before it."""

    written: list[tuple[str, str, int, str] | None] = field(default_factory=list)
    savepoints: dict[int, int] = field(default_factory=dict)
    unvouched: set[Batch] = field(default_factory=set)  # imports whose leaf is still to come

    def take(self) -> list[list[Any]]:
        """The rows no leaf has yet, every version of each, ordered by table, id and version."""
        states = {(table, row, version): digest for table, row, version, digest in self._without_leaf()}
        self.written.append(None)
        return [[*state, digest] for state, digest in sorted(states.items())]

    def _without_leaf(self) -> list[tuple[str, str, int, str]]:
        fresh = []
        for note in reversed(self.written):
            if note is None:
                break
            fresh.append(note)
        return fresh[::-1]

    @property
    def is_settled(self) -> bool:
        """Whether every written row has its leaf."""
        return not self.unsettled_tables

    @property
    def unsettled_tables(self) -> set[str]:
        """The tables with rows that no leaf has taken yet."""
        tables = {note[0] for note in self._without_leaf()}
        return tables.union(*(batch.tables for batch in self.unvouched))


def notes_of(session: Session) -> Notes:
    """The notes of the session's transaction."""
    notes: Notes = session.info.setdefault("audit_notes", Notes())
    return notes


@event.listens_for(HubSession, "after_flush")
def _note_written_rows(session: Session, _context: object) -> None:
    notes = notes_of(session)
    for row in (*session.new, *session.dirty, *session.deleted):
        if (
            isinstance(row, Base)
            and row.__kept__.audited
            and (row in session.new or row in session.deleted or session.is_modified(row))
        ):
            notes.written.append(_note(row, deleted=row in session.deleted))


def _note(row: Base, *, deleted: bool) -> tuple[str, str, int, str]:
    mapper = inspect_orm(type(row))
    table = mapper.local_table
    assert isinstance(table, Table)
    values = {attribute.columns[0].key: getattr(row, attribute.key) for attribute in mapper.column_attrs}
    identity = "/".join(str(values[column.key]) for column in table.primary_key.columns)
    return table.name, identity, int(values.get("version") or 1), "deleted" if deleted else row_digest(table, values)


@event.listens_for(HubSession, "after_transaction_create")
def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        notes_of(session).savepoints[id(transaction)] = len(notes_of(session).written)


@event.listens_for(HubSession, "after_soft_rollback")
def _forget_rolled_back(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        notes = notes_of(session)
        del notes.written[notes.savepoints[id(transaction)] :]


@event.listens_for(HubSession, "before_commit")
def _refuse_unaudited(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint is released; what it wrote still has to find its leaf before the whole commits
    session.flush()
    if not notes_of(session).is_settled:
        tables = ", ".join(sorted(notes_of(session).unsettled_tables))
        raise UnauditedChange(f"rows of {tables} were written without a leaf; end the action with audit.record(...)")


@event.listens_for(HubSession, "after_transaction_end")
def _drop_notes(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("audit_notes", None)


@lru_cache(maxsize=4096)
def _tables_written(statement: str) -> frozenset[str]:
    """Every table a statement names where it writes, wherever in the statement that stands; a name too many does no harm."""
    plain = _COMMENT.sub(" ", statement)
    emptied = (name for rest in _TRUNCATE.findall(plain) for name in re.findall(r"\w+", rest))
    return frozenset(name.lower() for name in (*_WRITE.findall(plain), *emptied))


@event.listens_for(Engine, "before_cursor_execute")
def _refuse_direct_changes(
    connection: Connection, _cursor: object, statement: str, _parameters: object, _context: object, _many: bool
) -> None:
    if is_flushing() or _importing.get() or connection.get_execution_options().get("hub_migration"):
        return
    tables = _tables_written(statement) & Base.audited_tables
    if tables:
        raise UnauditedChange(
            f"{min(tables)} is audited: change its rows through the session, or by a batch of audit.importing()"
        )


@dataclass(slots=True, eq=False)
class Batch:
    """Rows on their way in by bulk, with the digests that their one leaf will vouch for."""

    session: Session
    tables: list[str] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert `rows` (all with the same keys) and remember their digests; a working table's rows are inserted only.

        Raises:
            UnauditedChange: inside a savepoint, whose rolling back the batch would not see.
        """
        if not rows:
            return
        if self.session.in_nested_transaction():
            raise UnauditedChange("a batch is imported in a transaction of its own, never inside a savepoint")
        missing = _defaults_not_in(table, rows[0])
        if missing:
            rows = [{**_given(missing), **row} for row in rows]
        with _marked_importing():
            insert_many(self.session.connection(), table, rows)
        if table.name not in Base.audited_tables:
            return
        notes_of(self.session).unvouched.add(self)
        if table.name not in self.tables:
            self.tables.append(table.name)
        number, keys = self.tables.index(table.name).to_bytes(2, "big"), [one.key for one in table.primary_key.columns]
        for row in rows:
            identity = [row[key] for key in keys]
            name = identity[0].bytes if len(identity) == 1 and isinstance(identity[0], UUID) else _short_name(identity)
            self.digests.append(number + name + raw_digest(table, row))

    @property
    def body(self) -> bytes:
        """Table names, then (table number, row name, digest) of every row, in the order written."""
        return ",".join(self.tables).encode() + b"\n" + b"".join(self.digests)


def _short_name(identity: Sequence[Any]) -> bytes:
    return hashlib.sha256("/".join(map(str, identity)).encode()).digest()[:16]


def _defaults_not_in(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults that a bulk insert would fill in where the digest cannot see them."""
    return {
        column.key: column.default
        for column in table.columns
        if column.key not in row and isinstance(column.default, ScalarElementColumnDefault | CallableColumnDefault)
    }


def _given(defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {key: default.arg(None) if default.is_callable else default.arg for key, default in defaults.items()}


@contextmanager
def _marked_importing() -> Iterator[None]:
    mark = _importing.set(True)
    try:
        yield
    finally:
        _importing.reset(mark)


@contextmanager
def importing(session: Session) -> Iterator[Batch]:
    """A batch to insert rows in bulk with; `leaves.record_import` writes its one leaf, and without it commit refuses."""
    yield Batch(session)
