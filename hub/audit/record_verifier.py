"""Checks an export of what the trail says of one record. Stands alone: Python 3.11 or later, and cryptography.

    python verify.py [FOLDER] [--public-key FILE] [--trusted FILE]

Exit codes: 0 it checks out; 1 something is wrong; 2 a file cannot be read. `--trusted` is a file of checkpoints kept elsewhere.
"""

from __future__ import annotations

import argparse
import base64
import csv
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTE = re.compile(r"^(\S+)\n(\d+)\n([A-Za-z0-9+/=]{44})\n\n((?:— [^\n]+\n)+)")
SAID = ("at", "actor", "action", "outcome")  # columns of the table that are compared with the leaf itself


@dataclass
class Report:
    """What was checked, what was found wrong, and what could not be checked."""

    shown: int
    waiting: int
    faults: list[str]
    remarks: list[str]


def is_signed(note: re.Match[str], public_key: bytes) -> bool:
    """Whether one of the note's signature lines is of the key over its text."""
    text = "\n".join(note.groups()[:3]) + "\n"
    for line in note[4].splitlines():
        _, name, encoded = line.split(" ")
        raw = base64.b64decode(encoded)
        if raw[:4] == sha256(name.encode() + b"\n\x01" + public_key).digest()[:4]:
            try:
                Ed25519PublicKey.from_public_bytes(public_key).verify(raw[4:], text.encode())
            except InvalidSignature:
                continue
            return True
    return False


def root_from(entry: bytes, index: int, size: int, beside: Sequence[bytes]) -> bytes | None:
    """The root that the hashes beside an entry lead to (RFC 6962); None when there are not as many as it takes."""
    rest, last = list(beside), size - 1
    while last:
        if index % 2 or index < last:
            if not rest:
                return None
            other = rest.pop(0)
            entry = sha256(b"\x01" + (other + entry if index % 2 else entry + other)).digest()
        index, last = index // 2, last // 2
    return None if rest else entry


def wrong_with(line: dict[str, Any], row: dict[str, str], about: list[str], size: int, root: bytes) -> Iterator[str]:
    """What is wrong with one entry of the export."""
    body = base64.b64decode(line["leaf"])
    leaf = json.loads(body)
    if about not in leaf["objects"]:
        yield "it is not about this record"
    if (leaf["slot"], leaf["seq"]) != (line["slot"], line["seq"]) or any(row[name] != leaf[name] for name in SAID):
        yield "the table does not say what the leaf says"
    if line["index"] is None:
        return
    entry = sha256(b"\x00" + bytes.fromhex(line["mark"]) + line["sealed_at"].encode() + body).digest()
    beside = [bytes.fromhex(each) for each in line["beside"]]
    if not 0 <= line["index"] < size or root_from(entry, line["index"], size, beside) != root:
        yield "it does not lead to the signed root: it, its mark, its time of sealing or its place was changed"


def verify(folder: Path, *, public_key: bytes | None = None, trusted: str = "") -> Report:
    """What the export in `folder` comes to.

    Raises:
        OSError, ValueError, KeyError: a file of it is not there or cannot be read as what it should be.
    """
    key = public_key or base64.b64decode((folder / "public-key.txt").read_text())
    text = (folder / "checkpoint.txt").read_text(encoding="utf-8")
    note = NOTE.fullmatch(text)
    if note is None:
        raise ValueError("checkpoint.txt is not a checkpoint")
    about = json.loads((folder / "about.json").read_text())["record"]
    lines = [json.loads(line) for line in (folder / "leaves.jsonl").read_text().splitlines()]
    with (folder / "who-looked.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    faults = [] if is_signed(note, key) else ["checkpoint.txt: it is not signed with the public key"]
    if len(rows) != len(lines):
        faults.append(f"who-looked.csv: it has {len(rows)} rows, and there are {len(lines)} leaves")
    size, root = int(note[2]), base64.b64decode(note[3])
    for number, (line, row) in enumerate(zip(lines, rows, strict=False), 1):
        faults += [f"row {number}: {words}" for words in wrong_with(line, row, about, size, root)]
    remarks = [] if public_key else ["The public key was taken from the export itself; have it from somebody else too."]
    if trusted and text not in trusted.replace("\r\n", "\n"):
        faults.append("checkpoint.txt: it is not among the checkpoints kept elsewhere")
    if not trusted:
        remarks.append("The checkpoint was not compared with one kept elsewhere.")
    waiting = sum(line["index"] is None for line in lines)
    return Report(len(lines) - waiting, waiting, faults, remarks)


def told(report: Report) -> str:
    """The report in words."""
    verdict = "This export does NOT check out." if report.faults else "This export checks out."
    waiting = f" {report.waiting} were not sealed yet: nothing shows those." if report.waiting else ""
    counts = f"{report.shown} entries stand in the signed log.{waiting}" if not report.faults else ""
    return "\n".join([*report.faults[:20], f"{verdict} {counts}".strip(), *report.remarks])


def main() -> int:
    """The exit code for the arguments of this process."""
    parser = argparse.ArgumentParser(description="Checks an export of what the trail says of one record.")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parent)
    parser.add_argument("--public-key", type=Path, help="the public key kept elsewhere, base64")
    parser.add_argument("--trusted", type=Path, help="checkpoints kept elsewhere")
    asked = parser.parse_args()
    try:
        key = base64.b64decode(asked.public_key.read_text()) if asked.public_key else None
        trusted = asked.trusted.read_text(encoding="utf-8") if asked.trusted else ""
        report = verify(asked.folder, public_key=key, trusted=trusted)
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"The export cannot be read: {error}\n")
        return 2
    sys.stdout.write(told(report) + "\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
