"""Checks a bundle of the trail, or a proof from it, and names the first bad place. Stands alone: Python 3.11 or later, and cryptography.

    python verify.py BUNDLE [--trusted FILE] [--public-key FILE] [--audit-key FILE] [--json]

BUNDLE is a folder, or the file of one proof (`hub audit prove`). Exit codes: 0 whole; 1 something is wrong, even if somebody
acknowledged it; 2 the bundle or a file cannot be read; 3 nothing is wrong with a proof, but it could not be compared with what was
kept elsewhere. `--trusted` is a file of checkpoints kept elsewhere: the notes themselves, text
copied from a mail, a mail saved as a file, or a mailbox.

The log is the folder `log`, 4096 entries to a file that is named by its first. Each is one line with one space between: index, slot,
number, epoch, time of sealing, 1 if late, hash, time, mark and, to the end of the line, the leaf itself; what is not held is empty.
Each file is checked by itself, by as many processes as there are processors; what one says of the next is compared afterwards.
"""

from __future__ import annotations

import argparse
import base64
import email
import hashlib
import hmac
import json
import multiprocessing
import os
import re
import sys
from binascii import a2b_base64, a2b_hex
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import islice, pairwise, repeat
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "hub-trail/2"
PROOF = "hub-proof/1"
OWN_KEY = "The public key was taken from the bundle itself; compare it with one kept elsewhere."
NOT_COMPARED = (
    "NOT compared: none of the checkpoints kept elsewhere is of this size. Ask for a proof that the log only grew from the one to "
    "the other (hub audit prove growth)."
)
FORGED = "its mark is not of the audit key"
LATE = timedelta(minutes=15)
Marker = Callable[[bytes], bytes]  # what the audit key makes of a leaf
PIECE = 4096  # entries in each file of the log, a power of two: each is a whole subtree
MOST_VERSIONS = 100_000  # of one row; more are taken for one
UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)  # what a file may hold, or not be
_NOTE = re.compile(r"^(\S+/\d+)\n(\d+)\n([A-Za-z0-9+/=]{44})\n\n((?:— .+\n)+)", re.MULTILINE)
_EPOCH = re.compile(
    r"^(\S+)\nopened (\S+)\nbegins (\d+) (\S+)\nwitnessed (\d+) (\S+)\nreason (.*)\n(?:key (\S+) (\S+)\n)?\n((?:— .+\n)+)$"
)


# a note as it is kept: quoted, with a line between its lines, its dash changed, its signature broken over two lines
_EDGES = re.compile(r"^[> |\t]+|[ \t]+$", re.MULTILINE)
_HEAD = re.compile(r"^(\S+/\d+)\n+(\d+)\n+([A-Za-z0-9+/]{43}=)$", re.MULTILINE)
_SIGNATURE = re.compile(r"^[-\u2013\u2014\ufffd]{1,3} +(\S+)[ \n]((?:[A-Za-z0-9+/=]\n?){92,})", re.MULTILINE)
_SIGNS = 92  # of one Ed25519 signature with its key's id, in base64
_PART = re.compile(
    r"^(?:\S+/[0-9a-f]{16}/\d+$|[A-Za-z0-9+/]{43}=$|[-\u2013\u2014\ufffd].*[A-Za-z0-9+/]{40}|=E2=80=94 )", re.MULTILINE
)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where."""

    kind: str
    where: str
    words: str
    acknowledged: str = ""  # when, by whom and why, where an officer acknowledged it; it stays a fault


@dataclass
class Report:
    """What was checked and what was found wrong, the earliest place first."""

    proves: str = ""  # what a proof shows; empty for a bundle

    entries: int = 0
    behind: int = 0  # entries that no signature covers yet
    unsealed: int = 0
    late: int = 0
    checkpoints: int = 0
    rows: int = 0
    kept: int = 0  # checkpoints kept elsewhere that were compared
    is_rollback_checked: bool = False
    keys: list[str] = field(default_factory=list)  # the public keys whose signatures cover entries, oldest first
    remarks: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, kind: str, where: str, words: str) -> None:
        """One more thing that is wrong."""
        self.faults.append(Fault(kind, where, words))


@dataclass(slots=True)
class Row:
    """What leaves say of one row: its versions as bits, and the digest of the newest."""

    versions: int = 0
    newest: int = 0
    digest: str = ""
    is_imported: bool = False

    def add(self, other: Row) -> None:
        """What later leaves say of it as well."""
        self.versions |= other.versions
        if other.newest >= self.newest:
            self.newest, self.digest = other.newest, other.digest


@dataclass
class Leaves:
    """What a run of leaves says, and what is wrong with it; `faults` have the index of their entry."""

    slots: dict[int, tuple[int, bytes]] = field(default_factory=dict)  # the last number and time of each
    firsts: list[tuple[int, int, int, bytes, bool, bytes]] = field(default_factory=list)  # of each slot, see `follow`
    gaps: dict[int, list[range]] = field(default_factory=dict)  # by slot: numbers that the log has not
    known: list[tuple[int, int, int, str]] = field(default_factory=list)  # breaks: slot, first, last, who knows of it
    rows: dict[tuple[str, bytes], Row] = field(default_factory=dict)
    batches: list[tuple[int, int, str]] = field(default_factory=list)  # imports: slot, number, hash
    faults: list[tuple[int, Fault]] = field(default_factory=list)

    def fault(self, index: int | None, slot: int, seq: int, kind: str, words: str) -> None:
        """One more thing that is wrong, with the leaf there."""
        self.faults.append((index or 0, Fault(kind, _place(index, slot, seq), words)))

    def follow(self, index: int, slot: int, seq: int, at: bytes, is_late: bool, earliest: bytes) -> None:
        """The leaf is the next of its slot, and flagged late if it is; of a slot's first, `firsts` says what to compare later."""
        held = self.slots.get(slot)
        if held is None:
            self.slots[slot] = seq, at
            self.firsts.append((index, slot, seq, at, is_late, earliest))
            return
        last, before = held
        if seq == last + 1:
            self.slots[slot] = seq, at
        else:
            self.jump(index, slot, seq, at)
        if at and is_late != (at < before or at < earliest):
            words = "its flag is not right" if is_late else "its time does not follow, and it is not flagged"
            self.fault(index, slot, seq, "time_changed", words)

    def jump(self, index: int | None, slot: int, seq: int, at: bytes) -> None:
        """The slot's numbers do not follow one another here."""
        last = self.slots[slot][0]
        if seq > last + 1:
            self.gaps.setdefault(slot, []).append(range(last + 1, seq))
        kind = "leaf_missing" if seq > last else "leaf_repeated"
        self.fault(index, slot, last + 1, kind, f"number {seq} follows number {last}")
        self.slots[slot] = max(seq, last), at

    def take(self, index: int | None, slot: int, seq: int, at: bytes, leaf: bytes) -> None:
        """The leaf says itself where and when it is, and its rows are counted."""
        place = b',"seq":%d,"session":' % seq
        has_rows = leaf.rfind(b'"rows":[]' + place) < 0
        if (has_rows and place not in leaf) or not leaf.endswith(b',"slot":%d}' % slot):
            self.fault(index, slot, seq, "leaf_misplaced", "it says another place of itself")
        if b'"at":"%b"' % at not in leaf:
            self.fault(index, slot, seq, "time_changed", "it says another time of itself")
        if index is not None and leaf.startswith(b'{"action":"break_acknowledged"'):
            self._take_acknowledgement(index, slot, seq, leaf)
        if has_rows:
            try:
                self._take_rows(slot, seq, json.loads(leaf))
            except (ValueError, KeyError, TypeError, AttributeError):
                self.fault(index, slot, seq, "leaf_changed", "what it says of rows cannot be read")

    def _take_acknowledgement(self, index: int, slot: int, seq: int, leaf: bytes) -> None:
        try:
            told = json.loads(leaf)
            place, words = told["counts"], f"{told['at']} by {told['actor']}: {told['purpose']}"
            self.known.append((int(place["slot"]), int(place["first"]), int(place["last"]), words))
        except (ValueError, KeyError, TypeError):
            self.fault(index, slot, seq, "leaf_changed", "what it acknowledges cannot be read")

    def _take_rows(self, slot: int, seq: int, leaf: dict[str, Any]) -> None:
        if "batch" in leaf:
            self.batches.append((slot, seq, leaf["batch"]))
        for table, name, version, digest in leaf.get("rows", ()):
            row = self.rows.setdefault((table, _short(name)), Row())
            row.versions |= 1 << min(max(version, 0), MOST_VERSIONS)
            if version >= row.newest:
                row.newest, row.digest = version, digest


@dataclass
class Piece:
    """One file of the log, looked at: its leaves, and of each size that has a root, the roots of its subtrees up to there."""

    named: int  # the first index by the file's name
    begins: int = -1  # the first index
    ends: int = -1  # the index after the last
    entries: int = 0
    late: int = 0
    leaves: Leaves = field(default_factory=Leaves)
    hashes: list[bytes] = field(default_factory=list)
    peaks: dict[int, list[bytes]] = field(default_factory=dict)
    whole: list[bytes] = field(default_factory=list)  # the roots of its subtrees up to its end

    def take(self, line: bytes, epochs: Sequence[int], mark_of: Marker | None) -> None:
        """One more entry: it is its leaf, in its place.

        Raises:
            ValueError: it cannot be read.
        """
        *numbers, sealed_at, flag, hex_hash, at, hex_mark, leaf = line[:-1].split(b" ", 9)
        index, slot, seq, epoch = map(int, numbers)
        stored, mark, earliest, is_late = a2b_hex(hex_hash), a2b_hex(hex_mark), _earlier(sealed_at), flag == b"1"
        if index != self.ends:
            self._begin(index)
        self.ends = index + 1
        if epoch != (right := bisect_right(epochs, index) + 1):
            self.leaves.fault(index, slot, seq, "epoch_changed", f"it stands in epoch {right}")
        entry = sha256(b"".join((b"\x00", mark, sealed_at, leaf))).digest() if leaf else stored
        self.hashes.append(entry)
        if entry != stored:
            self.leaves.fault(index, slot, seq, "leaf_changed", "it is not what was sealed")
        self.late += is_late
        self.leaves.follow(index, slot, seq, at, is_late, earliest)
        if leaf:
            self.leaves.take(index, slot, seq, at, leaf)
            if mark_of and not hmac.compare_digest(mark_of(leaf), mark):
                self.leaves.fault(index, slot, seq, "forged", FORGED)
        else:
            self.leaves.fault(index, slot, seq, "leaf_missing", "the log has it, the leaves do not")

    def _begin(self, index: int) -> None:
        """Entry `index` is the file's first, or entries before it are missing."""
        if self.hashes:
            self.leaves.faults.append((index, _entry_missing(self.ends, index)))
        else:
            self.begins = index

    def skip(self) -> None:
        """A line that is no entry stands for one."""
        self.begins, self.ends = (self.begins, self.ends) if self.hashes else (self.named, self.named)
        words = "its line cannot be read"
        self.leaves.faults.append((self.ends, Fault("entry_unreadable", f"entry {self.ends}", words)))
        self.hashes.append(b"")
        self.ends += 1

    def grow(self, sizes: Sequence[int]) -> None:
        """Its subtrees, up to each of the log's sizes and up to its own end; the hashes themselves are let go."""
        rows = [self.hashes]
        while len(rows[-1]) > 1:
            pairs = zip(rows[-1][::2], rows[-1][1::2], strict=False)
            rows.append([sha256(b"\x01" + left + right).digest() for left, right in pairs])
        self.entries, self.whole = len(self.hashes), _peaks(rows, len(self.hashes))
        reached = (size for size in sizes if 0 < size - self.begins <= self.entries)
        self.peaks = {size: _peaks(rows, size - self.begins) for size in reached}
        self.hashes = []


def _peaks(rows: Sequence[Sequence[bytes]], size: int) -> list[bytes]:
    """The roots of the complete subtrees that the first `size` entries make, the largest first; `rows` from the entries up."""
    levels = reversed(range(size.bit_length()))
    return [rows[level][(size >> level) - 1] for level in levels if size >> level & 1]


def read_piece(path: Path, epochs: Sequence[int], sizes: Sequence[int], audit_key: bytes | None) -> Piece:
    """One file of the log, looked at; `epochs` says where those after the first begin, `sizes` at which sizes there is a root."""
    piece, mark_of = Piece(int(path.stem)), None if audit_key is None else _marker(audit_key)
    with path.open("rb") as file:
        for line in file:
            try:
                piece.take(line, epochs, mark_of)
            except ValueError:
                piece.skip()
    piece.grow(sizes)
    return piece


@dataclass
class Checker:
    """One run over one bundle."""

    folder: Path
    public_key: bytes
    audit_key: bytes | None
    report: Report = field(default_factory=Report)
    epochs: list[dict[str, Any]] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)  # of each epoch
    signed: dict[bytes, int] = field(default_factory=dict)  # public key → the most entries it signed
    last_checkpoint: tuple[int, int] = (0, 0)  # its epoch and its size
    lost: dict[int, int] = field(default_factory=dict)  # epoch opened by a restore → the entries that it says were lost
    roots: dict[int, list[tuple[bytes, str, str]]] = field(
        default_factory=dict
    )  # size → root, kind of fault, where from
    leaves: Leaves = field(default_factory=Leaves)  # of the whole log, and those that wait for it
    batches: dict[tuple[int, int], str] = field(default_factory=dict)
    processes: int = 1

    def lines(self, name: str) -> Iterator[Any]:
        """The lines of one of the bundle's files."""
        with (self.folder / name).open(encoding="ascii") as file:
            while lines := list(islice(file, 1000)):
                yield from json.loads(f"[{','.join(lines)}]")

    def run(self, trusted: str | None) -> Report:
        """The whole check; `trusted` is the text of what was kept elsewhere, None without any."""
        self.check_files()
        self.check_epochs()
        self.check_checkpoints()
        if trusted is not None:
            self.check_trusted(trusted)
        self.batches = {(slot, seq): body for slot, seq, body in self.lines("batches.jsonl")}
        self.check_log()
        self.check_signed()
        self.check_unsealed()
        self.check_counters()
        self.check_rows()
        self.report.faults = [self._as_known(fault) for fault in self.report.faults]
        return self.report

    def check_files(self) -> None:
        """Every file is as it was written."""
        manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise ValueError(f"this bundle is of format {manifest['format']}; the verify.py in it reads it")
        for name, digest in manifest["files"].items():
            with (self.folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    self.report.fault("bundle_damaged", name, "the file is not as it was written")

    def expect(self, size: int, root: bytes, kind: str, where: str) -> None:
        """The log's first `size` entries must have this root."""
        self.roots.setdefault(size, []).append((root, kind, where))

    def cover(self, size: int, key: bytes) -> None:
        """The key signed the log's first `size` entries."""
        self.signed[key] = max(size, self.signed.get(key, 0))

    def check_epochs(self) -> None:
        """Epochs follow one another, each as its signed note says."""
        self.epochs = list(self.lines("epochs.jsonl"))
        self.keys = keys_along([epoch["note"] for epoch in self.epochs], self.public_key)
        for place, epoch in enumerate(self.epochs, 1):
            said, where = _EPOCH.match(epoch["note"]), f"epoch {epoch['number']}"
            if said is None or not is_signed(epoch["note"], self.keys[place - 1]):
                self.report.fault("epoch_not_signed", where, "its note is not signed with the checkpoint key")
                continue
            told = (said[1], said[2], int(said[3]), int(said[5]), said[6], said[7])
            names = ("origin", "opened_at", "begins_at", "witnessed_size", "witnessed_root", "reason")
            if told != tuple(epoch[name] for name in names) or epoch["number"] != place:
                self.report.fault("epoch_changed", where, "its row does not say what its signed note says")
            self.expect(int(said[3]), a2b_base64(said[4]), "log_changed", where)
            self.cover(int(said[3]), self.keys[place - 1])

    def key_of(self, number: int) -> bytes:
        """The public key that signs in epoch `number`."""
        return self.keys[number - 1] if 0 < number <= len(self.keys) else self.public_key

    def ends_of(self, number: int) -> int | None:
        """The size at which epoch `number` ended; None for the last."""
        return self.epochs[number]["begins_at"] if number < len(self.epochs) else None

    def check_checkpoints(self) -> None:
        """Each checkpoint is signed, says what its row says, and the log has its root."""
        origins = {epoch["number"]: epoch["origin"] for epoch in self.epochs}
        for row in self.lines("checkpoints.jsonl"):
            where, said = f"checkpoint of {row['size']} in epoch {row['epoch']}", _NOTE.fullmatch(row["note"])
            self.report.checkpoints += 1
            if said is None or not is_signed(row["note"], self.key_of(row["epoch"])):
                self.report.fault("checkpoint_not_signed", where, "it is not signed with the checkpoint key")
            elif (said[1], int(said[2]), said[3]) != (origins.get(row["epoch"]), row["size"], row["root"]):
                self.report.fault("checkpoint_replayed", where, "its row does not say what its signed note says")
            else:
                self.expect(row["size"], a2b_base64(said[3]), "log_changed", where)
                self.cover(row["size"], self.key_of(row["epoch"]))
                self.last_checkpoint = max(self.last_checkpoint, (row["epoch"], row["size"]))

    def check_signed(self) -> None:
        """Whoever makes the log anew without a key has no checkpoint for it: entries have one, in the epoch of the newest of them."""
        number, begins = len(self.epochs), self.epochs[-1]["begins_at"] if self.epochs else 0
        entries, (epoch, size) = self.report.entries, self.last_checkpoint
        if entries and (not size or (entries > begins and epoch < number)):
            words = f"{entries if not size else entries - begins} entries, and no signed checkpoint shows that they are the hub's"
            self.report.fault("checkpoint_missing", f"epoch {number}", words)
        self.report.behind = max(0, entries - max(self.signed.values(), default=0))
        self.report.keys = [_base64(key) for key in dict.fromkeys(self.keys) if self.signed.get(key)]

    def check_trusted(self, text: str) -> None:
        """The log holds all that was witnessed elsewhere, but for what a signed epoch says was lost by a restore."""
        notes, parts = kept_in(text)
        self.report.faults += kept_faults(notes, parts)
        heads = []
        for note in notes:
            origin, size, root, *_ = note.split("\n")
            where = f"trusted checkpoint of {size} in epoch {origin.rpartition('/')[2]}"
            if self._is_of_this_log(note, origin):
                heads.append(int(size))
                self._compare_trusted(origin, int(size), a2b_base64(root), where)
            else:
                self.report.fault("trusted_not_signed", where, "it is not signed with the checkpoint key")
        self.report.kept, self.report.is_rollback_checked = len(heads), bool(heads)
        if heads:
            newest = f"the newest is of {max(heads)} entries"
            self.report.remarks.append(f"Compared with {len(heads)} checkpoints kept elsewhere; {newest}.")
        for number, lost in sorted(self.lost.items()):
            self.report.remarks.append(f"{lost} entries were lost by the restore that epoch {number} tells of.")

    def _is_of_this_log(self, note: str, origin: str) -> bool:
        """Whether the key of the note's epoch signed it; any key of the log, where the log has no such epoch."""
        numbers = {epoch["origin"]: epoch["number"] for epoch in self.epochs}
        keys = [self.key_of(numbers[origin])] if origin in numbers else dict.fromkeys([self.public_key, *self.keys])
        return any(is_signed(note, key) for key in keys)

    def _compare_trusted(self, origin: str, size: int, root: bytes, where: str) -> None:
        number = next((epoch["number"] for epoch in self.epochs if epoch["origin"] == origin), 0)
        ended = self.ends_of(number) if number else 0
        if number and (ended is None or size <= ended):
            self.expect(size, root, "forked", where)
            return
        after = next((epoch for epoch in self.epochs if _comes_after(epoch["origin"], origin)), None)
        if after is None:
            self.report.fault("log_replaced", where, "this log has no such epoch: an older database, or another one")
        elif after["witnessed_size"] < size:
            words = f"epoch {after['number']} does not say that so much was lost"
            self.report.fault("rolled_back", where, words)
        elif after["witnessed_size"] == size and a2b_base64(after["witnessed_root"]) != root:
            self.report.fault("forked", where, f"epoch {after['number']} says another root was witnessed")
        else:
            lost = size - after["begins_at"]
            self.lost[after["number"]] = max(lost, self.lost.get(after["number"], 0))

    def check_log(self) -> None:
        """Every entry is its leaf, in its place, and the log has the root of every checkpoint."""
        tree: list[bytes] = []
        following = 0
        self.report.faults += [fault for _, fault in self._compared(0, tree)]
        for number, piece in enumerate(self.pieces()):
            if not following == piece.begins == piece.named or following % PIECE:
                self.report.faults.append(_entry_missing(following, piece.begins))
            following = piece.ends
            faults = [each for size, peaks in piece.peaks.items() for each in self._compared(size, [*tree, *peaks])]
            self._put_together(piece, faults)
            tree.append(_root(piece.whole))
            for _ in range((number ^ number + 1).bit_length() - 1):
                right = tree.pop()
                tree.append(_joined(tree.pop(), right))
        self._end(following)

    def pieces(self) -> Iterator[Piece]:
        """The files of the log in their order, looked at by as many processes as there may be."""
        paths = sorted((self.folder / "log").iterdir())
        begins, sizes = [int(path.stem) for path in paths], sorted(self.roots)
        ends = [bisect_right(sizes, each) for each in begins] + [len(sizes)]
        epochs, several = [epoch["begins_at"] for epoch in self.epochs[1:]], min(self.processes, len(paths))
        roots = [sizes[begin:end] for begin, end in pairwise(ends)]
        given = paths, repeat(epochs), roots, repeat(self.audit_key)
        if several < 2:
            yield from map(read_piece, *given)
            return
        with ProcessPoolExecutor(several, mp_context=multiprocessing.get_context("fork")) as hands:
            try:
                yield from hands.map(read_piece, *given)
            except BrokenExecutor as error:
                raise OSError("a process that read the log was ended from outside") from error

    def _put_together(self, piece: Piece, faults: list[tuple[int, Fault]]) -> None:
        """What the piece says is added to what those before it said, and what lies between is compared."""
        held, new = self.leaves, piece.leaves
        for place in new.firsts:
            held.slots.setdefault(place[1], (0, b""))
            held.follow(*place)
        found = sorted([*held.faults, *new.faults, *faults], key=lambda each: each[0])
        self.report.faults += [fault for _, fault in found]
        self.report.entries, self.report.late = self.report.entries + piece.entries, self.report.late + piece.late
        held.faults = []
        held.slots |= new.slots
        held.known += new.known
        for slot, gaps in new.gaps.items():
            held.gaps.setdefault(slot, []).extend(gaps)
        self._add_rows(new)

    def _add_rows(self, new: Leaves) -> None:
        held = self.leaves.rows
        for key, row in new.rows.items():
            if held.setdefault(key, row) is not row:
                held[key].add(row)
        for slot, seq, digest in new.batches:
            self._take_batch(slot, seq, digest)

    def _end(self, size: int) -> None:
        """What was signed or witnessed beyond the log's end is gone."""
        for beyond in sorted(each for each in self.roots if each > size):
            for _, kind, where in self.roots[beyond]:
                shown = "rolled_back" if kind == "forked" else "log_shorter"
                self.report.fault(shown, where, f"the log has {size} entries")

    def _compared(self, size: int, peaks: Sequence[bytes]) -> list[tuple[int, Fault]]:
        """What is wrong with the root of the first `size` entries, at the last of them."""
        root, told = _root(peaks), self.roots.get(size, ())
        words = "the entries up to it have another root"
        return [(size - 1, Fault(kind, where, words)) for expected, kind, where in told if root != expected]

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
            row = self.leaves.rows.setdefault(key, Row())
            row.is_imported = True
            row.digest = row.digest or rest[at + 18 : at + 50].hex()

    def _as_known(self, fault: Fault) -> Fault:
        """The fault with who acknowledged it, where the log has a leaf that does."""
        place = re.search(r"slot (\d+) number (\d+)$", fault.where)
        slot, seq = map(int, place.groups()) if place else (0, 0)
        for of_slot, first, last, words in self.leaves.known:
            if of_slot == slot and first <= seq <= last:
                return replace(fault, acknowledged=words)
        return fault

    def check_unsealed(self) -> None:
        """Leaves that wait to be sealed follow those that are."""
        held, mark_of = self.leaves, None if self.audit_key is None else _marker(self.audit_key)
        for slot, seq, at, mac, body in self.lines("unsealed.jsonl"):
            self.report.unsealed += 1
            last, _ = held.slots.setdefault(slot, (0, b""))
            if any(seq in gap for gap in held.gaps.get(slot, ())):
                held.fault(None, slot, seq, "leaf_not_sealed", "later ones of its slot are sealed, it is not")
            elif seq != last + 1:
                held.jump(None, slot, seq, at.encode())
            held.slots[slot] = max(seq, last), at.encode()
            leaf = a2b_base64(body)
            held.take(None, slot, seq, at.encode(), leaf)
            if mark_of and not hmac.compare_digest(mark_of(leaf), a2b_base64(mac)):
                held.fault(None, slot, seq, "forged", FORGED)
        self.report.faults += [fault for _, fault in held.faults]
        for slot, seq, digest in held.batches:
            self._take_batch(slot, seq, digest)

    def check_counters(self) -> None:
        """Each slot's counter stands at its last leaf."""
        counters = {int(slot): seq for slot, seq in json.loads((self.folder / "counters.json").read_text()).items()}
        for slot in sorted(counters.keys() | self.leaves.slots.keys()):
            last, counter = self.leaves.slots.get(slot, (0, b""))[0], counters.get(slot, 0)
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
            row, where = self.leaves.rows.pop((table, _short(name)), None), f"{table} {name}"
            if row is None:
                self.report.fault("row_without_leaf", where, "no leaf tells of it")
            elif row.digest != digest:
                self.report.fault("row_changed", where, "it is not as its newest leaf says")
            elif row.versions | row.is_imported << 1 != (2 << min(version, MOST_VERSIONS)) - 2:
                self.report.fault("version_without_leaf", where, "a version of it has no leaf")
        for (table, short), row in self.leaves.rows.items():
            if row.digest != "deleted":
                self.report.fault("row_gone", f"{table} {UUID(bytes=short)}", "its leaf says that it is there")


def is_signed(note: str, public_key: bytes) -> bool:
    """Whether one of the note's signature lines is of the key over its text."""
    text, _, signatures = note.rpartition("\n\n")
    for line in signatures.splitlines():
        _, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        try:
            raw = base64.b64decode(encoded)
        except ValueError:
            continue
        if raw[:4] == sha256(name.encode() + b"\n\x01" + public_key).digest()[:4]:
            try:
                Ed25519PublicKey.from_public_bytes(public_key).verify(raw[4:], f"{text}\n".encode())
            except InvalidSignature:
                continue
            return True
    return False


def read_kept(path: Path) -> str:
    """The text of a file of checkpoints kept elsewhere; of a mail saved as a file, or of a mailbox, what is written in the mails.

    Raises:
        OSError: it cannot be read.
    """
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    return "\n".join(map(_unpacked, re.split(rb"^From .*$", raw, flags=re.MULTILINE)))


def _unpacked(raw: bytes) -> str:
    mail = email.message_from_bytes(raw.lstrip(b"\r\n"))
    if not any(mail[name] for name in ("MIME-Version", "Content-Type", "Content-Transfer-Encoding")):
        return raw.decode("utf-8-sig", "replace")
    parts = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_type() == "text/plain"]
    return "\n".join(part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes))


def kept_in(text: str) -> tuple[list[str], list[str]]:
    """The signed notes in a text, each as it was signed, and what looks like part of one and is none. Checks no signature."""
    plain = _EDGES.sub("", text.replace("\r\n", "\n").replace("\xa0", " "))
    heads, notes, rest = list(_HEAD.finditer(plain)), [], []
    ends = [*(head.start() for head in heads), len(plain)]
    rest.append(plain[: ends[0]])
    for head, end in zip(heads, ends[1:], strict=True):
        under = plain[head.end() : end]
        signed = [encoded.replace("\n", "") for name, encoded in _SIGNATURE.findall(under) if name == head[1]]
        if signed:
            lines = "".join(f"— {head[1]} {each[:_SIGNS]}\n" for each in signed)
            notes.append(f"{head[1]}\n{head[2]}\n{head[3]}\n\n{lines}")
            under = _SIGNATURE.sub("", under)
        else:
            rest.append(head[0])
        rest.append(under)
    parts = [line for line in "\n".join(rest).split("\n") if _PART.match(line)]
    return notes, parts


def kept_faults(notes: Sequence[str], parts: Sequence[str]) -> list[Fault]:
    """What is wrong with a file of checkpoints kept elsewhere, before any is compared."""
    found = [
        Fault(
            "trusted_unreadable",
            f"trusted file, at {part[:60]}",
            "it looks like part of a checkpoint that is not whole",
        )
        for part in parts
    ]
    if not notes:
        found.append(
            Fault("trusted_empty", "trusted file", "no checkpoint was found in it, so that nothing was compared")
        )
    return found


def _comes_after(origin: str, other: str) -> bool:
    """Whether an epoch of this name was opened after the other of the same log."""
    (log, _, number), (other_log, _, other_number) = origin.rpartition("/"), other.rpartition("/")
    return log == other_log and int(number) > int(other_number)


def keys_along(notes: Sequence[str], public_key: bytes) -> list[bytes]:
    """The public key of each epoch, as the notes say in which one key hands over to the next; both must have signed them.

    The given key must be one of them: where it is not, or a note is not signed by both, it is taken for all.
    """
    told = [_EPOCH.match(note) for note in notes]
    changes = [(a2b_base64(said[8]), a2b_base64(said[9])) if said and said[8] else None for said in told]
    key, keys = next((old for old, _ in filter(None, changes)), public_key), []
    for note, change in zip(notes, changes, strict=True):
        if change is not None:
            if change[0] != key or not all(is_signed(note, each) for each in change):
                return [public_key] * len(notes)
            key = change[1]
        keys.append(key)
    return keys if public_key in keys else [public_key] * len(notes)


def _marker(key: bytes) -> Marker:
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


def _entry_missing(index: int, found: int) -> Fault:
    return Fault("entry_missing", f"entry {index}", f"entry {found} stands there")


def _root(peaks: Sequence[bytes]) -> bytes:
    rest = list(peaks)
    root = rest.pop() if rest else sha256(b"").digest()
    while rest:
        root = _joined(rest.pop(), root)
    return root


def _joined(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@lru_cache(maxsize=16)
def _earlier(sealed_at: bytes) -> bytes:
    before = datetime.fromisoformat(sealed_at.decode()) - LATE
    return before.replace(tzinfo=None).isoformat(timespec="microseconds").encode() + b"Z"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _short(name: str) -> bytes:
    """A row's name as imports have it: the bytes of its id, or the beginning of a hash of its key."""
    try:
        return UUID(name).bytes
    except ValueError:
        return sha256(name.encode()).digest()[:16]


def verify(
    folder: Path,
    *,
    trusted: str | None = None,
    public_key: bytes | None = None,
    audit_key: bytes | None = None,
    processes: int | None = None,
) -> Report:
    """What the bundle in `folder` comes to, or the proof in a file; by as many processes as there are processors.

    `trusted` is what `read_kept` read, None where nothing was kept elsewhere.

    Raises:
        one of UNREADABLE: a file of it is not there or cannot be read as what it should be.
    """
    if folder.is_file():
        return check_proof(json.loads(folder.read_text(encoding="utf-8")), trusted=trusted, public_key=public_key)
    key = base64.b64decode((folder / "public-key.txt").read_text()) if public_key is None else _whole_key(public_key)
    several = processes or (os.cpu_count() or 1 if sys.platform == "linux" else 1)
    checker = Checker(folder, key, audit_key, processes=several)
    if public_key is None:
        checker.report.remarks.append(OWN_KEY)
    if trusted is None:
        checker.report.remarks.append(
            "Rollback not checked: without a checkpoint kept elsewhere an older copy looks whole."
        )
    return checker.run(trusted)


def _whole_key(given: bytes) -> bytes:
    """The key that was given to check by: never another in its place."""
    if len(given) != 32:
        raise ValueError(f"the public key that was given has {len(given)} bytes where a key has 32")
    return given


def check_proof(proof: dict[str, Any], *, trusted: str | None = None, public_key: bytes | None = None) -> Report:
    """What a proof comes to: that a leaf stands in a signed log, or that one signed log is the beginning of another.

    Raises:
        one of UNREADABLE: it is none.
    """
    if proof["format"] != PROOF:
        raise ValueError(f"this proof is of format {proof['format']}")
    key = base64.b64decode(proof["public_key"]) if public_key is None else _whole_key(public_key)
    report = Report(remarks=[OWN_KEY] if public_key is None else [])
    keys = keys_along(proof["epochs"], key)
    by_origin = {note.partition("\n")[0]: each for note, each in zip(proof["epochs"], keys, strict=True)}
    notes = [proof[name] for name in (("checkpoint",) if proof["kind"] == "inclusion" else ("older", "newer"))]
    heads, signed = [], set()
    for note in notes:
        said = _NOTE.fullmatch(note)
        if said is None or not is_signed(note, by_origin.get(said[1], key)):
            report.fault("checkpoint_not_signed", note.partition("\n")[0], "it is not signed with the checkpoint key")
        else:
            signed.add(by_origin.get(said[1], key))
        heads.append((int(said[2]), a2b_base64(said[3])) if said else (0, b""))
    report.keys = [_base64(each) for each in dict.fromkeys([key, *keys]) if each in signed]
    if trusted is not None:
        _compare_kept(report, notes, trusted)
    beside = [bytes.fromhex(each) for each in proof["beside"]]
    if proof["kind"] == "inclusion":
        _check_inclusion(report, proof, *heads[0], beside)
    else:
        _check_growth(report, *heads[0], *heads[1], beside)
    return report


def _compare_kept(report: Report, notes: Sequence[str], trusted: str) -> None:
    """What was kept elsewhere of the proof's checkpoints is the same; where nothing was, nothing was compared, and that is said."""
    kept, parts = kept_in(trusted)
    report.faults += kept_faults(kept, parts)
    heads = {_head_of(note).rpartition("\n")[0]: _head_of(note) for note in kept}  # by log and size
    for note in map(_head_of, notes):
        log_and_size = note.rpartition("\n")[0]
        if log_and_size in heads:
            report.kept += heads[log_and_size] == note
            if heads[log_and_size] != note:
                where = f"checkpoint of {note.split(chr(10))[1]}"
                report.fault("not_trusted", where, "the one of this size that was kept elsewhere is another")
    report.is_rollback_checked = report.kept > 0
    if kept and not report.kept and not report.faults:
        report.remarks.append(NOT_COMPARED)


def _head_of(note: str) -> str:
    return note.partition("\n\n")[0]


def _check_inclusion(report: Report, proof: dict[str, Any], size: int, root: bytes, beside: list[bytes]) -> None:
    body, index = a2b_base64(proof["leaf"]), int(proof["index"])
    leaf = json.loads(body)
    report.entries = size
    report.proves = f"{leaf['action']} of {leaf['at']} is entry {index} of the log of {size} entries"
    entry = sha256(b"\x00" + bytes.fromhex(proof["mark"]) + proof["sealed_at"].encode() + body).digest()
    last, rest = size - 1, list(beside)
    place = index
    while last > 0 and rest:
        if place % 2 or place < last:
            entry = _joined(rest.pop(0), entry) if place % 2 else _joined(entry, rest.pop(0))
        place, last = place // 2, last // 2
    if not 0 <= index < size or last or rest or entry != root:
        words = "it, its mark, its time of sealing or its place is not what was signed"
        report.fault("not_included", _place(index, leaf["slot"], leaf["seq"]), words)


def _check_growth(report: Report, old: int, old_root: bytes, size: int, root: bytes, beside: list[bytes]) -> None:
    report.entries = size
    report.proves = f"the log of {old} entries is the beginning of the log of {size} entries"
    if not 0 < old <= size or not (
        is_beginning(old, old_root, size, root, beside) if old < size else old_root == root and not beside
    ):
        report.fault("forked", f"checkpoint of {old}", f"it is not the beginning of the log of {size} entries")


def is_beginning(old: int, old_root: bytes, size: int, root: bytes, beside: list[bytes]) -> bool:
    """Whether the hashes show the log of `old` entries to be the beginning of a longer one. Source: RFC 9162, 2.1.4.2."""
    place, last = old - 1, size - 1
    while place % 2:
        place, last = place // 2, last // 2
    path = [old_root, *beside] if place == 0 else list(beside)
    if not path:
        return False
    before = after = path.pop(0)
    for each in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            before, after = _joined(each, before), _joined(each, after)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            after = _joined(after, each)
        place, last = place // 2, last // 2
    return last == 0 and before == old_root and after == root


def told(report: Report) -> str:
    """The report in words."""
    lines = [f"{fault.kind}: {fault.where}: {fault.words}{_known(fault)}" for fault in report.faults[:20]]
    if len(report.faults) > 20:
        lines.append(f"… and {len(report.faults) - 20} more.")
    signed = [f"Signed with the checkpoint key {key}" for key in report.keys]
    if report.proves:
        verdict = "This proof does NOT check out." if report.faults else f"This proof checks out: {report.proves}."
        return "\n".join([*lines, verdict, *signed, *report.remarks])
    counts = (
        f"{report.entries} entries, {report.behind} of them behind the newest checkpoint, {report.checkpoints} checkpoints, "
        f"{report.unsealed} unsealed, {report.late} late"
    )
    verdict = "The trail is NOT whole. First bad place above." if report.faults else "The trail is whole."
    if report.faults and all(fault.acknowledged for fault in report.faults):
        verdict = "The trail is NOT whole: it has breaks, and every one of them was acknowledged."
    return "\n".join([*lines, f"{verdict} {counts}, {report.rows} rows.", *signed, *report.remarks])


def _known(fault: Fault) -> str:
    return f" (acknowledged {fault.acknowledged})" if fault.acknowledged else ""


def as_json(report: Report) -> str:
    """The report for a program."""
    return json.dumps({"is_whole": not report.faults, **asdict(report)}, indent=2, ensure_ascii=False)


def main() -> int:
    """The exit code for the arguments of this process."""
    parser = argparse.ArgumentParser(description="Checks a bundle of the hub's trail.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--trusted", type=Path, help="checkpoints kept elsewhere, or a mail with one")
    parser.add_argument("--public-key", type=Path, help="the public key kept elsewhere, base64")
    parser.add_argument("--audit-key", type=Path, help="the audit key: checks each leaf's mark as well")
    parser.add_argument("--json", action="store_true", help="say it as JSON")
    asked = parser.parse_args()
    try:
        keys = [base64.b64decode(path.read_text()) if path else None for path in (asked.public_key, asked.audit_key)]
        trusted = read_kept(asked.trusted) if asked.trusted else None
        report = verify(asked.bundle, trusted=trusted, public_key=keys[0], audit_key=keys[1])
    except UNREADABLE as error:
        sys.stderr.write(f"The bundle cannot be read ({type(error).__name__}): {error}\n")
        return 2
    sys.stdout.write((as_json(report) if asked.json else told(report)) + "\n")
    return exit_code(report)


def exit_code(report: Report) -> int:
    """0 nothing is wrong, 1 something is, 3 nothing is but what was kept elsewhere could not be compared with it."""
    if report.faults:
        return 1
    return 3 if NOT_COMPARED in report.remarks else 0


if __name__ == "__main__":
    sys.exit(main())
