"""A very large city is written to bare tables, and what was taken off them stands again, whatever happened inside."""

from __future__ import annotations

from uuid import uuid4

import pytest
import sqlalchemy
from sqlalchemy.exc import IntegrityError

from hub.demo.bare_tables import bare_tables

pytestmark = pytest.mark.postgres
ORPHAN = "INSERT INTO officer_roles (officer_id, role) VALUES ('{}', 'chair')"


def standing(engine: sqlalchemy.Engine) -> tuple[set[str], set[str]]:
    """The references and the plain indexes that the tables have now, by their definitions."""
    looking = sqlalchemy.inspect(engine)
    tables = looking.get_table_names()
    references = {f"{table} {each}" for table in tables for each in looking.get_foreign_keys(table)}
    indexes = {f"{table} {each}" for table in tables for each in looking.get_indexes(table) if not each["unique"]}
    return references, indexes


def test_inside_the_tables_are_bare_and_afterwards_as_they_were(engine: sqlalchemy.Engine) -> None:
    before = standing(engine)
    assert all(before)
    with bare_tables(engine):
        assert standing(engine) == (set(), set())
    assert standing(engine) == before


def test_what_was_taken_off_is_put_back_after_a_failure_too(engine: sqlalchemy.Engine) -> None:
    before = standing(engine)
    with pytest.raises(LookupError), bare_tables(engine):
        raise LookupError
    assert standing(engine) == before


def test_a_row_that_refers_to_nothing_is_found_when_the_references_are_put_back(engine: sqlalchemy.Engine) -> None:
    with pytest.raises(IntegrityError), bare_tables(engine):
        write_an_orphan(engine)


def write_an_orphan(engine: sqlalchemy.Engine) -> None:
    with engine.begin() as connection:
        connection.execution_options(hub_migration=True).exec_driver_sql(ORPHAN.format(uuid4()))
