"""No audited row is saved without its leaf, whichever way it was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
import sqlalchemy
from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session

from hub import db
from hub.accounts import Team
from hub.audit.guard import UnauditedChange, _tables_written
from hub.db import HubSession, transaction
from tests.audit import trail
from tests.audit.council import Council, a_team

pytestmark = pytest.mark.both_engines

Way = Callable[[HubSession, UUID], object]


def bulk_objects(session: HubSession, agency: UUID) -> None:
    session.bulk_save_objects([Team(agency_id=agency, name="By bulk", kind="partner")])


def bulk_mappings(session: HubSession, agency: UUID) -> None:
    session.bulk_insert_mappings(Team, [{"id": uuid4(), "agency_id": agency, "name": "Mapped", "kind": "partner"}])


def driver_many(session: HubSession, agency: UUID) -> None:
    mark = "?" if session.get_bind().dialect.name == "sqlite" else "%s"
    session.connection().exec_driver_sql(f"UPDATE teams SET name = {mark}", [("a",), ("b",)])


DIRECT: dict[str, Way] = {
    "orm bulk update": lambda session, agency: session.execute(update(Team).values(name="Changed")),
    "orm bulk delete": lambda session, agency: session.execute(delete(Team)),
    "orm bulk insert": lambda session, agency: session.execute(
        insert(Team), [{"agency_id": agency, "name": "In bulk", "kind": "partner"}]
    ),
    "bulk_save_objects": bulk_objects,
    "bulk_insert_mappings": bulk_mappings,
    "core update": lambda session, agency: session.execute(Team.__table__.update().values(name="Changed")),
    "core many": lambda session, agency: session.execute(
        Team.__table__.insert(),
        [{"id": uuid4(), "agency_id": agency, "name": f"Core {n}", "kind": "partner", "version": 1} for n in (1, 2)],
    ),
    "text update": lambda session, agency: session.execute(text("UPDATE teams SET name = 'Changed'")),
    "text insert from select": lambda session, agency: session.execute(
        text("INSERT INTO teams SELECT * FROM teams WHERE 1 = 0")
    ),
    "quoted and commented": lambda session, agency: session.execute(
        text('/* tidy */ -- up\n UPDATE /* the */ "teams" SET name = name')
    ),
    "cte": lambda session, agency: session.execute(
        text("WITH old AS (SELECT id FROM teams) DELETE FROM teams WHERE id IN (SELECT id FROM old)")
    ),
    "cte of sqlalchemy": lambda session, agency: session.execute(
        update(Team)
        .where(Team.id.in_(sqlalchemy.select(sqlalchemy.select(Team.id).cte("old").c.id)))
        .values(name="Changed")
        .execution_options(synchronize_session=False)
    ),
    "driver, many at once": driver_many,
}


@pytest.mark.parametrize("way", DIRECT)
def test_a_statement_that_goes_round_the_session_is_refused(
    council: Council, engine: sqlalchemy.Engine, way: str
) -> None:
    with pytest.raises(UnauditedChange, match="teams is audited"), transaction() as session:
        DIRECT[way](session, council.agency_id)
    assert trail.rows_without_leaf(engine) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE teams SET name = 'x'",
        "update only public.teams set name = 'x'",
        'UPDATE "public"."teams" SET name = 1',
        "UPDATE OR REPLACE teams SET name = 1",
        "REPLACE INTO teams VALUES (1)",
        "INSERT OR IGNORE INTO [teams] VALUES (1)",
        "insert into `TEAMS` values (1)",
        "DELETE FROM ONLY teams",
        "MERGE INTO teams USING x ON true WHEN MATCHED THEN DELETE",
        "TRUNCATE agencies, teams",
        "TRUNCATE TABLE ONLY teams CASCADE",
        "COPY teams FROM STDIN",
        "SELECT 1; UPDATE teams SET name = 1",
        "WITH gone AS (DELETE FROM teams RETURNING id) SELECT count(*) FROM gone",
        "EXPLAIN ANALYZE UPDATE teams SET name = 1",
        "DO $$ BEGIN UPDATE teams SET name = 1; END $$",
        "UPDATE/**/teams SET name = 1",
        "UPDATE -- quietly\nteams SET name = 1",
    ],
)
def test_a_write_is_recognised_however_it_is_spelt(statement: str) -> None:
    assert "teams" in _tables_written(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM teams",
        "SELECT * FROM teams FOR UPDATE",
        "SELECT * FROM teams FOR UPDATE OF teams SKIP LOCKED",
        "INSERT INTO teams_of_old VALUES (1)",
        "CREATE TABLE teams (id int)",
    ],
)
def test_a_look_is_not_taken_for_a_write(statement: str) -> None:
    assert "teams" not in _tables_written(statement)


@pytest.mark.postgres
def test_a_write_hidden_in_a_cte_on_postgresql_is_refused(council: Council) -> None:
    with pytest.raises(UnauditedChange), transaction() as session:
        session.execute(text("WITH gone AS (UPDATE teams SET name = name RETURNING id) SELECT count(*) FROM gone"))


def test_a_plain_session_and_a_plain_connection_are_refused_too(council: Council, engine: sqlalchemy.Engine) -> None:
    with Session(engine) as session:
        session.add(a_team(council))
        with pytest.raises(UnauditedChange):
            session.flush()
    with engine.connect() as connection, pytest.raises(UnauditedChange):
        connection.execute(update(Team).values(name="x"))


def test_a_table_of_a_room_imported_late_is_guarded_from_then_on(tmp_path: object) -> None:
    made = type("Late", (db.Base,), {"__tablename__": "late_rows", "__kept__": db.AUDITED, "__annotations__": {}}
                | {"id": sqlalchemy.orm.mapped_column(sqlalchemy.Integer, primary_key=True)})  # fmt: skip
    try:
        assert "late_rows" in db.Base.audited_tables
        engine = db.make_engine(f"sqlite:///{tmp_path}/late.db")
        with engine.connect() as connection, pytest.raises(UnauditedChange):
            connection.execute(insert(made), [{"id": 1}])
        engine.dispose()
    finally:
        db.Base.audited_tables.discard("late_rows")
        db.Base.metadata.remove(made.__table__)
        db.Base.registry._dispose_cls(made)


def test_a_table_must_say_whether_it_is_audited() -> None:
    with pytest.raises(TypeError, match="must say __kept__"):
        type("Silent", (db.Base,), {"__tablename__": "silent_rows"})
    assert sqlite3.sqlite_version_info >= (3, 35), "UPDATE … RETURNING is needed for the counters"
