"""From a reference to its record. What does not exist and what may not be known of are answered alike, with a leaf each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from hub.accounts import Permission, may, require_any, require_sight_of
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.conferences import Conference
from hub.db import Reference, not_a_reference, read_reference
from hub.errors import Unprocessable
from hub.strands import Strand

RECORDS: dict[str, Any] = {"concern": Concern, "strand": Strand, "conference": Conference}
FINDERS = (
    Permission.CONCERN_SEE,
    Permission.STRAND_SEE,
    Permission.CONFERENCE_COORDINATE,
    Permission.CONFERENCE_CHAIR,
    Permission.CONFERENCE_MINUTE,
    Permission.AUDIT_READ,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The record a reference names. `is_log` says that the finder reads who looked at it, not the record."""

    kind: str
    ref: str
    is_log: bool
    concern_ref: str = ""  # of a strand: the concern it came from, where the finder may open it


def find_record(session: Session, typed: str, *, by: Actor) -> Shown[Found]:
    """The record that what was typed names, with the leaf of this look.

    Raises:
        NotAllowed: the actor opens no records, or this one is restricted or with another team.
        NotFound: there is none, or none that may be known of: the two are answered alike.
        Unprocessable: it is no reference.
    """
    require_any(by, *FINDERS)
    ref = read_reference(typed)
    if ref is None:
        raise Unprocessable({"reference": [not_a_reference(typed)]})
    held = session.get(Reference, ref)
    kind = held.kind if held is not None and held.kind in RECORDS else "concern"
    record = session.get(RECORDS[kind], held.object_id) if held is not None else None
    ref = record.ref if record is not None else ref  # a receipt of the spool leads to the concern's own reference
    if may(by, Permission.AUDIT_READ):
        found, basis = Found(kind, ref, is_log=True), "audit"
    else:
        basis = require_sight_of(session, by, kind, record)
        found = Found(kind, ref, is_log=False, concern_ref=_concern_of(session, record))
    objects = ((kind, str(held.object_id)),) if held is not None else ((kind, ""),)
    return Shown(found, Look(Action.REFERENCE_FOUND, objects, ("reference",), purpose="find", basis=basis))


def _concern_of(session: Session, record: Any) -> str:
    concern = session.get(Concern, record.concern_id) if isinstance(record, Strand) else None
    return concern.ref if concern is not None else ""
