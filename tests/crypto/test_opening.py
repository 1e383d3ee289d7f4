"""At a start every key must be here and right; what is missing or wrong is named, and none is ever made where data exist."""

from __future__ import annotations

import base64
import secrets
import shutil
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import delete, select

from hub import clock, crypto, db
from hub.crypto import DataKey, KeyCheck, SecretKey
from hub.errors import StartRefused, Unavailable
from hub.people import NewPerson, Person, enter
from tests.audit.council import leaf

pytestmark = pytest.mark.both_engines


def another_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode() + "\n"


def write(path: Path, text: str) -> None:
    path.touch(0o600)
    path.write_text(text)


def start(folder: Path) -> None:
    """What the service does first."""
    crypto.bind_keyring(crypto.read_keys_folder(folder))
    with db.reading() as session:
        crypto.prove_keys(session)


@pytest.fixture
def keys(engine: sqlalchemy.Engine, tmp_path: Path):
    """A keys folder, and a database that holds one person sealed under it."""
    folder = tmp_path / "keys"
    crypto.bind_keyring(crypto.create_keys_folder(folder))
    with db.transaction() as session:
        crypto.install_keys(session)
        enter(session, NewPerson(forename="Rory"), at=clock.now())
        leaf(session)
    yield folder
    crypto.unbind_keyring()


def test_the_right_keys_start_and_open_what_is_held(keys: Path) -> None:
    start(keys)
    with db.reading() as session:
        assert session.scalars(select(Person)).one().forename == "Rory"
        assert [(key.name, key.state, key.is_primary) for key in crypto.key_status(session)] == [
            ("audit", "right", False),
            ("checkpoint", "right", False),
            ("master-1", "right", True),
        ]


def wrong_master(keys: Path) -> None:
    write(keys / "master-1.key", another_key())


def wrong_audit(keys: Path) -> None:
    write(keys / "audit.key", another_key())


def no_master(keys: Path) -> None:
    (keys / "master-1.key").unlink()


def no_audit(keys: Path) -> None:
    (keys / "audit.key").unlink()


def no_primary(keys: Path) -> None:
    (keys / "primary").unlink()


def primary_of_another(keys: Path) -> None:
    write(keys / "primary", "2\n")


def short_key(keys: Path) -> None:
    write(keys / "master-1.key", base64.b64encode(b"short").decode())


def no_base64(keys: Path) -> None:
    write(keys / "master-1.key", "!" * 44)


def no_ascii(keys: Path) -> None:
    (keys / "audit.key").write_bytes(b"\xff" * 44)


def odd_name(keys: Path) -> None:
    write(keys / "master-one.key", another_key())


def empty(keys: Path) -> None:
    for path in keys.iterdir():
        path.unlink()


def gone(keys: Path) -> None:
    shutil.rmtree(keys)


def readable_folder(keys: Path) -> None:
    keys.chmod(0o750)


def readable_key(keys: Path) -> None:
    (keys / "audit.key").chmod(0o604)


def swapped(keys: Path) -> None:
    master, audit = (keys / name for name in ("master-1.key", "audit.key"))
    kept = master.read_text()
    write(master, audit.read_text())
    write(audit, kept)


def primary_of_nothing(keys: Path) -> None:
    write(keys / "primary", "\n")


def cut_short(keys: Path) -> None:
    write(keys / "master-1.key", (keys / "master-1.key").read_text()[:20])


def one_bit_off(keys: Path) -> None:
    held = bytearray(base64.b64decode((keys / "audit.key").read_text()))
    held[0] ^= 1
    write(keys / "audit.key", base64.b64encode(held).decode())


def renamed(keys: Path) -> None:
    (keys / "master-1.key").rename(keys / "master-2.key")
    write(keys / "primary", "2\n")


def replaced_by_a_new_folder(keys: Path) -> None:
    shutil.rmtree(keys)
    crypto.create_keys_folder(keys)


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (wrong_master, "master-1 is wrong"),
        (wrong_audit, "audit is wrong"),
        (no_master, "primary names master key '1'"),
        (no_audit, "audit.key is missing"),
        (no_primary, "primary is missing"),
        (primary_of_another, "master key '2'"),
        (short_key, "master-1.key is not a 32-byte key"),
        (no_base64, "master-1.key is damaged"),
        (no_ascii, "audit.key is missing from the keys folder or unreadable"),
        (odd_name, "master-one.key is not the name"),
        (empty, "primary is missing"),
        (gone, "is missing. Restore it from escrow"),
        (readable_folder, "can be read by others"),
        (readable_key, "audit.key can be read by others"),
        (replaced_by_a_new_folder, "audit is wrong"),
        (swapped, "audit is wrong"),
        (primary_of_nothing, "primary names master key ''"),
        (cut_short, "master-1.key is (damaged|not)"),
        (one_bit_off, "audit is wrong"),
        (renamed, "master-1 is missing"),
    ],
)
def test_a_start_with_a_bad_keys_folder_is_refused_and_names_the_key(keys: Path, spoil, named: str) -> None:
    spoil(keys)
    with pytest.raises(StartRefused, match=named):
        start(keys)


def test_two_master_keys_that_changed_places_are_named(keys: Path) -> None:
    write(keys / "master-2.key", another_key())
    crypto.bind_keyring(crypto.read_keys_folder(keys))
    with db.transaction() as session:
        crypto.know_master(session, 2)
    one, two = (keys / f"master-{version}.key" for version in (1, 2))
    kept = one.read_text()
    write(one, two.read_text())
    write(two, kept)
    with pytest.raises(StartRefused, match="master-1 is wrong"):
        start(keys)


def test_a_master_key_left_out_while_it_still_wraps_is_named(keys: Path) -> None:
    write(keys / "master-2.key", another_key())
    write(keys / "primary", "2\n")
    crypto.bind_keyring(crypto.read_keys_folder(keys))
    with db.transaction() as session:
        crypto.know_master(session, 2)
    start(keys)
    (keys / "master-1.key").unlink()
    with pytest.raises(StartRefused, match="master-1 is missing"):
        start(keys)


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        (delete(SecretKey).where(SecretKey.name == "index"), "index is missing"),
        (delete(SecretKey).where(SecretKey.name == "idempotency"), "idempotency is missing"),
        (delete(KeyCheck).where(KeyCheck.name == "master-1"), "master-1 has no known answer"),
        (delete(KeyCheck).where(KeyCheck.name == "audit"), "audit has no known answer"),
        (delete(KeyCheck), "no known answers yet"),
        (sqlalchemy.update(SecretKey).values(wrapped=b"\x00" * 60), "does not open under master-1"),
    ],
    ids=[
        "no index key",
        "no idempotency key",
        "no answer for master-1",
        "no answer for audit",
        "no answers",
        "damaged",
    ],
)
def test_half_a_keyset_in_the_database_is_refused_and_named(keys: Path, lost, named: str) -> None:
    with db.transaction() as session:
        session.execute(lost)
    with pytest.raises(StartRefused, match=named):
        start(keys)


@pytest.mark.parametrize("left", [DataKey, SecretKey])
def test_no_key_is_ever_made_where_data_exist(keys: Path, left: type) -> None:
    with db.transaction() as session:
        session.execute(delete(KeyCheck))
        if left is DataKey:
            session.execute(delete(SecretKey))
    with pytest.raises(StartRefused, match="Restore key_checks"), db.transaction() as session:
        crypto.install_keys(session)


def test_installing_twice_changes_nothing(keys: Path) -> None:
    with db.reading() as session:
        before = session.execute(select(SecretKey.name, SecretKey.wrapped).order_by(SecretKey.name)).all()
    with db.transaction() as session:
        crypto.install_keys(session)
    with db.reading() as session:
        assert session.execute(select(SecretKey.name, SecretKey.wrapped).order_by(SecretKey.name)).all() == before


def test_a_keys_folder_is_never_written_over(keys: Path) -> None:
    with pytest.raises(StartRefused, match="No key is ever written over"):
        crypto.create_keys_folder(keys)


def test_a_destroyed_key_stays_as_a_tombstone_and_needs_no_master(keys: Path) -> None:
    with db.transaction() as session:
        person = session.scalars(select(Person)).one()
        crypto.destroy_key(person.key)
        leaf(session)
    start(keys)
    with db.reading() as session:
        held = session.scalars(select(Person)).one()
        assert held.key.destroyed_at is not None
        with pytest.raises(Unavailable, match="has been erased"):
            _ = held.forename


def test_a_new_folder_is_closed_to_others(tmp_path: Path) -> None:
    crypto.create_keys_folder(tmp_path / "new")
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "new", *(tmp_path / "new").iterdir())} == {0}
