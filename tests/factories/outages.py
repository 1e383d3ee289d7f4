"""An outage, on purpose: the database gone or not answering, or a trail that takes no leaf; and the hub working again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from hub import db

NO_LEAVES = {
    "sqlite": (
        "CREATE TRIGGER no_leaves BEFORE INSERT ON audit_leaves BEGIN SELECT RAISE(ABORT, 'no leaves'); END",
        "DROP TRIGGER no_leaves",
    ),
    "postgresql": (
        "CREATE FUNCTION no_leaves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no leaves'; END $$;"
        "CREATE TRIGGER no_leaves BEFORE INSERT ON audit_leaves FOR EACH ROW EXECUTE FUNCTION no_leaves()",
        "DROP TRIGGER no_leaves ON audit_leaves; DROP FUNCTION no_leaves()",
    ),
}
NOWHERE = {
    "sqlite": "sqlite:////nowhere/at/all/hub.sqlite",
    "postgresql": "postgresql+psycopg://hub@/hub?host=/nowhere/at/all",
}


@contextmanager
def database_down() -> Iterator[None]:
    """While this lasts nothing that asks the database gets an answer; afterwards the same one is there again."""
    real = db.bound_engine()
    away: Engine = db.make_engine(NOWHERE[real.dialect.name])
    db.bind(away)
    try:
        yield
    finally:
        away.dispose()
        db.bind(real)


@contextmanager
def trail_down() -> Iterator[None]:
    """While this lasts the trail takes no leaf; everything can be read."""
    engine = db.bound_engine().execution_options(hub_migration=True)
    stop, go_on = NO_LEAVES[engine.dialect.name]
    with engine.begin() as connection:
        connection.exec_driver_sql(stop)
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(go_on)


OUTAGES = {"database": database_down, "trail": trail_down}
