"""Cancelling: everybody invited is told, and the people wait in co-ordination's queue again, because their limit still runs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub import audit, clock, queues, strands
from hub.accounts import Permission, require_any
from hub.actor import Actor
from hub.audit import Action
from hub.conferences.allocating import objects_of
from hub.conferences.arranging import INVITED
from hub.conferences.convening import CAN_CONVENE, send_to
from hub.conferences.models import Conference, State
from hub.conferences.reading import AtConference, get_conference, invitees_of, people_at, require_runs
from hub.conferences.requesting import CLOSE_OF_BUSINESS, place_strand, window
from hub.errors import OutOfOrder, Unprocessable
from hub.pathways import Window


def cancel(session: Session, *, ref: str, reason: str, by: Actor) -> Conference:
    """The meeting is off, everybody invited is told, and its people wait in co-ordination's queue again: their limit still runs.

    Raises:
        NotAllowed, NotFound: the actor does not run this conference.
        OutOfOrder: it was held, or is cancelled.
        Unprocessable: no reason.
    """
    require_any(by, Permission.CONFERENCE_COORDINATE, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_runs(session, by, conference)
    if conference.state not in CAN_CONVENE | {State.REQUESTED.value}:
        raise OutOfOrder("This conference is over, so it cannot be cancelled.")
    if not reason.strip():
        raise Unprocessable({"reason": ["Enter why the conference is cancelled"]})
    at, limits = people_at(session, conference.id), window(session, conference)
    conference.calendar_sequence += 1
    for row in invitees_of(session, conference.id):
        if conference.state == State.CONVENED.value and row.attends in INVITED:
            send_to(session, conference, row, "cancel")
    conference.state, conference.cancel_reason, conference.planned = State.CANCELLED.value, reason.strip(), None
    for queue in ("coordination", "chairing"):
        queues.finish(session, queue=queue, object_type="conference", object_id=conference.id)
    for each in at:
        _give_back(session, each, limits)
    audit.record(
        session,
        by=by,
        action=Action.CONFERENCE_CANCELLED,
        objects=objects_of(conference, at),
        purpose="cancelled",
        basis=basis,
    )
    return conference


def _give_back(session: Session, each: AtConference, limits: Window) -> None:
    """The strand goes back step by step to where a conference is asked for, or to its team, where that has to say first
    whether it goes on."""
    if each.strand.state == strands.State.CONVENED.value:
        strands.step(each.strand, strands.State.WITH_CHAIR)
    strands.step(each.strand, strands.State.WITH_COORDINATION)
    if session.scalars(queues.open_items("strand", "strand", each.strand.id)).first() is not None:
        strands.step(each.strand, strands.State.OPEN)
        return
    act_by = clock.london(limits.invite_by, CLOSE_OF_BUSINESS)
    place_strand(session, each.strand, act_by=act_by, reason="cancelled")
