"""Whatever is changed in what was handed over is seen by the check beside it, and what it cannot show it says."""

from __future__ import annotations

import base64
import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.audit import record_verifier
from hub.jobs.sending import message_of
from hub.notices import checkpoint_mail
from tests.factories.hub_world import World
from tests.oversight.test_handing_over import concern as a_concern_looked_at
from tests.oversight.test_handing_over import handed_over

concern = a_concern_looked_at


def flip_leaf(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "leaves.jsonl").read_text().splitlines()]
    leaf = base64.b64decode(lines[0]["leaf"])
    lines[0]["leaf"] = base64.b64encode(leaf.replace(b'"format":"hub-leaf/1"', b'"format":"hub-leaf/2"')).decode()
    (folder / "leaves.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def change(name: str, old: str, new: str) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        held = (folder / name).read_text(encoding="utf-8")
        assert old in held
        (folder / name).write_text(held.replace(old, new, 1), encoding="utf-8")

    return changed


def flip_first_mark(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "leaves.jsonl").read_text().splitlines()]
    lines[0]["mark"] = f"{int(lines[0]['mark'][0], 16) ^ 1:x}" + lines[0]["mark"][1:]
    (folder / "leaves.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def take_a_leaf_away(folder: Path) -> None:
    lines = (folder / "leaves.jsonl").read_text().splitlines(keepends=True)
    (folder / "leaves.jsonl").write_text("".join(lines[:-1]))


def cell(column: str, words: str) -> Callable[[Path], None]:
    """The second row of the table says other words in a column."""

    def changed(folder: Path) -> None:
        with (folder / "who-looked.csv").open(encoding="utf-8-sig", newline="") as file:
            names, *rows = list(csv.reader(file))
        assert rows[1][names.index(column)] != words
        rows[1][names.index(column)] = words
        with (folder / "who-looked.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([names, *rows])

    return changed


def twice(folder: Path) -> None:
    """The last row stands there once more."""
    for name in ("leaves.jsonl", "who-looked.csv"):
        held = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        number, comma, rest = held[-1].partition(",")
        again = f"{int(number) + 1}{comma}{rest}" if name.endswith("csv") else held[-1]
        (folder / name).write_text("".join([*held, again]), encoding="utf-8")


def with_a_column_more(folder: Path) -> None:
    lines = (folder / "who-looked.csv").read_text(encoding="utf-8").splitlines()
    words = ["confirmed by", *["the court"] * (len(lines) - 1)]
    text = "\n".join(f"{line},{word}" for line, word in zip(lines, words, strict=True))
    (folder / "who-looked.csv").write_text(f"{text}\n", encoding="utf-8")


TOLD = ("row", "at", "actor", "action", "outcome", "shown", "why", "footing", "entry", "sealed")
TAMPERED: dict[str, Callable[[Path], None]] = {
    "a leaf": flip_leaf,
    "a mark": flip_first_mark,
    "a leaf taken away": take_a_leaf_away,
    "a place": change("leaves.jsonl", '"index": ', '"index": 1'),
    "the table": change("who-looked.csv", "concern_shown", "person_shown"),
    **{f"the column {name}": cell(name, "1999") for name in TOLD},
    "a row twice": twice,
    "a column more": with_a_column_more,
    "the checkpoint": change("checkpoint.txt", "safeguarding-hub/", "safeguarding-huc/"),
    "the record it is about": change("about.json", '"concern"', '"person"'),
}


def test_whatever_is_changed_is_seen(world: World, concern: str, tmp_path: Path) -> None:
    folder = handed_over(world, concern, tmp_path)
    assert record_verifier.verify(folder).faults == []
    for name, tamper in TAMPERED.items():
        tamper(copy := Path(shutil.copytree(folder, tmp_path / name)))
        assert record_verifier.verify(copy).faults != [], name


def altered_and_unsealed(folder: Path) -> None:
    """A leaf says another thing and is marked as one that was too new to be sealed; the table follows."""
    lines = [json.loads(line) for line in (folder / "leaves.jsonl").read_text().splitlines()]
    leaf = json.loads(base64.b64decode(lines[1]["leaf"]))
    leaf["purpose"] = "curiosity"
    lines[1] |= {"index": None, "sealed_at": "", "leaf": base64.b64encode(json.dumps(leaf).encode()).decode()}
    (folder / "leaves.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    for column, words in (("why", "curiosity"), ("entry", ""), ("sealed", "not yet")):
        cell(column, words)(folder)


def test_a_leaf_altered_and_called_too_new_is_named_as_not_proven(world: World, concern: str, tmp_path: Path) -> None:
    folder = handed_over(world, concern, tmp_path)
    altered_and_unsealed(folder)
    report = record_verifier.verify(folder)
    assert report.waiting[0] == 2
    assert "NOT proven at all: row 2, " in record_verifier.told(report)


def test_a_check_that_compares_four_columns_would_miss_the_others(
    world: World, concern: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: columns that are compared with nothing."""
    folder, whole = handed_over(world, concern, tmp_path), record_verifier.columns_of
    cell("why", "1999")(folder)
    assert record_verifier.verify(folder).faults
    few = ("at", "actor", "action", "outcome")
    monkeypatch.setattr(record_verifier, "columns_of", lambda *told: {name: whole(*told)[name] for name in few})
    monkeypatch.setattr(record_verifier, "FROM_TODAY", (*record_verifier.FROM_TODAY, *(set(TOLD) - set(few))))
    assert record_verifier.verify(folder).faults == []


def test_a_checkpoint_kept_as_a_mail_is_read_by_the_court_too(world: World, concern: str, tmp_path: Path) -> None:
    folder = handed_over(world, concern, tmp_path)
    note = (folder / "checkpoint.txt").read_text(encoding="utf-8")
    mail = checkpoint_mail(to="dpo@council.example", note=note)
    sent = message_of(mail, message_id="m", written_at=datetime(2026, 11, 20, tzinfo=UTC), sender="hub@council.example")
    kept = tmp_path / "kept"
    for raw, is_kept in (
        (sent.as_bytes(), True),
        (b"From x\n" + sent.as_bytes(), True),
        ("".join(f"> {line}\r\n" for line in note.splitlines()).encode(), True),
        (note.encode("utf-16"), True),
        (b"hello\n", False),
        (b"", False),
    ):
        kept.write_bytes(raw)
        report = record_verifier.verify(folder, trusted=record_verifier.read_kept(kept))
        assert (report.faults == []) is is_kept


def test_an_export_whose_files_are_others_is_said_to_be_unreadable(world: World, concern: str, tmp_path: Path) -> None:
    folder = handed_over(world, concern, tmp_path)
    for name, held in (("about.json", "[]"), ("leaves.jsonl", "[]\n"), ("leaves.jsonl", "[" * 100_000)):
        copy = Path(shutil.copytree(folder, tmp_path / f"{name}-{len(held)}"))
        (copy / name).write_text(held)
        done = subprocess.run(
            [sys.executable, "-I", "verify.py"], cwd=copy, capture_output=True, text=True, check=False
        )
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_another_key_does_not_check_out(world: World, concern: str, tmp_path: Path) -> None:
    folder = handed_over(world, concern, tmp_path)
    assert record_verifier.verify(folder, public_key=bytes(32)).faults
    with pytest.raises(ValueError, match="where one has 32"):
        record_verifier.verify(folder, public_key=b"")


def test_it_is_compared_with_the_checkpoint_of_its_size_or_not_at_all(
    world: World, concern: str, tmp_path: Path
) -> None:
    folder = handed_over(world, concern, tmp_path)
    name, size, root, *_ = (folder / "checkpoint.txt").read_text(encoding="utf-8").split("\n")
    longer = f"{name}\n{int(size) + 1}\n{root}\n"
    compared = record_verifier.verify(folder, trusted=longer)
    assert (compared.faults, record_verifier.NOT_COMPARED in compared.remarks) == ([], True)
    (tmp_path / "kept").write_text(longer)
    command = [sys.executable, "-I", "verify.py", "--trusted", str(tmp_path / "kept")]
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 3
    another = f"{name}\n{size}\n{'A' * 43}=\n"
    assert record_verifier.verify(folder, trusted=another).faults
    assert record_verifier.verify(folder, trusted="no checkpoint at all").faults


def test_a_check_that_trusts_the_signature_alone_would_miss_a_changed_leaf(
    world: World, concern: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: a verifier that takes every root for the signed one."""
    folder = handed_over(world, concern, tmp_path)
    flip_leaf(folder)
    signed = base64.b64decode((folder / "checkpoint.txt").read_text(encoding="utf-8").split("\n")[2])
    monkeypatch.setattr(record_verifier, "root_from", lambda *_: signed)
    assert record_verifier.verify(folder).faults == []
