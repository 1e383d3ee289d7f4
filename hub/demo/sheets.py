"""Rows on their way to the database: put down in plain form, then sealed and digested together. The sealing is pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from hub.crypto import LooseKey, SealedRow, loose_key
from hub.db import Base, HubSession, table_of
from hub.people import HouseholdToken, PersonToken
from hub.people.entering import household_tokens, tokens_of
from hub.people.normalising import Described

Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its open columns, and the words to seal under the key of that id."""

    model: type[Base]
    id: UUID
    columns: Row
    key: UUID | None = None
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findable:
    """A person's row that blind tokens are made for."""

    id: UUID
    described: Described
    is_alleged: bool
    at: datetime


@dataclass(slots=True)
class Sheet:
    """All rows of one story, with the keys they are sealed under; nothing outside the sheet shares a key with it."""

    keys: dict[UUID, tuple[str, datetime]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    findable: list[Findable] = field(default_factory=list)

    def key(self, purpose: str, at: datetime) -> UUID:
        """The id of a new data key."""
        made = uuid4()
        self.keys[made] = (purpose, at)
        return made

    def put(self, model: type[Base], columns: Row, *, key: UUID | None = None, words: Row | None = None) -> UUID:
        """A row is put down; its id, which is `columns["id"]` where one is given."""
        row_id = columns.get("id") or uuid4()
        self.entries.append(Entry(model, row_id, columns, key, words or {}))
        return cast("UUID", row_id)

    def replace_column(self, row: UUID, column: str, value: Any) -> None:
        """The row on the sheet of that id holds another value in the column."""
        for entry in reversed(self.entries):
            if entry.id == row:
                entry.columns[column] = value
                return
        raise LookupError("there is no such row on this sheet")


@cache
@cache
def blank_of(model: type[Base]) -> Row:
    """Every column of a model with the plain value it has where none is given, None where it has none; not to be changed."""
    return {column.key: _default(column) for column in table_of(model).columns}


def _default(column: Any) -> Any:
    if column.default is None or column.primary_key:
        return None
    given = column.default.arg
    return cast("Callable[[None], Any]", given)(None) if callable(given) else given


def rows_of(sheets: list[Sheet]) -> Rows:
    """The finished rows of these sheets by table, sealed, with their keys and blind tokens; made without a database."""
    found: Rows = {}
    session = HubSession()  # blind tokens ask a session only for a key that the process has not opened yet
    for sheet in sheets:
        keys = {key: loose_key(purpose, key, at=at) for key, (purpose, at) in sheet.keys.items()}
        found.setdefault("data_keys", []).extend(key.row for key in keys.values())
        for entry in sheet.entries:
            found.setdefault(table_of(entry.model).name, []).append(_row(entry, keys))
        for person in sheet.findable:
            _add_tokens(found, session, person)
    return found


def _row(entry: Entry, keys: Mapping[UUID, LooseKey]) -> Row:
    row = {**blank_of(entry.model), **entry.columns}
    if "id" in row:
        row["id"] = entry.id
    if entry.key is not None:
        key = keys[entry.key]
        row["key_id"] = key.id
        row.update(cast("type[SealedRow]", entry.model).sealed_columns(key, entry.id, **entry.words))
    return row


def _add_tokens(found: Rows, session: Session, person: Findable) -> None:
    if not person.is_alleged:
        found.setdefault(PersonToken.__tablename__, []).extend(
            {"person_id": person.id, "index_name": index, "token": token}
            for index, token in tokens_of(session, person.described)
        )
    found.setdefault(HouseholdToken.__tablename__, []).extend(
        {"person_id": person.id, "token": token, "at": person.at}
        for token in household_tokens(session, person.described)
    )
