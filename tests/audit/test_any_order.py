"""Whatever is changed in whatever order, with savepoints kept and undone: all written rows have their leaf, or nothing commits."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import crypto, db
from hub.accounts import Agency, Team
from hub.audit.guard import UnauditedChange
from hub.db import HubSession
from tests.audit import trail
from tests.audit.council import leaf

STEPS = ("add", "change", "delete", "flush", "expire", "leaf", "point", "keep", "undo", "unchanged")


@contextmanager
def one_agency(template: Path) -> Iterator[tuple[sqlalchemy.Engine, Agency]]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "hub.sqlite"
        copy.write_bytes(template.read_bytes())
        engine = db.make_engine(f"sqlite:///{copy}")
        crypto.bind_keyring(crypto.create_keys_folder(Path(folder) / "keys"))
        try:
            with db.transaction(engine) as session:
                agency = Agency(name="Mock Council", kind="council")
                session.add_all([agency])
                session.flush()
                session.add(Team(agency_id=agency.id, name="There from the start", kind="partner"))
                leaf(session)
            yield engine, agency
        finally:
            crypto.unbind_keyring()
            engine.dispose()


class Walk:
    """A session and its open savepoints, moved by named steps."""

    def __init__(self, session: HubSession, agency: Agency) -> None:
        self.session, self.agency = session, agency
        self.points: list[sqlalchemy.orm.SessionTransaction] = []

    def take(self, step: str, pick: int) -> None:
        getattr(self, step)(pick)

    def _teams(self) -> list[Team]:
        return list(self.session.scalars(sqlalchemy.select(Team).order_by(Team.name)))

    def add(self, _pick: int) -> None:
        self.session.add(Team(agency_id=self.agency.id, name=str(uuid4()), kind="partner"))

    def change(self, pick: int) -> None:
        teams = self._teams()
        if teams:
            teams[pick % len(teams)].name = str(uuid4())

    def unchanged(self, pick: int) -> None:
        teams = self._teams()
        if teams:
            teams[pick % len(teams)].kind = "partner"

    def delete(self, pick: int) -> None:
        teams = self._teams()
        if teams:
            self.session.delete(teams[pick % len(teams)])

    def flush(self, _pick: int) -> None:
        self.session.flush()

    def expire(self, _pick: int) -> None:
        self.session.flush()
        self.session.expire_all()

    def leaf(self, _pick: int) -> None:
        leaf(self.session)

    def point(self, _pick: int) -> None:
        self.points.append(self.session.begin_nested())

    def keep(self, _pick: int) -> None:
        if self.points:
            self.points.pop().commit()

    def undo(self, _pick: int) -> None:
        if self.points:
            self.points.pop().rollback()


@pytest.mark.long
@settings(max_examples=150)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), max_size=14), ends_with_leaf=st.booleans())
def test_every_row_that_commits_has_its_leaf(
    sqlite_template: Path, steps: list[tuple[str, int]], ends_with_leaf: bool
) -> None:
    with one_agency(sqlite_template) as (engine, agency):
        refused = False
        try:
            with db.transaction(engine) as session:
                walk = Walk(session, agency)
                for step, pick in steps:
                    walk.take(step, pick)
                while walk.points:
                    walk.keep(0)
                if ends_with_leaf:
                    leaf(session)
        except UnauditedChange:
            refused = True
        assert trail.rows_without_leaf(engine) == []
        if ends_with_leaf:
            assert not refused, "with a leaf at its end nothing has to be refused"


def test_the_reading_of_the_trail_finds_a_row_changed_behind_its_back(sqlite_template: Path) -> None:
    with one_agency(sqlite_template) as (engine, _):
        assert trail.rows_without_leaf(engine) == []
        with engine.execution_options(hub_migration=True).begin() as connection:
            connection.execute(sqlalchemy.update(Team).values(name="Behind its back"))
        assert [table for table, _ in trail.rows_without_leaf(engine)] == ["teams"]


def test_a_transaction_inside_a_transaction_is_refused(sqlite_template: Path) -> None:
    with one_agency(sqlite_template) as (engine, _), db.transaction(engine):
        inner = db.transaction(engine)
        with pytest.raises(RuntimeError, match="open already"):
            inner.__enter__()
