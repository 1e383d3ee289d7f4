"""Whether the people of a concern are known already: records compared field by field, and what an officer says of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock, people
from hub.accounts import Permission, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern, Part, get_concern, parts_of
from hub.errors import NotFound, OutOfOrder
from hub.people import Candidate, Judgement, called, called_with_age, cluster_of, find_matches
from hub.triage.framing import Frame, open_concern
from hub.triage.person_sight import is_kept_from
from hub.triage.screening import screen_again


@dataclass(frozen=True, slots=True)
class PersonMatches:
    """One person of the concern and the records that may be theirs; `linked` counts the other rows said to be the same."""

    person_id: UUID
    name: str
    with_age: str
    is_alleged: bool
    linked: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class MatchesView:
    """Everybody on the concern, in the order told."""

    frame: Frame
    people: tuple[PersonMatches, ...]


def show_matches(session: Session, ref: str, *, by: Actor) -> Shown[MatchesView]:
    """Who the people of a concern may be, with the leaf of this look.

    Raises:
        NotAllowed, NotFound: not theirs to match, or not to be known of.
    """
    require(by, Permission.PERSON_MATCH)
    opened = open_concern(session, ref, by=by)
    lines = tuple(_line(session, each, by) for each in opened.parts)
    compared = [candidate for line in lines for candidate in line.candidates]
    everybody = dict.fromkeys([*(line.person_id for line in lines), *(each.person_id for each in compared)])
    look = Look(
        Action.CANDIDATES_SHOWN,
        (("concern", str(opened.concern.id)), *(("person", str(person)) for person in everybody)),
        tuple(sorted({row.field for each in compared for row in each.comparisons})),
        purpose="matching",
        basis=opened.basis,
    )
    return Shown(MatchesView(opened.frame, lines), look)


def _line(session: Session, each: Part, by: Actor) -> PersonMatches:
    person = each.person
    return PersonMatches(
        person_id=person.id,
        name=called(person),
        with_age=called_with_age(person, clock.today()),
        is_alleged=each.part.role == "alleged",
        linked=len(cluster_of(session, person.id)) - 1,
        candidates=_offered(session, each, by),
    )


def _offered(session: Session, each: Part, by: Actor) -> tuple[Candidate, ...]:
    """Without those the officer is kept from: nothing tells them that there is one."""
    found = find_matches(session, each.person)
    return tuple(one for one in found if not is_kept_from(session, by, cluster_of(session, one.person_id)))


def say_of_match(session: Session, ref: str, person_id: UUID, *, same_as: UUID | None, verdict: str, by: Actor) -> None:
    """The officer's word on a person of the concern: the same as one record offered, or none of them, or not sure of them.

    *None of these* is remembered for every record offered in the open. Joining, and parting what had matched for certain,
    puts a concern that waits to the rules again: its history is another.

    Raises:
        NotAllowed, NotFound: not theirs to match, or nobody of this concern, or not one of the records offered.
        OutOfOrder: there is nothing to say it of.
    """
    require(by, Permission.PERSON_MATCH)
    concern, each = _person_on(session, ref, person_id, by)
    candidates = [one for one in _offered(session, each, by) if not one.is_restricted]
    offered = [one.person_id for one in candidates]
    if same_as is not None and same_as not in offered:
        raise NotFound(object_type="person", object_id=str(same_as))
    about = [same_as] if same_as is not None else offered
    if not about:
        raise OutOfOrder("No record is offered for this person any more.")
    for other in about:
        people.link_people(session, person_id=person_id, other_id=other, verdict=verdict, by=by)
    denied = verdict == "not_same" and any(one.judgement is Judgement.CERTAIN for one in candidates)
    if (verdict == "same" or denied) and concern.state == "waiting":
        screen_again(session, concern, why="matched", by=by)
    audit.record(
        session,
        by=by,
        action=Action.PERSON_MATCHED,
        objects=[("concern", concern.id), ("person", person_id), *(("person", other) for other in about)],
        purpose=verdict,
    )


def _person_on(session: Session, ref: str, person_id: UUID, by: Actor) -> tuple[Concern, Part]:
    concern = get_concern(session, ref)
    require_sight_of(session, by, "concern", concern)
    found = next((each for each in parts_of(session, concern.id) if each.person.id == person_id), None)
    if found is None:
        raise NotFound(object_type="person", object_id="")
    return concern, found
