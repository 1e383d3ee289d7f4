"""Another key signs checkpoints: the old one hands over in a signed note, old notes stay good, and no third key gets between."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from hub import audit, crypto, db, oversight
from hub.actor import OPERATOR
from hub.audit import Action, AuditCheckpoint, AuditEpoch, verifier
from hub.audit.notes import Witnessed, checkpoint_note, key_id
from hub.audit.verifier import Report, is_signed
from hub.crypto import KeyCheck
from hub.errors import StartRefused, Unavailable
from tests.audit.tampering import as_owner
from tests.factories.hub_world import World, leaves
from tests.keys import held


def seal() -> str:
    """Everything that waits is sealed; the newest checkpoint."""
    with db.transaction() as session:
        audit.seal_pending(session, checkpoint_now=True)
    with db.reading() as session:
        newest = audit.newest_checkpoint(session)
    assert newest is not None
    return newest.note


def checked(folder: Path, *, trusted: str = "", public_key: bytes | None = None) -> Report:
    with db.reading() as session:
        audit.export_bundle(session, folder)
    return verifier.verify(
        folder, trusted=trusted or None, public_key=public_key, audit_key=crypto.bound_keyring().audit_key
    )


def rotate(hub: held.Hub) -> bytes:
    """The checkpoint key is changed by command; the new public key."""
    code, said, complained = hub("rotate", "checkpoint", "--json")
    assert code == 0, complained
    assert held.told(said)["version"] > 1
    return crypto.checkpoint_public_key()


def notes() -> list[str]:
    with db.reading() as session:
        rows = select(AuditCheckpoint.note).order_by(AuditCheckpoint.epoch, AuditCheckpoint.size)
        return list(session.scalars(rows))


@pytest.mark.both_engines
def test_the_new_key_signs_old_notes_stay_good_and_whoever_checks_is_told_which(
    hub: held.Hub, world: World, tmp_path: Path
) -> None:
    old, kept = crypto.checkpoint_public_key(), seal()
    new = rotate(hub)
    held.fill(1)
    after = seal()
    assert is_signed(kept, old)
    assert not is_signed(kept, new)
    assert (is_signed(after, new), is_signed(after, old)) == (True, False)
    for number, known in enumerate((old, new, None)):
        report = checked(tmp_path / f"bundle-{number}", trusted=f"{kept}\n{after}", public_key=known)
        assert report.faults == []
        assert report.keys == [base64.b64encode(key).decode() for key in (old, new)]
    assert f"Signed with the checkpoint key {report.keys[1]}" in verifier.told(report)


def test_the_first_checkpoint_under_the_new_key_is_signed_by_both(hub: held.Hub) -> None:
    old, _ = crypto.checkpoint_public_key(), seal()
    new = rotate(hub)
    both = [note for note in notes() if is_signed(note, old) and is_signed(note, new)]
    assert len(both) == 1
    assert both[0] == notes()[-1]
    (told,) = leaves(Action.CHECKPOINT_KEY_CHANGED)
    assert told["counts"] == {"version": 2}


def test_it_can_be_changed_again_and_again(hub: held.Hub, world: World, tmp_path: Path) -> None:
    first = crypto.checkpoint_public_key()
    seal()
    rotate(hub)
    rotate(hub)
    assert len(set(checked(tmp_path / "bundle", public_key=first).keys)) == 3
    files = {path.name for path in world.settings.keys_folder.glob("*checkpoint*")}
    assert files == {"old-checkpoint-1.key", "old-checkpoint-2.key", "checkpoint-3.key"}
    assert hub("status")[0] == 0


def test_the_old_key_signs_nothing_of_the_new_epoch(hub: held.Hub, engine: sqlalchemy.Engine, tmp_path: Path) -> None:
    ring = crypto.bound_keyring()
    seal()
    rotate(hub)
    held.fill(1)
    origin, size, root, *_ = seal().split("\n")
    crypto.bind_keyring(ring)
    forged = checkpoint_note(Witnessed(origin, int(size), base64.b64decode(root)))
    put = update(AuditCheckpoint).where(AuditCheckpoint.size == int(size)).values(note=forged)
    as_owner(engine)
    with engine.execution_options(hub_migration=True, hub_write=True).begin() as connection:
        connection.execute(put)
    faults = checked(tmp_path / "bundle").faults
    assert [each.kind for each in faults] == ["checkpoint_not_signed"]


def test_a_third_key_does_not_get_between_by_a_note_that_only_it_signed(
    hub: held.Hub, engine: sqlalchemy.Engine, tmp_path: Path
) -> None:
    old = crypto.checkpoint_public_key()
    seal()
    rotate(hub)
    thief = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
    public = thief.public_key().public_bytes_raw()
    with db.reading() as session:
        epoch = session.get_one(AuditEpoch, 2)
        said, origin = epoch.note.rpartition("\n\n")[0] + "\n", epoch.origin
    before, _, _ = said.rpartition("key ")
    said = f"{before}key {base64.b64encode(old).decode()} {base64.b64encode(public).decode()}\n"
    line = base64.b64encode(key_id(origin, public) + thief.sign(said.encode())).decode()
    as_owner(engine)
    with engine.execution_options(hub_migration=True, hub_write=True).begin() as connection:
        connection.execute(update(AuditEpoch).where(AuditEpoch.number == 2).values(note=f"{said}\n— {origin} {line}\n"))
    kinds = {each.kind for each in checked(tmp_path / "bundle", public_key=old).faults}
    assert "epoch_not_signed" in kinds


@pytest.mark.both_engines
def test_a_process_from_before_goes_on_with_the_new_key(hub: held.Hub, tmp_path: Path) -> None:
    """A worker read its keys once, at its start."""
    before = crypto.bound_keyring()
    seal()
    new = rotate(hub)
    crypto.bind_keyring(before)
    held.fill(1)
    assert is_signed(seal(), new)
    assert checked(tmp_path / "bundle").faults == []


@pytest.mark.both_engines
def test_a_sealer_that_was_at_work_meanwhile_collides_and_forks_nothing(hub: held.Hub, tmp_path: Path) -> None:
    seal()
    held.fill(1)
    with db.reading() as session:
        found = audit.find_unsealed(session)
    rotate(hub)
    with pytest.raises(IntegrityError), db.transaction() as session:
        audit.seal(session, found)
    held.fill(1)
    seal()
    assert checked(tmp_path / "bundle").faults == []


def test_a_machine_without_the_new_file_signs_nothing_and_does_not_start(hub: held.Hub, world: World) -> None:
    before, folder = replace(crypto.bound_keyring(), folder=None), world.settings.keys_folder
    seal()
    rotate(hub)
    held.fill(1)
    crypto.bind_keyring(before)
    with pytest.raises(Unavailable, match="Copy it here"):
        seal()
    (folder / "checkpoint-2.key").rename(folder / ".elsewhere")
    (folder / "old-checkpoint-1.key").rename(folder / "checkpoint.key")
    assert "checkpoint   wrong" in hub("status")[1]
    code, _, complained = hub("rotate", "checkpoint")
    assert (code, "The key checkpoint is wrong" in complained) == (78, True)


def test_the_next_key_is_made_first_where_machines_have_copies(hub: held.Hub, world: World) -> None:
    seal()
    old = crypto.checkpoint_public_key()
    assert held.told(hub("rotate", "checkpoint", "--prepare", "--json")[1]) == {"prepared": 2}
    assert held.told(hub("rotate", "checkpoint", "--prepare", "--json")[1]) == {"prepared": 2}
    held.fill(1)
    assert is_signed(seal(), old)
    waiting = (world.settings.keys_folder / "checkpoint-2.key").read_text()
    rotate(hub)
    assert (world.settings.keys_folder / "checkpoint-2.key").read_text() == waiting


def test_one_killed_before_the_old_file_is_put_away_starts_and_signs_by_the_new(hub: held.Hub, world: World) -> None:
    seal()
    folder = world.settings.keys_folder
    crypto.add_checkpoint_file(folder)
    crypto.bind_keyring(crypto.read_keys_folder(folder))
    with db.transaction() as session:
        oversight.change_checkpoint_key(session, 2, by=OPERATOR)
    assert hub("status")[0] == 0
    crypto.bind_keyring(crypto.read_keys_folder(folder))
    held.fill(1)
    note = seal()
    assert is_signed(note, crypto.checkpoint_public_key())
    assert (folder / "checkpoint.key").exists()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda path: path.unlink(), "The key checkpoint is missing"),
        (lambda path: path.write_text(base64.b64encode(b"o" * 32).decode()), "The key checkpoint is wrong"),
        (lambda path: path.write_text(path.read_text()[:20]), "checkpoint.key is"),
    ],
    ids=["missing", "wrong", "half"],
)
def test_a_start_without_the_right_checkpoint_key_refuses_and_names_it(
    hub: held.Hub, world: World, harm: object, words: str
) -> None:
    assert callable(harm)
    harm(world.settings.keys_folder / "checkpoint.key")
    code, _, complained = hub("rotate", "data")
    assert (code, words in complained) == (78, True), complained
    code, _, complained = hub("add-checkpoint-key")
    assert code == 78, "none is made where data exist"


def test_a_database_from_before_learns_its_checkpoint_key_once(hub: held.Hub) -> None:
    with db.transaction() as session:
        session.delete(session.get_one(KeyCheck, "checkpoint"))
    with db.reading() as session, pytest.raises(StartRefused, match="hub db upgrade"):
        crypto.prove_keys(session)
    with db.transaction() as session:
        crypto.install_keys(session)
    with db.reading() as session:
        crypto.prove_keys(session)
        known = session.scalar(text("SELECT answer FROM key_checks WHERE name = 'checkpoint'"))
    with db.transaction() as session:
        crypto.install_keys(session)
    with db.reading() as session:
        assert session.scalar(text("SELECT answer FROM key_checks WHERE name = 'checkpoint'")) == known


def test_the_change_is_checked_without_the_hub_too(hub: held.Hub, tmp_path: Path) -> None:
    kept = seal()
    size = int(kept.split("\n")[1])
    rotate(hub)
    with db.reading() as session:
        proof = audit.growth_proof(session, size, int(notes()[-1].split("\n")[1]))
    report = verifier.check_proof(json.loads(json.dumps(proof)), trusted=kept)
    assert (report.faults, len(report.keys)) == ([], 2)
