"""Transactions. Only faces begin them: `with transaction() as session` to change, `with reading() as session` to look."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import Engine, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from hub.db.base import Base, table_of
from hub.db.engine import bound_engine
from hub.db.turns import Turns
from hub.errors import Conflict, Unavailable

_flushing: ContextVar[bool] = ContextVar("flushing", default=False)
_inside: ContextVar[bool] = ContextVar("inside", default=False)
_turns = Turns()
_MEANWHILE = "Somebody else changed this at the same moment. Nothing was saved; look again."


class HubSession(Session):
    """A unit of work that knows when it is flushing, so that the trail can tell its own writes from others."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write pending changes, marked as coming from a flush."""
        mark = _flushing.set(True)
        try:
            super().flush(objects)
        finally:
            _flushing.reset(mark)


def is_flushing() -> bool:
    """Whether the statement running now comes from a session's flush."""
    return _flushing.get()


@lru_cache
def insert_on(dialect: str, table: Table) -> Any:
    """An INSERT that can say what to do where the row is there already."""
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](table)


@lru_cache
def _insert_once(dialect: str, table: Table) -> Any:
    return insert_on(dialect, table).on_conflict_do_nothing().returning(*table.primary_key)


def insert_once(session: Session, model: type[Base], **values: Any) -> bool:
    """The row is there; whether it is new. On PostgreSQL it waits for whoever is inserting the same one now."""
    statement = _insert_once(session.get_bind().dialect.name, table_of(model))
    return session.execute(statement, values).first() is not None


@contextmanager
def transaction(engine: Engine | None = None) -> Iterator[HubSession]:
    """One unit of work: committed on leaving, rolled back whole on any error.

    On SQLite writers take turns through a lock file, because its busy handler starves under load.

    Raises:
        Conflict: a row was changed by somebody else after it was read here.
    """
    if _inside.get():
        raise RuntimeError("a transaction is open already; a unit of work has one")
    engine = engine or bound_engine()
    try:
        with (
            _marked_inside(),
            _turn_to_write(engine),
            HubSession(_to_change(engine), expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
    except StaleDataError as error:
        raise Conflict(_MEANWHILE) from error
    except IntegrityError as error:
        if _names_a_key_that_went(error):
            raise Conflict(_MEANWHILE) from error
        raise


def _names_a_key_that_went(error: IntegrityError) -> bool:
    """A data key was replaced after it was read here; only PostgreSQL lets that happen, and names the constraint."""
    named = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    return isinstance(error.orig, ForeignKeyViolation) and str(named).endswith("_key_id")


@contextmanager
def reading(engine: Engine | None = None) -> Iterator[HubSession]:
    """A session that may only look; a write in it raises, and the database itself refuses one that is not an object's."""
    looking = _to_look(engine or bound_engine())
    with HubSession(looking, info={"reading": True}, autoflush=False) as session:
        yield session
        session.expunge_all()
        with suppress(
            DBAPIError
        ):  # all was read; there is nothing to keep, but psycopg forgets what it prepared with a rollback
            session.commit()


@contextmanager
def snapshot(engine: Engine | None = None) -> Iterator[HubSession]:
    """A session that may only look, and sees the database as it was at its first look, however long it goes on."""
    engine = engine or bound_engine()
    if engine.dialect.name == "postgresql":  # a read transaction of SQLite is one by itself
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with reading(engine) as session:
        yield session


# made once for each engine: making one costs as much as a short statement
@lru_cache(maxsize=8)
def _to_look(engine: Engine) -> Engine:
    return engine.execution_options(hub_read_only=True, postgresql_readonly=True)


@lru_cache(maxsize=8)
def _to_change(engine: Engine) -> Engine:
    return engine.execution_options(hub_write=True)


@event.listens_for(HubSession, "before_flush")
def _refuse_writes_while_reading(session: Session, _context: object, _instances: object) -> None:
    if session.info.get("reading"):
        raise RuntimeError("a write was tried inside reading(); use transaction()")


@contextmanager
def _marked_inside() -> Iterator[None]:
    mark = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(mark)


@contextmanager
def _turn_to_write(engine: Engine) -> Iterator[None]:
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    with _turns.turn():
        try:
            handle = os.open(f"{path}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable("The database's folder cannot be written. Nothing was saved.") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
