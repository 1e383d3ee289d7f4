"""Other keys for what is held: data keys wrapped anew by the primary master key, and records sealed anew under new data keys.

Steps of the actions in `oversight`; each batch is one transaction, and what is left over is found by asking again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import ColumnElement, bindparam, delete, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hub.crypto.keys import DataKey, SecretKey, new_key, unwrap, wrap
from hub.crypto.keys_folder import keyring_to_wrap
from hub.crypto.sealed import SealedRow
from hub.crypto.unopened import Unsealable
from hub.db import Base
from hub.errors import Conflict, Unavailable


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction did: keys and rows done, keys that do not open, and the id to go on after (None at the end)."""

    keys: int
    rows: int
    failed: int
    last: UUID | None


def _another_master(table: type[DataKey] | type[SecretKey]) -> ColumnElement[bool]:
    return (table.master_version != keyring_to_wrap().primary) & table.wrapped.is_not(None)


def left_to_wrap(session: Session) -> int:
    """How many keys are wrapped by another master key than the primary one."""
    tables = (DataKey, SecretKey)
    return sum(
        session.scalar(select(func.count()).select_from(table).where(_another_master(table))) or 0 for table in tables
    )


def wrapped_by(session: Session) -> dict[int, int]:
    """How many keys each master key version wraps."""
    found: dict[int, int] = defaultdict(int)
    for table in (DataKey, SecretKey):
        query = (
            select(table.master_version, func.count()).where(table.wrapped.is_not(None)).group_by(table.master_version)
        )
        for version, number in session.execute(query):
            found[version] += number
    return dict(found)


def wrap_anew(session: Session, *, after: UUID | None, most: int) -> Batch:
    """The next `most` data keys after that id are wrapped by the primary master key; at the beginning, the secret keys too.

    A key that somebody changed or destroyed meanwhile is left as they left it.
    """
    query = select(DataKey).where(_another_master(DataKey))
    keys = session.scalars((query.where(DataKey.id > after) if after else query).order_by(DataKey.id).limit(most)).all()
    done = _replace(session, DataKey.id, [(key.id, str(key.id), key) for key in keys])
    secrets = session.scalars(select(SecretKey).where(_another_master(SecretKey))).all() if after is None else ()
    done += _replace(session, SecretKey.name, [(key.name, f"secret:{key.name}", key) for key in secrets])
    return Batch(done, 0, len(keys) + len(secrets) - done, keys[-1].id if keys else None)


def _replace(session: Session, identity: Any, keys: Collection[tuple[UUID | str, str, DataKey | SecretKey]]) -> int:
    """How many opened. The old bytes are compared as they are replaced, so that no destroyed key comes back."""
    changes = [
        {"is_it": name, "was": key.wrapped, "wrapped": fresh[0], "master_version": fresh[1]}
        for name, bound, key in keys
        if (fresh := _wrapped_anew(key, bound)) is not None
    ]
    table = identity.class_.__table__
    if changes:
        statement = update(table).where(identity == bindparam("is_it"), table.c.wrapped == bindparam("was"))
        session.connection().execute(statement, changes)
    return len(changes)


def _wrapped_anew(key: DataKey | SecretKey, bound: str) -> tuple[bytes, int] | None:
    """The bytes and the master key's version; None when the key does not open."""
    assert key.wrapped is not None
    try:
        return wrap(unwrap(key.wrapped, key.master_version, bound), bound)
    except Unavailable:
        return None


def sealed_tables() -> tuple[type[SealedRow], ...]:
    """Every table with sealed columns that this process knows of."""
    found = (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, SealedRow))
    return tuple(sorted(found, key=lambda table: cast("Any", table).__tablename__))


def left_to_seal(session: Session, before: datetime) -> int:
    """How many data keys made before that moment still seal something."""
    return session.scalar(select(func.count()).select_from(DataKey).where(*_old(before))) or 0


def _old(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return DataKey.created_at < before, DataKey.wrapped.is_not(None)


def seal_anew(session: Session, *, before: datetime, after: UUID | None, most: int) -> Batch:
    """What the next `most` data keys made before that moment sealed is sealed under new ones, and the old ones are gone.

    Each new key is in the line of the one it replaces: destroying it later destroys that one in older backups as well.
    The old key's row goes too: whoever still holds the old key and would add to it meets a conflict, and nothing is lost.
    A key that somebody is adding to right now, or under which one value does not open, is left.

    Raises:
        Conflict: somebody works on one of the records right now.
    """
    query = select(DataKey).where(*_old(before))
    query = (query.where(DataKey.id > after) if after else query).order_by(DataKey.id).limit(most)
    with _giving_way(session):
        keys = session.scalars(query.with_for_update(skip_locked=True)).all()
        rows: dict[UUID, list[SealedRow]] = defaultdict(list)
        for row in _sealed_under(session, [key.id for key in keys]):
            rows[row.key.id].append(row)
        done = [key for key in keys if _seal_one(key, rows[key.id])]
        session.flush()
        session.execute(delete(DataKey).where(DataKey.id.in_([key.id for key in done])))
    number = sum(len(rows[key.id]) for key in done)
    return Batch(len(done), number, len(keys) - len(done), keys[-1].id if keys else None)


@contextmanager
def _giving_way(session: Session) -> Iterator[None]:
    """On PostgreSQL the rotation waits for a lock less long than the database takes to break a deadlock."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = '400ms'"))
    try:
        yield
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable | DeadlockDetected):
            raise Conflict("Somebody works on one of these records right now. Nothing was changed.") from error
        raise


def _sealed_under(session: Session, keys: Collection[UUID]) -> Iterator[SealedRow]:
    for table in sealed_tables() if keys else ():
        yield from session.scalars(select(table).where(table.key_id.in_(keys)).with_for_update(of=table))


def _seal_one(key: DataKey, rows: Collection[SealedRow]) -> bool:
    try:
        opened = [(row, row.opened()) for row in rows]
    except (Unsealable, Unavailable):
        return False
    fresh = new_key(key.purpose, in_place_of=key.id)
    for row, values in opened:
        row.key = fresh
        for name, value in values.items():
            setattr(row, name, value)
    return True
