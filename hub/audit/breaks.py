"""Breaks: places of a slot where a leaf is forged or missing. An officer's acknowledgement is a leaf itself; behind it sealing goes on.

What stands at a broken place is never sealed, so that whoever checks the trail meets the break for ever.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from hub.audit.actions import Action
from hub.audit.models import AuditAlarm, AuditLeaf, AuditObject, AuditSlot
from hub.crypto import leaf_mac
from hub.db import utc_text
from hub.errors import NotFound, OutOfOrder

SLOT = "slot"  # the kind of object that an acknowledgement's leaf is about
KINDS = ("forged", "missing")
Leaf = Row[int, int, datetime, bytes, bytes]  # slot, seq, at, body, mac
LEAF = (AuditLeaf.slot, AuditLeaf.seq, AuditLeaf.at, AuditLeaf.body, AuditLeaf.mac)


@dataclass(frozen=True, slots=True)
class Break:
    """The broken places of a slot from the `first` number to the `last`."""

    slot: int
    first: int
    last: int

    def __contains__(self, seq: int) -> bool:
        return self.first <= seq <= self.last


def is_ours(leaf: Leaf) -> bool:
    """Whether the leaf's bytes carry our mark and stand where they say they belong."""
    if not hmac.compare_digest(leaf_mac(leaf.body), leaf.mac):
        return False
    said = json.loads(leaf.body)
    return bool((said["slot"], said["seq"], said["at"]) == (leaf.slot, leaf.seq, utc_text(leaf.at)))


def wrong_with(leaf: Leaf, expected: int) -> str:
    """What is wrong where the leaf numbered `expected` should stand and this one comes: missing, forged, or nothing."""
    if leaf.seq != expected:
        return "missing"
    return "" if is_ours(leaf) else "forged"


def acknowledged(session: Session, slot: int) -> tuple[Break, ...]:
    """The breaks of a slot that an officer acknowledged; only leaves with our mark count."""
    about = and_(AuditObject.slot == AuditLeaf.slot, AuditObject.seq == AuditLeaf.seq)
    rows = select(*LEAF).join(AuditObject, about)
    rows = rows.where(AuditObject.object_type == SLOT, AuditObject.object_id == str(slot))
    told = [json.loads(leaf.body) for leaf in session.execute(rows) if is_ours(leaf)]
    places = (each["counts"] for each in told if each["action"] == Action.BREAK_ACKNOWLEDGED.value)
    return tuple(Break(slot, each["first"], each["last"]) for each in places if each["slot"] == slot)


def find_break(session: Session, slot: int, seq: int) -> Break:
    """The break that the sealer raised an alarm about at this place, as far as the next leaf that is good.

    Raises:
        NotFound: there is no such alarm.
        OutOfOrder: it was acknowledged already.
    """
    alarm = select(AuditAlarm).where(AuditAlarm.slot == slot, AuditAlarm.seq == seq, AuditAlarm.kind.in_(KINDS))
    if session.scalars(alarm).first() is None:
        raise NotFound("There is no alarm of a forged or missing leaf at this place. Look at: hub audit verify")
    if any(seq in each for each in acknowledged(session, slot)):
        raise OutOfOrder("This break was acknowledged already.")
    counter = session.scalar(select(AuditSlot.seq).where(AuditSlot.id == slot)) or seq
    rows = select(*LEAF).where(AuditLeaf.slot == slot, AuditLeaf.seq >= seq, AuditLeaf.seq <= counter)
    with session.execute(rows.order_by(AuditLeaf.seq).execution_options(yield_per=100)) as leaves:
        last = next((leaf.seq - 1 for leaf in leaves if is_ours(leaf)), counter)
    if last < seq:
        raise OutOfOrder("The leaf at this place is good now. Nothing has to be acknowledged.")
    return Break(slot, seq, last)


def behind_break(session: Session, slot: int, seq: int) -> int | None:
    """The number after the acknowledged break that holds this one; None where no such break does."""
    return next((each.last + 1 for each in acknowledged(session, slot) if seq in each), None)
