"""Keys change while what they keep stays: the roll-out step by step, data keys replaced, and everything vouched for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import select, update

from hub import clock, crypto, db, oversight
from hub.actor import OPERATOR
from hub.audit import Action
from hub.crypto import DataKey
from hub.errors import OutOfOrder, StartRefused
from hub.people import Person
from tests.factories.hub_world import World, leaves
from tests.keys import held


def files(world: World) -> set[str]:
    return {path.name for path in world.settings.keys_folder.iterdir()}


@pytest.mark.both_engines
def test_a_master_key_is_added_promoted_wraps_all_and_the_old_one_is_retired(hub: held.Hub, world: World) -> None:
    before, old = held.contents(), held.wraps()[1]
    assert hub("add")[0] == 0
    assert held.wraps() == {1: old}
    assert crypto.read_keys_folder(world.settings.keys_folder).primary == 1
    assert hub("promote")[0] == 0
    assert crypto.read_keys_folder(world.settings.keys_folder).primary == 2
    code, _, complained = hub("retire", "1")
    assert (code, "still wraps" in complained) == (2, True)
    assert hub("rotate", "master", "--batch", "5", "--json")[:1] == (0,)
    assert held.wraps() == {2: old}
    assert hub("retire", "1")[0] == 0
    assert files(world) == {"audit.key", "checkpoint.key", "master-2.key", "primary", "retired-1.key"}
    assert held.contents() == before
    assert hub("status")[0] == 0


def test_one_command_does_it_all_and_the_next_time_makes_the_next_key(hub: held.Hub, world: World) -> None:
    before = held.contents()
    for version in (2, 3):
        code, said, _ = hub("rotate", "master", "--json")
        assert (code, held.told(said)["left"], held.wraps().keys()) == (0, 0, {version})
    assert held.contents() == before
    assert files(world) == {"audit.key", "checkpoint.key", "master-1.key", "master-2.key", "master-3.key", "primary"}


@pytest.mark.parametrize(
    "words",
    [
        *(
            ("rotate", what, "--batch", number)
            for what in ("master", "data")
            for number in ("0", "-5", "10001", "many")
        ),
        ("rotate", "data", "--older-than", "-1"),
        ("retire", "0"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_in_words(hub: held.Hub, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        hub(*words)
    assert stopped.value.code == 2
    assert held.wraps().keys() == {1}


def test_each_step_with_a_master_key_has_its_leaf(hub: held.Hub) -> None:
    hub("rotate", "master", "--batch", "10")
    hub("retire", "1")
    assert [leaf["counts"] for leaf in leaves(Action.MASTER_KEY_ADDED)] == [{"version": 2}]
    assert [leaf["counts"] for leaf in leaves(Action.MASTER_KEY_PROMOTED)] == [{"version": 2}]
    assert sum(leaf["counts"]["keys"] for leaf in leaves(Action.KEYS_WRAPPED_ANEW)) == held.wraps()[2]
    assert len(leaves(Action.KEYS_WRAPPED_ANEW)) > 2
    assert [leaf["counts"] for leaf in leaves(Action.MASTER_KEY_RETIRED)] == [{"version": 1}]


def test_the_key_that_wraps_new_keys_is_not_retired(hub: held.Hub, world: World) -> None:
    with pytest.raises(OutOfOrder, match="wraps new keys"), db.transaction() as session:
        oversight.retire_master(session, 1, by=OPERATOR)


def test_a_second_machine_with_another_file_of_that_name_may_not_promote_it(hub: held.Hub, world: World) -> None:
    hub("add")
    hub("promote")
    path = world.settings.keys_folder / "master-2.key"
    path.write_text((world.settings.keys_folder / "master-1.key").read_text())
    crypto.bind_keyring(crypto.read_keys_folder(world.settings.keys_folder))
    with pytest.raises(StartRefused, match="master-2 is wrong"), db.transaction() as session:
        oversight.promote_master(session, 2, by=OPERATOR)


def test_a_retired_number_is_never_given_again(hub: held.Hub, world: World) -> None:
    hub("rotate", "master")
    hub("retire", "1")
    (world.settings.keys_folder / "retired-1.key").rename(world.settings.keys_folder / "retired-9.key")
    assert crypto.add_master_file(world.settings.keys_folder) == 10


def test_a_process_from_before_the_rotation_opens_and_wraps_by_the_new_key(hub: held.Hub, world: World) -> None:
    """It read its keys once, at its start; a second rotation finds nothing that it wrapped by the old one."""
    before = crypto.bound_keyring()
    hub("rotate", "master")
    crypto.bind_keyring(before)
    assert held.faults(db.bound_engine()) == []
    crypto.bind_keyring(before)
    held.fill(1)
    assert held.wraps().keys() == {2}


def test_an_idle_process_from_before_the_rotation_goes_on_saying_that_it_is_ready(hub: held.Hub, world: World) -> None:
    """It opens nothing meanwhile: whoever asks only whether it is ready must not be told that its keys are missing."""
    before = crypto.bound_keyring()
    hub("rotate", "master")
    crypto.bind_keyring(before)
    with db.reading() as session:
        assert {each.state for each in crypto.key_status(session)} == {"right"}


def test_a_running_process_outlives_a_keys_folder_that_goes_bad(hub: held.Hub, world: World) -> None:
    (world.settings.keys_folder / "primary").rename(world.settings.keys_folder / "elsewhere")
    held.fill(1)
    (world.settings.keys_folder / "primary").write_text("7\n")
    held.fill(1)
    (world.settings.keys_folder / "primary").chmod(0o600)
    (world.settings.keys_folder / "primary").write_text("1\n")
    (world.settings.keys_folder / "master-1.key").write_text("A" * 43 + "=\n")
    held.fill(1)
    assert held.wraps().keys() == {1}
    crypto.bind_keyring(crypto.bound_keyring())
    assert held.faults(db.bound_engine()) == []


def test_a_key_destroyed_meanwhile_does_not_come_back(hub: held.Hub) -> None:
    with db.transaction() as session:
        crypto.destroy_key(session.scalars(select(Person)).first().key)
        oversight.note_shared_out(session, shares=2, needed=2, by=OPERATOR)
    hub("rotate", "master")
    with db.reading() as session:
        assert [key.wrapped for key in session.scalars(select(DataKey).where(DataKey.destroyed_at.is_not(None)))] == [
            None
        ]


def test_a_damaged_key_is_left_counted_and_keeps_the_old_master_key(hub: held.Hub) -> None:
    with db.transaction() as session:
        one = session.scalars(select(DataKey.id).limit(1)).one()
        session.execute(update(DataKey).where(DataKey.id == one).values(wrapped=b"\x00" * 60))
    code, said, _ = hub("rotate", "master", "--json")
    assert (code, held.told(said)["left"], held.told(said)["do_not_open"]) == (1, 1, 1)
    assert "still wraps 1" in hub("retire", "1")[2]


@pytest.mark.both_engines
def test_data_keys_are_replaced_and_every_changed_row_is_vouched_for(hub: held.Hub, engine: sqlalchemy.Engine) -> None:
    before, old = held.contents(), held.key_ids()
    code, said, _ = hub("rotate", "data", "--older-than", "0", "--batch", "7", "--json")
    assert (code, held.told(said)) == (0, {"keys": len(old), "rows": len(before), "left": 0, "do_not_open": 0})
    assert held.contents() == before
    assert held.key_ids().isdisjoint(old)
    assert held.faults(db.bound_engine()) == []
    vouched = leaves(Action.DATA_KEYS_REPLACED)
    assert sum(leaf["counts"]["rows"] for leaf in vouched) == len(before)
    assert all(leaf["rows"] and leaf["class"] == "key" for leaf in vouched)


def test_keys_that_are_young_enough_stay(hub: held.Hub) -> None:
    old = held.key_ids()
    assert held.told(hub("rotate", "data", "--json")[1]) == {"keys": 0, "rows": 0, "left": 0, "do_not_open": 0}
    assert held.key_ids() == old


def test_a_record_of_which_one_value_does_not_open_is_left_as_it_is(hub: held.Hub) -> None:
    with db.transaction() as session:
        person = session.scalars(select(Person).order_by(Person.id)).first()
        person.forename_sealed, key = b"\x00" * 60, person.key_id
        held.leaf(session)
    code, said, _ = hub("rotate", "data", "--older-than", "0", "--json")
    assert (code, held.told(said)["left"], key in held.key_ids()) == (1, 1, True)


def test_what_was_spoiled_is_seen(hub: held.Hub, engine: sqlalchemy.Engine) -> None:
    """The planted defects: a rotation that forgets a value, one that leaves no leaf, and one that leaves keys behind."""
    with db.transaction() as session:
        people = {person.forename: person for person in session.scalars(select(Person))}
        person, other = people["Rory0"], people["Rory1"]
        person.key = crypto.new_key("person")
        held.leaf(session)
    assert [fault.split()[0] for fault in held.faults(db.bound_engine()) if "does not open" in fault] == ["people"]
    assert any("seals nothing" in fault for fault in held.faults(db.bound_engine()))
    with db.bound_engine().execution_options(hub_migration=True).begin() as connection:
        connection.execute(update(Person.__table__).where(Person.id == other.id).values(surname_sealed=None))
    assert any("has no leaf" in fault for fault in held.faults(db.bound_engine()))


def test_every_table_with_a_data_key_is_sealed_anew(world: World) -> None:
    keyed = {
        table.name
        for table in Person.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "data_keys"
    }
    assert {table.__tablename__ for table in crypto.sealed_tables()} == keyed


def test_a_data_key_made_today_is_younger_than_a_year(world: World) -> None:
    with db.reading() as session:
        assert crypto.left_to_seal(session, clock.now() - timedelta(days=365)) == 0
        assert crypto.left_to_seal(session, clock.now() + timedelta(days=1)) > 0


def test_nothing_but_keys_stands_in_the_folder_afterwards(hub: held.Hub, world: World) -> None:
    hub("rotate", "master")
    assert not [name for name in files(world) if name.startswith(".")]
    assert {Path(world.settings.keys_folder, name).stat().st_mode & 0o077 for name in files(world)} == {0}
