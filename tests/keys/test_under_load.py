"""Keys change while others work: nothing is lost, everything opens, and whoever comes too late is told so."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hub import clock, crypto, db, oversight
from hub.actor import OPERATOR
from hub.concerns import Service
from hub.errors import Conflict
from hub.people import Person
from tests.factories.hub_world import World
from tests.keys import held

ROOT = Path(__file__).parents[2]


@pytest.mark.both_engines
def test_both_rotations_while_another_process_works(hub: held.Hub, world: World, engine_url: str) -> None:
    keys = str(world.settings.keys_folder)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.keys.working", engine_url, keys],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as worker:  # fmt: skip
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        hub("rotate", "master", "--batch", "20")
        hub("rotate", "data", "--older-than", "0", "--batch", "20")
        said, _ = worker.communicate("", timeout=60)
    assert json.loads(said)["done"] > 1
    assert hub("rotate", "master")[0] == 0
    assert held.wraps().keys() <= {2, 3}
    assert held.faults(db.bound_engine()) == []


def meanwhile(step: Callable[[], object]) -> object:
    """What the step gives, or how it failed, in a thread of its own: a transaction beside this one."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(step())
        except Exception as error:
            found.append(error)

    beside = threading.Thread(target=run)
    beside.start()
    beside.join(30)
    return found[0]


def seal_all_anew() -> crypto.Batch:
    with db.transaction() as session:
        return oversight.seal_anew(session, before=clock.now(), after=None, most=500, by=OPERATOR)


def a_row_under_a_key_that_went() -> None:
    with db.transaction() as session:
        person = session.scalars(select(Person)).first()
        assert isinstance(meanwhile(seal_all_anew), crypto.Batch)
        session.add(held.a_row_beside(person, forename="Too late"))
        held.leaf(session)


def a_word_sealed_under_a_key_that_went() -> None:
    """In a table without a version: the key itself stands in for it."""
    with db.transaction() as session:
        service = session.scalars(select(Service)).one()
        assert isinstance(meanwhile(seal_all_anew), crypto.Batch)
        service.address = "14 Nowhere Wynd"
        held.leaf(session)


def a_key_destroyed_after_it_went() -> None:
    with db.transaction() as session:
        person = session.scalars(select(Person)).first()
        assert isinstance(meanwhile(seal_all_anew), crypto.Batch)
        crypto.destroy_key(person.key)
        held.leaf(session)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "late", [a_row_under_a_key_that_went, a_word_sealed_under_a_key_that_went, a_key_destroyed_after_it_went]
)
def test_whoever_holds_a_key_that_was_replaced_is_told_and_nothing_is_lost(hub: held.Hub, late) -> None:
    before = held.contents()
    with pytest.raises(Conflict, match="Nothing was saved"):
        late()
    assert held.contents() == before
    assert held.faults(db.bound_engine()) == []


@pytest.mark.postgres
def test_a_key_that_somebody_is_adding_to_waits_for_the_next_time(hub: held.Hub) -> None:
    keys = len(held.key_ids())
    with db.transaction() as session:
        person = session.scalars(select(Person)).first()
        session.add(held.a_row_beside(person, forename="In time"))
        held.leaf(session)
        batch = meanwhile(seal_all_anew)
        assert isinstance(batch, crypto.Batch)
        assert batch.keys == keys - 1
    assert "In time" in {row.get("forename") for row in held.contents().values()}
    assert held.faults(db.bound_engine()) == []


@pytest.mark.postgres
def test_a_record_being_changed_makes_the_rotation_give_way(hub: held.Hub) -> None:
    with db.transaction() as session:
        session.scalars(select(Person)).first().known_as = "Being changed"
        session.flush()
        assert isinstance(meanwhile(seal_all_anew), Conflict)
        held.leaf(session)
    assert held.faults(db.bound_engine()) == []


def test_a_change_that_compares_no_key_is_seen(hub: held.Hub) -> None:
    """The planted defect: a word sealed under the old key, written after the rotation without asking for the key."""
    with db.reading() as session:
        service = session.scalars(select(Service)).one()
        service.address = "14 Nowhere Wynd"
        late, row = service.address_sealed, service.id
    seal_all_anew()
    with db.bound_engine().execution_options(hub_migration=True, hub_write=True).begin() as connection:
        connection.execute(update(Service.__table__).where(Service.id == row).values(address_sealed=late))
    assert f"services {row} does not open" in held.faults(db.bound_engine())
