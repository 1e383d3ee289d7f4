"""A migration killed on its way leaves the old form or the new; each goes up and down with rows; the form equals the models."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy
from alembic import op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

import migrations.tables  # noqa: F401  makes every room's tables known
from hub import db
from hub.db.migrating import FOLDER
from tests.conftest import postgres_server, postgres_template  # noqa: F401  the hub dies here, not the disk: a quick one will do
from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.faults.length import times
from tests.faults.nursery import Nursery
from tests.triage.test_deciding import screened

pytestmark = [pytest.mark.both_engines, pytest.mark.long]
Form = dict[str, tuple[str, ...]]


def revisions() -> list[str]:
    """All of them, the first first, after `base`."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    found = ScriptDirectory.from_config(config).walk_revisions()
    return ["base", *reversed([each.revision for each in found])]


def form(engine: Engine) -> Form:
    """Every table with its columns and triggers."""
    inspector = sqlalchemy.inspect(engine)
    columns = {name: [each["name"] for each in inspector.get_columns(name)] for name in inspector.get_table_names()}
    listed = (
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT DISTINCT event_object_table, trigger_name FROM information_schema.triggers"
    )
    with engine.connect() as connection:
        for table, trigger in connection.exec_driver_sql(listed):
            columns[table].append(f"trigger {trigger}")
    return {name: tuple(sorted(held)) for name, held in columns.items() if name != "alembic_version"}


def at_revision(engine: Engine) -> str:
    """The revision the database says it has."""
    if not sqlalchemy.inspect(engine).has_table("alembic_version"):
        return "base"
    with engine.connect() as connection:
        return connection.scalar(text("SELECT version_num FROM alembic_version")) or "base"


Rows = dict[str, list[dict[str, Any]]]


def rows(engine: Engine) -> Rows:
    """Every row of every table, whole."""
    found: Rows = {}
    with engine.connect() as connection:
        for table in sqlalchemy.inspect(engine).get_table_names():
            listed = connection.execute(text(f'SELECT * FROM "{table}"'))
            found[table] = [dict(row) for row in listed.mappings()]
    found.pop("alembic_version", None)
    return found


def keeps(kept: Rows, before: Rows) -> bool:
    """Whether every row of `before` is in `kept`, with the same in every column that both have; `kept` may have more rows."""
    for table in kept.keys() & before.keys():
        shared = sorted({*next(iter(kept[table]), {})} & {*next(iter(before[table]), {})})
        held, asked = (
            Counter(tuple(repr(row[name]) for name in shared) for row in side[table]) for side in (kept, before)
        )
        if (before[table] and not kept[table]) or asked - held:
            return False
    return True


def killed_on_the_way(nursery: Nursery, engine: Engine, folder: Path, start: str, words: int, *, how: str) -> Form:
    """From `start` the database is upgraded in a process that dies; the form it has then."""
    db.downgrade(engine, start)
    engine.dispose()
    url = engine.url.render_as_string(hide_password=False)
    nursery.fork(f"tests.faults.dying:{how}", url, words, environ={}, log=folder / "migrating.log").wait()
    return form(engine)


def test_killed_on_the_way_it_is_the_old_form_or_the_new_and_goes_on(
    engine: Engine, nursery: Nursery, tmp_path: Path
) -> None:
    known, dice = {"head": form(engine)}, Random(5)
    for start in reversed(revisions()[:-1]):
        db.downgrade(engine, start)
        known[start] = form(engine)
    for start in revisions()[:-1]:
        most = 200 if start == "base" else 20
        for words in dice.sample(range(1, most), times(short=1, long=19)):
            left = killed_on_the_way(nursery, engine, tmp_path, start, words, how="upgrade")
            assert left in known.values()
            assert left == known.get(at_revision(engine), known["head"])
        db.upgrade(engine)
        assert db.differences(engine) == []
        assert form(engine) == known["head"]


def test_a_migration_that_commits_word_by_word_is_found_out(engine: Engine, nursery: Nursery, tmp_path: Path) -> None:
    whole = form(engine)
    left = killed_on_the_way(nursery, engine, tmp_path, "base", 60, how="upgrade_word_by_word")
    assert left not in ({}, whole)


def test_every_migration_goes_down_and_up_with_rows_in_its_tables(world: World, engine: Engine) -> None:
    concern, person = screened(world)
    steps.decided(world, concern, person)
    whole = form(engine)
    for lower in reversed(revisions()[:-1]):
        before = rows(engine)
        db.downgrade(engine, lower)
        kept = rows(engine)
        assert keeps(kept, before), "what the older form holds too, it keeps"
        db.upgrade(engine)
        assert form(engine) == whole
        assert keeps(rows(engine), kept)
    assert db.differences(engine) == []


def test_a_migration_that_empties_a_column_is_found_out(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: on its way down a migration forgets every password."""
    before, go_down = rows(engine), op.drop_table

    def forgetful(*names: str) -> None:
        op.execute("UPDATE officers SET password_hash = ''")
        go_down(*names)

    monkeypatch.setattr(op, "drop_table", forgetful)
    db.downgrade(engine, "0008")
    assert not keeps(rows(engine), before)


def test_a_form_that_is_not_the_models_is_found_out(engine: Engine) -> None:
    whole = form(engine)
    with engine.execution_options(hub_migration=True, hub_write=True).begin() as connection:
        connection.execute(text("ALTER TABLE work_items DROP COLUMN desk"))
    assert db.differences(engine)
    assert form(engine) != whole
