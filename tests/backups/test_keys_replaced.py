"""A backup from before data keys were replaced opens by the newest one, but for what was erased since."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy
from sqlalchemy import func, select

from hub import audit, backups, crypto, db, drafts, oversight
from hub.actor import OPERATOR
from hub.audit import Action
from hub.backups import BackupRefused, key_fates
from hub.crypto import DataKey
from hub.drafts import Draft
from hub.errors import Unavailable
from hub.people import Person
from tests.backups.keeper import Keeper
from tests.keys.held import contents, faults, wraps

Empty = Callable[[], sqlalchemy.Engine]


def erase_one(keeper: Keeper) -> set[str]:
    """One person's key is destroyed; the rows that it had sealed, by table and id."""
    with db.transaction() as session:
        person = session.scalars(select(Person).order_by(Person.id).limit(1)).one()
        gone = {
            f"{table.__tablename__} {row.id}"
            for table in crypto.sealed_tables()
            for row in session.scalars(select(table).where(table.key_id == person.key_id))
            if row.opened()
        }
        crypto.destroy_key(person.key)
        audit.record(session, by=OPERATOR, action=Action.ROWS_MIGRATED)
    return gone


def opened() -> dict[str, dict[str, object]]:
    """What every row that opens holds, by table and id."""
    found = {}
    with db.reading() as session:
        for table in crypto.sealed_tables():
            for row in session.scalars(select(table)):
                with suppress(Unavailable):
                    found[f"{table.__tablename__} {row.id}"] = row.opened()
    return found


def shut() -> set[str]:
    """The rows that do not open."""
    with db.reading() as session:
        there = {
            f"{table.__tablename__} {row}"
            for table in crypto.sealed_tables()
            for row in session.scalars(select(table.id))
        }
    return there - opened().keys()


def test_every_row_from_before_the_keys_were_replaced_opens_by_the_newest_backup(keeper: Keeper, empty: Empty) -> None:
    before, folder = contents(), keeper.back_up()
    keeper.replace_data_keys()
    keeper.receive()
    keeper.replace_data_keys()
    newest = keeper.back_up("two")
    engine = empty()
    fates = keeper.restore(folder, newest)
    assert contents() == before
    assert faults(engine) == [f"key {each} seals nothing" for each in _keys_of_later_rows()]
    assert (len(fates.brought) > 10, fates.destroyed, fates.lost) == (True, frozenset(), frozenset())
    keeper.receive()
    keeper.replace_data_keys()
    assert shut() == set()


def _keys_of_later_rows() -> set[UUID]:
    """The newest backup's keys of which the older one has no row: they came with the others and harm nothing."""
    with db.reading() as session:
        used = {row.key_id for table in crypto.sealed_tables() for row in session.scalars(select(table))}
        return set(session.scalars(select(DataKey.id))) - used


def erased_between(keeper: Keeper) -> tuple[Path, Path, set[str]]:
    """An older backup, a newer one, and the rows of the person erased between them, after their key was replaced."""
    folder = keeper.back_up()
    keeper.replace_data_keys()
    keeper.replace_data_keys()
    gone = erase_one(keeper)
    keeper.replace_data_keys()
    return folder, keeper.back_up("two"), gone


@pytest.mark.both_engines
def test_whoever_was_erased_after_their_key_was_replaced_stays_erased(keeper: Keeper, empty: Empty) -> None:
    before = contents()
    folder, newest, erased = erased_between(keeper)
    empty()
    fates = keeper.restore(folder, newest)
    assert shut() == erased
    assert fates.records_erased == len(erased) > 0
    (newest / "keys.age").unlink()
    empty()
    assert keeper.restore(folder, newest).records_erased == len(erased)
    assert shut() == erased, "the list of destroyed keys is enough"
    later = keeper.back_up("three")
    empty()
    keeper.restore(folder, later)
    assert shut() == erased, "and what a restore learnt of it is in every backup after it"
    assert {name: values for name, values in opened().items() if values} == {
        name: values for name, values in before.items() if values and name not in erased
    }


def test_a_restore_that_does_not_know_the_line_of_a_key_is_caught(
    keeper: Keeper, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: rotation hides which older key was destroyed, and the erased come back."""
    folder, newest, _ = erased_between(keeper)
    monkeypatch.setattr(key_fates, "line_of", lambda key: key.bytes)
    empty()
    keeper.restore(folder, newest)
    assert shut() == set()


def test_records_whose_keys_are_nowhere_are_counted_and_refused_unless_they_may_stay_shut(
    keeper: Keeper, empty: Empty, tmp_path: Path
) -> None:
    before, folder = contents(), keeper.back_up()
    sealed = sum(1 for values in before.values() if values)
    kept = keeper.back_up("kept")
    keeper.replace_data_keys()
    newest = keeper.back_up("two")
    (folder / "keys.age").rename(tmp_path / "aside.age")
    empty()
    with pytest.raises(BackupRefused, match=rf"^{sealed} records would stay shut"):
        keeper.restore(folder, newest)
    assert keeper.restore(folder, newest, keys_from=kept).records_lost == 0
    assert contents() == before, "any keys.age from between the backup and the change will do"
    empty()
    fates = keeper.restore(folder, newest, leave_shut=True)
    assert (fates.records_lost, fates.records_erased, len(shut())) == (sealed, 0, sealed)
    later = keeper.back_up("three")
    assert (later / "destroyed.txt").read_text() == "", "nobody erased them"
    (tmp_path / "aside.age").rename(folder / "keys.age")
    empty()
    keeper.restore(folder, later)
    assert contents() == before, "so they open again once their keys are found"


def test_a_damaged_part_of_older_keys_is_refused(keeper: Keeper, empty: Empty) -> None:
    folder = keeper.back_up()
    keeper.replace_data_keys()
    newest = keeper.back_up("two")
    held = bytearray((folder / "keys.age").read_bytes())
    held[-1] ^= 1
    (folder / "keys.age").write_bytes(held)
    with pytest.raises(BackupRefused, match=r"keys\.age is not the file"):
        backups.check(folder, newest, identity=keeper.identity, leave_shut=True)


def test_older_keys_need_the_master_key_of_their_time_and_are_wrapped_by_todays(keeper: Keeper, empty: Empty) -> None:
    before, folder = contents(), keeper.back_up()
    keys = keeper.world.settings.keys_folder
    crypto.put_primary(keys, crypto.add_master_file(keys))
    crypto.bind_keyring(crypto.read_keys_folder(keys))
    with db.transaction() as session:
        oversight.promote_master(session, 2, by=OPERATOR)
        oversight.wrap_anew(session, after=None, most=5000, by=OPERATOR)
        oversight.retire_master(session, 1, by=OPERATOR)
    crypto.put_away_master_file(keys, 1)
    crypto.bind_keyring(crypto.read_keys_folder(keys))
    keeper.replace_data_keys()
    newest = keeper.back_up("two")
    empty()
    with pytest.raises(BackupRefused, match=r"name its file retired-N\.key master-N\.key"):
        keeper.restore(folder, newest)
    (keys / "retired-1.key").rename(keys / "master-1.key")
    crypto.bind_keyring(crypto.read_keys_folder(keys))
    keeper.restore(folder, newest)
    assert (contents(), wraps().keys()) == (before, {2})


def test_a_draft_that_was_sent_since_does_not_stand_in_the_way_of_the_others(keeper: Keeper, empty: Empty) -> None:
    jo = keeper.world.actor("duty_worker")
    with db.transaction() as session:
        ended, other = (drafts.open_draft(session, form="quick", by=jo) for _ in range(2))
        for draft in (ended, other):
            drafts.save_section(
                session, draft, "told", {"story": "Made up."}, version=0, mark=drafts.Mark(label="Rory"), by=jo
            )
        ended_id, other_id = ended.id, other.id
    folder = keeper.back_up()
    keeper.replace_data_keys()
    with db.transaction() as session:
        drafts.discard_draft(session, ended_id, by=jo)
    newest = keeper.back_up("two")
    empty()
    keeper.restore(folder, newest)
    with db.reading() as session:
        (draft,) = drafts.own_drafts(session, by=jo)
        assert (draft.id, draft.label) == (other_id, "Rory")
        assert drafts.load_sections(session, draft)["told"].answers == {"story": "Made up."}
        assert session.get_one(Draft, ended_id).state == "discarded"
    assert shut() == set()


def test_a_key_of_an_id_of_its_own_is_in_no_others_line(keeper: Keeper) -> None:
    with db.reading() as session:
        keys = list(session.scalars(select(DataKey.id)))
        assert len({crypto.line_of(key) for key in keys}) == len(keys)
    keeper.replace_data_keys()
    with db.reading() as session:
        replaced = list(session.scalars(select(DataKey.id)))
        assert session.scalar(select(func.count()).select_from(DataKey)) == len(keys)
    assert set(map(crypto.line_of, replaced)) == set(map(crypto.line_of, keys))
    assert not set(replaced) & set(keys)
