"""A database brought to the newest migration equals the models, keeps its triggers, and can go back."""

from __future__ import annotations

import pytest
import sqlalchemy

import migrations.tables  # noqa: F401  makes every room's tables known
from hub import audit, db


@pytest.mark.both_engines
def test_the_newest_migration_equals_the_models(engine: sqlalchemy.Engine) -> None:
    assert db.differences(engine) == []


@pytest.mark.both_engines
def test_every_table_of_the_trail_has_its_triggers_at_head(engine: sqlalchemy.Engine) -> None:
    listed = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT event_object_table FROM information_schema.triggers"
    )
    with engine.connect() as connection:
        assert set(connection.exec_driver_sql(listed).scalars()) == set(audit.AUDIT_TABLES)


@pytest.mark.both_engines
def test_migrations_go_all_the_way_down_and_up_again(engine: sqlalchemy.Engine) -> None:
    db.downgrade(engine, "base")
    assert set(sqlalchemy.inspect(engine).get_table_names()) <= {"alembic_version"}
    db.upgrade(engine)
    assert db.differences(engine) == []
