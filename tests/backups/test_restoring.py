"""A backup is the hub at one instant, whatever is written meanwhile, and a restore is that instant again, trail included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy
from sqlalchemy import delete, select

from hub import audit, backups, clock, crypto, db, jobs
from hub.accounts.models import SignInSession
from hub.actor import OPERATOR
from hub.audit import Action, AuditEpoch, AuditLeaf, AuditSlot
from hub.backups import making
from hub.concerns import Concern
from hub.crypto import DataKey
from hub.errors import Unavailable, Unprocessable
from hub.people import Person
from hub.people.models import PersonSearch
from tests.backups.keeper import Keeper, concerns_and_leaves, held
from tests.factories.desk import Desk
from tests.factories.hub_world import leaves

Empty = Callable[[], sqlalchemy.Engine]
ITS_OWN = {"audit_slots", "audit_leaves", "audit_objects", "audit_epochs"}


@pytest.mark.both_engines
def test_a_restore_is_the_hub_as_it_was_with_nobody_signed_in_and_the_trail_says_so(
    keeper: Keeper, empty: Empty
) -> None:
    Desk(keeper.world, keeper.world.settings).sign_in("duty_worker")
    folder = keeper.back_up()
    before = held()
    keeper.receive()
    empty()
    keeper.restore(folder)
    after = held()
    changed = {name for name, tally in before.items() if after[name] != tally}
    assert changed == ITS_OWN, "nothing but the restore's own leaves and epoch"
    (told,) = leaves(Action.BACKUP_RESTORED)
    assert told["objects"] == leaves(Action.BACKUP_MADE)[0]["objects"]
    with db.reading() as session:
        assert session.scalars(select(SignInSession)).all() == []
    keeper.receive()
    assert _gapless()


@pytest.mark.postgres
def test_a_backup_of_one_engine_is_restored_into_the_other(keeper: Keeper, tmp_path: Path) -> None:
    folder, before = keeper.back_up(), held()
    db.unbind()
    other = db.make_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    db.bind(other)
    keeper.restore(folder)
    after = held()
    assert {name for name in before if after[name] != before[name]} == ITS_OWN
    other.dispose()


def _gapless() -> bool:
    """Whether every slot's counter is the number of its leaves, and they are 1 to that."""
    with db.snapshot() as session:
        counters = dict(session.execute(select(AuditSlot.id, AuditSlot.seq)).all())
        numbers = [(slot, seq) for slot, seq in session.execute(select(AuditLeaf.slot, AuditLeaf.seq))]
    return sorted(numbers) == [(slot, seq) for slot in sorted(counters) for seq in range(1, counters[slot] + 1)]


Look = Callable[[], AbstractContextManager[db.HubSession]]


def under_load(keeper: Keeper, look: Look, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[str], list[str]]:
    """A backup while concerns go on being received between its tables; those received before, and those meanwhile."""
    earlier, meanwhile = [keeper.receive()], []
    with db.transaction() as session:
        backup = backups.announce(session, by=OPERATOR)
    written = making.lines

    def interrupted(*told: object) -> Iterator[bytes]:
        for number, line in enumerate(written(*told)):  # type: ignore[arg-type]
            yield line
            if number and number % 25 == 0:
                meanwhile.append(keeper.receive())

    monkeypatch.setattr(making, "lines", interrupted)
    with look() as session:
        keeper.take(session, "loaded", backup)
    return keeper.place / "loaded", earlier, meanwhile


def is_one_instant(earlier: list[str], meanwhile: list[str]) -> bool:
    """Whether the bound database has what was there before, nothing of what came meanwhile, and a trail that fits."""
    there, received = concerns_and_leaves()
    with db.reading() as session:
        refs = set(session.scalars(select(Concern.ref)))
    return there == received and set(earlier) <= refs and not set(meanwhile) & refs and _gapless()


@pytest.mark.both_engines
def test_a_backup_under_load_is_one_instant(keeper: Keeper, empty: Empty, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, earlier, meanwhile = under_load(keeper, db.snapshot, monkeypatch)
    assert len(meanwhile) >= 2, "something was received meanwhile, or the test says nothing"
    empty()
    keeper.restore(folder)
    assert is_one_instant(earlier, meanwhile)


@pytest.mark.postgres
def test_a_backup_without_a_snapshot_is_caught(keeper: Keeper, empty: Empty, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, earlier, meanwhile = under_load(keeper, db.reading, monkeypatch)
    empty()
    try:
        keeper.restore(folder)
    except (backups.BackupRefused, sqlalchemy.exc.IntegrityError):
        return
    assert not is_one_instant(earlier, meanwhile)


@pytest.mark.both_engines
def test_a_key_destroyed_since_stays_destroyed_when_the_newest_backup_is_named(keeper: Keeper, empty: Empty) -> None:
    folder = keeper.back_up()
    person = _destroy_one(keeper)
    newest = keeper.back_up("two")
    empty()
    keeper.restore(folder, newest)
    assert _is_erased(person)
    (newest / "keys.age").unlink()
    empty()
    keeper.restore(folder, newest)
    assert _is_erased(person), "the list of destroyed keys is enough"
    empty()
    keeper.restore(folder)
    assert not _is_erased(person), "so the newest backup has to be named"


def test_what_was_asked_in_a_search_that_was_forgotten_since_stays_forgotten(keeper: Keeper, empty: Empty) -> None:
    officer = keeper.world.actor("screening_officer").acting_officer_id
    with db.transaction() as session:
        made = PersonSearch(key=crypto.new_key("person_search"), officer_id=officer, made_at=clock.now(), asked={})
        made.expires_at = made.made_at
        session.add(made)
    folder, key = keeper.back_up(), made.key_id
    with db.transaction() as session:
        session.execute(delete(PersonSearch))
        session.execute(delete(DataKey).where(DataKey.id == key))
    newest = keeper.back_up("two")
    empty()
    fates = keeper.restore(folder, newest)
    assert (fates.destroyed, fates.records_erased, fates.records_lost) == ({key}, 0, 0)
    with db.reading() as session:
        assert session.get_one(DataKey, key).wrapped is None


def _destroy_one(keeper: Keeper) -> UUID:
    with db.transaction() as session:
        person = session.scalars(select(Person).order_by(Person.id).limit(1)).one()
        crypto.destroy_key(person.key)
        audit.record(session, by=OPERATOR, action=Action.ROWS_MIGRATED)
    return person.id


def _is_erased(person: UUID) -> bool:
    with db.reading() as session:
        row = session.get_one(Person, person)
        if row.key.wrapped is not None:
            return False
        with pytest.raises(Unavailable, match="has been erased"):
            row.surname  # noqa: B018  reading opens it
    return True


def test_the_log_goes_on_in_a_new_epoch_that_says_how_far_it_had_been_seen(keeper: Keeper, empty: Empty) -> None:
    jobs.seal_trail(keeper.world.settings, checkpoint_now=True)
    folder = keeper.back_up()
    keeper.receive()
    jobs.seal_trail(keeper.world.settings, checkpoint_now=True)
    newest = keeper.back_up("two")
    with db.reading() as session:
        seen = audit.newest_checkpoint(session)
    empty()
    keeper.restore(folder, newest)
    jobs.seal_trail(keeper.world.settings, checkpoint_now=True)
    with db.reading() as session:
        first, second = session.scalars(select(AuditEpoch).order_by(AuditEpoch.number))
    assert seen is not None
    assert (second.witnessed_size, second.witnessed_root) == (seen.size, seen.root)
    assert first.begins_at < second.begins_at < seen.size, "what came after the older backup is gone, and said to be"


def test_each_backup_has_a_folder_of_its_own_and_says_nothing_without_its_key(keeper: Keeper) -> None:
    folder = keeper.back_up()
    assert {path.name for path in folder.iterdir()} == {"records.age", "keys.age", "destroyed.txt", "manifest.json"}
    assert {path.stat().st_mode & 0o077 for path in folder.glob("*.age")} == {0}
    for path in folder.iterdir():
        kept = path.read_bytes()
        for word in (b"Samplewood", b"Rory", b"duty.worker", b"argon2", b"example.invalid"):
            assert word not in kept, f"{path.name} can be read without its key"
    with pytest.raises(Unprocessable):
        keeper.back_up()
