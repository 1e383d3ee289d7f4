"""Epochs and checkpoints of the log: what was signed, its proofs, and a new beginning (a restore, another key)."""

from __future__ import annotations

import base64
import secrets
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
    return _opened(session, 1, f"safeguarding-hub/{secrets.token_hex(8)}", Witnessed("", 0, merkle.EMPTY), "first")


def open_epoch(session: Session, *, reason: str, by: Actor, witnessed: str = "") -> AuditEpoch:
    """New entries belong to a new epoch, which says by signed note what was last witnessed of the ones before.

    For a lawful restore: `reason` in few words, `witnessed` the newest checkpoint kept elsewhere (default: the newest in the database).

    Raises:
        Unprocessable: what was witnessed is not signed by this hub, or is of another log.
    """
    follow_checkpoint_key(session)
    last = current_epoch(session)
    if last is None:
        first = first_epoch(session)
        record(session, by=by, action=Action.LOG_REOPENED, objects=[("epoch", "1")], basis="operator", detail=reason)
        return first
    name, _, _ = last.origin.rpartition("/")
    newest = newest_checkpoint(session)
    note = witnessed or (newest.note if newest else "")
    try:
        seen = read_checkpoint(note) if note else Witnessed(last.origin, 0, merkle.EMPTY)
    except NotSigned as error:
        raise Unprocessable({"witnessed": ["This is not a checkpoint that this hub signed"]}) from error
    if seen.origin.rpartition("/")[0] != name:
        raise Unprocessable({"witnessed": ["This checkpoint is of another log"]})
    opened = _opened(session, last.number + 1, name, seen, reason)
    record(
        session,
        by=by,
        action=Action.LOG_REOPENED,
        objects=[("epoch", str(opened.number))],
        basis="operator",
        detail=reason,
    )
    return opened


def hand_over_epoch(session: Session, old_key: bytes, new_key: bytes) -> AuditEpoch:
    """New entries belong to a new epoch, whose note says that one checkpoint key hands over to another; both must sign now.

    Raises:
        OutOfOrder: nothing was signed yet, so there is nothing to hand over.
    """
    last, newest = current_epoch(session), newest_checkpoint(session)
    if last is None or newest is None:
        raise OutOfOrder("Nothing is sealed yet. Run: hub audit checkpoint")
    name, _, _ = last.origin.rpartition("/")
    seen, keys = read_checkpoint(newest.note), f"key {_text(old_key)} {_text(new_key)}\n"
    return _opened(session, last.number + 1, name, seen, "another checkpoint key", keys)


def _opened(
    session: Session, number: int, name: str, seen: Witnessed, reason: str, handing_over: str = ""
) -> AuditEpoch:
    size = log_size(session)
    origin, now = f"{name}/{number}", clock.now()
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
