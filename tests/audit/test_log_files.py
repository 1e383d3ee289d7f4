"""The log in files: each is checked by itself, by several processes, and what lies between two of them is compared."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import text

from hub.audit import verifier
from tests.audit.evidence import Evidence, checked, place, slot_of
from tests.audit.tampering import rewrite

pytestmark = pytest.mark.both_engines


def test_the_log_is_in_files_of_so_many_entries_each_a_line_that_ends_with_its_leaf(evidence: Evidence) -> None:
    evidence.checked()
    files = sorted((evidence.folder / "bundle-1" / "log").iterdir())
    assert [(file.name, len(file.read_bytes().splitlines())) for file in files] == [
        ("000000000000.txt", 4), ("000000000004.txt", 4), ("000000000008.txt", 2)
    ]  # fmt: skip
    line = files[1].read_bytes().splitlines()[0]
    with evidence.engine.connect() as connection:
        leaf, mark = connection.execute(text("SELECT body, mac FROM audit_leaves WHERE seq = 5")).one()
    assert line.split(b" ", 9)[:4] == [b"4", b"%d" % slot_of(evidence), b"5", b"1"]
    assert line.split(b" ", 9)[8:] == [bytes(mark).hex().encode(), bytes(leaf)]


def test_many_processes_say_what_one_says(evidence: Evidence) -> None:
    evidence.checked()
    assert checked(evidence.folder / "bundle-1", processes=3) == checked(evidence.folder / "bundle-1")
    evidence.change(lambda connection: rewrite(connection, 6, b'"kind":"operator"', b'"kind":"officer_"'))
    one = evidence.checked()
    assert [fault.where for fault in one.faults[:1]] == [place(evidence, 5)]
    assert checked(evidence.folder / "bundle-2", processes=3) == one


def test_a_process_that_dies_is_not_taken_for_a_log_that_is_whole_or_not(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence.checked()
    monkeypatch.setattr(verifier.Piece, "grow", lambda *_: os._exit(0))
    with pytest.raises(OSError, match="ended from outside"):
        checked(evidence.folder / "bundle-1", processes=3)


def test_an_edited_leaf_is_found_wherever_in_a_file_it_stands(evidence: Evidence) -> None:
    for index in (9, 8, 7, 4, 3, 0):
        seq = index + 1
        evidence.change(
            lambda connection, seq=seq: rewrite(connection, seq, b'"kind":"operator"', b'"kind":"officer_"')
        )
        assert evidence.first() == ("leaf_changed", place(evidence, index))


def test_a_file_of_the_log_that_is_gone_or_has_changed_places_is_found(evidence: Evidence) -> None:
    def first() -> tuple[str, str]:
        fault = checked(evidence.folder / "bundle-1").faults[0]
        return fault.kind, fault.where

    evidence.checked()
    _, second, third = sorted((evidence.folder / "bundle-1" / "log").iterdir())
    one, other = second.read_bytes(), third.read_bytes()
    third.unlink()
    assert first() == ("log_shorter", "checkpoint of 10 in epoch 1")
    third.write_bytes(one)
    second.write_bytes(other)
    assert first() == ("entry_missing", "entry 4")
    second.unlink()
    third.write_bytes(other)
    assert first() == ("entry_missing", "entry 4")
    third.unlink()
    second.write_bytes(one + other)
    assert first() == ("log_changed", "checkpoint of 10 in epoch 1")


def renumbered(line: bytes) -> bytes:
    index, rest = line.split(b" ", 1)
    return b"%d %b" % (int(index) - 1, rest)


def between_files(evidence: Evidence) -> set[tuple[str, str]]:
    """What is found when the first entry of the second file is left out and the later ones move down."""
    evidence.checked()
    folder = evidence.folder / "bundle-1"
    files = sorted((folder / "log").iterdir())
    lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]
    moved = lines[:4] + [renumbered(line) for line in lines[5:]]
    for number, file in enumerate(files):
        file.write_bytes(b"".join(moved[number * 4 : number * 4 + 4]))
    return {(fault.kind, fault.where) for fault in checked(folder).faults}


def test_a_number_left_out_between_two_files_is_found(evidence: Evidence) -> None:
    assert ("leaf_missing", place(evidence, 4)) in between_files(evidence)


def test_a_check_that_does_not_compare_one_file_with_the_next_is_found_out(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: each file is checked by itself alone."""
    together = verifier.Checker._put_together

    def alone(checker: verifier.Checker, piece: verifier.Piece, faults: list[tuple[int, verifier.Fault]]) -> None:
        piece.leaves.firsts.clear()
        together(checker, piece, faults)

    monkeypatch.setattr(verifier.Checker, "_put_together", alone)
    assert ("leaf_missing", place(evidence, 4)) not in between_files(evidence)
