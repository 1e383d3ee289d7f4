"""A file of the spool: on stable storage before anybody is told, sealed, bound to its name, and never half there."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from hub import crypto, spool
from hub.crypto import Unsealable
from hub.db import read_reference
from hub.errors import StartRefused
from hub.spool import NotKept, Waiting, keeping, pacing
from hub.spool import folder as spool_folder

AT = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)
TOLD = Waiting(
    client="agency:1",
    key="k",
    document={"narrative": "Rory was outside alone."},
    strict=True,
    kept_at=AT,
    token_id="7",
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    crypto.bind_keyring(crypto.create_keys_folder(tmp_path / "keys"))
    spool.prepare_folder(tmp_path / "spool")
    yield tmp_path / "spool"
    crypto.unbind_keyring()


def keep(folder: Path, told: Waiting = TOLD) -> str:
    return spool.keep(folder, told, by_pass="a pass")


def test_what_is_kept_opens_again_as_it_was_and_says_nothing_to_who_has_no_keys(folder: Path) -> None:
    receipt = keep(folder)
    (entry,) = spool.waiting(folder)
    assert spool.open_entry(entry) == TOLD
    assert (entry.receipt, entry.kept_at) == (receipt, AT)
    assert read_reference(receipt) == receipt
    assert b"Rory" not in entry.path.read_bytes()
    assert b"agency" not in entry.path.read_bytes()
    assert stat.S_IMODE(entry.path.stat().st_mode) == 0o600
    assert "Rory" not in repr(TOLD)


def test_the_same_words_under_the_same_key_are_one_file_and_other_words_another(folder: Path) -> None:
    assert keep(folder) == keep(folder, replace(TOLD, kept_at=AT + timedelta(minutes=1)))
    assert keep(folder, replace(TOLD, key="l")) != keep(folder)
    assert keep(folder, replace(TOLD, document={"narrative": "Other words"})) != keep(folder)
    assert spool.status(folder).waiting == 3


def test_one_that_is_held_is_not_kept_a_second_time(folder: Path) -> None:
    receipt = keep(folder)
    spool.hold(spool.waiting(folder)[0], "sender")
    assert keep(folder) == receipt
    assert (spool.status(folder).waiting, spool.status(folder).held) == (0, 1)


def _renamed(path: Path) -> Path:
    return path.rename(path.with_name("0" * 32 + ".spool"))


def _head_changed(path: Path) -> Path:
    path.write_bytes(path.read_bytes().replace(b"2026-11-23", b"2026-11-22", 1))
    return path


def _cut_short(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-1])
    return path


def _emptied(path: Path) -> Path:
    path.write_bytes(b"")
    return path


@pytest.mark.parametrize("spoil", [_renamed, _head_changed, _cut_short, _emptied])
def test_a_file_that_was_changed_or_renamed_does_not_open(folder: Path, spoil: Callable[[Path], Path]) -> None:
    keep(folder)
    path = spoil(spool.waiting(folder)[0].path)
    (entry,) = spool.waiting(folder)
    assert entry.path == path
    with pytest.raises(Unsealable):
        spool.open_entry(entry)


def test_it_opens_under_no_other_keys(folder: Path, tmp_path: Path) -> None:
    keep(folder)
    crypto.bind_keyring(crypto.create_keys_folder(tmp_path / "other"))
    with pytest.raises(Unsealable):
        spool.open_entry(spool.waiting(folder)[0])


class Spy:
    """Notes in which order the operating system was asked for what."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        real_write, real_sync, real_rename = os.write, os.fsync, Path.rename
        monkeypatch.setattr(os, "write", lambda *a: self._note("write", real_write, *a))
        monkeypatch.setattr(os, "fsync", lambda handle: self._note(self._what(handle), real_sync, handle))
        monkeypatch.setattr(Path, "rename", lambda *a: self._note("rename", real_rename, *a))

    @staticmethod
    def _what(handle: int) -> str:
        return "sync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync file"

    def _note(self, what: str, do: Callable[..., Any], *given: Any) -> Any:
        self.asked.append(what)
        return do(*given)


IN_ORDER = ["write", "sync file", "rename", "sync folder"]


def test_everything_is_synced_in_order_before_the_receipt_is_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = Spy(monkeypatch)
    keep(folder)
    assert spy.asked == IN_ORDER
    keep(folder)
    assert spy.asked == [*IN_ORDER, "sync folder"], "a file found there may not have been synced by whoever wrote it"


def test_a_spool_that_syncs_too_late_is_caught(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(folder: Path, name: str, whole: bytes) -> None:
        (folder / f"{name}.spool").write_bytes(whole)

    monkeypatch.setattr(keeping, "_write", careless)
    spy = Spy(monkeypatch)
    keep(folder)
    assert spy.asked != IN_ORDER


@pytest.mark.parametrize("fails", ["write", "fsync", "rename", "sync folder"])
def test_a_disk_that_fails_or_is_full_keeps_nothing_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        if fails == "sync folder":
            broken.setattr(keeping, "sync", no_room)
        else:
            broken.setattr(Path if fails == "rename" else os, fails, no_room)
        with pytest.raises(NotKept):
            keep(folder)
    assert not list(folder.glob(".*.part"))
    if fails != "sync folder":
        assert spool.waiting(folder) == []
    assert keep(folder)
    assert len(spool.waiting(folder)) == 1


@pytest.mark.parametrize("limit", ["MOST_FILE_BYTES", "MOST_SPOOL_BYTES"])
def test_what_is_too_large_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(keeping, limit, 100)
    with pytest.raises(NotKept):
        keep(folder)
    assert spool.waiting(folder) == []


def test_a_half_that_was_never_finished_is_cleared_once_it_is_old_and_never_counted(folder: Path) -> None:
    half = folder / f".{'a' * 32}.1234.part"
    half.write_bytes(b"half")
    spool.let_go(folder, older_than=timedelta(days=1))
    assert half.exists()
    assert spool.status(folder).state == "empty"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        spool.let_go(folder, older_than=timedelta(days=1))
    assert not half.exists()


def test_the_state_says_what_waits_since_when_and_when_it_fills(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(folder)
    keep(folder, replace(TOLD, key="l", kept_at=AT + timedelta(minutes=5)))
    with time_machine.travel(AT + timedelta(minutes=7), tick=False):
        now = spool.status(folder)
        assert (now.state, now.waiting, now.oldest_at, now.oldest_seconds) == ("waiting", 2, AT, 420)
    spool.hold(spool.waiting(folder)[0], "refused")
    assert spool.status(folder).state == "held"
    monkeypatch.setattr(spool_folder, "FULL_BYTES", 10)
    assert spool.status(folder).state == "nearly_full"


def test_the_order_is_that_of_keeping_and_an_unreadable_head_comes_first(folder: Path) -> None:
    keep(folder, replace(TOLD, kept_at=AT + timedelta(minutes=1)))
    keep(folder, replace(TOLD, key="l"))
    (folder / f"{'b' * 32}.spool").write_bytes(b"not a head")
    assert [each.kept_at for each in spool.waiting(folder)] == [None, AT, AT + timedelta(minutes=1)]


def test_a_folder_that_others_can_read_is_refused(folder: Path) -> None:
    folder.chmod(0o750)
    with pytest.raises(StartRefused, match="can be read by others"):
        spool.prepare_folder(folder)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StartRefused, match="HUB_SPOOL_FOLDER"):
        spool.prepare_folder(tmp_path / "file" / "spool")


def test_only_one_process_empties_a_folder(folder: Path) -> None:
    with spool.turn(folder) as first, spool.turn(folder) as second:
        assert (first, second) == (True, False)


def test_the_open_part_names_nobody(folder: Path) -> None:
    keep(folder)
    head = json.loads(spool.waiting(folder)[0].path.read_bytes().partition(b"\n")[0])
    assert head.keys() == {"format", "id", "at", "key", "pass"}


def test_one_pass_that_sends_very_much_is_slowed_and_not_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("hub.spool.keeping.time.sleep", waited.append)
    for number in range(pacing.AT_ONCE + 2):
        spool.keep(folder, replace(TOLD, key=str(number)), by_pass="a busy pass")
    spool.keep(folder, TOLD, by_pass="another pass")
    assert waited == [0.0] * pacing.AT_ONCE + [pacing.WAIT_SECONDS] * 2 + [0.0]
    assert spool.status(folder).waiting == pacing.AT_ONCE + 3
