"""Checks a bundle of the trail and names the first bad place. Stands alone: Python 3.11 or later, and cryptography.

    python verify.py BUNDLE [--trusted FILE] [--public-key FILE] [--audit-key FILE] [--json]

Exit codes: 0 whole; 1 something is wrong; 2 the bundle or a file cannot be read. `--trusted` is a file of checkpoints kept elsewhere.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
from binascii import a2b_base64
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "hub-trail/1"
LATE = timedelta(minutes=15)
MOST_VERSIONS = 100_000  # of one row; more are taken for one
_NOTE = re.compile(r"^(\S+/\d+)\n(\d+)\n([A-Za-z0-9+/=]{44})\n\n((?:— .+\n)+)", re.MULTILINE)
_EPOCH = re.compile(r"^(\S+)\nopened (\S+)\nbegins (\d+) (\S+)\nwitnessed (\d+) (\S+)\nreason (.*)\n\n((?:— .+\n)+)$")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where."""

    kind: str
    where: str
    words: str


@dataclass
class Report:
    """What was checked and what was found wrong, the earliest place first."""

    entries: int = 0
    unsealed: int = 0
    late: int = 0
    checkpoints: int = 0
    rows: int = 0
    is_rollback_checked: bool = False
    remarks: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, kind: str, where: str, words: str) -> None:
        """One more thing that is wrong."""
        self.faults.append(Fault(kind, where, words))


@dataclass
class Row:
    """What leaves say of one row: its versions as bits, and the digest of the newest."""

    versions: int = 0
    newest: int = 0
    digest: str = ""
    is_imported: bool = False


@dataclass
class Checker:
    """One run over one bundle."""

    folder: Path
    public_key: bytes
    audit_key: bytes | None
    report: Report = field(default_factory=Report)
    epochs: list[dict[str, Any]] = field(default_factory=list)
    roots: dict[int, list[tuple[bytes, str, str]]] = field(
        default_factory=dict
    )  # size → root, kind of fault, where from
    slots: dict[int, tuple[int, str]] = field(default_factory=dict)  # the last number and time of each
    rows: dict[tuple[str, bytes], Row] = field(default_factory=dict)
    batches: dict[tuple[int, int], str] = field(default_factory=dict)
    mark_of: Callable[[bytes], bytes] | None = None  # what the audit key makes of a leaf

    def __post_init__(self) -> None:
        self.mark_of = None if self.audit_key is None else _marker(self.audit_key)

    def lines(self, name: str) -> Iterator[Any]:
        """The lines of one of the bundle's files."""
        with (self.folder / name).open(encoding="ascii") as file:
            while lines := list(islice(file, 1000)):
                yield from json.loads(f"[{','.join(lines)}]")

    def leaves(self) -> Iterator[bytes]:
        """The bytes of each leaf in the log; empty where it is gone."""
        with (self.folder / "leaves.jsonl").open("rb") as file:
            for line in file:
                yield line[:-1] if line[:1] != b"!" else a2b_base64(line[1:])

    def run(self, trusted: str) -> Report:
        """The whole check."""
        self.check_files()
        self.check_epochs()
        self.check_checkpoints()
        if trusted:
            self.check_trusted(trusted)
        self.batches = {(slot, seq): body for slot, seq, body in self.lines("batches.jsonl")}
        self.check_log()
        self.check_unsealed()
        self.check_counters()
        self.check_rows()
        return self.report

    def check_files(self) -> None:
        """Every file is as it was written."""
        manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise ValueError(f"this bundle is of format {manifest['format']}")
        for name, digest in manifest["files"].items():
            with (self.folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    self.report.fault("bundle_damaged", name, "the file is not as it was written")

    def is_signed(self, text: str, signatures: str) -> bool:
        """Whether one of the signature lines is of the key over the text."""
        for line in signatures.splitlines():
            _, _, rest = line.partition(" ")
            name, _, encoded = rest.partition(" ")
            raw = base64.b64decode(encoded)
            if raw[:4] == sha256(name.encode() + b"\n\x01" + self.public_key).digest()[:4]:
                try:
                    Ed25519PublicKey.from_public_bytes(self.public_key).verify(raw[4:], text.encode())
                except InvalidSignature:
                    continue
                return True
        return False

    def expect(self, size: int, root: bytes, kind: str, where: str) -> None:
        """The log's first `size` entries must have this root."""
        self.roots.setdefault(size, []).append((root, kind, where))

    def check_epochs(self) -> None:
        """Epochs follow one another, each as its signed note says."""
        self.epochs = list(self.lines("epochs.jsonl"))
        for place, epoch in enumerate(self.epochs, 1):
            said, where = _EPOCH.match(epoch["note"]), f"epoch {epoch['number']}"
            if said is None or not self.is_signed(epoch["note"].rpartition("\n\n")[0] + "\n", said[8]):
                self.report.fault("epoch_not_signed", where, "its note is not signed with the checkpoint key")
                continue
            told = (said[1], said[2], int(said[3]), int(said[5]), said[6], said[7])
            names = ("origin", "opened_at", "begins_at", "witnessed_size", "witnessed_root", "reason")
            if told != tuple(epoch[name] for name in names) or epoch["number"] != place:
                self.report.fault("epoch_changed", where, "its row does not say what its signed note says")
            self.expect(int(said[3]), a2b_base64(said[4]), "log_changed", where)

    def ends_of(self, number: int) -> int | None:
        """The size at which epoch `number` ended; None for the last."""
        return self.epochs[number]["begins_at"] if number < len(self.epochs) else None

    def check_checkpoints(self) -> None:
        """Each checkpoint is signed, says what its row says, and the log has its root."""
        origins = {epoch["number"]: epoch["origin"] for epoch in self.epochs}
        for row in self.lines("checkpoints.jsonl"):
            where, said = f"checkpoint of {row['size']} in epoch {row['epoch']}", _NOTE.fullmatch(row["note"])
            self.report.checkpoints += 1
            if said is None or not self.is_signed("\n".join(said.groups()[:3]) + "\n", said[4]):
                self.report.fault("checkpoint_not_signed", where, "it is not signed with the checkpoint key")
            elif (said[1], int(said[2]), said[3]) != (origins.get(row["epoch"]), row["size"], row["root"]):
                self.report.fault("checkpoint_replayed", where, "its row does not say what its signed note says")
            else:
                self.expect(row["size"], a2b_base64(said[3]), "log_changed", where)

    def check_trusted(self, text: str) -> None:
        """The log holds all that was witnessed elsewhere, but for what a signed epoch says was lost by a restore."""
        self.report.is_rollback_checked = True
        numbers = {epoch["origin"]: epoch["number"] for epoch in self.epochs}
        for said in _NOTE.finditer(text.replace("\r\n", "\n")):
            origin, size, root = said[1], int(said[2]), a2b_base64(said[3])
            where = f"trusted checkpoint of {size}"
            if not self.is_signed("\n".join(said.groups()[:3]) + "\n", said[4]):
                self.report.fault("trusted_not_signed", where, "it is not signed with the checkpoint key")
            elif origin not in numbers:
                self.report.fault(
                    "log_replaced", where, "this log has no such epoch: an older database, or another one"
                )
            else:
                self._expect_trusted(numbers[origin], size, root, where)

    def _expect_trusted(self, number: int, size: int, root: bytes, where: str) -> None:
        ended = self.ends_of(number)
        if ended is None or size <= ended:
            self.expect(size, root, "forked", where)
            return
        after = self.epochs[number]
        if after["witnessed_size"] < size:
            self.report.fault("rolled_back", where, f"epoch {number + 1} does not say that so much was lost")
        elif after["witnessed_size"] == size and a2b_base64(after["witnessed_root"]) != root:
            self.report.fault("forked", where, f"epoch {number + 1} says another root was witnessed")
        self.report.remarks.append(f"{size - ended} entries were lost by the restore that epoch {number + 1} tells of.")

    def check_log(self) -> None:
        """Every entry is its leaf, in its place, and the log has the root of every checkpoint."""
        tree: list[bytes] = []
        size, following, epoch, ends = 0, 0, 1, self.ends_of(1)
        self._compare(0, tree)
        for line, leaf in zip(self.lines("log.jsonl"), self.leaves(), strict=True):
            index, slot, seq, in_epoch = line[:4]
            while ends is not None and index >= ends:
                epoch, ends = epoch + 1, self.ends_of(epoch + 1)
            if index != following:
                self.report.fault("entry_missing", f"entry {following}", f"entry {index} stands there")
            following = index + 1
            if in_epoch != epoch:
                self.report.fault("epoch_changed", _place(index, slot, seq), f"it stands in epoch {epoch}")
            entry, count = self._entry(line, leaf), size
            while count & 1:
                entry = sha256(b"\x01" + tree.pop() + entry).digest()
                count >>= 1
            tree.append(entry)
            size += 1
            if size in self.roots:
                self._compare(size, tree)
        self._end(size)

    def _entry(self, line: list[Any], leaf: bytes) -> bytes:
        """The hash of one entry, its leaf having been looked at."""
        index, slot, seq, _, sealed_at, is_late, stored, at, mac = line
        if not leaf:
            self.report.fault("leaf_missing", _place(index, slot, seq), "the log has it, the leaves do not")
            self.slots[slot] = (seq, self.slots.get(slot, (0, ""))[1])
            return bytes.fromhex(stored)
        mark = bytes.fromhex(mac)
        entry = sha256(b"\x00" + mark + sealed_at.encode() + leaf).digest()
        if entry != bytes.fromhex(stored):
            self.report.fault("leaf_changed", _place(index, slot, seq), "it is not what was sealed")
        before = self._take(slot, seq, at, leaf, mark, index)
        if is_late != (at < before or at < _earlier(sealed_at)):
            words = "its flag is not right" if is_late else "its time does not follow, and it is not flagged"
            self.report.fault("time_changed", _place(index, slot, seq), words)
        if is_late:
            self.report.late += 1
        return entry

    def _end(self, size: int) -> None:
        """What was signed or witnessed beyond the log's end is gone."""
        self.report.entries = size
        for beyond in sorted(each for each in self.roots if each > size):
            for _, kind, where in self.roots[beyond]:
                shown = "rolled_back" if kind == "forked" else "log_shorter"
                self.report.fault(shown, where, f"the log has {size} entries")

    def _compare(self, size: int, tree: list[bytes]) -> None:
        rest = tree[:]
        root = rest.pop() if rest else sha256(b"").digest()
        while rest:
            root = _joined(rest.pop(), root)
        for expected, kind, where in self.roots.get(size, ()):
            if root != expected:
                self.report.fault(kind, where, "the entries up to it have another root")

    def _take(self, slot: int, seq: int, at: str, leaf: bytes, mark: bytes, index: int | None) -> str:
        """The leaf is the next of its slot, says so itself, and its rows are counted; the time of the one before it."""
        last, before = self.slots.get(slot, (0, ""))
        if seq != last + 1:
            kind = "leaf_missing" if seq > last else "leaf_repeated"
            self.report.fault(kind, _place(index, slot, last + 1), f"number {seq} follows number {last}")
        self.slots[slot] = (seq if seq > last else last, at)
        if b',"seq":%d,"session":' % seq not in leaf or not leaf.endswith(_ending(slot)):
            self.report.fault("leaf_misplaced", _place(index, slot, seq), "it says another place of itself")
        if f'"at":"{at}"'.encode() not in leaf:
            self.report.fault("time_changed", _place(index, slot, seq), "it says another time of itself")
        if self.mark_of is not None and not hmac.compare_digest(self.mark_of(leaf), mark):
            self.report.fault("forged", _place(index, slot, seq), "its mark is not of the audit key")
        if b'"rows":[],' not in leaf:
            try:
                self._take_rows(slot, seq, json.loads(leaf))
            except (ValueError, KeyError, TypeError, AttributeError):
                self.report.fault("leaf_changed", _place(index, slot, seq), "what it says of rows cannot be read")
        return before

    def _take_rows(self, slot: int, seq: int, leaf: dict[str, Any]) -> None:
        if "batch" in leaf:
            self._take_batch(slot, seq, leaf["batch"])
        for table, name, version, digest in leaf.get("rows", ()):
            row = self.rows.setdefault((table, _short(name)), Row())
            row.versions |= 1 << min(max(version, 0), MOST_VERSIONS)
            if version >= row.newest:
                row.newest, row.digest = version, digest

    def _take_batch(self, slot: int, seq: int, digest: str) -> None:
        body = a2b_base64(self.batches.pop((slot, seq), ""))
        if sha256(body).hexdigest() != digest:
            self.report.fault(
                "batch_changed", f"slot {slot} number {seq}", "the rows of the import are not those it says"
            )
            return
        names, _, rest = body.partition(b"\n")
        tables = names.decode().split(",")
        for at in range(0, len(rest), 50):
            key = tables[int.from_bytes(rest[at : at + 2], "big")], rest[at + 2 : at + 18]
            row = self.rows.setdefault(key, Row())
            row.is_imported = True
            row.digest = row.digest or rest[at + 18 : at + 50].hex()

    def check_unsealed(self) -> None:
        """Leaves that wait to be sealed follow those that are."""
        for slot, seq, at, mac, body in self.lines("unsealed.jsonl"):
            self.report.unsealed += 1
            self._take(slot, seq, at, a2b_base64(body), a2b_base64(mac), None)

    def check_counters(self) -> None:
        """Each slot's counter stands at its last leaf."""
        counters = {int(slot): seq for slot, seq in json.loads((self.folder / "counters.json").read_text()).items()}
        for slot in sorted(counters.keys() | self.slots.keys()):
            last, counter = self.slots.get(slot, (0, ""))[0], counters.get(slot, 0)
            if counter > last:
                self.report.fault("leaf_missing", f"slot {slot} number {last + 1}", f"the counter stands at {counter}")
            elif counter < last:
                self.report.fault("counter_back", f"slot {slot}", f"it stands at {counter}, the last leaf is {last}")
        for slot, seq in self.batches:
            self.report.fault("batch_changed", f"slot {slot} number {seq}", "no leaf tells of this import")

    def check_rows(self) -> None:
        """Every row is as its newest leaf says, every version has its leaf, and no row is gone."""
        for table, name, version, digest in self.lines("rows.jsonl"):
            self.report.rows += 1
            row, where = self.rows.pop((table, _short(name)), None), f"{table} {name}"
            if row is None:
                self.report.fault("row_without_leaf", where, "no leaf tells of it")
            elif row.digest != digest:
                self.report.fault("row_changed", where, "it is not as its newest leaf says")
            elif not row.is_imported and row.versions != (2 << min(version, MOST_VERSIONS)) - 2:
                self.report.fault("version_without_leaf", where, "a version of it has no leaf")
        for (table, short), row in self.rows.items():
            if row.digest != "deleted":
                self.report.fault("row_gone", f"{table} {UUID(bytes=short)}", "its leaf says that it is there")


@cache
def _ending(slot: int) -> bytes:
    return b',"slot":%d}' % slot


def _marker(key: bytes) -> Callable[[bytes], bytes]:
    """HMAC-SHA-256 under the key, whose own two blocks are hashed once and not for each leaf. Source: RFC 2104."""
    block = (key if len(key) <= 64 else sha256(key).digest()).ljust(64, b"\0")
    inner, outer = (sha256(bytes(sign ^ pad for sign in block)) for pad in (0x36, 0x5C))

    def mark_of(leaf: bytes) -> bytes:
        within, whole = inner.copy(), outer.copy()
        within.update(leaf)
        whole.update(within.digest())
        return whole.digest()

    return mark_of


def _place(index: int | None, slot: int, seq: int) -> str:
    return f"{'unsealed' if index is None else f'entry {index}'}, slot {slot} number {seq}"


def _joined(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@lru_cache(maxsize=16)
def _earlier(sealed_at: str) -> str:
    before = datetime.fromisoformat(sealed_at) - LATE
    return before.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _short(name: str) -> bytes:
    """A row's name as imports have it: the bytes of its id, or the beginning of a hash of its key."""
    try:
        return UUID(name).bytes
    except ValueError:
        return sha256(name.encode()).digest()[:16]


def verify(
    folder: Path, *, trusted: str = "", public_key: bytes | None = None, audit_key: bytes | None = None
) -> Report:
    """What the bundle in `folder` comes to.

    Raises:
        OSError, ValueError: a file of it is not there or cannot be read as what it should be.
    """
    key = public_key or base64.b64decode((folder / "public-key.txt").read_text())
    checker = Checker(folder, key, audit_key)
    if public_key is None:
        checker.report.remarks.append(
            "The public key was taken from the bundle itself; compare it with one kept elsewhere."
        )
    if not trusted:
        checker.report.remarks.append(
            "Rollback not checked: without a checkpoint kept elsewhere an older copy looks whole."
        )
    return checker.run(trusted)


def told(report: Report) -> str:
    """The report in words."""
    lines = [f"{fault.kind}: {fault.where}: {fault.words}" for fault in report.faults[:20]]
    if len(report.faults) > 20:
        lines.append(f"… and {len(report.faults) - 20} more.")
    counts = (
        f"{report.entries} entries, {report.checkpoints} checkpoints, {report.unsealed} unsealed, {report.late} late"
    )
    verdict = "The trail is NOT whole. First bad place above." if report.faults else "The trail is whole."
    return "\n".join([*lines, f"{verdict} {counts}, {report.rows} rows.", *report.remarks])


def as_json(report: Report) -> str:
    """The report for a program."""
    return json.dumps({"is_whole": not report.faults, **asdict(report)}, indent=2, ensure_ascii=False)


def main() -> int:
    """The exit code for the arguments of this process."""
    parser = argparse.ArgumentParser(description="Checks a bundle of the hub's trail.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--trusted", type=Path, help="checkpoints kept elsewhere")
    parser.add_argument("--public-key", type=Path, help="the public key kept elsewhere, base64")
    parser.add_argument("--audit-key", type=Path, help="the audit key: checks each leaf's mark as well")
    parser.add_argument("--json", action="store_true", help="say it as JSON")
    asked = parser.parse_args()
    try:
        keys = [base64.b64decode(path.read_text()) if path else None for path in (asked.public_key, asked.audit_key)]
        trusted = asked.trusted.read_text(encoding="utf-8") if asked.trusted else ""
        report = verify(asked.bundle, trusted=trusted, public_key=keys[0], audit_key=keys[1])
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"The bundle cannot be read: {error}\n")
        return 2
    sys.stdout.write((as_json(report) if asked.json else told(report)) + "\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
