"""The leaves about one record with what shows each of them in the log of the newest checkpoint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from hub.audit import merkle
from hub.audit.epochs import newest_checkpoint
from hub.audit.models import AuditEntry, AuditLeaf, AuditNode, AuditObject
from hub.audit.reading import Entry, read_entry
from hub.crypto import checkpoint_public_key, follow_checkpoint_key
from hub.errors import OutOfOrder, Unavailable

AT_ONCE = 500
NOT_WHOLE = "The log is not whole, so that nothing can be shown by it. Ask an operator to run: hub audit verify"


@dataclass(frozen=True, slots=True)
class Piece:
    """One leaf: its exact bytes and mark, and where it stands. `index` is None while no checkpoint covers it."""

    entry: Entry
    body: bytes
    mac: bytes
    index: int | None
    sealed_at: datetime | None
    beside: tuple[bytes, ...]  # the hashes that lead from it to the root, nearest first


@dataclass(frozen=True, slots=True)
class Evidence:
    """All leaves about one record, oldest first, the signed note they are shown against, and the key it is signed with."""

    pieces: tuple[Piece, ...]
    note: str
    size: int
    public_key: bytes


def evidence_of(session: Session, object_type: str, object_id: str) -> Evidence:
    """The leaves about one record as they stand, each with its proof.

    Raises:
        OutOfOrder: nothing was sealed yet.
        Unavailable: the log has a hole, or the keys folder has no checkpoint key.
    """
    follow_checkpoint_key(session)
    last = newest_checkpoint(session)
    if last is None:
        raise OutOfOrder("Nothing is sealed yet. Wait a minute, then try again.")
    rows = _rows(session, object_type, object_id)
    proofs = _proofs(session, {row[5] for row in rows if row[5] is not None and row[5] < last.size}, last.size)
    pieces = (
        Piece(read_entry(slot, seq, at, body), body, mac, index, sealed_at, proofs[index])
        if index in proofs
        else Piece(read_entry(slot, seq, at, body), body, mac, None, None, ())
        for slot, seq, at, body, mac, index, sealed_at in rows
    )
    return Evidence(tuple(pieces), last.note, last.size, checkpoint_public_key())


Row = tuple[int, int, datetime, bytes, bytes, int | None, datetime | None]


def _rows(session: Session, object_type: str, object_id: str) -> list[Row]:
    about = and_(AuditObject.slot == AuditLeaf.slot, AuditObject.seq == AuditLeaf.seq)
    sealed = and_(AuditEntry.slot == AuditLeaf.slot, AuditEntry.seq == AuditLeaf.seq)
    leaf = (AuditLeaf.slot, AuditLeaf.seq, AuditLeaf.at, AuditLeaf.body, AuditLeaf.mac)
    rows = select(*leaf, AuditEntry.index, AuditEntry.sealed_at).join(AuditObject, about).outerjoin(AuditEntry, sealed)
    rows = rows.where(AuditObject.object_type == object_type, AuditObject.object_id == object_id)
    found = session.execute(rows.order_by(AuditObject.at, AuditObject.slot, AuditObject.seq))
    return [(slot, seq, at, body, mac, index, sealed) for slot, seq, at, body, mac, index, sealed in found]


def _proofs(session: Session, indexes: set[int], size: int) -> dict[int | None, tuple[bytes, ...]]:
    """Asked for twice: the first time only to learn which subtrees are wanted, so that they are read together."""
    wanted: set[tuple[int, int]] = set()

    def note(level: int, index: int) -> bytes:
        wanted.add((level, index))
        return b""

    for each in indexes:
        merkle.inclusion_proof(each, size, note)
    held = _nodes(session, wanted)
    try:
        return {
            each: tuple(merkle.inclusion_proof(each, size, lambda level, index: held[level, index])) for each in indexes
        }
    except KeyError as missing:
        raise Unavailable(NOT_WHOLE) from missing


def _nodes(session: Session, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    by_level: dict[int, list[int]] = defaultdict(list)
    for level, index in sorted(wanted):
        by_level[level].append(index)
    held: dict[tuple[int, int], bytes] = {}
    for level, indexes in by_level.items():
        for at in range(0, len(indexes), AT_ONCE):
            some = indexes[at : at + AT_ONCE]
            rows = select(AuditNode.index, AuditNode.hash).where(AuditNode.level == level, AuditNode.index.in_(some))
            if level == 0:
                rows = select(AuditEntry.index, AuditEntry.hash).where(AuditEntry.index.in_(some))
            held |= {(level, index): found for index, found in session.execute(rows)}
    return held
