"""Proofs that stand alone: that one leaf is in the log, and that one checkpoint's log is the beginning of another's.

`verifier` checks them without the hub. Hashes are hexadecimal, nearest neighbour first; a leaf is given byte for byte.
"""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.audit import merkle, verifier
from hub.audit.epochs import inclusion_proof, node_reader
from hub.audit.models import AuditCheckpoint, AuditEpoch, AuditLeaf
from hub.crypto import checkpoint_public_key, follow_checkpoint_key
from hub.db import utc_text
from hub.errors import NotFound, OutOfOrder


def leaf_proof(session: Session, slot: int, seq: int) -> dict[str, Any]:
    """What shows that this leaf stands in the log of the newest checkpoint.

    Raises:
        NotFound: it is not there, not sealed, or no checkpoint covers it yet.
    """
    shown = inclusion_proof(session, slot, seq)
    leaf = session.get(AuditLeaf, (slot, seq))
    if leaf is None:
        raise NotFound("The log has this entry, but its leaf is gone. Run: hub audit verify")
    return {
        **_proof(session, "inclusion"),
        "checkpoint": shown.note,
        "index": shown.index,
        "leaf": base64.b64encode(leaf.body).decode(),
        "mark": leaf.mac.hex(),
        "sealed_at": utc_text(shown.sealed_at),
        "beside": [each.hex() for each in shown.beside],
    }


def growth_proof(session: Session, older: int, newer: int) -> dict[str, Any]:
    """What shows that the log of the checkpoint of `older` entries is the beginning of that of `newer` entries.

    Raises:
        NotFound: there is no checkpoint of so many entries.
        OutOfOrder: the older one is not the beginning of what the log holds now.
    """
    first, last = sorted((_checkpoint(session, older), _checkpoint(session, newer)), key=lambda each: each.size)
    node = node_reader(session)
    try:
        is_held = all(merkle.root_of(each.size, node) == each.root for each in (first, last))
    except LookupError:
        is_held = False
    if not is_held:
        raise OutOfOrder("The log does not hold what these checkpoints signed. Run: hub audit verify")
    beside = [each.hex() for each in merkle.consistency_proof(first.size, last.size, node)]
    return {**_proof(session, "consistency"), "older": first.note, "newer": last.note, "beside": beside}


def _checkpoint(session: Session, size: int) -> AuditCheckpoint:
    rows = select(AuditCheckpoint).where(AuditCheckpoint.size == size).order_by(AuditCheckpoint.epoch.desc())
    found = session.scalars(rows.limit(1)).first()
    if found is None:
        raise NotFound(f"There is no checkpoint of {size} entries. The second line of each says how many it has.")
    return found


def _proof(session: Session, kind: str) -> dict[str, Any]:
    """What every proof has: the public key, and the notes in which one key handed over to the next."""
    follow_checkpoint_key(session)
    notes = session.scalars(select(AuditEpoch.note).order_by(AuditEpoch.number)).all()
    public_key = base64.b64encode(checkpoint_public_key()).decode()
    return {"format": verifier.PROOF, "kind": kind, "public_key": public_key, "epochs": list(notes)}
