"""A break in the trail, where a leaf is forged or missing, acknowledged by a named officer: sealing goes on, the break stays."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Break
from hub.errors import Unprocessable

BREAK_REASONS = {
    "tampering": "Somebody changed the database, and it is being looked into",
    "damage": "A disk, a copy or a restore damaged it",
    "mistake": "Somebody who runs the hub made a mistake",
    "not_known": "Nobody knows yet, and it is being looked into",
}


def acknowledge_break(session: Session, *, slot: int, seq: int, reason: str, by: Actor) -> Break:
    """A named officer knows of the break at this place; leaves behind it are sealed again, and every check goes on to report it.

    Raises:
        NotAllowed: the actor neither keeps the keys nor audits.
        NotFound: the sealer raised no alarm of a forged or missing leaf there.
        OutOfOrder: it was acknowledged already.
        Unprocessable: no reason of the list.
    """
    require(by, Permission.BREAK_ACKNOWLEDGE)
    if reason not in BREAK_REASONS:
        raise Unprocessable({"reason": [f"Choose one of: {', '.join(BREAK_REASONS)}"]})
    found = audit.find_break(session, slot, seq)
    audit.record(
        session,
        by=by,
        action=Action.BREAK_ACKNOWLEDGED,
        objects=[("slot", str(slot)), ("officer", by.acting_officer_id)],
        purpose=reason,
        basis="role",
        counts={"slot": found.slot, "first": found.first, "last": found.last},
    )
    return found
