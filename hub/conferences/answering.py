"""Answers to invitations, as they are told to the chair or to co-ordination."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import Permission, require_any
from hub.actor import Actor
from hub.audit import Action
from hub.conferences.models import Conference, State
from hub.conferences.reading import get_conference, invitees_of, require_runs
from hub.errors import NotFound, OutOfOrder, Unprocessable

ANSWERS = ("waiting", "coming", "by_video", "apologies")


def record_answers(session: Session, *, ref: str, answers: Mapping[UUID, str], by: Actor) -> Conference:
    """Each invitee named said that they come, come by video, or send apologies.

    Raises:
        NotAllowed, NotFound: the actor does not run this conference, or it has no such invitee.
        OutOfOrder: nobody is invited at present.
        Unprocessable: an answer that there is not.
    """
    require_any(by, Permission.CONFERENCE_COORDINATE, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_runs(session, by, conference)
    if conference.state != State.CONVENED.value:
        raise OutOfOrder("Nobody is invited at present, so there is no answer to record.")
    rows = {row.id: row for row in invitees_of(session, conference.id)}
    for one, answer in answers.items():
        if one not in rows:
            raise NotFound
        if answer not in ANSWERS:
            raise Unprocessable({"answers": ["Select what they said"]})
        rows[one].answer = answer
    audit.record(
        session,
        by=by,
        action=Action.INVITATION_ANSWERED,
        objects=[("conference", conference.id)],
        purpose="answers",
        basis=basis,
    )
    return conference
