"""One transaction at a time, looks that cannot write, and writers who take turns."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from hub import db
from hub.db.references import Reference
from hub.errors import Conflict, StartRefused

THREADS, WRITES = 8, 25


def a_reference() -> Reference:
    return Reference(ref=str(uuid4()), kind="trial", object_id=uuid4())


def count(engine: sqlalchemy.Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(text('SELECT count(*) FROM "references"')).scalar_one()


@pytest.mark.both_engines
def test_a_transaction_commits_on_leaving_and_undoes_all_on_an_error(engine: sqlalchemy.Engine) -> None:
    with db.transaction() as session:
        session.add(a_reference())
    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert count(engine) == 1


def fail_half_way() -> None:
    with db.transaction() as session:
        session.add(a_reference())
        session.flush()
        _ = 1 / 0


@pytest.mark.both_engines
def test_a_transaction_inside_a_transaction_is_refused_and_the_next_one_is_not(engine: sqlalchemy.Engine) -> None:
    with db.transaction():
        inner = db.transaction()
        with pytest.raises(RuntimeError, match="open already"):
            inner.__enter__()
    with db.transaction() as session:
        session.add(a_reference())
    assert count(engine) == 1


@pytest.mark.both_engines
def test_a_look_cannot_add_an_object(engine: sqlalchemy.Engine) -> None:
    with db.reading() as session:
        session.add(a_reference())
        with pytest.raises(RuntimeError, match="inside reading"):
            session.flush()


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "statement",
    ['DELETE FROM "references"', "INSERT INTO \"references\" (ref, kind, object_id) VALUES ('a', 'b', NULL)", "CREATE TABLE x (y int)"],
)  # fmt: skip
def test_a_look_cannot_write_by_a_statement_either(engine: sqlalchemy.Engine, statement: str) -> None:
    with db.reading() as session, pytest.raises(DBAPIError, match=r"readonly|read-only"):
        session.execute(text(statement))


@pytest.mark.both_engines
def test_the_drivers_own_words_are_for_looking_only(engine: sqlalchemy.Engine) -> None:
    with db.reading() as session:
        connection = session.connection()
        assert db.first_row(connection, "SELECT 1, 2", {}) == (1, 2)
        with pytest.raises((sqlite3.OperationalError, psycopg.Error), match=r"readonly|read-only"):
            db.first_row(connection, 'DELETE FROM "references"', {})
    with db.transaction() as session, pytest.raises(RuntimeError, match="only look"):
        db.first_row(session.connection(), "SELECT 1", {})


@pytest.mark.both_engines
def test_after_a_look_the_same_connection_writes_again(engine: sqlalchemy.Engine) -> None:
    for _ in range(3):
        with db.reading() as session:
            session.execute(text("SELECT 1"))
        with db.transaction() as session:
            session.add(a_reference())
    assert count(engine) == 3


@pytest.mark.both_engines
def test_a_row_changed_by_somebody_else_is_a_conflict(engine: sqlalchemy.Engine) -> None:
    with pytest.raises(Conflict, match="at the same moment"), db.transaction():
        raise StaleDataError


@pytest.mark.both_engines
def test_an_error_of_the_engine_does_not_carry_what_was_to_be_stored(engine: sqlalchemy.Engine) -> None:
    with pytest.raises(DBAPIError) as told, db.transaction() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Zebedee"})
    assert "Zebedee" not in str(told.value)


# SQLite


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("temp_store", 2),
     ("busy_timeout", 30000)],
)  # fmt: skip
def test_every_sqlite_connection_is_as_safe_as_it_must_be(
    engine: sqlalchemy.Engine, pragma: str, value: object
) -> None:
    with engine.connect() as one, engine.connect() as other:
        assert {each.exec_driver_sql(f"PRAGMA {pragma}").scalar() for each in (one, other)} == {value}


def test_a_place_where_sqlite_cannot_be_safe_is_refused() -> None:
    engine = db.make_engine("sqlite://")
    with pytest.raises(StartRefused, match="journal_mode=wal"):
        engine.connect()
    engine.dispose()


def test_another_database_is_refused_by_name() -> None:
    with pytest.raises(StartRefused, match="names mysql"):
        db.make_engine("mysql://x/y")


def test_nothing_bound_says_what_to_do() -> None:
    db.unbind()
    with pytest.raises(LookupError, match="no database is bound"):
        db.bound_engine()


def test_eight_sqlite_writers_take_turns_and_none_starves(engine: sqlalchemy.Engine) -> None:
    """Each is always ready to write again; a writer's longest wait stays near one round of the others' turns."""
    turns: list[int] = []
    begun = threading.Barrier(THREADS)

    def write(number: int) -> None:
        begun.wait()
        for _ in range(WRITES):
            with db.transaction(engine) as session:
                session.add(a_reference())
                session.flush()
                turns.append(number)
                time.sleep(0.001)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(THREADS)))
    assert count(engine) == THREADS * WRITES
    assert longest_wait(turns) <= 3 * THREADS


def longest_wait(turns: list[int]) -> int:
    """The most turns of others that anybody sat through between two of their own."""
    last: dict[int, int] = {}
    longest = 0
    for place, number in enumerate(turns):
        longest = max(longest, place - last.get(number, -1))
        last[number] = place
    return longest


def test_an_unfair_order_of_turns_is_found_out() -> None:
    """The planted defect: everybody writes all they have before the next one may."""
    assert longest_wait([number for number in range(THREADS) for _ in range(WRITES)]) > 3 * THREADS
    assert longest_wait(list(range(THREADS)) * WRITES) == THREADS


WRITER = """
import sys
from uuid import uuid4
from concurrent.futures import ThreadPoolExecutor
from hub import db
from hub.db.references import Reference
engine = db.make_engine(sys.argv[1])
def write(_):
    with db.transaction(engine) as session:
        session.add(Reference(ref=str(uuid4()), kind="trial", object_id=uuid4()))
with ThreadPoolExecutor(4) as pool:
    list(pool.map(write, range(100)))
"""


def test_two_processes_write_to_one_sqlite_file_and_none_finds_it_locked(engine: sqlalchemy.Engine) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, str(engine.url)]
    top = Path(__file__).parents[2]
    running = [subprocess.Popen(command, cwd=top, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert count(engine) == 200


def test_readers_are_never_kept_waiting_by_a_writer(engine: sqlalchemy.Engine) -> None:
    with db.transaction(engine) as writing:
        writing.add(a_reference())
        writing.flush()
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(count, engine).result(timeout=5) == 0
