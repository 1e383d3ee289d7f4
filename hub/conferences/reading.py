"""Finding conferences, who is at them, and who runs them; permission is asked by the action that shows or changes them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from hub.accounts import Permission, may, require_sight_of
from hub.actor import Actor
from hub.concerns import Concern, ConcernPart
from hub.conferences.models import Conference, ConferenceStrand, Invitee, State
from hub.errors import Conflict, NotAllowed, NotFound
from hub.people import Person, cluster_of
from hub.strands import Strand

# strands in the order their people were told of, for a query that joins ConcernPart by PART_OF_STRAND
PART_OF_STRAND = (ConcernPart.concern_id == Strand.concern_id) & (ConcernPart.person_id == Strand.person_id)
AS_TOLD = (ConcernPart.place, Strand.opened_at, Strand.id)
LIVE = (State.REQUESTED.value, State.ALLOCATED.value, State.CONVENED.value, State.INQUORATE.value)


@dataclass(frozen=True, slots=True)
class AtConference:
    """One person a conference is about: their record at it, their strand, themselves and the concern it came from."""

    record: ConferenceStrand
    strand: Strand
    person: Person
    concern: Concern


def get_conference(session: Session, ref: str) -> Conference:
    """The conference a reference names.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(select(Conference).where(Conference.ref == ref)).first()
    if found is None:
        raise NotFound
    return found


def people_at(session: Session, conference_id: UUID) -> tuple[AtConference, ...]:
    """Everybody the conference is about, in the order they were told of; one query."""
    return people_at_each(session, [conference_id])[conference_id]


def people_at_each(session: Session, conference_ids: Collection[UUID]) -> dict[UUID, tuple[AtConference, ...]]:
    """Everybody each of these conferences is about, in the order they were told of; one query for all of them."""
    rows = session.execute(
        select(ConferenceStrand, Strand, Person, Concern)
        .join(Strand, Strand.id == ConferenceStrand.strand_id)
        .join(Person, Person.id == ConferenceStrand.person_id)
        .join(Concern, Concern.id == Strand.concern_id)
        .outerjoin(ConcernPart, PART_OF_STRAND)
        .where(ConferenceStrand.conference_id.in_(conference_ids))
        .order_by(*AS_TOLD)
    )
    found: dict[UUID, list[AtConference]] = {each: [] for each in conference_ids}
    for row in rows:
        found[row[0].conference_id].append(AtConference(*row))
    return {each: tuple(people) for each, people in found.items()}


def invitees_of(session: Session, conference_id: UUID) -> tuple[Invitee, ...]:
    """The list of invitees, in its order."""
    return tuple(
        session.scalars(select(Invitee).where(Invitee.conference_id == conference_id).order_by(Invitee.place_in_list))
    )


def live_conference_of(session: Session, strand_ids: Collection[UUID]) -> Conference | None:
    """A conference that is asked for or under way for any of these strands."""
    return session.scalars(
        select(Conference)
        .join(ConferenceStrand, ConferenceStrand.conference_id == Conference.id)
        .where(ConferenceStrand.strand_id.in_(strand_ids), Conference.state.in_(LIVE))
        .limit(1)
    ).first()


def earlier_conferences(session: Session, people: Collection[UUID]) -> tuple[Conference, ...]:
    """Conferences held, or found inquorate, about any of these people, whichever of their rows; newest first."""
    rows = {row for person in people for row in cluster_of(session, person)}
    held = (
        select(Conference)
        .join(ConferenceStrand, ConferenceStrand.conference_id == Conference.id)
        .where(ConferenceStrand.person_id.in_(rows), Conference.state.in_((State.HELD.value, State.INQUORATE.value)))
        .distinct()
        .order_by(Conference.starts_at.desc(), Conference.id)
    )
    return tuple(session.scalars(held))


def earlier_chairs(session: Session, people: Collection[UUID]) -> dict[UUID, set[tuple[UUID, UUID]]]:
    """Of each of these people, whichever of their rows: conferences held or found inquorate, and who chaired each; one query."""
    row = aliased(Person)
    held = (
        select(Person.id, Conference.id, Conference.chair_id)
        .join(row, row.cluster_id == Person.cluster_id)
        .join(ConferenceStrand, ConferenceStrand.person_id == row.id)
        .join(Conference, Conference.id == ConferenceStrand.conference_id)
        .where(Person.id.in_(people), Conference.state.in_((State.HELD.value, State.INQUORATE.value)))
    )
    found: dict[UUID, set[tuple[UUID, UUID]]] = {}
    for person, conference, chair in session.execute(held):
        if chair is not None:
            found.setdefault(person, set()).add((conference, chair))
    return found


def require_runs(session: Session, by: Actor, conference: Conference) -> str:
    """The basis on which the actor arranges this conference: its chair, or a co-ordinator who has sight of it.

    Raises:
        NotAllowed, NotFound: neither.
    """
    if may(by, Permission.CONFERENCE_COORDINATE):
        return require_sight_of(session, by, "conference", conference)
    return require_chairs(session, by, conference)


def require_chairs(session: Session, by: Actor, conference: Conference) -> str:
    """The basis on which the actor chairs this conference.

    Raises:
        NotAllowed, NotFound: they do not.
    """
    basis = require_sight_of(session, by, "conference", conference)
    if not may(by, Permission.CONFERENCE_CHAIR) or conference.chair_id != by.officer_id:
        raise NotAllowed(
            "Only its chair can do this. Ask co-ordination who chairs it.",
            permission=Permission.CONFERENCE_CHAIR.value,
            object_type="conference",
            object_id=str(conference.id),
        )
    return basis


def require_records(session: Session, by: Actor, conference: Conference) -> str:
    """The basis on which the actor writes its record: its chair or its minute-taker.

    Raises:
        NotAllowed, NotFound: neither.
    """
    if may(by, Permission.CONFERENCE_MINUTE) and conference.minute_taker_id == by.officer_id:
        return require_sight_of(session, by, "conference", conference)
    return require_chairs(session, by, conference)


def refuse_stale(current: int, seen: int | None) -> None:
    """Nothing happens where the reader saw the latest version, or did not say which.

    Raises:
        Conflict: somebody else saved meanwhile.
    """
    if seen is not None and seen != current:
        raise Conflict("Somebody else changed this while you were typing. What you typed is still on this page.")
