"""What an officer says of two rows. *Same* links them into a cluster; references are never rewritten, so undoing is exact."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from hub import clock
from hub.actor import Actor
from hub.errors import NotFound, OutOfOrder
from hub.people.models import VERDICTS, Person, PersonLink


def link_people(session: Session, *, person_id: UUID, other_id: UUID, verdict: str, by: Actor) -> PersonLink:
    """Whether two rows are the same person is kept; an earlier word on the pair ends. A step inside an action with its own leaf.

    Raises:
        NotFound: there is no such row.
        OutOfOrder: the verdict is none of same, not_same, not_sure, or it is one row.
    """
    if verdict not in VERDICTS or person_id == other_id:
        raise OutOfOrder("Say whether these two records are the same person, not the same, or that you are not sure.")
    for person in (person_id, other_id):
        if session.get(Person, person) is None:
            raise NotFound
    _hold_clusters(session, {person_id, other_id})
    for earlier in session.scalars(_live_between(person_id, other_id)):
        earlier.ended_by, earlier.ended_at = by.acting_officer_id, clock.now()
    link = PersonLink(
        person_id=person_id, other_id=other_id, verdict=verdict, said_by=by.acting_officer_id, said_at=clock.now()
    )
    session.add(link)
    session.flush()
    regroup(session, {person_id, other_id})
    return link


def end_link(session: Session, *, link_id: UUID, by: Actor) -> PersonLink:
    """A link is undone, rows and references exactly as they were before it. A step inside an action with its own leaf.

    Raises:
        NotFound: there is no such live link.
    """
    link = session.get(PersonLink, link_id)
    if link is None or link.ended_at is not None:
        raise NotFound
    _hold_clusters(session, {link.person_id, link.other_id})
    link.ended_by, link.ended_at = by.acting_officer_id, clock.now()
    session.flush()
    regroup(session, {link.person_id, link.other_id})
    return link


def _hold_clusters(session: Session, touched: set[UUID]) -> None:
    """Every row of the clusters touched is this transaction's until it ends, so that two links at once cannot miss each other."""
    session.flush()
    held: set[UUID] = set()
    while True:
        clusters = set(session.scalars(select(Person.cluster_id).where(Person.id.in_(touched))))
        if clusters <= held:
            return
        held |= clusters
        rows = select(Person).where(Person.cluster_id.in_(held)).order_by(Person.id).with_for_update(of=Person)
        session.scalars(rows.execution_options(populate_existing=True)).all()


def cluster_of(session: Session, person_id: UUID) -> tuple[UUID, ...]:
    """The ids of every row that stands for the same person, this one included, oldest first."""
    cluster = select(Person.cluster_id).where(Person.id == person_id).scalar_subquery()
    return tuple(
        session.scalars(select(Person.id).where(Person.cluster_id == cluster).order_by(Person.entered_at, Person.id))
    )


def regroup(session: Session, touched: set[UUID]) -> None:
    """Give every row its cluster anew: rows joined by live *same* links share the id of the oldest among them."""
    members = set(touched)
    for person_id in touched:
        members.update(cluster_of(session, person_id))
    while members:
        group = _joined(session, members.pop())
        members -= group
        rows = sorted(
            session.scalars(select(Person).where(Person.id.in_(group))), key=lambda row: (row.entered_at, row.id)
        )
        for row in rows:
            if row.cluster_id != rows[0].id:
                row.cluster_id = rows[0].id


def _joined(session: Session, start: UUID) -> set[UUID]:
    group, fresh = {start}, {start}
    while fresh:
        links = session.execute(
            select(PersonLink.person_id, PersonLink.other_id).where(
                PersonLink.verdict == "same",
                PersonLink.ended_at.is_(None),
                or_(PersonLink.person_id.in_(fresh), PersonLink.other_id.in_(fresh)),
            )
        )
        fresh = {person for pair in links for person in pair} - group
        group |= fresh
    return group


def _live_between(one: UUID, other: UUID) -> Select[PersonLink]:
    pair = or_(
        (PersonLink.person_id == one) & (PersonLink.other_id == other),
        (PersonLink.person_id == other) & (PersonLink.other_id == one),
    )
    return select(PersonLink).where(pair, PersonLink.ended_at.is_(None))
