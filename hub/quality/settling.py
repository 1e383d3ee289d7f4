"""Differences in which a second look saw more danger: a manager reads both and says the same day what is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock, pathways, queues, rulebook
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.errors import Conflict, NotFound, OutOfOrder, Unprocessable
from hub.people import Person, called_with_age
from hub.quality.giving import DIFFERS, BothView, both_of
from hub.quality.models import SecondLook
from hub.quality.taking import BASIS
from hub.queues import WorkItem, require_sight_of_item
from hub.rulebook import Unconfirmed
from hub.triage import Decision
from hub.triage.choices import is_a_sentence
from hub.triage.limits import unconfirmed_of

SETTLED = {
    "acting": "What the second look asks for is being done",
    "decided_anew": "It is decided anew",
    "first_stands": "The first decision stands",
}


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One difference as a list shows it."""

    look_id: UUID
    ref: str
    who: str
    reason: str
    act_by: datetime
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference in front of a manager; `is_own` where the first decision is theirs, made or signed."""

    look_id: UUID
    version: int
    ref: str
    who: str
    both: BothView
    act_by: datetime
    left: str
    unconfirmed: tuple[Unconfirmed, ...]
    is_own: bool


def show_differences(session: Session, *, by: Actor) -> Shown[tuple[DifferenceLine, ...]]:
    """Differences that wait for this manager, the soonest due first, with the leaf of this look.

    Raises:
        NotAllowed: the actor settles none.
    """
    require(by, Permission.CONCERN_SIGN)
    items = queues.waiting_items(session, DIFFERS, by=by).items
    people = _people(session, [item.person_id for item in items if item.person_id])
    pack, now, today = rulebook.active_pack(session), clock.now(), clock.today()
    lines = tuple(
        DifferenceLine(
            look_id=item.object_id,
            ref=item.ref,
            who=called_with_age(people[item.person_id], today) if item.person_id in people else "Person not named",
            reason=item.reason,
            act_by=item.act_by,
            left=pathways.in_words(pack, item.act_by),
            is_late=now > item.act_by,
            unconfirmed=unconfirmed_of(pack, item),
        )
        for item in items
    )
    objects = tuple(("concern", str(item.concern_id)) for item in items)
    return Shown(lines, Look(Action.QUEUE_SHOWN, objects, ("name", "age", "reason"), purpose=DIFFERS))


def show_difference(session: Session, look_id: UUID, *, by: Actor) -> Shown[DifferenceView]:
    """Both answers for a manager, with the leaf of this look.

    Raises:
        NotAllowed, NotFound: not theirs to settle, or not to be known of.
        OutOfOrder: it is settled.
    """
    require(by, Permission.CONCERN_SIGN)
    item, look, basis = _waiting(session, look_id, by)
    decision, concern = session.get_one(Decision, look.decision_id), session.get_one(Concern, look.concern_id)
    view = DifferenceView(
        look_id=look.id,
        version=look.version,
        ref=concern.ref,
        who=called_with_age(session.get_one(Person, look.person_id), clock.today()),
        both=both_of(session, look),
        act_by=item.act_by,
        left=pathways.in_words(rulebook.active_pack(session), item.act_by),
        unconfirmed=unconfirmed_of(rulebook.active_pack(session), item),
        is_own=by.officer_id in {decision.decided_by, decision.second_by},
    )
    about = (("second_look", look.id), ("concern", concern.id), ("person", look.person_id))
    objects = tuple((kind, str(name)) for kind, name in about)
    look_leaf = Look(Action.SECOND_LOOK_SHOWN, objects, ("decision", "second_look"), purpose=DIFFERS, basis=basis)
    return Shown(view, look_leaf)


def settle(session: Session, *, look_id: UUID, settled_as: str, words: str, version: int, by: Actor) -> SecondLook:
    """What is done about the difference is kept, and it waits no more.

    Raises:
        NotAllowed, NotFound: not theirs to settle, or not to be known of.
        OutOfOrder: it is settled.
        Conflict: it changed since they looked.
        Unprocessable: nothing chosen, or no sentence.
    """
    require(by, Permission.CONCERN_SIGN)
    _, look, basis = _waiting(session, look_id, by)
    _refuse(settled_as, words)
    if look.version != version:
        raise Conflict("Somebody else settled this at the same moment. Theirs stands.")
    look.settled_as, look.settled_at, look.settled_words = settled_as, clock.now(), words.strip()
    queues.finish(session, queue=DIFFERS, object_type=BASIS, object_id=look.id)
    about = [("second_look", look.id), ("concern", look.concern_id), ("person", look.person_id)]
    audit.record(session, by=by, action=Action.SECOND_LOOK_SETTLED, objects=about, purpose=settled_as, basis=basis)
    return look


def _waiting(session: Session, look_id: UUID, by: Actor) -> tuple[WorkItem, SecondLook, str]:
    look = session.get(SecondLook, look_id)
    wanted = select(WorkItem).where(WorkItem.queue == DIFFERS, WorkItem.object_id == look_id)
    item = session.scalars(wanted.order_by(WorkItem.placed_at.desc()).limit(1)).first()
    if look is None or item is None:
        raise NotFound(object_type=BASIS, object_id=str(look_id))
    basis = require_sight_of_item(session, by, item)
    if item.state != "open":
        raise OutOfOrder("This was settled already.")
    return item, look, basis


def _refuse(settled_as: str, words: str) -> None:
    problems: dict[str, list[str]] = {}
    if settled_as not in SETTLED:
        problems["settled_as"] = ["Choose what is done"]
    if not is_a_sentence(words):
        problems["words"] = ["Enter at least a sentence on what is done and why"]
    if problems:
        raise Unprocessable(problems, "Nothing was kept. Check what you entered.")


def _people(session: Session, ids: Sequence[UUID]) -> dict[UUID, Person]:
    return {each.id: each for each in session.scalars(select(Person).where(Person.id.in_(ids)))} if ids else {}
