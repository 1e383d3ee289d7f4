"""The keys in escrow: any two of three holders bring them back, one alone nothing, and a slip of the pen is noticed."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path

import pytest

from hub import crypto
from hub.audit import Action
from hub.cli import main
from hub.crypto.escrow import join_keys, shares_needed, split_keys
from hub.errors import StartRefused, Unprocessable
from tests.factories.hub_world import World, leaves
from tests.keys import held


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("escrow") / "keys"
    crypto.create_keys_folder(folder)
    crypto.add_master_file(folder)
    return folder


@pytest.fixture(scope="module")
def escrow(keys: Path) -> tuple[str, tuple[str, ...]]:
    return split_keys(keys, shares=3, needed=2)


@pytest.mark.parametrize("holders", list(itertools.permutations(range(3), 2)), ids=str)
def test_any_two_of_three_shares_bring_back_every_key(keys: Path, escrow, holders, tmp_path: Path) -> None:
    bundle, shares = escrow
    join_keys(bundle, [shares[holder] for holder in holders], tmp_path / "back")
    assert files(tmp_path / "back") == files(keys)
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "back", *(tmp_path / "back").iterdir())} == {0}


@pytest.mark.parametrize("given", [(), (0,), (0, 0), (0, 1, 2)], ids=["none", "one", "one twice", "one too many"])
def test_other_numbers_of_shares_bring_back_nothing(escrow, given, tmp_path: Path) -> None:
    bundle, shares = escrow
    with pytest.raises(Unprocessable):
        join_keys(bundle, [shares[each] for each in given], tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_shares_of_another_bundle_and_a_damaged_bundle_bring_back_nothing(keys: Path, escrow, tmp_path: Path) -> None:
    bundle, shares = escrow
    _, others = split_keys(keys, shares=3, needed=2)
    sealed = json.loads(bundle)["sealed"]
    damaged = json.dumps({"sealed": sealed[:-8] + ("A" * 8 if sealed[-8:] != "A" * 8 else "B" * 8)})
    for wrong, words in (
        (bundle, others[:2]),
        (bundle, (shares[0], others[1])),
        (damaged, shares[:2]),
        ("{}", shares[:2]),
    ):
        with pytest.raises(Unprocessable):
            join_keys(wrong, words, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_every_single_mistyped_word_is_caught(escrow) -> None:
    words = escrow[1][0].split()
    for place in range(len(words)):
        for wrong in ("academic", "zero", "safegaurd"):
            if words[place] != wrong:
                with pytest.raises(Unprocessable, match="Check what"):
                    shares_needed(" ".join([*words[:place], wrong, *words[place + 1 :]]))
    for swapped in range(len(words) - 1):
        if words[swapped] != words[swapped + 1]:
            told = [*words[:swapped], words[swapped + 1], words[swapped], *words[swapped + 2 :]]
            with pytest.raises(Unprocessable):
                shares_needed(" ".join(told))
    assert shares_needed(" ".join(words)) == 2


def test_neither_the_bundle_nor_a_share_holds_a_key(keys: Path, escrow) -> None:
    texts = " ".join((escrow[0], *escrow[1]))
    assert [name for name, text in files(keys).items() if len(text) > 20 and text.strip() in texts] == []


@pytest.mark.parametrize(("shares", "needed"), [(3, 1), (1, 1), (2, 3), (17, 2)])
def test_numbers_that_keep_nothing_safe_are_refused(keys: Path, shares: int, needed: int) -> None:
    with pytest.raises(Unprocessable):
        split_keys(keys, shares=shares, needed=needed)


def test_keys_that_are_there_are_not_written_over(keys: Path, escrow) -> None:
    with pytest.raises(StartRefused, match="No key is ever written over"):
        join_keys(escrow[0], escrow[1][:2], keys)


def shares_in(said: str) -> list[str]:
    return [line for line in said.splitlines() if len(line.split()) == 33 and not line.startswith("Share")]


def test_the_command_splits_and_brings_back_and_leaves_its_leaf(
    hub: held.Hub, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, folder = tmp_path / "bundle", world.settings.keys_folder
    before = files(folder)
    code, said, _ = hub("escrow", "split", "--bundle", str(bundle))
    shares = shares_in(said)
    assert (code, len(set(shares)), bundle.stat().st_mode & 0o077) == (0, 3, 0)
    assert [leaf["counts"] for leaf in leaves(Action.KEYS_SHARED_OUT)] == [{"needed": 2, "shares": 3}]
    assert hub("escrow", "split", "--bundle", str(bundle))[0] == 2
    folder.rename(tmp_path / "lost")
    assert main(["keys", "status"]) == 78
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{shares[2]}\n{shares[0].upper()}\n"))
    assert hub("escrow", "combine", "--bundle", str(bundle))[0] == 0
    assert files(folder) == before
    assert hub("status")[0] == 0


@pytest.mark.parametrize("typed", ["", "one share", "academic " * 33])
def test_the_command_refuses_what_is_typed_wrong_and_repeats_none_of_it(
    hub: held.Hub, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    shares = shares_in(hub("escrow", "split", "--bundle", str(tmp_path / "bundle"))[1])
    world.settings.keys_folder.rename(tmp_path / "lost")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{shares[0]}\n{typed}"))
    code, said, complained = hub("escrow", "combine", "--bundle", str(tmp_path / "bundle"))
    assert (code, world.settings.keys_folder.exists()) == (2, False)
    assert not {"academic", *shares[0].split()} & {*said.split(), *complained.split()} - {"the", "a", "of", "is"}
