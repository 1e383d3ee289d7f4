"""What was written commits with its leaf or not at all, savepoints and second thoughts included."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from hub.accounts import Team
from hub.audit import guard
from hub.audit.guard import UnauditedChange
from hub.db import HubSession, transaction
from tests.audit import trail
from tests.audit.council import Council, a_team, leaf

pytestmark = pytest.mark.both_engines


def no_leaf(council: Council) -> None:
    with transaction() as session:
        session.add(a_team(council))


def flushed_without_leaf(council: Council) -> None:
    with transaction() as session:
        session.add(a_team(council))
        session.flush()


def changed_after_the_leaf(council: Council) -> None:
    with transaction() as session:
        team = a_team(council)
        session.add(team)
        leaf(session)
        team.name = "Changed afterwards"


def flushed_after_the_leaf(council: Council) -> None:
    with transaction() as session:
        leaf(session)
        session.add(a_team(council))
        session.flush()


def deleted_after_the_leaf(council: Council) -> None:
    with transaction() as session:
        team = a_team(council)
        session.add(team)
        leaf(session)
        session.delete(team)


def second_transaction(council: Council) -> None:
    with transaction() as session:
        team = a_team(council)
        session.add(team)
        leaf(session)
    with transaction() as session:
        session.get_one(Team, team.id).name = "Changed later"


def released_savepoint(council: Council) -> None:
    with transaction() as session:
        leaf(session)
        with session.begin_nested():
            session.add(a_team(council))


def leaf_rolled_back_with_a_savepoint(council: Council) -> None:
    with transaction() as session:
        session.add(a_team(council))
        session.flush()
        point = session.begin_nested()
        leaf(session)
        point.rollback()


def committed_by_hand(council: Council) -> None:
    with transaction() as session:
        session.add(a_team(council))
        session.commit()


AROUND = [
    no_leaf,
    flushed_without_leaf,
    changed_after_the_leaf,
    flushed_after_the_leaf,
    deleted_after_the_leaf,
    second_transaction,
    released_savepoint,
    leaf_rolled_back_with_a_savepoint,
    committed_by_hand,
]


@pytest.mark.parametrize("way", AROUND)
def test_a_change_without_a_leaf_after_it_never_commits(
    council: Council, engine: sqlalchemy.Engine, way: Callable[[Council], None]
) -> None:
    with pytest.raises(UnauditedChange, match="teams were written without a leaf"):
        way(council)
    assert trail.rows_without_leaf(engine) == []


def _reads_dirty_at_commit(session: Session) -> None:
    if any(row.__kept__.audited for row in (*session.new, *session.dirty, *session.deleted)):
        raise UnauditedChange("teams were written without a leaf")


def test_a_guard_that_only_looks_at_what_is_dirty_at_commit_is_found_out(
    council: Council, engine: sqlalchemy.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The defect planted here is the obvious guard; the ways above and the reading of the trail must show what it misses."""
    event.remove(HubSession, "before_commit", guard._refuse_unaudited)
    event.listen(HubSession, "before_commit", _reads_dirty_at_commit)
    try:
        missed = []
        for way in AROUND:
            try:
                way(council)
            except UnauditedChange:
                continue
            missed.append(way)
    finally:
        event.remove(HubSession, "before_commit", _reads_dirty_at_commit)
        event.listen(HubSession, "before_commit", guard._refuse_unaudited)
    assert {flushed_without_leaf, flushed_after_the_leaf, leaf_rolled_back_with_a_savepoint} <= set(missed)
    assert len(trail.rows_without_leaf(engine)) >= len(missed)


def test_what_a_rolled_back_savepoint_wrote_needs_no_leaf(council: Council, engine: sqlalchemy.Engine) -> None:
    with transaction() as session:
        kept = a_team(council)
        session.add(kept)
        point = session.begin_nested()
        session.add(a_team(council))
        session.flush()
        point.rollback()
        leaf(session)
    assert trail.rows_without_leaf(engine) == []
    with engine.connect() as connection:
        last = trail.read(connection).leaves[-1]
    assert [(table, row) for table, row, _, _ in last["rows"]] == [("teams", str(kept.id))]


def test_what_a_released_savepoint_wrote_stands_in_the_leaf(council: Council, engine: sqlalchemy.Engine) -> None:
    with transaction() as session:
        with session.begin_nested():
            session.add(a_team(council))
            with session.begin_nested():
                session.add(a_team(council))
        leaf(session)
    assert trail.rows_without_leaf(engine) == []
    with engine.connect() as connection:
        assert len(trail.read(connection).leaves[-1]["rows"]) == 2


def test_a_leaf_holds_every_version_of_each_row_once(council: Council, engine: sqlalchemy.Engine) -> None:
    with transaction() as session:
        team = a_team(council)
        session.add(team)
        session.flush()
        team.name = "Second name"
        session.flush()
        team.name = "Third name"
        leaf(session)
        assert team.version == 3
    with engine.connect() as connection:
        rows = trail.read(connection).leaves[-1]["rows"]
    assert [row[:3] for row in rows] == [["teams", str(team.id), version] for version in (1, 2, 3)]
    assert trail.rows_without_leaf(engine) == []


def test_a_deleted_row_stands_in_the_leaf_as_deleted(council: Council, engine: sqlalchemy.Engine) -> None:
    with transaction() as session:
        team = a_team(council)
        session.add(team)
        leaf(session)
    with transaction() as session:
        session.delete(session.get_one(Team, team.id))
        leaf(session)
    with engine.connect() as connection:
        assert trail.read(connection).digests["teams", str(team.id)] == "deleted"


def test_a_leaf_is_rolled_back_with_its_change(council: Council, engine: sqlalchemy.Engine) -> None:
    with engine.connect() as connection:
        before = trail.read(connection)
    with transaction() as session:
        session.add(a_team(council))
        leaf(session)
        session.rollback()
    with engine.connect() as connection:
        after = trail.read(connection)
        seqs = connection.execute(text("SELECT id, seq FROM audit_slots")).all()
    assert after == before
    assert dict(seqs) == {slot: max(leaf["seq"] for leaf in after.leaves if leaf["slot"] == slot) for slot, _ in seqs}
