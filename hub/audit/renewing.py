"""Another checkpoint key: a new epoch whose note the old key and the new one sign, and at once a checkpoint that both sign.

The epoch's first entry is sealed in the transaction that opens it, so that a sealer at work meanwhile collides with it.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import crypto
from hub.actor import Actor
from hub.audit.actions import Action
from hub.audit.epochs import hand_over_epoch
from hub.audit.leaves import record
from hub.audit.models import AuditCheckpoint, AuditEntry
from hub.audit.sealing import seal_pending
from hub.errors import OutOfOrder

NOT_SEALED = "An alarm of the trail keeps this from being sealed. Look at: hub audit verify"


def change_checkpoint_key(session: Session, version: int, *, by: Actor) -> AuditCheckpoint:
    """That version of the checkpoint key signs from now on, the database knows it, and the change has its leaf; the checkpoint both signed.

    Raises:
        OutOfOrder: nothing is sealed yet, or the leaf of the change cannot be sealed.
        IntegrityError: a sealer was faster; nothing of the change stays.
    """
    crypto.follow_checkpoint_key(session)
    old = crypto.bound_keyring().signing[0]
    crypto.sign_with(version, old)
    try:
        crypto.know_checkpoint_key(session, version)
        new_key, old_key = crypto.own_public_keys()[:2]
        epoch = hand_over_epoch(session, old_key, new_key)
        objects, counts = [("epoch", str(epoch.number))], {"version": version}
        place = record(
            session, by=by, action=Action.CHECKPOINT_KEY_CHANGED, objects=objects, basis="operator", counts=counts
        )
        sealed = seal_pending(session, checkpoint_now=True)
    finally:
        crypto.sign_with(version)
    stands = session.scalar(select(AuditEntry.index).where(AuditEntry.slot == place[0], AuditEntry.seq == place[1]))
    if sealed.checkpoint is None or stands is None:
        raise OutOfOrder(NOT_SEALED)
    return sealed.checkpoint
