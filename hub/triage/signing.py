"""The second person: somebody else, at another time, with words of their own, signs a decision or sends it back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock, pathways, queues, strands
from hub.accounts import Permission, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action
from hub.concerns import Concern, Part, parts_of
from hub.errors import Conflict, NotAllowed, NotFound, OutOfOrder, Unprocessable
from hub.rulebook import active_pack, latest_run
from hub.strands import Strand
from hub.triage.choices import is_a_sentence
from hub.triage.following import carry_out, settle
from hub.triage.models import Decision
from hub.triage.overtaken import overtaken_by

OVERTAKEN = "The rules were run again after this was decided, and it no longer stands. Nothing was signed or sent back."


def sign(session: Session, *, decision_id: UUID, version: int, words: str, by: Actor, prefix: str = "DH") -> Decision:
    """The decision stands as it was made, and its work is open.

    Raises:
        NotAllowed, NotFound: not theirs to sign, or their own decision.
        OutOfOrder: it is not waiting for a second person.
        Conflict: it changed since they looked, or no longer stands beside the newest run.
        Unprocessable: no words.
    """
    require(by, Permission.CONCERN_SIGN)
    concern, decision, basis = _waiting(session, decision_id, version, words, by)
    _require_overseer(session, decision, by)
    _refuse_overtaken(session, concern, decision)
    decision.state = "signed"
    _put_name(session, decision, words, by)
    gone = carry_out(
        session,
        concern,
        _part(session, concern, decision),
        decision,
        routes=decision.routes,
        urgency=decision.urgency,
        prefix=prefix,
    )
    for strand in strands.strands_of_concern(session, concern.id):
        if strand.decision_id == decision.id:
            strands.take_part(session, strand, by.acting_officer_id, "second")
    settle(session, concern)
    _record(session, Action.DECISION_SIGNED, concern, decision, basis, by=by, gone=gone)
    return decision


def send_back(session: Session, *, decision_id: UUID, version: int, words: str, by: Actor) -> Decision:
    """The decision does not stand; whoever made it decides again, and the higher urgency goes on standing.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict, Unprocessable: as for `sign`.
    """
    require(by, Permission.CONCERN_SIGN)
    concern, decision, basis = _waiting(session, decision_id, version, words, by)
    decision.state = "sent_back"
    _put_name(session, decision, words, by)
    settle(session, concern)
    _record(session, Action.DECISION_SENT_BACK, concern, decision, basis, by=by)
    return decision


def _waiting(session: Session, decision_id: UUID, version: int, words: str, by: Actor) -> tuple[Concern, Decision, str]:
    decision = session.get(Decision, decision_id)
    concern = session.get(Concern, decision.concern_id) if decision else None
    basis = require_sight_of(session, by, "concern", concern)
    if decision is None or concern is None:
        raise NotFound
    if decision.decided_by == by.officer_id:
        raise NotAllowed("This is your own decision. Somebody else signs it.", permission="second_person")
    if decision.state == "replaced":
        _refuse_overtaken(session, concern, decision)
    if decision.state != "waiting_for_second":
        raise OutOfOrder("This decision is not waiting for a second person, or somebody signed it already.")
    if decision.version != version or clock.now() <= decision.decided_at:
        raise Conflict("This decision changed since you looked. Read it again before you sign.")
    if not is_a_sentence(words):
        raise Unprocessable({"words": ["Enter at least a sentence on why"]})
    return concern, decision, basis


def _require_overseer(session: Session, decision: Decision, by: Actor) -> None:
    """A manager may sign a lowering; what a council officer has to oversee only a council officer signs."""
    routes = active_pack(session).routes
    is_adult = any(routes[route].needs_decider == "council_officer" for route in decision.routes if route in routes)
    if is_adult and not decision.lowers_mandatory and "council_officer" not in by.qualifications:
        raise NotAllowed("An adult protection decision is overseen by a council officer.", permission="council_officer")


def _refuse_overtaken(session: Session, concern: Concern, decision: Decision) -> None:
    """What was learnt after it was decided is not signed away unseen."""
    if overtaken_by(session, decision, latest_run(session, concern.id)) is not None:
        raise Conflict(OVERTAKEN)


def _put_name(session: Session, decision: Decision, words: str, by: Actor) -> None:
    decision.second_by, decision.second_at, decision.words_second = by.acting_officer_id, clock.now(), words.strip()
    queues.finish(session, queue="second_person", object_type="decision", object_id=decision.id)
    pathways.end(session, "lowering_countersigned", object_type="decision", object_id=decision.id, at=clock.now())


def _part(session: Session, concern: Concern, decision: Decision) -> Part:
    return next(each for each in parts_of(session, concern.id) if each.person.id == decision.person_id)


def _record(
    session: Session,
    action: Action,
    concern: Concern,
    decision: Decision,
    basis: str,
    *,
    by: Actor,
    gone: tuple[Strand, ...] = (),
) -> None:
    about = [("concern", concern.id), ("person", decision.person_id), ("decision", decision.id)]
    about += [("strand", each.id) for each in gone]
    audit.record(session, by=by, action=action, objects=about, purpose=decision.state, basis=basis)
