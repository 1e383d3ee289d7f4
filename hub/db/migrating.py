"""Bringing a database to the newest migration, and checking that it equals the models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from hub.db.base import Base
from hub.db.engine import make_engine

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(where: str | Engine, revision: str = "head") -> None:
    """The database is at `revision`, all steps in one transaction where the engine allows it."""
    _run(where, lambda config: command.upgrade(config, revision))


def downgrade(where: str | Engine, revision: str) -> None:
    """The database is back at `revision`."""
    _run(where, lambda config: command.downgrade(config, revision))


def differences(engine: Engine) -> list[object]:
    """What the models say and the database does not, or the other way round; empty when they are equal."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def revision_of(connection: Connection) -> str | None:
    """The migration that the database stands at; None where it was never set up."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The last migration that this release knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


def _run(where: str | Engine, step: Callable[[Config], None]) -> None:
    engine = make_engine(where) if isinstance(where, str) else where
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.execution_options(hub_migration=True, hub_write=True).begin() as connection:
        config.attributes["connection"] = connection
        step(config)
    if isinstance(where, str):
        engine.dispose()
