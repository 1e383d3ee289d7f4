"""How far the trail is sealed, for the auditor and the data guardian: checkpoints to keep, what waits, alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown, Standing


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    """How many entries the log had, at which root, and the signed note that says so."""

    size: int
    at: datetime
    root: str  # as hexadecimal
    note: str


@dataclass(frozen=True, slots=True)
class SealedLogView:
    """How the trail stands and a page of its checkpoints, newest first; `before` pages on, None at the end."""

    standing: Standing
    checkpoints: tuple[CheckpointLine, ...]
    before: datetime | None


def show_sealed_log(session: Session, *, by: Actor, before: datetime | None = None) -> Shown[SealedLogView]:
    """How far the trail is sealed, with the leaf of this look.

    Raises:
        NotAllowed: the actor does not read the trail.
    """
    require(by, Permission.AUDIT_READ)
    found = audit.checkpoints(session, before)
    page = found[: audit.PAGE_OF_CHECKPOINTS]
    view = SealedLogView(
        standing=audit.how_it_stands(session),
        checkpoints=tuple(CheckpointLine(each.size, each.at, each.root.hex(), each.note) for each in page),
        before=page[-1].at if len(found) > len(page) else None,
    )
    return Shown(
        view, Look(Action.CHECKPOINTS_SHOWN, (), ("size", "root", "alarms"), purpose="oversight", basis="audit")
    )
