"""Reading the trail: who looked at a record, when and why. Reading it is itself a look."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from hub.audit.actions import Action
from hub.audit.models import AuditLeaf, AuditObject

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf as a reader sees it; `actor` is an officer's id or a kind of actor."""

    slot: int
    seq: int
    at: datetime
    actor: str
    roles: tuple[str, ...]
    action: Action
    kind: str
    purpose: str
    basis: str
    outcome: str
    shown: tuple[str, ...]
    objects: tuple[tuple[str, str], ...]

    @property
    def officer_id(self) -> UUID | None:
        """The officer who acted; None when it was none."""
        try:
            return UUID(self.actor)
        except ValueError:
            return None


def access_log(
    session: Session, object_type: str, object_id: str, *, before: datetime | None = None
) -> tuple[Entry, ...]:
    """The newest leaves about one record, newest first; `before` pages on. One more than a page says that there are older."""
    about = (
        select(AuditLeaf.slot, AuditLeaf.seq, AuditLeaf.at, AuditLeaf.body)
        .join(AuditObject, and_(AuditObject.slot == AuditLeaf.slot, AuditObject.seq == AuditLeaf.seq))
        .where(AuditObject.object_type == object_type, AuditObject.object_id == object_id)
        .order_by(AuditObject.at.desc(), AuditObject.slot, AuditObject.seq.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        about = about.where(AuditObject.at < before)
    return tuple(read_entry(slot, seq, at, body) for slot, seq, at, body in session.execute(about))


def read_entry(slot: int, seq: int, at: datetime, body: bytes) -> Entry:
    """The leaf as a reader sees it."""
    leaf = json.loads(body)
    return Entry(
        slot=slot,
        seq=seq,
        at=at,
        actor=leaf["actor"],
        roles=tuple(leaf.get("roles", ())),
        action=Action(leaf["action"]),
        kind=leaf["class"],
        purpose=leaf.get("purpose", ""),
        basis=leaf.get("basis", ""),
        outcome=leaf.get("outcome", ""),
        shown=tuple(leaf.get("shown", ())),
        objects=tuple((kind, name) for kind, name in leaf["objects"]),
    )
