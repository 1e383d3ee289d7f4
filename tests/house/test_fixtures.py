"""The fixtures that hand out databases: which engine, migrated, and nobody else's rows in it."""

from __future__ import annotations

import pytest
import sqlalchemy
from sqlalchemy import text

from hub import clock, crypto, db
from tests.audit.trail import rows_without_leaf
from tests.factories.hub_world import World, leaves


def names(engine: sqlalchemy.Engine) -> set[str]:
    return set(sqlalchemy.inspect(engine).get_table_names())


def test_a_test_runs_on_sqlite_unless_it_says_otherwise(engine: sqlalchemy.Engine) -> None:
    assert engine.dialect.name == "sqlite"


@pytest.mark.postgres
def test_a_test_marked_postgres_runs_on_postgresql_alone(engine: sqlalchemy.Engine) -> None:
    assert engine.dialect.name == "postgresql"


@pytest.mark.both_engines
def test_a_database_is_migrated_and_the_bound_one(engine: sqlalchemy.Engine) -> None:
    assert names(engine) >= set(db.Base.metadata.tables)
    assert db.bound_engine() is engine


@pytest.mark.both_engines
@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_leaves_no_other_finds(engine: sqlalchemy.Engine, turn: int) -> None:
    with engine.connect() as connection:
        assert "left_behind" not in names(engine), f"turn {turn} found another test's table"
        connection.execute(text("CREATE TABLE left_behind (turn integer)"))
        connection.commit()
    assert "left_behind" in names(engine)


@pytest.mark.both_engines
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_world_is_whole_and_knows_nobody_of_another_test(world: World, engine: sqlalchemy.Engine, turn: int) -> None:
    assert "newcomer" not in world.actors, f"turn {turn} found another test's officer"
    assert world.officer("chair", name="Newcomer Testwell").roles == {"chair"}
    assert rows_without_leaf(engine) == []
    with db.reading() as session:
        assert {each.state for each in crypto.key_status(session)} == {"right"}
    times = [str(leaf["at"]) for leaf in leaves()]
    assert times == sorted(times)
    assert times[-1] <= db.utc_text(clock.now())
