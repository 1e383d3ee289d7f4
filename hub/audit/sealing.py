"""Sealing: leaves are put in one order, hashed into the log, and the log's size and root are signed. Rows are only ever inserted.

Two sealers collide on the log's primary key; they cannot fork it. Work never waits for a sealer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from hub import clock
from hub.audit import merkle
from hub.audit.breaks import LEAF, Leaf, behind_break, wrong_with
from hub.audit.bulk import insert_many
from hub.audit.epochs import current_epoch, first_epoch, log_size, newest_checkpoint, node_reader
from hub.audit.models import AuditAlarm, AuditCheckpoint, AuditEntry, AuditLeaf, AuditNode, AuditSlot
from hub.audit.notes import NotSigned, Witnessed, checkpoint_note, read_checkpoint
from hub.crypto import follow_checkpoint_key
from hub.db import Base, utc_text

MOST = 5000  # leaves in one transaction
AT_ONCE = 1000  # read at a time
LATE = timedelta(minutes=15)
BETWEEN_CHECKPOINTS = timedelta(seconds=60)
Alarm = tuple[int, int, str]
# its place among all slots, the leaf, whether its slot's clock went back
Placed = tuple[tuple[datetime, int, int], Leaf, bool]


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What waits to be sealed behind a log of `size` entries, in the order it will have, and what was found wrong."""

    size: int
    leaves: tuple[tuple[Leaf, bool], ...]  # with whether its time is late
    alarms: tuple[Alarm, ...]
    is_checkpoint_due: bool

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.leaves or self.alarms or self.is_checkpoint_due)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a sealing did; `checkpoint` is the new one, if one was due."""

    entries: int
    alarms: tuple[Alarm, ...]
    checkpoint: AuditCheckpoint | None


def find_unsealed(session: Session, *, most: int = MOST, checkpoint_now: bool = False) -> Unsealed:
    """At most `most` leaves that can be sealed now; reads only. A slot is read up to the first break that nobody acknowledged.

    Raises:
        Unavailable: the keys folder lacks the checkpoint key that signs.
    """
    follow_checkpoint_key(session)  # first: were it read last, a key changed meanwhile would look like a changed log
    last = newest_checkpoint(session)
    size = log_size(session)  # after the checkpoint: another sealer may add both in between
    alarms: list[Alarm] = []
    leaves: list[Placed] = []
    changed = _changed_tree(session, size, last)
    if changed is not None:
        alarms.append(changed)
    else:
        for slot, sealed, top in _slots(session, alarms):
            if len(leaves) < most:
                leaves += _good_leaves(session, slot, sealed, top, most - len(leaves), alarms)
    leaves.sort(key=lambda each: each[0])
    is_due = changed is None and _is_checkpoint_due(session, size + len(leaves), last, checkpoint_now)
    return Unsealed(size, tuple((leaf, is_back) for _, leaf, is_back in leaves), _fresh(session, alarms), is_due)


def seal(session: Session, found: Unsealed) -> Sealed:
    """What was found is in the log, with a checkpoint if one is due.

    Raises:
        IntegrityError: another sealer was faster; nothing of this one stays.
        Unavailable: the keys folder has no checkpoint key.
    """
    now = clock.now()
    follow_checkpoint_key(session)
    if found.alarms:
        rows = [{"slot": slot, "seq": seq, "kind": kind, "raised_at": now} for slot, seq, kind in found.alarms]
        session.execute(insert(AuditAlarm), rows)
    if not found.leaves and not found.is_checkpoint_due:
        return Sealed(0, found.alarms, None)
    epoch = current_epoch(session) or first_epoch(session)
    if found.leaves:
        _append(session, found, epoch.number, now)
    checkpoint = None
    if found.is_checkpoint_due:
        size = found.size + len(found.leaves)
        root = merkle.root_of(size, node_reader(session))
        note = checkpoint_note(Witnessed(epoch.origin, size, root))
        checkpoint = AuditCheckpoint(epoch=epoch.number, size=size, root=root, note=note, at=now)
        session.add(checkpoint)
        session.flush()
    return Sealed(len(found.leaves), found.alarms, checkpoint)


def seal_pending(session: Session, *, checkpoint_now: bool = False) -> Sealed:
    """Leaves waiting now are sealed, at most `MOST` of them; `checkpoint_now` signs a checkpoint of any news."""
    return seal(session, find_unsealed(session, checkpoint_now=checkpoint_now))


def entry_of(body: bytes, mac: bytes, sealed_at: datetime) -> bytes:
    """The bytes that the log hashes: the leaf's mark, the time of sealing as 27 characters, the leaf itself."""
    return mac + _said(sealed_at) + body


@lru_cache(maxsize=16)
def _said(sealed_at: datetime) -> bytes:
    return utc_text(sealed_at).encode()


def _append(session: Session, found: Unsealed, epoch: int, now: datetime) -> None:
    hashes = [merkle.entry_hash(entry_of(leaf.body, leaf.mac, now)) for leaf, _ in found.leaves]
    rows = [
        {
            "index": found.size + place,
            "slot": leaf.slot,
            "seq": leaf.seq,
            "hash": hashes[place],
            "epoch": epoch,
            "late": is_back or now - leaf.at > LATE,
            "sealed_at": now,
        }
        for place, (leaf, is_back) in enumerate(found.leaves)
    ]
    grown = merkle.grown(found.size, hashes, node_reader(session))
    nodes = [{"level": level, "index": index, "hash": root} for level, index, root in grown]
    session.execute(insert(AuditEntry), rows[:1])  # waits for another sealer's, and collides with it
    for table, more in ((AuditEntry, rows[1:]), (AuditNode, nodes)):
        if more:
            insert_many(session.connection(), Base.metadata.tables[table.__tablename__], more)


def _is_checkpoint_due(session: Session, size: int, last: AuditCheckpoint | None, at_once: bool) -> bool:
    epoch = current_epoch(session)
    if last is None or (epoch is not None and epoch.number != last.epoch):
        return size > 0
    return size > last.size and (at_once or clock.now() - last.at >= BETWEEN_CHECKPOINTS)


def _changed_tree(session: Session, size: int, last: AuditCheckpoint | None) -> Alarm | None:
    """An alarm where the log no longer has the root that its newest checkpoint signed: nothing more is signed upon it."""
    if last is None:
        return None
    try:
        said = read_checkpoint(last.note)
        is_whole = said.size == last.size <= size and merkle.root_of(said.size, node_reader(session)) == said.root
    except (NotSigned, LookupError):
        is_whole = False
    return None if is_whole else (0, last.size, "log_changed")


def _slots(session: Session, alarms: list[Alarm]) -> Iterator[tuple[int, int, int]]:
    """Slot, newest sealed number and counter of each slot with news; read in one statement, so that the three agree."""
    newest = select(func.max(AuditLeaf.seq)).where(AuditLeaf.slot == AuditSlot.id).scalar_subquery()
    sealed = select(func.max(AuditEntry.seq)).where(AuditEntry.slot == AuditSlot.id).scalar_subquery()
    rows = session.execute(select(AuditSlot.id, AuditSlot.seq, newest, sealed).order_by(AuditSlot.id))
    for slot, counter, top, done in rows.all():
        if max(top or 0, done or 0) > counter:
            alarms.append((slot, counter, "counter_back"))
        elif counter > (done or 0):
            yield slot, done or 0, counter


def _good_leaves(
    session: Session, slot: int, sealed: int, counter: int, most: int, alarms: list[Alarm]
) -> list[Placed]:
    """The slot's leaves after `sealed`, up to the first forged or missing one that nobody acknowledged."""
    rows = select(*LEAF).where(AuditLeaf.slot == slot, AuditLeaf.seq >= sealed, AuditLeaf.seq <= counter)
    found: list[Placed] = []
    before = latest = None
    expected = sealed + 1
    with session.execute(rows.order_by(AuditLeaf.seq).execution_options(yield_per=AT_ONCE)) as leaves:
        for leaf in leaves:
            if leaf.seq <= sealed:
                before = latest = leaf.at
                continue
            if len(found) == most:
                return found
            while leaf.seq >= expected and (kind := wrong_with(leaf, expected)):
                if (behind := behind_break(session, slot, expected)) is None:
                    alarms.append((slot, expected, kind))
                    return found
                expected = behind
            if leaf.seq == expected:
                is_back = latest is not None and before is not None and leaf.at < before
                before, latest = leaf.at, max(latest or leaf.at, leaf.at)
                found.append(((latest, slot, leaf.seq), leaf, is_back))
                expected += 1
    while expected <= counter:
        if (behind := behind_break(session, slot, expected)) is None:
            alarms.append((slot, expected, "missing"))
            break
        expected = behind
    return found


def _fresh(session: Session, alarms: list[Alarm]) -> tuple[Alarm, ...]:
    """Those that were not raised already."""
    if not alarms:
        return ()
    held = {tuple(row) for row in session.execute(select(AuditAlarm.slot, AuditAlarm.seq, AuditAlarm.kind))}
    return tuple(alarm for alarm in alarms if alarm not in held)
