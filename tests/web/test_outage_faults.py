"""However the database fails while a concern is sent, it is kept, and comes in once."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import Connection, event

from hub import db, jobs
from tests.factories.front_desk import FrontDesk, hidden_fields
from tests.factories.hub_world import World
from tests.web.test_outage import narrative, received


def _ready_to_send(jo: FrontDesk) -> tuple[str, dict[str, str]]:
    draft = jo.start()
    jo.fill(f"{draft}/told", {"narrative": "A few words"})
    return f"{draft}/check", hidden_fields(jo.get(f"{draft}/check").text)


def _comes_in_once(world: World) -> None:
    assert jobs.run_once(world.settings).unspooled == 1
    assert [narrative(ref) for ref in received()] == ["A few words"]


def test_behind_a_lock_that_nobody_lets_go_the_concern_is_kept(jo: FrontDesk, world: World) -> None:
    check, hidden = _ready_to_send(jo)
    engine = db.bound_engine()
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=50"))
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert jo.post(check, hidden).status_code == 202
    _comes_in_once(world)


@pytest.mark.postgres
def test_cut_off_in_the_middle_of_receiving_the_concern_is_kept(jo: FrontDesk, world: World) -> None:
    check, hidden = _ready_to_send(jo)
    engine, cut = db.bound_engine(), []

    @event.listens_for(engine, "before_cursor_execute")
    def cut_off(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO concerns") and not cut:
            cut.append(connection.connection.driver_connection.info.backend_pid)  # type: ignore[union-attr]
            with psycopg.connect(engine.url.render_as_string(False).replace("+psycopg", ""), autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", cut)

    assert jo.post(check, hidden).status_code == 202
    assert cut
    _comes_in_once(world)


@pytest.mark.both_engines
def test_when_only_the_answer_to_the_commit_is_lost_it_is_one_concern(
    jo: FrontDesk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, hidden = _ready_to_send(jo)
    dialect = db.bound_engine().dialect
    real, error = dialect.do_commit, dialect.loaded_dbapi.OperationalError

    def commits_and_is_cut_off(connection: object) -> None:
        real(connection)  # type: ignore[arg-type]
        monkeypatch.undo()
        if received():
            raise error("the server closed the connection")
        monkeypatch.setattr(dialect, "do_commit", commits_and_is_cut_off)

    monkeypatch.setattr(dialect, "do_commit", commits_and_is_cut_off)
    assert jo.post(check, hidden).status_code == 202
    assert len(received()) == 1
    _comes_in_once(world)
