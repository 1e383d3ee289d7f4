"""Whatever is wrong with a backup is found before a single statement is sent to the database that would take it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import inspect

from hub import backups, crypto, db
from hub.actor import OPERATOR
from hub.backups import BackupRefused, checking
from tests.backups.keeper import Keeper, writes_counted

Empty = Callable[[], sqlalchemy.Engine]
Damage = Callable[[Path], None]


def flipped(name: str, place: float) -> Damage:
    """One byte of a file, so far into it, has another value."""

    def damage(folder: Path) -> None:
        held = bytearray((folder / name).read_bytes())
        held[min(int(len(held) * place), len(held) - 1)] ^= 0x01
        (folder / name).write_bytes(held)

    return damage


def cut(name: str, left: float) -> Damage:
    """The file ends early."""

    def damage(folder: Path) -> None:
        held = (folder / name).read_bytes()
        (folder / name).write_bytes(held[: int(len(held) * left)])

    return damage


def without(name: str) -> Damage:
    return lambda folder: (folder / name).unlink()


def parts_swapped(folder: Path) -> None:
    records, keys = folder / "records.age", folder / "keys.age"
    held = records.read_bytes()
    records.write_bytes(keys.read_bytes())
    keys.write_bytes(held)


def told_otherwise(folder: Path) -> None:
    """The manifest tells of other rows, its authenticator left as it was."""
    told = json.loads((folder / "manifest.json").read_text())
    told["manifest"]["tables"]["officers"]["rows"] += 1
    (folder / "manifest.json").write_text(json.dumps(told))


DAMAGES: dict[str, Damage] = {
    **{
        f"{name} flipped at {place}": flipped(name, place)
        for name in ("records.age", "keys.age")
        for place in (0, 0.05, 0.5, 1)
    },
    **{
        f"{name} cut to {left}": cut(name, left)
        for name in ("records.age", "keys.age", "manifest.json")
        for left in (0, 0.3, 0.99)
    },
    **{f"{name} is gone": without(name) for name in ("records.age", "keys.age", "destroyed.txt", "manifest.json")},
    "manifest flipped": flipped("manifest.json", 0.4),
    "a destroyed key struck off the list": lambda folder: (folder / "destroyed.txt").write_text("\n"),
    "parts swapped": parts_swapped,
    "manifest changed": told_otherwise,
}


def is_refused_untouched(keeper: Keeper, engine: sqlalchemy.Engine, folder: Path, newest: Path | None = None) -> bool:
    """Whether restoring is refused with nothing sent to the database but looks."""
    with writes_counted(engine) as sent:
        try:
            keeper.restore(folder, newest)
        except Exception:
            return sent == []
    return False


def test_every_damage_is_found_before_anything_is_written(keeper: Keeper, empty: Empty) -> None:
    folder = keeper.back_up()
    engine = empty()
    for number, (words, damage) in enumerate(DAMAGES.items()):
        copy = shutil.copytree(folder, folder.parent / str(number))
        damage(copy)
        assert is_refused_untouched(keeper, engine, copy), words
    assert inspect(engine).get_table_names() == []
    keeper.restore(folder)


def test_a_restore_that_does_not_look_first_is_caught(
    keeper: Keeper, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = keeper.back_up()
    good = backups.check(folder, folder, identity=keeper.identity)
    cut("records.age", 0.9)(folder)
    engine = empty()
    monkeypatch.setattr(backups, "check", lambda *_folders, identity: good)
    assert not is_refused_untouched(keeper, engine, folder)


@pytest.mark.parametrize("defect", ["_same_file", "_refuse_older"])
def test_each_look_is_needed(keeper: Keeper, empty: Empty, monkeypatch: pytest.MonkeyPatch, defect: str) -> None:
    """Without it one of the damages gets through, so the test above sees it."""
    older = keeper.back_up()
    keeper.receive()
    newer = keeper.back_up("two")
    (older / "destroyed.txt").write_text("\n")
    monkeypatch.setattr(checking, defect, lambda *_told: None)
    folder, newest = (older, older) if defect == "_same_file" else (newer, older)
    if defect == "_refuse_older":
        (older / "destroyed.txt").write_text("")
    engine = empty()
    assert not is_refused_untouched(keeper, engine, folder, newest)


def test_keys_older_than_the_records_are_refused(keeper: Keeper, empty: Empty) -> None:
    older = keeper.back_up()
    keeper.receive()
    newer = keeper.back_up("two")
    assert is_refused_untouched(keeper, empty(), newer, older)


def test_parts_of_two_backups_do_not_make_one(keeper: Keeper, empty: Empty) -> None:
    one, two = keeper.back_up(), keeper.back_up("two")
    shutil.copyfile(one / "records.age", two / "records.age")
    assert is_refused_untouched(keeper, empty(), two)


def test_another_key_opens_nothing(keeper: Keeper, empty: Empty, tmp_path: Path) -> None:
    folder = keeper.back_up()
    backups.new_identity(tmp_path / "other.key")
    keeper.identity = backups.read_identity(tmp_path / "other.key")
    assert is_refused_untouched(keeper, empty(), folder)


@pytest.mark.parametrize("file", ["audit.key", "master-1.key"])
def test_other_keys_in_the_keys_folder_are_found_out(keeper: Keeper, empty: Empty, tmp_path: Path, file: str) -> None:
    folder = keeper.back_up()
    other = tmp_path / "other"
    crypto.create_keys_folder(other)
    shutil.copyfile(other / file, keeper.world.settings.keys_folder / file)
    crypto.bind_keyring(crypto.read_keys_folder(keeper.world.settings.keys_folder))
    assert is_refused_untouched(keeper, empty(), folder)


def test_a_backup_of_another_schema_is_refused(keeper: Keeper, empty: Empty, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = keeper.back_up()
    monkeypatch.setattr(checking, "newest_revision", lambda: "9999")
    engine = empty()
    assert is_refused_untouched(keeper, engine, folder)
    with pytest.raises(BackupRefused, match="with the release that made it"):
        keeper.restore(folder)


@pytest.mark.both_engines
def test_nothing_is_restored_over_what_is_there(keeper: Keeper, engine: sqlalchemy.Engine) -> None:
    folder = keeper.back_up()
    assert is_refused_untouched(keeper, engine, folder)
    with pytest.raises(BackupRefused, match="not empty"):
        keeper.restore(folder)


@pytest.mark.both_engines
def test_rows_that_did_not_arrive_as_they_were_leave_nothing_behind(
    keeper: Keeper, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = keeper.back_up()
    engine = empty()
    checked = backups.check(folder, folder, identity=keeper.identity)
    checked.records.manifest.tables["officers"] = type(checked.records.manifest.tables["officers"])(1, "0" * 64)  # type: ignore[index]
    monkeypatch.setattr(checking.Source, "read", _read_without_looking)
    db.upgrade(engine)
    with pytest.raises(BackupRefused, match="did not arrive"), db.transaction() as session:
        backups.restore(session, checked, by=OPERATOR)
    backups.refuse_filled(engine)


def _read_without_looking(source: checking.Source, identity: object, take: checking.Take) -> None:
    reader = checking.PartReader(source.manifest.backup, source.part, take)
    checking.open_sealed(source.folder / f"{source.part}.age", identity, reader)  # type: ignore[arg-type]
    reader.close()


def test_what_a_backup_holds_cannot_be_read_without_its_key(keeper: Keeper) -> None:
    folder = keeper.back_up()
    for path in folder.iterdir():
        held = path.read_bytes()
        for word in (b"Samplewood", b"Rory", b"duty.worker", b"argon2", b"example.invalid"):
            assert word not in held, path.name
