"""Who looked at a record, for the auditor and the data guardian. They see who and why, never what the record says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import ROLES, Permission, officer_names, require
from hub.actor import Actor
from hub.audit import Action, Entry, Look, Shown
from hub.db import Reference, read_reference
from hub.errors import NotFound

KINDS = {
    "system": "The hub itself",
    "operator": "The operator",
    "token": "A partner system",
    "nobody": "Nobody signed in",
}


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look, change or refusal, in words."""

    at: datetime
    who: str
    roles: str
    what: str
    shown: tuple[str, ...]
    why: str
    basis: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class LogView:
    """A page of a record's access log, newest first; `before` pages on, None at the end."""

    ref: str
    kind: str
    lines: tuple[LookLine, ...]
    before: datetime | None
    looks: int
    people: int
    refused: int


def show_log(session: Session, typed: str, *, by: Actor, before: datetime | None = None) -> Shown[LogView]:
    """Who looked at the record a reference names, with the leaf of this look at the looks.

    Raises:
        NotAllowed: the actor does not read the trail.
        NotFound: no record has that reference.
    """
    require(by, Permission.AUDIT_READ)
    ref = read_reference(typed)
    held = session.get(Reference, ref) if ref else None
    if held is None:
        raise NotFound("No record has this reference. Check each sign: the last one is a check.")
    entries = audit.access_log(session, held.kind, str(held.object_id), before=before)
    page = entries[: audit.PAGE]
    names = officer_names(session, {UUID(entry.actor) for entry in page if _is_officer(entry)})
    lines = tuple(_line(entry, names) for entry in page)
    view = LogView(
        ref=held.ref,
        kind=held.kind,
        lines=lines,
        before=page[-1].at if len(entries) > len(page) else None,
        looks=sum(not line.is_refused for line in lines),
        people=len({line.who for line in lines}),
        refused=sum(line.is_refused for line in lines),
    )
    look = Look(
        Action.ACCESS_LOG_SHOWN,
        ((held.kind, str(held.object_id)),),
        ("who", "when", "why"),
        purpose="oversight",
        basis="audit",
    )
    return Shown(view, look)


def _is_officer(entry: Entry) -> bool:
    return entry.actor.count("-") == 4


def _line(entry: Entry, names: dict[UUID, str]) -> LookLine:
    known = names.get(UUID(entry.actor)) if _is_officer(entry) else None
    return LookLine(
        at=entry.at,
        who=known or KINDS.get(entry.actor, "Not known"),
        roles=", ".join(ROLES[role].label for role in entry.roles if role in ROLES),
        what=audit.in_words(entry.action),
        shown=entry.shown,
        why=entry.purpose.replace("_", " "),
        basis=entry.basis.replace("_", " "),
        is_refused=entry.outcome == "refused",
    )
