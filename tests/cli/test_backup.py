"""Backing up and restoring from the command line; the drill is the one that the operators' guide tells."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from hub import clock, crypto, db
from hub.audit import Action
from hub.people import NewPerson, Person, enter
from tests.audit.council import leaf
from tests.cli.conftest import Command
from tests.factories.hub_world import leaves
from tests.house import tree

GUIDE = Path("docs/operators.md")
A_YEAR = "365"


def drill() -> list[tuple[dict[str, str], list[str]]]:
    """The commands of the guide's drill, each with the settings before it."""
    section = tree.text(GUIDE).split("### The drill\n")[1].split("\n#")[0]
    found = []
    for line in re.findall(r"^ {4}(.+)$", section, re.MULTILINE):
        before, _, words = line.partition("hub ")
        found.append((dict(each.split("=", 1) for each in before.split()), words.split()))
    return found


def some_people() -> set[UUID]:
    """Three people are held; their ids."""
    with db.transaction() as session:
        people = [enter(session, NewPerson(forename="Rory", surname="Samplewood"), at=clock.now()) for _ in range(3)]
        leaf(session)
        return {person.id for person in people}


def test_the_drill_of_the_guide_is_what_it_says(
    ready_hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ids = some_people()
    commands = drill()
    steps = ["backup-key", "backup", "keys", "backup", "audit", "restore", "restore", "db", "keys", "audit"]
    assert [words[0] for _, words in commands] == steps
    for settings, words in commands:
        words = ["0" if each == A_YEAR else each for each in words]  # the hub here is of today
        for name in settings:
            monkeypatch.setenv(name, f"sqlite:///{tmp_path / 'drill.db'}")
        assert ready_hub(*words) == 0, f"{' '.join(words)}: {ready_hub.said}{ready_hub.complained}"
        if words[0] == "backup-key":
            monkeypatch.setenv(*ready_hub.said.splitlines()[0].split("=", 1))
        if words == ["audit", "checkpoint"]:
            Path("checkpoints.txt").write_text(ready_hub.said, encoding="utf-8")
    assert db.bound_engine().url.database == str(tmp_path / "drill.db")
    assert len(leaves(Action.KEYS_INSTALLED)) == 1
    assert len(leaves(Action.BACKUP_RESTORED)) == 1
    with db.reading() as session:
        assert {person.id: person.forename for person in session.scalars(select(Person))} == dict.fromkeys(ids, "Rory")


def restored_elsewhere(
    hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *words: str, newest: str = "b"
) -> str:
    """Backup b is restored into a database of its own; what the command said."""
    number = len(list(tmp_path.glob("elsewhere-*.db")))
    monkeypatch.setenv("HUB_DATABASE_URL", f"sqlite:///{tmp_path / f'elsewhere-{number}.db'}")
    given = (str(tmp_path / "b"), "--newest", str(tmp_path / newest), "--identity", str(tmp_path / "one.key"))
    assert hub("restore", *given, *words) == 0, hub.said + hub.complained
    return hub.said


def checkpoint(hub: Command, kept: Path) -> None:
    """The newest checkpoint stands behind those that are kept."""
    assert hub("audit", "checkpoint") == 0
    with kept.open("a", encoding="utf-8") as file:
        file.write(f"{hub.said}\n")


def test_what_was_witnessed_after_the_newest_backup_is_told_by_the_restore_and_the_trail_is_whole(
    ready_hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_hub("backup-key", str(tmp_path / "one.key"))
    monkeypatch.setenv(*ready_hub.said.splitlines()[0].split("=", 1))
    kept = tmp_path / "kept.txt"
    checkpoint(ready_hub, kept)
    assert ready_hub("backup", str(tmp_path / "b")) == 0
    checkpoint(ready_hub, kept)
    assert "before anybody works restore again" in restored_elsewhere(ready_hub, tmp_path, monkeypatch)
    ready_hub("audit", "checkpoint")
    assert ready_hub("audit", "verify", "--trusted", str(kept)) == 1
    assert ready_hub.said.startswith("rolled_back: ")
    assert "No checkpoints" not in restored_elsewhere(ready_hub, tmp_path, monkeypatch, "--witnessed", str(kept))
    checkpoint(ready_hub, kept)
    assert ready_hub("audit", "verify", "--trusted", str(kept), "--json") == 0
    assert (ready_hub.json["faults"], ready_hub.json["kept"]) == ([], 3)
    assert ready_hub("backup", str(tmp_path / "later")) == 0
    restored_elsewhere(ready_hub, tmp_path, monkeypatch, "--witnessed", str(kept), newest="later")
    checkpoint(ready_hub, kept)
    assert ready_hub("audit", "verify", "--trusted", str(kept), "--json") == 0, "the same backup once more"
    assert ready_hub.json["kept"] == 4


def test_a_restore_takes_no_witness_in_which_nothing_is_found(
    hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("hello")
    asked = ("restore", "b", "--newest", "b", "--identity", "one.key", "--witnessed")
    for file in (nothing, tmp_path / "not there"):
        assert hub(*asked, str(file)) == 2
    assert "cannot be read" in hub.complained
    assert not (tmp_path / "var" / "data").exists()


def test_a_backup_needs_somebody_to_be_sealed_for(ready_hub: Command, tmp_path: Path) -> None:
    assert ready_hub("backup", str(tmp_path / "b")) == 2
    assert "HUB_BACKUP_RECIPIENT" in ready_hub.complained
    assert not (tmp_path / "b").exists()
    assert leaves(Action.BACKUP_MADE) == []


def test_how_many_records_stay_shut_is_said(
    ready_hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_hub("backup-key", str(tmp_path / "one.key"))
    monkeypatch.setenv(*ready_hub.said.splitlines()[0].split("=", 1))
    erased, *_ = some_people()
    older, newest = str(tmp_path / "older"), str(tmp_path / "newest")
    assert ready_hub("backup", older) == 0
    assert ready_hub("keys", "rotate", "data", "--older-than", "0") == 0
    with db.transaction() as session:
        crypto.destroy_key(session.get_one(Person, erased).key)
        leaf(session)
    assert ready_hub("backup", newest) == 0
    asked = ("restore", older, "--newest", newest, "--identity", str(tmp_path / "one.key"), "--check")
    assert ready_hub(*asked) == 0
    assert ready_hub.said.splitlines()[1:] == ["Records that stay shut because they were erased: 1."]
    shutil.move(tmp_path / "older" / "keys.age", tmp_path / "aside.age")
    assert ready_hub(*asked) == 1
    assert "2 records would stay shut" in ready_hub.said
    assert ready_hub(*asked, "--leave-shut") == 0
    assert "because their keys are in no backup that was named: 2." in ready_hub.said


@pytest.mark.parametrize("place", ["nowhere/b", "there", "there/b"])
def test_a_backup_that_has_no_place_is_told_in_words_and_not_in_the_trail(
    ready_hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    ready_hub("backup-key", str(tmp_path / "one.key"))
    monkeypatch.setenv(*ready_hub.said.splitlines()[0].split("=", 1))
    (tmp_path / "there").write_text("a file")
    (tmp_path / "nowhere").symlink_to("/proc/nope")
    assert ready_hub("backup", str(tmp_path / place)) == 2
    assert "cannot be written" in ready_hub.complained
    assert leaves(Action.BACKUP_MADE) == []


def test_a_folder_with_files_in_it_takes_no_backup_and_the_trail_tells_of_none(
    ready_hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_hub("backup-key", str(tmp_path / "one.key"))
    monkeypatch.setenv(*ready_hub.said.splitlines()[0].split("=", 1))
    assert ready_hub("backup", str(tmp_path)) == 2
    assert leaves(Action.BACKUP_MADE) == []


def test_a_key_that_opens_backups_needs_a_folder_that_is_there(hub: Command, tmp_path: Path) -> None:
    assert hub("backup-key", str(tmp_path / "nodir" / "one.key")) == 2
    assert "cannot be written" in hub.complained


def test_checkpoints_under_a_key_from_after_the_backup_are_taken_with_that_key_in_the_folder(
    ready_hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_hub("backup-key", str(tmp_path / "one.key"))
    monkeypatch.setenv(*ready_hub.said.splitlines()[0].split("=", 1))
    kept, keys = tmp_path / "kept.txt", tmp_path / "var" / "keys"
    checkpoint(ready_hub, kept)
    assert ready_hub("backup", str(tmp_path / "b")) == 0
    for words in (("keys", "rotate", "checkpoint"), ("keys", "add")):
        assert ready_hub(*words) == 0
        checkpoint(ready_hub, kept)
    (keys / "old-checkpoint-1.key").rename(keys / "checkpoint.key")
    (keys / "checkpoint-2.key").rename(tmp_path / "aside.key")
    monkeypatch.setenv("HUB_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    asked = ("restore", str(tmp_path / "b"), "--newest", str(tmp_path / "b"), "--identity", str(tmp_path / "one.key"))
    assert ready_hub(*asked, "--witnessed", str(kept)) == 2
    assert "put the newer checkpoint-N.key into the folder as well" in ready_hub.complained
    (tmp_path / "aside.key").rename(keys / "checkpoint-2.key")
    assert ready_hub(*asked, "--witnessed", str(kept)) == 0
    assert ready_hub("audit", "checkpoint") == 0
    assert ready_hub("keys", "rotate", "checkpoint") == 0


def test_a_key_that_opens_backups_is_never_written_over(hub: Command, tmp_path: Path) -> None:
    assert hub("backup-key", str(tmp_path / "one.key")) == 0
    assert (tmp_path / "one.key").stat().st_mode & 0o077 == 0
    before = (tmp_path / "one.key").read_bytes()
    assert hub("backup-key", str(tmp_path / "one.key")) == 2
    assert (tmp_path / "one.key").read_bytes() == before


def test_a_restore_that_is_refused_ends_with_one_and_says_why(
    ready_hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready_hub("backup-key", str(tmp_path / "one.key")) == 0
    monkeypatch.setenv(*ready_hub.said.splitlines()[0].split("=", 1))
    folder = str(tmp_path / "b")
    assert ready_hub("backup", folder, "--json") == 0
    assert ready_hub.json["slots"] == {"1": len(leaves())}
    asked = ("restore", folder, "--newest", folder, "--identity", str(tmp_path / "one.key"))
    assert ready_hub(*asked) == 1
    assert "not empty" in ready_hub.said
    assert ready_hub(*asked, "--check") == 0
    (tmp_path / "b" / "records.age").write_bytes(b"")
    assert ready_hub(*asked, "--check") == 1
    assert "Refused; nothing was written." in ready_hub.said
