"""A leaf is exact bytes under an authenticator, numbered without a gap, and can never be changed."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import rfc8785
import sqlalchemy
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hub import audit, crypto, db
from hub.accounts import Team
from hub.actor import OPERATOR, Actor
from hub.audit import Action, AuditBatch, AuditLeaf
from hub.audit.digests import row_digest
from hub.audit.guard import UnauditedChange
from hub.db import transaction
from hub.front_door import receive
from hub.pathways import RunningClock
from tests.audit import trail
from tests.audit.council import Council, leaf
from tests.factories.concerns import ConcernMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines

SAM = Actor(kind="officer", officer_id=UUID(int=7), name="Sam Testwell", roles=frozenset({"b", "a"}), session_mark="ab")
APPEND_ONLY = ("audit_leaves", "audit_objects", "audit_batches")


@time_machine.travel("2026-11-22T10:31:00Z", tick=False)
def test_a_leaf_is_exact_canonical_bytes_with_a_mac_under_the_audit_key(council: Council) -> None:
    with transaction() as session:
        slot, seq = audit.record(
            session,
            by=SAM,
            action=Action.CONCERN_SHOWN,
            objects=[("concern", UUID(int=1))],
            purpose="screening",
            shown=("narrative", "forename"),
            counts={"people": 2},
            detail="kept as a hash",
        )
    with db.reading() as session:
        held = session.get_one(AuditLeaf, (slot, seq))
    assert held.body == rfc8785.dumps(json.loads(held.body))
    assert hmac.compare_digest(held.mac, hmac.digest(crypto.bound_keyring().audit_key, held.body, "sha256"))
    assert json.loads(held.body) == {
        "format": "hub-leaf/1",
        "slot": slot,
        "seq": seq,
        "at": "2026-11-22T10:31:00.000000Z",
        "actor": str(UUID(int=7)),
        "kind": "officer",
        "roles": ["a", "b"],
        "agency": "",
        "session": "ab",
        "client": "web",
        "class": "consult",
        "action": "concern_shown",
        "objects": [["concern", str(UUID(int=1))]],
        "purpose": "screening",
        "basis": "team",
        "outcome": "done",
        "shown": ["forename", "narrative"],
        "counts": {"people": 2},
        "rows": [],
        "detail": hashlib.sha256(b"kept as a hash").hexdigest(),
    }
    assert b"Sam" not in held.body


def test_a_changed_leaf_no_longer_fits_its_mac(council: Council) -> None:
    with db.reading() as session:
        held = session.scalars(select(AuditLeaf)).first()
    key = crypto.bound_keyring().audit_key
    for at in range(len(held.body)):
        changed = held.body[:at] + bytes([held.body[at] ^ 1]) + held.body[at + 1 :]
        assert hmac.digest(key, changed, "sha256") != held.mac


def test_who_looked_is_found_by_record_and_by_officer(council: Council) -> None:
    with transaction() as session:
        audit.record(session, by=SAM, action=Action.CONCERN_SHOWN, objects=[("concern", UUID(int=1))])
    with db.reading() as session:
        (about,) = audit.access_log(session, "concern", str(UUID(int=1)))
        (by_sam,) = audit.access_log(session, "officer", str(UUID(int=7)))
    assert about == by_sam
    assert (about.action, about.kind, about.actor) == (Action.CONCERN_SHOWN, "consult", str(UUID(int=7)))


FIXED = {
    "id": UUID("11111111-2222-4333-8444-555555555555"),
    "object_type": "concern",
    "object_id": UUID("99999999-2222-4333-8444-555555555555"),
    "clock": "screening_act_now",
    "version_on": date(2026, 1, 1),
    "fingerprint": "é",
    "started_at": datetime(2026, 11, 22, 10, 31, 0, 120, tzinfo=UTC),
    "due_at": datetime(2026, 11, 23, tzinfo=UTC),
    "first_due_at": datetime(2026, 11, 23, tzinfo=UTC),
    "last_usable_on": None,
    "state": "running",
    "ended_at": None,
    "version": 1,
}
FIXED_DIGEST = "ab656041ddf8df1240eb9c09434e9b56914c64d18195a212d9e448f387eafa78"


def test_the_digest_of_a_fixed_row_is_the_same_for_ever_and_on_both_engines(council: Council) -> None:
    """A digest that changed would make every older leaf disagree with its row; never change the expected value."""
    assert row_digest(RunningClock.__table__, FIXED) == FIXED_DIGEST
    with transaction() as session:
        session.add(RunningClock(**FIXED))
        leaf(session)
    with db.reading() as session:
        row = session.execute(select(RunningClock.__table__)).mappings().one()
        stored = {column.key: row[column] for column in RunningClock.__table__.columns}
        last = json.loads(session.scalars(select(AuditLeaf.body).order_by(AuditLeaf.seq.desc())).first())
    assert row_digest(RunningClock.__table__, stored) == FIXED_DIGEST
    assert last["rows"] == [["running_clocks", str(FIXED["id"]), 1, FIXED_DIGEST]]


@pytest.mark.parametrize("column", [name for name in FIXED if FIXED[name] is not None])
def test_every_column_counts_in_the_digest(column: str) -> None:
    other = {"id": UUID(int=1), "object_id": UUID(int=2), "version_on": date(2026, 1, 2), "version": 2}
    later = datetime(2027, 1, 1, tzinfo=UTC)
    value = other.get(column, later if column.endswith("_at") else "another")
    assert row_digest(RunningClock.__table__, {**FIXED, column: value}) != FIXED_DIGEST
    assert row_digest(RunningClock.__table__, {**FIXED, column: None}) != FIXED_DIGEST


def test_after_a_whole_concern_every_row_as_stored_is_the_one_in_its_leaf(
    world: World, engine: sqlalchemy.Engine
) -> None:
    with transaction() as session:
        receive(session, ConcernMaker(in_danger=True), by=world.actor("duty_worker"))
    assert trail.rows_without_leaf(engine) == []


# Imports


def imported(session: db.HubSession, council: Council) -> audit.guard.Batch:
    with audit.importing(session) as batch:
        batch.insert(
            Team.__table__,
            [{"id": UUID(int=n), "agency_id": council.agency_id, "name": f"T{n}", "kind": "partner"} for n in (1, 2)],
        )
    return batch


def test_an_import_vouches_for_its_rows_as_stored_defaults_included(
    council: Council, engine: sqlalchemy.Engine
) -> None:
    with transaction() as session:
        batch = imported(session, council)
        audit.record_import(session, batch, by=OPERATOR, purpose="trial")
    assert trail.rows_without_leaf(engine) == []
    with engine.connect() as connection:
        last = trail.read(connection).leaves[-1]
        body = connection.scalars(select(AuditBatch.body)).one()
    assert (last["action"], last["counts"], last["batch"]) == ("import", {"rows": 2}, hashlib.sha256(body).hexdigest())


def without_its_leaf(council: Council) -> None:
    with transaction() as session:
        imported(session, council)


def with_rows_after_its_leaf(council: Council) -> None:
    with transaction() as session:
        batch = imported(session, council)
        audit.record_import(session, batch, by=OPERATOR, purpose="trial")
        batch.insert(
            Team.__table__, [{"id": UUID(int=3), "agency_id": council.agency_id, "name": "T3", "kind": "partner"}]
        )


def with_another_batch_open(council: Council) -> None:
    with transaction() as session:
        imported(session, council)
        with audit.importing(session) as other:
            pass
        audit.record_import(session, other, by=OPERATOR, purpose="trial")
        leaf(session)


@pytest.mark.parametrize("way", [without_its_leaf, with_rows_after_its_leaf, with_another_batch_open])
def test_imported_rows_never_commit_without_their_leaf(council: Council, engine: sqlalchemy.Engine, way) -> None:
    with pytest.raises(UnauditedChange, match="teams were written without a leaf"):
        way(council)
    assert trail.rows_without_leaf(engine) == []


def test_only_the_batch_itself_may_write_while_importing(council: Council) -> None:
    with transaction() as session, audit.importing(session), pytest.raises(UnauditedChange):
        session.execute(sqlalchemy.update(Team).values(name="x"))


def test_a_batch_inside_a_savepoint_is_refused(council: Council) -> None:
    with transaction() as session:
        point = session.begin_nested()
        with pytest.raises(UnauditedChange, match="never inside a savepoint"):
            imported(session, council)
        point.rollback()


# The database itself


CHANGES = {
    "sqlite": ("DELETE FROM {0}", "UPDATE {0} SET {1} = {1}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0} LIMIT 1"),
    "postgresql": ("DELETE FROM {0}", "UPDATE {0} SET {1} = {1}", "TRUNCATE {0}"),
}


@pytest.mark.parametrize("table", [*APPEND_ONLY, "audit_slots"])
def test_the_database_itself_refuses_to_change_the_trail(
    council: Council, engine: sqlalchemy.Engine, table: str
) -> None:
    with transaction() as session:
        audit.record_import(session, imported(session, council), by=OPERATOR, purpose="trial")
    column = "seq" if table == "audit_slots" else "slot"
    for statement in CHANGES[engine.dialect.name]:
        told = text(statement.format(table, column))
        with (
            engine.execution_options(hub_write=True).connect() as connection,
            pytest.raises(DBAPIError, match=r"append-only|only count up"),
        ):
            connection.execute(told)


@pytest.mark.parametrize("change", ["seq + 2", "seq - 1", "0"])
def test_slots_only_count_up_by_one(council: Council, engine: sqlalchemy.Engine, change: str) -> None:
    with engine.execution_options(hub_write=True).connect() as connection, pytest.raises(DBAPIError, match="count up"):
        connection.execute(text(f"UPDATE audit_slots SET seq = {change}"))


def test_a_trail_without_its_triggers_is_found_out(council: Council, engine: sqlalchemy.Engine) -> None:
    """The planted defect: one trigger dropped, and the statement above goes through."""
    on = " ON audit_leaves" if engine.dialect.name == "postgresql" else ""
    name = "audit_leaves_no_change" if on else "audit_leaves_no_delete"
    with engine.execution_options(hub_write=True).begin() as connection:
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
        assert connection.execute(text("DELETE FROM audit_leaves")).rowcount > 0
