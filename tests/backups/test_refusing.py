"""Whatever is wrong with a backup is found before a single statement is sent to the database that would take it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
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


def test_each_look_is_needed(keeper: Keeper, empty: Empty, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a damage gets through, so the test above sees it."""
    older = keeper.back_up()
    keeper.receive()
    newer = keeper.back_up("two")
    with monkeypatch.context() as patched:
        patched.setattr(checking, "_refuse_older", lambda *_told: None)
        assert not is_refused_untouched(keeper, empty(), newer, older)
    (older / "destroyed.txt").write_text("\n")
    with monkeypatch.context() as patched:
        patched.setattr(checking, "_same_file", lambda *_told: None)
        assert not is_refused_untouched(keeper, empty(), older)


def test_what_does_not_belong_together_is_refused(
    keeper: Keeper, empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = keeper.back_up()
    keeper.receive()
    newer = keeper.back_up("two")
    engine = empty()
    assert is_refused_untouched(keeper, engine, newer, older), "keys older than the records"
    mixed = shutil.copytree(newer, tmp_path / "mixed")
    shutil.copyfile(older / "records.age", mixed / "records.age")
    assert is_refused_untouched(keeper, engine, mixed), "parts of two backups"
    backups.new_identity(tmp_path / "other.key")
    stranger = replace(keeper, identity=backups.read_identity(tmp_path / "other.key"))
    assert is_refused_untouched(stranger, engine, newer), "another key"
    with monkeypatch.context() as patched:
        patched.setattr(checking, "newest_revision", lambda: "9999")
        assert is_refused_untouched(keeper, engine, newer), "another release"
    crypto.create_keys_folder(tmp_path / "other")
    for file in ("audit.key", "master-1.key"):
        folder = shutil.copytree(keeper.world.settings.keys_folder, tmp_path / f"with-other-{file}")
        shutil.copyfile(tmp_path / "other" / file, folder / file)
        crypto.bind_keyring(crypto.read_keys_folder(folder))
        assert is_refused_untouched(keeper, engine, newer), file
    crypto.bind_keyring(crypto.read_keys_folder(keeper.world.settings.keys_folder))
    keeper.restore(newer)


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
