"""Who may look a second time: qualified, free to see the record, and with no part in it; nor having opened it, as the trail tells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts import live_grants, not_excluded
from hub.actor import Actor
from hub.audit import Action, AuditLeaf, AuditObject, said
from hub.concerns import Concern, ConcernVersion
from hub.people import Person, age_on
from hub.quality.models import SecondLook
from hub.queues import WorkItem
from hub.triage import Decision, OnwardRoute, OwnView
from hub.triage.facts import CHILD_UNDER

QUEUE = "second_look"
STANDING = ("made", "signed")
SCANNED = 200
# Leaves that show nothing of what was decided, or are a line in a list. Any other about the concern makes its officer one who knows.
TELLS_NOTHING = (
    Action.QUEUE_SHOWN,
    Action.CONCERN_LISTED,
    Action.WORK_OVERSEEN,
    Action.DANGER_SHOWN,
    Action.REFERENCE_FOUND,
    Action.REFUSED,
    Action.SECOND_LOOK_TAKEN,
    Action.SECOND_LOOK_SHOWN,
    Action.ITEM_RELEASED,
)


def open_to(session: Session, by: Actor, *, look_id: UUID | None = None) -> list[tuple[WorkItem, SecondLook]]:
    """The looks this officer may do, the soonest due first; of the first two hundred, or whether it is this one."""
    waiting = (
        select(WorkItem, SecondLook, Person)
        .join(SecondLook, SecondLook.id == WorkItem.object_id)
        .join(Person, Person.id == SecondLook.person_id)
        .join(Concern, Concern.id == SecondLook.concern_id)
        .where(_still_stands(), WorkItem.queue == QUEUE, WorkItem.state == "open", *_has_no_part(by))
        .order_by(WorkItem.act_by, WorkItem.placed_at, WorkItem.id)
        .limit(SCANNED)
    )
    if look_id is not None:
        waiting = waiting.where(SecondLook.id == look_id)
    rows = [(item, look) for item, look, person in session.execute(waiting) if is_qualified(by, person)]
    known = _opened_by(session, by, [look.concern_id for _, look in rows])
    return [(item, look) for item, look in rows if look.concern_id not in known]


def is_qualified(by: Actor, person: Person) -> bool:
    """By age alone, so that it tells nothing of the route: a child's is looked at by a social worker or a manager, an adult's by
    a council officer, and where the age leaves it open either will do."""
    age = age_on(person, clock.today()) or {}
    may_be_child = person.unborn or age.get("from", 0) < CHILD_UNDER
    may_be_adult = not person.unborn and age.get("to", CHILD_UNDER) >= CHILD_UNDER
    for_child = "social_worker" in by.qualifications or bool(by.roles & {"team_manager", "senior_manager"})
    return bool((may_be_child and for_child) or (may_be_adult and "council_officer" in by.qualifications))


def _has_no_part(by: Actor) -> Sequence[ColumnElement[bool]]:
    """Not kept from it, and free to see it; did not decide, sign, view, log, write or pass on anything of the concern."""
    me = by.acting_officer_id
    return (
        or_(WorkItem.level == "open", WorkItem.concern_id.in_(live_grants(by, "concern"))),
        not_excluded(by, "concern", WorkItem.concern_id),
        not_excluded(by, "person", SecondLook.person_id),
        Concern.sent_by.is_distinct_from(me),
        ~_did(Decision, or_(Decision.decided_by == me, Decision.second_by == me, Decision.ask_second == me)),
        ~_did(OwnView, OwnView.officer_id == me),
        ~_did(ConcernVersion, ConcernVersion.written_by == me),
        ~_did(OnwardRoute, or_(OnwardRoute.owner_id == me, OnwardRoute.settled_by == me)),
    )


def _still_stands() -> ColumnElement[bool]:
    return exists().where(Decision.id == SecondLook.decision_id, Decision.state.in_(STANDING))


def _did(model: type[Any], mine: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(and_(model.concern_id == SecondLook.concern_id, mine))


def _opened_by(session: Session, by: Actor, concerns: Collection[UUID]) -> set[UUID]:
    """Of these concerns, those the officer opened or worked on; one query."""
    if not concerns:
        return set()
    body, names = AuditLeaf.body, {str(each): each for each in concerns}
    found = (
        select(AuditObject.object_id)
        .join(AuditLeaf, and_(AuditLeaf.slot == AuditObject.slot, AuditLeaf.seq == AuditObject.seq))
        .where(
            AuditObject.object_type == "concern",
            AuditObject.object_id.in_(list(names)),
            said(body, "actor") == by.mark,
            said(body, "action").not_in([each.value for each in TELLS_NOTHING]),
        )
        .distinct()
    )
    return {names[each] for each in session.scalars(found)}
