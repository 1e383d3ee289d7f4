"""What is done with keys, each step with its leaf: another master or checkpoint key, data keys wrapped or replaced, shares for escrow.

The files of the keys folder are changed by the command that calls these; the order of the two is said at each.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, crypto
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, AuditCheckpoint
from hub.crypto import Batch
from hub.errors import NotAllowed, OutOfOrder

BY_OPERATOR = "operator"


def agree_about_keys(session: Session, *, first: Actor, by: Actor) -> None:
    """Two people who keep the keys stand by what the operator does with them next; one leaf names both.

    Raises:
        NotAllowed: one of them keeps no keys, or both are the same person.
    """
    require(by, Permission.KEYS_MANAGE)
    require(first, Permission.KEYS_MANAGE)
    if first.acting_officer_id == by.acting_officer_id:
        raise NotAllowed("Two different people stand by a change of keys.", permission="second_person")
    both = [("officer", each.acting_officer_id) for each in (first, by)]
    audit.record(session, by=by, action=Action.KEYS_AGREED, objects=both)


def note_master_added(session: Session, version: int, *, by: Actor) -> None:
    """The trail says that a master key was made; its file is in the folder already, and wraps nothing yet."""
    require(by, Permission.KEYS_MANAGE)
    _leaf(session, Action.MASTER_KEY_ADDED, by=by, counts={"version": version})


def promote_master(session: Session, version: int, *, by: Actor) -> None:
    """Every start asks for that master key from now on; only after the commit may the folder name it primary.

    Raises:
        StartRefused: the file here is not the one that was promoted on the first machine.
    """
    require(by, Permission.KEYS_MANAGE)
    crypto.know_master(session, version)
    _leaf(session, Action.MASTER_KEY_PROMOTED, by=by, counts={"version": version})


def wrap_anew(session: Session, *, after: UUID | None, most: int, by: Actor) -> Batch:
    """The next keys are wrapped by the primary master key; a leaf where there were any."""
    require(by, Permission.KEYS_MANAGE)
    batch = crypto.wrap_anew(session, after=after, most=most)
    if batch.keys:
        _leaf(session, Action.KEYS_WRAPPED_ANEW, by=by, counts={"keys": batch.keys})
    return batch


def seal_anew(session: Session, *, before: datetime, after: UUID | None, most: int, by: Actor) -> Batch:
    """What the next old data keys sealed is under new ones, every changed row vouched for by one leaf.

    Raises:
        Conflict: somebody works on one of the records right now.
    """
    require(by, Permission.KEYS_MANAGE)
    batch = crypto.seal_anew(session, before=before, after=after, most=most)
    if batch.keys:
        _leaf(session, Action.DATA_KEYS_REPLACED, by=by, counts={"keys": batch.keys, "rows": batch.rows})
    return batch


def retire_master(session: Session, version: int, *, by: Actor) -> None:
    """No start asks for that master key any more; after the commit its file may be put away.

    Raises:
        OutOfOrder: it is primary, or still wraps something.
    """
    require(by, Permission.KEYS_MANAGE)
    if version == crypto.bound_keyring().primary:
        raise OutOfOrder(f"master-{version} wraps new keys. Promote another first: hub keys rotate master")
    if left := crypto.wrapped_by(session).get(version, 0):
        raise OutOfOrder(f"master-{version} still wraps {left} keys. Wrap them anew first: hub keys rotate master")
    crypto.forget_master(session, version)
    _leaf(session, Action.MASTER_KEY_RETIRED, by=by, counts={"version": version})


def change_checkpoint_key(session: Session, version: int, *, by: Actor) -> AuditCheckpoint:
    """Checkpoints are signed with that version of the key from now on; the first of them by the one before it as well.

    Raises:
        OutOfOrder: nothing is sealed yet, or an alarm of the trail stands in the way.
        IntegrityError: a sealer was faster; nothing of the change stays.
    """
    require(by, Permission.KEYS_MANAGE)
    return audit.change_checkpoint_key(session, version, by=by)


def note_shared_out(session: Session, *, shares: int, needed: int, by: Actor) -> None:
    """The trail says that the keys were put in escrow; written before any share is shown."""
    require(by, Permission.KEYS_MANAGE)
    _leaf(session, Action.KEYS_SHARED_OUT, by=by, counts={"shares": shares, "needed": needed})


def _leaf(session: Session, action: Action, *, by: Actor, counts: dict[str, int]) -> None:
    audit.record(session, by=by, action=action, basis=BY_OPERATOR, counts=counts)
