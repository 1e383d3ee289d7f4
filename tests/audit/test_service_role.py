"""On PostgreSQL the service runs as a role that does the whole work and can only add to the trail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub import audit, db, queues, triage
from hub.concerns import correct, parts_of
from hub.front_door import receive
from tests.audit import trail
from tests.factories.concerns import ConcernMaker
from tests.factories.hub_world import World
from tests.factories.service_role import service_role

pytestmark = pytest.mark.postgres


@pytest.fixture
def as_service(world: World, engine: sqlalchemy.Engine) -> Iterator[sqlalchemy.Engine]:
    """The bound engine connects as the service's role."""
    with service_role(engine) as made:
        yield made


def test_the_service_receives_lists_claims_matches_and_corrects(world: World, as_service: sqlalchemy.Engine) -> None:
    duty, officer = world.actor("duty_worker"), world.actor("screening_officer")
    receipts = []
    for _ in range(2):
        with db.transaction() as session:
            receipts.append(receive(session, ConcernMaker(in_danger=True), by=duty))
    with db.reading() as session:
        item, _ = queues.waiting_items(session, "screening", by=officer).items
        one, other = (parts_of(session, receipt.concern_id)[0].person.id for receipt in receipts)
    with db.transaction() as session:
        queues.claim(session, item_id=item.id, minutes=15, by=officer)
    with db.transaction() as session:
        triage.say_of_match(session, receipts[0].ref, one, same_as=other, verdict="same", by=officer)
    with db.transaction() as session:
        correct(session, concern_id=receipts[0].concern_id, narrative="As told.", reason="misheard", by=officer)
    assert trail.rows_without_leaf(as_service) == []


CHANGED = {
    "audit_leaves": "slot",
    "audit_objects": "slot",
    "audit_batches": "slot",
    "audit_epochs": "reason",
    "audit_log": "late",
    "audit_nodes": "hash",
    "audit_checkpoints": "note",
    "audit_alarms": "kind",
}
FORBIDDEN = (
    *(
        f"{statement} {rest}".format(table)
        for table in audit.AUDIT_TABLES
        for statement, rest in (
            ("DELETE FROM {0}", ""),
            ("TRUNCATE {0}", ""),
            ("DROP TABLE {0}", ""),
            ("ALTER TABLE {0}", "DISABLE TRIGGER ALL"),
            ("ALTER TABLE {0}", "ADD COLUMN more int"),
        )
    ),
    *(f'UPDATE {table} SET "{column}" = "{column}"' for table, column in CHANGED.items()),
    "UPDATE audit_slots SET seq = 0",
    "DROP TRIGGER audit_slots_count_up ON audit_slots",
    "CREATE OR REPLACE FUNCTION hub_count_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "SET session_replication_role = replica",
)


def test_every_table_of_the_trail_but_the_counters_is_tried() -> None:
    assert {*CHANGED, "audit_slots"} == set(audit.AUDIT_TABLES)


def test_the_service_can_only_add_to_the_trail(as_service: sqlalchemy.Engine) -> None:
    with as_service.connect() as connection:
        for statement in FORBIDDEN:
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner|only count up"):
                connection.execute(text(statement))
            connection.rollback()


def test_a_role_that_owns_the_tables_is_found_out(engine: sqlalchemy.Engine, world: World) -> None:
    """The planted defect: a service that runs as the owner can switch the triggers off and empty the trail."""
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_leaves DISABLE TRIGGER ALL"))
        assert connection.execute(text("DELETE FROM audit_leaves")).rowcount > 0


@pytest.mark.parametrize("name", ["Service", "a b", "a;DROP TABLE x", "", "1a", "a" * 64, 'a"b', "é"])
def test_a_role_name_that_is_not_plain_is_refused(engine: sqlalchemy.Engine, name: str) -> None:
    with engine.connect() as connection, pytest.raises(ValueError, match="plain lower-case"):
        audit.grant_service_role(connection, name)
