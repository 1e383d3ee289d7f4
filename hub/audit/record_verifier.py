"""Checks an export of what the trail says of one record. Stands alone: Python 3.11 or later, and cryptography.

    python verify.py [FOLDER] [--public-key FILE] [--trusted FILE]

Exit codes: 0 it checks out; 1 something is wrong; 2 a file cannot be read; 3 nothing is wrong, but it could not be compared with
what was kept elsewhere. `--trusted` is a file of checkpoints kept elsewhere.
"""

from __future__ import annotations

import argparse
import base64
import csv
import email
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
KEPT = re.compile(r"^(\S+/\d+)\n+(\d+)\n+([A-Za-z0-9+/]{43}=)$", re.MULTILINE)
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, csv.Error)
NOT_COMPARED = (
    "NOT compared: none of the checkpoints kept elsewhere is of this size. Ask the council for a proof that the log only grew from "
    "the one to the other (hub audit prove growth)."
)
FROM_TODAY = ("who", "roles", "what")  # columns that the hub added when it was handed over; no leaf holds them


@dataclass
class Report:
    """What was checked, what was found wrong, and what could not be checked."""

    shown: int
    waiting: list[int]  # the numbers of rows that were not sealed yet
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


def columns_of(number: int, line: dict[str, Any], leaf: dict[str, Any]) -> dict[str, str]:
    """What the table says of an entry, as far as its leaf and what shows it say so."""
    return {
        "row": str(number),
        "at": leaf["at"],
        "actor": leaf["actor"],
        "action": leaf["action"],
        "outcome": leaf.get("outcome", ""),
        "shown": ", ".join(leaf.get("shown", ())),
        "why": leaf.get("purpose", "").replace("_", " "),
        "footing": leaf.get("basis", "").replace("_", " "),
        "entry": "" if line["index"] is None else str(line["index"]),
        "sealed": line["sealed_at"] or "not yet",
    }


def wrong_with(
    number: int, line: dict[str, Any], row: dict[str, str], about: list[str], size: int, root: bytes
) -> Iterator[str]:
    """What is wrong with one entry of the export."""
    body = base64.b64decode(line["leaf"])
    leaf = json.loads(body)
    if about not in leaf["objects"]:
        yield "it is not about this record"
    told = columns_of(number, line, leaf)
    other = [name for name, said in told.items() if row[name] not in (said, f"'{said}")]  # spreadsheets: no formula
    if other:
        yield f"the table does not say what the leaf says: {', '.join(other)}"
    if set(row) != {*told, *FROM_TODAY}:
        yield "the table has other columns"
    if (leaf["slot"], leaf["seq"]) != (line["slot"], line["seq"]):
        yield "the leaf says another place of itself"
    if line["index"] is None:
        if line["sealed_at"]:
            yield "it has a time of sealing and no place"
        return
    entry = sha256(b"\x00" + bytes.fromhex(line["mark"]) + line["sealed_at"].encode() + body).digest()
    beside = [bytes.fromhex(each) for each in line["beside"]]
    if not 0 <= line["index"] < size or root_from(entry, line["index"], size, beside) != root:
        yield "it does not lead to the signed root: it, its mark, its time of sealing or its place was changed"


def verify(folder: Path, *, public_key: bytes | None = None, trusted: str | None = None) -> Report:
    """What the export in `folder` comes to.

    Raises:
        one of UNREADABLE: a file of it is not there or cannot be read as what it should be.
    """
    key = base64.b64decode((folder / "public-key.txt").read_text()) if public_key is None else public_key
    if len(key) != 32:
        raise ValueError(f"the public key has {len(key)} bytes where one has 32")
    note = NOTE.fullmatch((folder / "checkpoint.txt").read_text(encoding="utf-8"))
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
        faults += [f"row {number}: {words}" for words in wrong_with(number, line, row, about, size, root)]
    if len({(line["slot"], line["seq"]) for line in lines}) != len(lines):
        faults.append("leaves.jsonl: a leaf stands in it more than once")
    own_key = "The public key was taken from the export itself; have it from somebody else too."
    remarks = [own_key] if public_key is None else []
    if trusted is None:
        remarks.append("The checkpoint was not compared with one kept elsewhere.")
    else:
        kept = roots_kept(note, trusted)
        if not kept and not KEPT.search(_plain(trusted)):
            faults.append("No checkpoint is in the file of those kept elsewhere")
        elif not kept:
            remarks.append(NOT_COMPARED)
        elif kept != {note[3]}:
            faults.append("checkpoint.txt: the one of this size that was kept elsewhere is another")
    waiting = [number for number, line in enumerate(lines, 1) if line["index"] is None]
    return Report(len(lines) - len(waiting), waiting, faults, remarks)


def roots_kept(note: re.Match[str], kept: str) -> set[str]:
    """The roots that were kept elsewhere of a log of that name and size, quoted or spread as a mail has them."""
    return {root for log, size, root in KEPT.findall(_plain(kept)) if (log, size) == (note[1], note[2])}


def _plain(kept: str) -> str:
    return re.sub(r"^[> |\t]+|[ \t\r\xa0]+$", "", kept, flags=re.MULTILINE)


def read_kept(path: Path) -> str:
    """The text of a file of checkpoints kept elsewhere; of mails saved as a file, what is written in them.

    Raises:
        OSError: it cannot be read.
    """
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    mails = [email.message_from_bytes(each.lstrip()) for each in re.split(rb"^From .*$", raw, flags=re.MULTILINE)]
    parts = [part.get_payload(decode=True) for mail in mails for part in mail.walk() if not part.is_multipart()]
    return "\n".join(each.decode("utf-8-sig", "replace") for each in (raw, *parts) if isinstance(each, bytes))


def told(report: Report) -> str:
    """The report in words."""
    verdict = "This export does NOT check out." if report.faults else "This export checks out."
    counts = f"{report.shown} entries stand in the signed log." if not report.faults else ""
    unshown = [
        f"NOT shown by the trail: the columns {', '.join(FROM_TODAY)}. The hub added them when it handed this over."
    ]
    if report.waiting:
        rows = ", ".join(map(str, report.waiting))
        unshown.append(
            f"NOT proven at all: row {rows}. Not sealed yet when this was handed over, so that nothing shows it."
        )
    return "\n".join([*report.faults[:20], f"{verdict} {counts}".strip(), *unshown, *report.remarks])


def main() -> int:
    """The exit code for the arguments of this process."""
    parser = argparse.ArgumentParser(description="Checks an export of what the trail says of one record.")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parent)
    parser.add_argument("--public-key", type=Path, help="the public key kept elsewhere, base64")
    parser.add_argument("--trusted", type=Path, help="checkpoints kept elsewhere")
    asked = parser.parse_args()
    try:
        key = base64.b64decode(asked.public_key.read_text()) if asked.public_key else None
        trusted = read_kept(asked.trusted) if asked.trusted else None
        report = verify(asked.folder, public_key=key, trusted=trusted)
    except UNREADABLE as error:
        sys.stderr.write(f"The export cannot be read ({type(error).__name__}): {error}\n")
        return 2
    sys.stdout.write(told(report) + "\n")
    return 1 if report.faults else 3 if NOT_COMPARED in report.remarks else 0


if __name__ == "__main__":
    sys.exit(main())
