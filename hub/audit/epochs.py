"""Epochs and checkpoints of the log: what was signed, its proofs, and a new beginning (a restore, another key)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import clock
from hub.actor import Actor
from hub.audit import merkle
from hub.audit.actions import Action
from hub.audit.leaves import record
from hub.audit.models import AuditCheckpoint, AuditEntry, AuditEpoch, AuditNode
from hub.audit.notes import NotSigned, Witnessed, read_checkpoint, signed_note
from hub.crypto import follow_checkpoint_key
from hub.db import utc_text
from hub.errors import NotFound, OutOfOrder, Unprocessable

PAGE_OF_CHECKPOINTS = 20
_KEEP_NEWER = "If the key was changed after the backup, put the newer checkpoint-N.key into the folder as well, and keep it there."


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf stands at `index` in the log of the checkpoint `note`, by the hashes beside it, nearest first."""

    index: int
    entry_hash: bytes
    sealed_at: datetime
    is_late: bool
    beside: tuple[bytes, ...]
    note: str


def node_reader(session: Session) -> merkle.Node:
    """Reads the roots of complete subtrees; level 0 from the log itself. A missing one is a LookupError."""

    def node(level: int, index: int) -> bytes:
        if level:
            found = session.scalar(select(AuditNode.hash).where(AuditNode.level == level, AuditNode.index == index))
        else:
            found = session.scalar(select(AuditEntry.hash).where(AuditEntry.index == index))
        if found is None:
            raise LookupError(f"the log has no subtree {index} at level {level}")
        return bytes(found)

    return node


def log_size(session: Session) -> int:
    """How many entries the log has."""
    newest = session.scalar(select(func.max(AuditEntry.index)))
    return 0 if newest is None else newest + 1


def current_epoch(session: Session) -> AuditEpoch | None:
    """The epoch that new entries belong to; None before anything was sealed."""
    return session.scalars(select(AuditEpoch).order_by(AuditEpoch.number.desc()).limit(1)).first()


def newest_checkpoint(session: Session) -> AuditCheckpoint | None:
    """The newest checkpoint, of whatever epoch."""
    newest = select(AuditCheckpoint).order_by(AuditCheckpoint.epoch.desc(), AuditCheckpoint.size.desc())
    return session.scalars(newest.limit(1)).first()


def checkpoints(session: Session, before: datetime | None = None) -> tuple[AuditCheckpoint, ...]:
    """A page of checkpoints, newest first; `before` pages on. One more than a page says that there are older."""
    page = select(AuditCheckpoint).order_by(AuditCheckpoint.at.desc(), AuditCheckpoint.size.desc())
    if before is not None:
        page = page.where(AuditCheckpoint.at < before)
    return tuple(session.scalars(page.limit(PAGE_OF_CHECKPOINTS + 1)))


def inclusion_proof(session: Session, slot: int, seq: int) -> Proof:
    """That the leaf stands in the log of the newest checkpoint.

    Raises:
        NotFound: it is not sealed, or no checkpoint covers it yet.
    """
    entry = session.scalars(select(AuditEntry).where(AuditEntry.slot == slot, AuditEntry.seq == seq)).first()
    last = newest_checkpoint(session)
    if entry is None or last is None or entry.index >= last.size:
        raise NotFound("This entry is not in a checkpoint yet. Wait a minute.")
    beside = merkle.inclusion_proof(entry.index, last.size, node_reader(session))
    return Proof(entry.index, entry.hash, entry.sealed_at, entry.late, tuple(beside), last.note)


def first_epoch(session: Session) -> AuditEpoch:
    """The log has its name, which no other log has, and its first epoch."""
    return _opened(session, 1, next_origin(()), Witnessed("", 0, merkle.EMPTY), "first")


def open_epoch(session: Session, *, reason: str, by: Actor, witnessed: Sequence[str] = ()) -> AuditEpoch:
    """New entries belong to a new epoch, which says by signed note what was last witnessed of the ones before.

    For a lawful restore: `reason` in few words, `witnessed` checkpoints kept elsewhere. Those that show more than the database holds are
    told of, by the one of most entries; without any, the newest in the database is.

    Raises:
        Unprocessable: what was witnessed is not signed by this hub, or is of another log.
    """
    follow_checkpoint_key(session)
    last, newest = current_epoch(session), newest_checkpoint(session)
    ends = _ends(session)
    lost = [_read(note) for note in witnessed if not _is_held(note, ends)]
    logs = {log_of(origin) for origin in (*(each.origin for each in lost), *([last.origin] if last else ()))}
    if len(logs) > 1:
        raise Unprocessable({"witnessed": ["A checkpoint is of another log"]})
    held = _read(newest.note) if newest else Witnessed(last.origin if last else "", 0, merkle.EMPTY)
    seen = max(lost, key=lambda each: each.size, default=held)
    number, origins = last.number + 1 if last else 1, [each.origin for each in (last, *lost) if each]
    opened = _opened(session, number, next_origin(origins), seen, reason)
    record(
        session,
        by=by,
        action=Action.LOG_REOPENED,
        objects=[("epoch", str(opened.number))],
        basis="operator",
        detail=reason,
    )
    return opened


def _ends(session: Session) -> dict[str, int]:
    """The size at which each epoch ended, by its origin; of the last, that of the log."""
    epochs = session.scalars(select(AuditEpoch).order_by(AuditEpoch.number)).all()
    ends = [*(each.begins_at for each in epochs[1:]), log_size(session)]
    return {epoch.origin: end for epoch, end in zip(epochs, ends, strict=False)}


def _is_held(note: str, ends: Mapping[str, int]) -> bool:
    """Whether the log is as long as the note says, in the epoch that it names; who signed it is not looked at."""
    origin, size, *_ = [*note.split("\n"), ""]
    return size.isdecimal() and int(size) <= ends.get(origin, -1)


def _read(note: str) -> Witnessed:
    try:
        return read_checkpoint(note)
    except NotSigned as error:
        place = " of ".join(reversed(note.split("\n")[:2]))
        words = f"The checkpoint of {place} is not one that a key in the keys folder signed."
        raise Unprocessable({"witnessed": [f"{words} {_KEEP_NEWER}"]}) from error


def log_of(origin: str) -> str:
    """The name that all epochs of one log have in common."""
    return origin.rpartition("/")[0]


def next_origin(origins: Sequence[str]) -> str:
    """The name of a new epoch behind these of one log, whether they are in the database or were lost; without any, of a new log."""
    if not origins:
        return f"safeguarding-hub/{secrets.token_hex(8)}/1"
    return f"{log_of(origins[0])}/{1 + max(int(each.rpartition('/')[2]) for each in origins)}"


def hand_over_epoch(session: Session, old_key: bytes, new_key: bytes) -> AuditEpoch:
    """New entries belong to a new epoch, whose note says that one checkpoint key hands over to another; both must sign now.

    Raises:
        OutOfOrder: nothing was signed yet, so there is nothing to hand over.
    """
    last, newest = current_epoch(session), newest_checkpoint(session)
    if last is None or newest is None:
        raise OutOfOrder("Nothing is sealed yet. Run: hub audit checkpoint")
    seen, keys = read_checkpoint(newest.note), f"key {_text(old_key)} {_text(new_key)}\n"
    origin = next_origin([last.origin])
    return _opened(session, last.number + 1, origin, seen, "another checkpoint key", keys)


def _opened(
    session: Session, number: int, origin: str, seen: Witnessed, reason: str, handing_over: str = ""
) -> AuditEpoch:
    size, now = log_size(session), clock.now()
    root = merkle.root_of(size, node_reader(session))
    epoch = AuditEpoch(
        number=number,
        origin=origin,
        begins_at=size,
        witnessed_size=seen.size,
        witnessed_root=seen.root,
        reason=" ".join(reason.split()),
        opened_at=now,
        note="",
    )
    epoch.note = signed_note(epoch_text(epoch, root) + handing_over, name=origin)
    session.add(epoch)
    session.flush()
    return epoch


def epoch_text(epoch: AuditEpoch, root: bytes) -> str:
    """What the note of an epoch says: where it begins, the root there, and what was witnessed before."""
    return (
        f"{epoch.origin}\nopened {utc_text(epoch.opened_at)}\nbegins {epoch.begins_at} {_text(root)}\n"
        f"witnessed {epoch.witnessed_size} {_text(epoch.witnessed_root)}\nreason {epoch.reason}\n"
    )


def _text(root: bytes) -> str:
    return base64.b64encode(root).decode()
