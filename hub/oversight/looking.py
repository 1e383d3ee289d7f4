"""Who looked at a record, for the auditor and the data guardian. They see who and why, never what the record says."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import ROLES, Permission, officer_names, require
from hub.actor import Actor
from hub.audit import Action, Entry, Look, Shown
from hub.db import Reference, read_reference, wrong_reference
from hub.errors import NotFound

KINDS = {
    "system": "The hub itself",
    "operator": "The operator",
    "token": "A partner system",
    "nobody": "Nobody signed in",
}
WITHOUT_REFERENCE = ("person", "officer")


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look, change or refusal; `shown`, `why` and `basis` are the trail's codes.

    `about` holds (kind, id, reference or nothing) of every record it names.
    """

    at: datetime
    who: str
    officer_id: UUID | None
    roles: str
    what: str
    shown: tuple[str, ...]
    why: str
    basis: str
    is_refused: bool
    about: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LogView:
    """A page of an access log, newest first; `before` pages on, None at the end. `name` is only ever an officer's."""

    kind: str
    id: str
    ref: str
    name: str
    lines: tuple[LookLine, ...]
    before: datetime | None
    looks: int
    people: int
    refused: int
    on_it: tuple[str, ...]  # the people this record is about, by id, in the order the trail first named them


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
        raise NotFound(wrong_reference(typed))
    return _log(session, held.kind, str(held.object_id), before=before, ref=held.ref)


def show_log_of(
    session: Session, kind: str, record_id: UUID, *, by: Actor, before: datetime | None = None
) -> Shown[LogView]:
    """Who looked at a person, who has no reference; or what an officer did, with the leaf of this look.

    Raises:
        NotAllowed: the actor does not read the trail.
        NotFound: the trail names no such person or officer.
    """
    require(by, Permission.AUDIT_READ)
    if kind not in WITHOUT_REFERENCE:
        raise NotFound
    shown = _log(session, kind, str(record_id), before=before)
    if not shown.view.lines and before is None:
        raise NotFound
    return shown


def _log(session: Session, kind: str, record_id: str, *, before: datetime | None, ref: str = "") -> Shown[LogView]:
    entries = audit.access_log(session, kind, record_id, before=before)
    page = entries[: audit.PAGE]
    officers = {officer for entry in page if (officer := entry.officer_id) is not None}
    own = {UUID(record_id)} if kind == "officer" else set()
    names = officer_names(session, officers | own)
    refs = _refs(session, page)
    lines = tuple(line_of(entry, names, refs, but_not=(kind, record_id)) for entry in page)
    view = LogView(
        kind=kind,
        id=record_id,
        ref=ref,
        name=names.get(UUID(record_id), "") if own else "",
        lines=lines,
        before=page[-1].at if len(entries) > len(page) else None,
        looks=sum(not line.is_refused for line in lines),
        people=len({line.who for line in lines}),
        refused=sum(line.is_refused for line in lines),
        on_it=_people_on(page) if kind == "concern" else (),
    )
    look = Look(
        Action.ACCESS_LOG_SHOWN, ((kind, record_id),), ("who", "when", "why"), purpose="oversight", basis="audit"
    )
    return Shown(view, look)


def _people_on(page: Iterable[Entry]) -> tuple[str, ...]:
    """By what changed the record or received it: a search or a list names others too."""
    own = {Action.CONCERN_RECEIVED, Action.CONCERN_SHOWN}
    named = (name for entry in page if entry.action in own for kind, name in entry.objects if kind == "person")
    return tuple(dict.fromkeys(named))


def _refs(session: Session, page: Iterable[Entry]) -> dict[str, str]:
    """The references of every record the page names; one query."""
    ids = {UUID(name) for entry in page for _, name in entry.objects if _is_id(name)}
    rows = session.execute(select(Reference.object_id, Reference.ref).where(Reference.object_id.in_(ids)))
    return {str(row.object_id): row.ref for row in rows}


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def line_of(entry: Entry, names: dict[UUID, str], refs: dict[str, str], *, but_not: tuple[str, str]) -> LookLine:
    """The entry in words; `names` of officers and `refs` of records by id, `but_not` the record whose log it stands in."""
    officer = entry.officer_id
    known = names.get(officer) if officer else None
    return LookLine(
        at=entry.at,
        who=known or KINDS.get(entry.actor, "Not known"),
        officer_id=officer,
        roles=", ".join(ROLES[role].label for role in entry.roles if role in ROLES),
        what=audit.in_words(entry.action),
        shown=entry.shown,
        why=entry.purpose,
        basis=entry.basis,
        is_refused=entry.outcome == "refused",
        about=_about(entry.objects, refs, but_not),
    )


def _about(
    objects: Collection[tuple[str, str]], refs: dict[str, str], but_not: tuple[str, str]
) -> tuple[tuple[str, str, str], ...]:
    return tuple((kind, name, refs.get(name, "")) for kind, name in objects if (kind, name) != but_not and name)
