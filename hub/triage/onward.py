"""Onward routes: open in an officer's name until somebody named accepts, or it comes back to be screened again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock, pathways, queues, rulebook
from hub.accounts import Permission, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action
from hub.concerns import Concern, parts_of
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.rulebook import Screening
from hub.triage.choices import is_a_sentence
from hub.triage.coming_back import SETTLED
from hub.triage.models import Decision, OnwardRoute
from hub.triage.screening import band_of, stand_in_queue


def accept(session: Session, *, onward_id: UUID, name: str, reference: str, by: Actor) -> OnwardRoute:
    """Somebody named took it on: it is settled, with their name and their reference.

    Raises:
        NotAllowed, NotFound: not theirs to record.
        OutOfOrder: it is settled already.
        Unprocessable: nobody named.
    """
    require(by, Permission.ONWARD_RECORD)
    onward, concern, basis = _waiting(session, onward_id, by)
    if not name.strip():
        raise Unprocessable({"name": ["Enter who accepted it"]})
    settle_onward(onward, "accepted", by)
    onward.accepted_by_name = f"{name.strip()}, {reference.strip()}" if reference.strip() else name.strip()
    _record(session, Action.ONWARD_ACCEPTED, onward, concern, basis, by)
    return onward


def came_back(session: Session, *, onward_id: UUID, words: str, by: Actor) -> OnwardRoute:
    """Nobody took it on: this person is undecided, and a concern that was decided waits for screening again, its clock
    running from now. Where another decision was made for them meanwhile, that one stands.

    Raises:
        NotAllowed, NotFound: not theirs to record.
        OutOfOrder: it is settled already.
        Unprocessable: no reason.
    """
    require(by, Permission.ONWARD_RECORD)
    onward, concern, basis = _waiting(session, onward_id, by)
    if not is_a_sentence(words):
        raise Unprocessable({"words": ["Enter at least a sentence on who sent it back and why"]})
    settle_onward(onward, "came_back", by)
    onward.words = f"{onward.words or ''}\nCame back: {words.strip()}".strip()
    decision = session.get(Decision, onward.decision_id)
    if decision is not None and decision.state in SETTLED:
        decision.state = "replaced"
        _wait_again(session, concern)
    _record(session, Action.ONWARD_CAME_BACK, onward, concern, basis, by)
    return onward


def _waiting(session: Session, onward_id: UUID, by: Actor) -> tuple[OnwardRoute, Concern, str]:
    onward = session.get(OnwardRoute, onward_id)
    concern = session.get(Concern, onward.concern_id) if onward else None
    basis = require_sight_of(session, by, "concern", concern)
    if onward is None or concern is None:
        raise NotFound
    if onward.state != "waiting":
        raise OutOfOrder("This was settled already. Its outcome is shown with the concern.")
    return onward, concern, basis


def settle_onward(onward: OnwardRoute, state: str, by: Actor) -> None:
    """It is accepted, or came back, by this officer's word and now. A step of an action."""
    onward.state, onward.settled_at, onward.settled_by = state, clock.now(), by.acting_officer_id


def _wait_again(session: Session, concern: Concern) -> None:
    """A concern that waits already for somebody else on it goes on under the clock it has, and is to be picked up."""
    if concern.state == "decided":
        put_back_in_queue(session, concern, rulebook.replay(session, rulebook.latest_run(session, concern.id)))
    queues.await_second(session, queue="screening", object_type="concern", object_id=concern.id, since=None)


def put_back_in_queue(session: Session, concern: Concern, screening: Screening) -> None:
    """The concern waits for screening again, its clock running from now. A step of an action."""
    concern.state = "waiting"
    item = stand_in_queue(session, concern, screening, parts_of(session, concern.id))
    name = f"screening_{band_of(screening.rank)}"
    started = pathways.start(session, name, object_type="concern", object_id=concern.id, started_at=clock.now())
    item.act_by = started.due_at


def _record(session: Session, action: Action, onward: OnwardRoute, concern: Concern, basis: str, by: Actor) -> None:
    about = [("concern", concern.id), ("person", onward.person_id)]
    audit.record(session, by=by, action=action, objects=about, purpose=onward.route, basis=basis)
