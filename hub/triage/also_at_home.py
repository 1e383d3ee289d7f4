"""Who else in the home is put to the rules: a child nobody named, and a grown-up an officer says the concern is about too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import audit, clock, people
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.concerns import Concern, ConcernPart, parts_of
from hub.errors import OutOfOrder, Unprocessable
from hub.people import NewPerson, Person, age_on
from hub.triage.facts import CHILD_UNDER, PARENT_FROM, screened_parts
from hub.triage.holding import CLAIM_MINUTES, hold
from hub.triage.screening import screen_again

# An age told as a range may have grown by one the next day: up to 16 keeps a child a child until somebody asks.
CHILD = NewPerson(role="household", description="Child in the home, not named", age_from=0, age_to=16)
ADULT = NewPerson(role="subject", description="Adult in the home, not named", age_from=16)
NOT_NAMED = {"child": CHILD, "adult": ADULT}


def is_child_missing(household: Mapping[str, Any], persons: Sequence[Person]) -> bool:
    """Whether a child is said to live there, and nobody who may be that child stands on the concern.

    Somebody of unknown age in the home may be. Whoever the concern is about is taken for it where they are under 16 for
    certain: at 16 or 17 they may have a child of their own, and that is asked, not assumed.
    """
    return _says_yes(household.get("child_in_household")) and not any(map(_may_be_the_child, persons))


def _says_yes(raw: Any) -> bool:
    return (raw.get("value") if isinstance(raw, Mapping) else raw) in (True, "yes")


def _may_be_the_child(person: Person) -> bool:
    age = age_on(person, clock.today()) or {}
    if person.kind == "household":
        return bool(person.unborn or age.get("from", 0) < CHILD_UNDER)
    return person.kind == "subject" and bool(person.unborn or age.get("to", PARENT_FROM) < PARENT_FROM)


def add_missing_child(session: Session, concern: Concern, answers: Mapping[str, Any]) -> None:
    """A child said to live there, and not on the concern, gets a row and is screened. A step of an action."""
    if is_child_missing(answers, [each.person for each in parts_of(session, concern.id)]):
        _add(session, concern, CHILD)


def _add(session: Session, concern: Concern, new: NewPerson) -> Person:
    person = people.enter(session, new, at=clock.now(), level=concern.level)
    last = session.scalar(select(func.max(ConcernPart.place)).where(ConcernPart.concern_id == concern.id))
    session.add(
        ConcernPart(
            key=person.key,
            concern_id=concern.id,
            person_id=person.id,
            role=new.role,
            place=(last or 0) + 1,
            relationship_kind=new.relationship,
            facts=dict(new.facts),
            contact={"safe_contact": dict(new.safe_contact)},
        )
    )
    session.flush()
    return person


def screen_too(
    session: Session,
    *,
    concern_id: UUID,
    person_id: UUID | None = None,
    not_named: str = "",
    by: Actor,
    minutes: int = CLAIM_MINUTES,
) -> UUID:
    """Somebody in the home is screened as well from now on, and waits for a decision of their own; their id.

    Either a grown-up named there who was not screened, or a child or adult nobody named (`NOT_NAMED`).

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: not theirs to screen now, or screened already.
        Unprocessable: nobody chosen.
    """
    require(by, Permission.CONCERN_SCREEN)
    held = hold(session, concern_id, by=by, minutes=minutes)
    if person_id is None and not_named not in NOT_NAMED:
        raise Unprocessable({"not_named": ["Choose who else is screened"]})
    if person_id is None:
        person_id = _add(session, held.concern, NOT_NAMED[not_named]).id
    else:
        _take_in(session, concern_id, person_id)
    screen_again(session, held.concern, why="screened_too", by=by)
    audit.record(
        session,
        by=by,
        action=Action.SCREENED_TOO,
        objects=[("concern", concern_id), ("person", person_id)],
        purpose=not_named or "named",
        basis=held.basis,
    )
    return person_id


def _take_in(session: Session, concern_id: UUID, person_id: UUID) -> None:
    parts = parts_of(session, concern_id)
    screened = {each.person.id for each in screened_parts(parts, clock.today())}
    found = next((each.part for each in parts if each.person.id == person_id), None)
    if found is None or found.role != "household" or person_id in screened:
        raise OutOfOrder("This person is screened already, or is not in the home.")
    found.also_screened_at = clock.now()
    session.flush()
