"""Giving a conference its chair, and the chair's answer; each change of hands moves the conference's place in the queues."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock, queues, strands
from hub.accounts import Permission, end_sight, give_sight, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action
from hub.conferences.choosing import WITH_CHAIR, chair_choices
from hub.conferences.models import Conference, ConferenceStrand, State
from hub.conferences.reading import AtConference, get_conference, people_at, require_chairs
from hub.conferences.requesting import place_in, window
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.strands import Strand


def allocate(session: Session, *, conference_id: UUID, chair_id: UUID, by: Actor) -> Conference:
    """The chair has the conference in their queue, with sight of it, of each strand and of each concern; they invite by the day it says.

    Raises:
        NotAllowed, NotFound: the actor does not co-ordinate, or has no sight of it.
        OutOfOrder: it has a chair, or is past that.
        Unprocessable: this officer cannot chair it; the message says why.
    """
    require(by, Permission.CONFERENCE_COORDINATE)
    conference = session.get(Conference, conference_id)
    basis = require_sight_of(session, by, "conference", conference)
    if conference is None:
        raise NotFound
    if conference.state != State.REQUESTED.value:
        raise OutOfOrder("This conference has a chair already. Ask the chair to give it back first.")
    at = people_at(session, conference.id)
    _refuse_unfit(session, at, conference, chair_id, by)
    conference.chair_id, conference.chair_accepted_at, conference.declined_reason = chair_id, None, None
    conference.state = State.ALLOCATED.value
    for each in at:
        strands.step(each.strand, strands.State.WITH_CHAIR)
        if by.officer_id is not None:
            strands.take_part(session, each.strand, by.officer_id, "co_ordinated")
    give_sight_of_case(session, conference, at, chair_id)
    queues.finish(session, queue="coordination", object_type="conference", object_id=conference.id)
    place_in(session, conference, "chairing")
    audit.record(
        session,
        by=by,
        action=Action.CHAIR_ALLOCATED,
        objects=[*objects_of(conference, at), ("officer", chair_id)],
        purpose=conference.kind,
        basis=basis,
    )
    return conference


def _refuse_unfit(
    session: Session, at: Sequence[AtConference], conference: Conference, chair_id: UUID, by: Actor
) -> None:
    choices = chair_choices(session, [each.strand for each in at], window(session, conference), by=by)
    chosen = next((each for each in choices if each.officer_id == chair_id), None)
    if chosen is None:
        raise Unprocessable({"chair": ["Select somebody who chairs conferences"]})
    if not chosen.can:
        raise Unprocessable({"chair": [f"{chosen.name} cannot chair this one. {'. '.join(chosen.reasons)}"]})


def give_sight_of_case(
    session: Session,
    conference: Conference,
    at: Sequence[AtConference],
    officer_id: UUID,
    *,
    with_concerns: bool = True,
) -> None:
    """The officer may open the conference, each strand and, unless told otherwise, each concern."""
    records = {("conference", conference.id)} | {("strand", each.strand.id) for each in at}
    records |= {("concern", each.concern.id) for each in at} if with_concerns else set()
    for kind, record in sorted(records, key=str):
        give_sight(session, object_type=kind, object_id=record, officer_id=officer_id)


def end_sight_of_case(session: Session, conference: Conference, at: Sequence[AtConference], officer_id: UUID) -> None:
    """What `give_sight_of_case` gave has ended, but for concerns that another conference of the officer's is about."""
    others = (
        select(Strand.concern_id)
        .join(ConferenceStrand, ConferenceStrand.strand_id == Strand.id)
        .join(Conference, Conference.id == ConferenceStrand.conference_id)
        .where(Conference.chair_id == officer_id, Conference.id != conference.id, Conference.state.in_(WITH_CHAIR))
    )
    kept = set(session.scalars(others))
    end_sight(session, object_type="conference", object_id=conference.id, officer_id=officer_id)
    for each in at:
        end_sight(session, object_type="strand", object_id=each.strand.id, officer_id=officer_id)
        if each.concern.id not in kept:
            end_sight(session, object_type="concern", object_id=each.concern.id, officer_id=officer_id)


def objects_of(conference: Conference, at: Sequence[AtConference]) -> list[tuple[str, UUID]]:
    """What a leaf about this conference names: it, its strands, its people."""
    return [
        ("conference", conference.id),
        *(("strand", each.strand.id) for each in at),
        *(("person", each.person.id) for each in at),
    ]


def accept(session: Session, *, ref: str, by: Actor) -> Conference:
    """The chair said yes.

    Raises:
        NotAllowed, NotFound: it is not theirs.
        OutOfOrder: it no longer waits for an answer.
    """
    require(by, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_chairs(session, by, conference)
    if conference.state != State.ALLOCATED.value or conference.chair_accepted_at is not None:
        raise OutOfOrder("This request no longer waits for an answer.")
    conference.chair_accepted_at = clock.now()
    audit.record(
        session,
        by=by,
        action=Action.CHAIR_ACCEPTED,
        objects=[("conference", conference.id)],
        purpose="chairing",
        basis=basis,
    )
    return conference


def decline(session: Session, *, ref: str, reason: str, by: Actor) -> Conference:
    """The conference is back with co-ordination, with the reason; the chair's sight of the case has ended.

    Raises:
        NotAllowed, NotFound: it is not theirs.
        OutOfOrder: people are invited already.
        Unprocessable: no reason.
    """
    require(by, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_chairs(session, by, conference)
    if conference.state != State.ALLOCATED.value:
        raise OutOfOrder("People are invited already. Ask co-ordination to find another chair.")
    if not reason.strip():
        raise Unprocessable({"reason": ["Enter why you cannot chair this conference"]})
    at = people_at(session, conference.id)
    end_sight_of_case(session, conference, at, by.acting_officer_id)
    conference.declined_reason = reason.strip()
    conference.chair_id = conference.chair_accepted_at = conference.planned = None
    conference.state = State.REQUESTED.value
    for each in at:
        strands.step(each.strand, strands.State.WITH_COORDINATION)
    queues.finish(session, queue="chairing", object_type="conference", object_id=conference.id)
    place_in(session, conference, "coordination")
    audit.record(
        session,
        by=by,
        action=Action.CHAIR_DECLINED,
        objects=objects_of(conference, at),
        purpose="chairing",
        basis=basis,
    )
    return conference
