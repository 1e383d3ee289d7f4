"""Keeping an officer from a record that is their own or their family's: deny outranks everything that was given."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts import Exclusion, Officer, Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.concerns import ConcernPart
from hub.conferences import ConferenceStrand
from hub.db import Reference, read_reference, wrong_reference
from hub.errors import NotFound, Unprocessable
from hub.people import cluster_of
from hub.queues import WorkItem
from hub.strands import Strand

REASONS = {
    "own_record": "It is their own record",
    "family": "It is about their family",
    "household": "It is about their household",
    "close": "It is about somebody close to them",
    "declared": "Another relation they declared",
}
Record = tuple[str, UUID]


def keep_apart(session: Session, *, officer_id: UUID, typed: str, reason: str, by: Actor) -> int:
    """The officer is kept from the record and from all that is held about the people in it; how many records that is.

    An alleged source of harm does not count among those people. What the officer had claimed of it is free again.

    Raises:
        NotAllowed: the actor keeps no accounts.
        NotFound: there is no such officer.
        Unprocessable: no record has the reference, or no reason is chosen.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    ref = read_reference(typed)
    held = session.get(Reference, ref) if ref else None
    problems = {"reason": ["Select why"]} if reason not in REASONS else {}
    if held is None:
        problems["reference"] = [wrong_reference(typed)]
    if problems or held is None:
        raise Unprocessable(problems)
    if session.get(Officer, officer_id) is None:
        raise NotFound
    records = _around(session, (held.kind, held.object_id))
    already = _kept_from(session, officer_id)
    now = clock.now()
    session.add_all(
        Exclusion(object_type=kind, object_id=record, officer_id=officer_id, reason_code=reason, set_at=now)
        for kind, record in sorted(records - already)
    )
    _free_claims(session, officer_id, {record for kind, record in records if kind == "concern"})
    audit.record(
        session,
        by=by,
        action=Action.EXCLUSION_SET,
        objects=[("officer", officer_id), *sorted(records)],
        purpose=reason,
        basis="role",
    )
    return len(records - already)


def stop_keeping_apart(session: Session, *, officer_id: UUID, set_together: UUID, by: Actor) -> int:
    """The officer is not kept any more from what was named together with this exclusion; how many records.

    Raises:
        NotAllowed: the actor keeps no accounts.
        NotFound: there is no such exclusion of theirs.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    one = session.get(Exclusion, set_together)
    if one is None or one.officer_id != officer_id:
        raise NotFound
    rows = list(
        session.scalars(select(Exclusion).where(Exclusion.officer_id == officer_id, Exclusion.set_at == one.set_at))
    )
    records = sorted((row.object_type, row.object_id) for row in rows)
    for row in rows:
        session.delete(row)
    audit.record(
        session, by=by, action=Action.EXCLUSION_ENDED, objects=[("officer", officer_id), *records], basis="role"
    )
    return len(records)


def _around(session: Session, named: Record) -> set[Record]:
    """The record named and, through the people in it, all that is held about them."""
    rows = {row for person in _people_in(session, named) for row in cluster_of(session, person)}
    concerns = set(session.scalars(select(ConcernPart.concern_id).where(ConcernPart.person_id.in_(rows))))
    strands = set(session.scalars(select(Strand.id).where(Strand.person_id.in_(rows))))
    conferences = session.scalars(select(ConferenceStrand.conference_id).where(ConferenceStrand.strand_id.in_(strands)))
    around = {
        *(("person", each) for each in rows),
        *(("concern", each) for each in concerns),
        *(("strand", each) for each in strands),
        *(("conference", each) for each in conferences),
    }
    return {named, *around}


def _people_in(session: Session, named: Record) -> Iterator[UUID]:
    kind, record = named
    if kind == "strand":
        yield from session.scalars(select(Strand.person_id).where(Strand.id == record))
    elif kind == "conference":
        yield from session.scalars(select(ConferenceStrand.person_id).where(ConferenceStrand.conference_id == record))
    else:
        yield from session.scalars(
            select(ConcernPart.person_id).where(ConcernPart.concern_id == record, ConcernPart.role != "alleged")
        )


def _kept_from(session: Session, officer_id: UUID) -> set[Record]:
    rows = session.execute(select(Exclusion.object_type, Exclusion.object_id).where(Exclusion.officer_id == officer_id))
    return {(kind, record) for kind, record in rows}


def _free_claims(session: Session, officer_id: UUID, concerns: Collection[UUID]) -> None:
    for item in session.scalars(
        select(WorkItem).where(
            WorkItem.claimed_by == officer_id, WorkItem.concern_id.in_(concerns), WorkItem.state == "open"
        )
    ):
        item.claimed_by = item.claimed_until = item.claimed_at = None
