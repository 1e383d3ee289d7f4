"""Who this may be: a blocked look-up by blind tokens, then candidates opened and compared in memory. Nothing merges by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import bindparam, func, inspect, or_, select
from sqlalchemy.orm import Session

from hub.db import table_of
from hub.errors import Unavailable
from hub.people.comparing import FieldComparison, compare
from hub.people.entering import described, described_in_brief, tokens_of
from hub.people.models import Person, PersonLink, PersonToken
from hub.people.normalising import Described
from hub.people.scoring import Judgement, may_be_a_relative, weigh

log = structlog.get_logger("hub")
LOOKED_AT = 50
SHOWN = 5
# made once: putting a statement together costs as much as asking it
_shared = (
    select(PersonToken.person_id, func.count().label("tokens"))
    .where(PersonToken.token.in_(bindparam("tokens", expanding=True)))
    .group_by(PersonToken.person_id)
    .order_by(func.count().desc(), PersonToken.person_id)
    .limit(LOOKED_AT)
    .subquery()
)
_SHARING = (
    select(Person)
    .join(_shared, _shared.c.person_id == Person.id)
    .where(Person.level != "sealed", Person.erased_at.is_(None))
    .order_by(_shared.c.tokens.desc(), Person.id)
)
_LINKS = table_of(PersonLink).c
_KEPT_APART = select(_LINKS.person_id, _LINKS.other_id).where(
    _LINKS.verdict == "not_same",
    _LINKS.ended_at.is_(None),
    or_(
        _LINKS.person_id.in_(bindparam("people", expanding=True)),
        _LINKS.other_id.in_(bindparam("people", expanding=True)),
    ),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody held who may be the person told of. A restricted one carries no comparison, so that it is alike for everybody."""

    person_id: UUID
    cluster_id: UUID
    judgement: Judgement
    comparisons: tuple[FieldComparison, ...]
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Somebody held who may be the person told of: their row opened, and what the agreement is worth."""

    held: Person
    there: Described
    score: float
    judgement: Judgement


def find_matches(session: Session, person: Person, *, told: Described | None = None) -> tuple[Candidate, ...]:
    """Up to five candidates, best first, each cluster once; those already said not to be the same are left out.

    A held record that does not open stops nobody's concern: it stands last, as one that may match and cannot be shown.
    `told` is the person described, for who has that already.
    """
    told = told or described(person)
    kept_apart = set() if inspect(person).transient else said_not_same(session, [person.id])[person.id]
    held = candidates(session, told, but_not=person.id)
    return _best(told, [each for each in held if each.cluster_id != person.cluster_id and each.id not in kept_apart])


def find_matches_of_told(session: Session, told: Described) -> tuple[Candidate, ...]:
    """The same for somebody who has no row."""
    return _best(told, candidates(session, told))


def certain_clusters(session: Session, person: Person, told: Described, *, kept_apart: Collection[UUID]) -> set[UUID]:
    """The clusters of all open records that match `person` for certain, none of which was said not to be the same."""
    weighed, _ = _weighed(told, candidates(session, told, but_not=person.id))
    return {
        each.held.cluster_id
        for each in weighed
        if each.judgement is Judgement.CERTAIN and each.held.level == "open" and each.held.id not in kept_apart
    }


def _best(told: Described, held: Iterable[Person]) -> tuple[Candidate, ...]:
    weighed, unopened = _weighed(told, held)
    best: dict[UUID, Candidate] = {}
    for each in sorted(weighed, key=lambda each: -each.score):
        if each.held.cluster_id not in best and len(best) < SHOWN:
            best[each.held.cluster_id] = _candidate(each, told)
    for one in unopened:
        best.setdefault(one.cluster_id, _not_to_be_shown(one))
    return tuple(best.values())[:SHOWN]


def _weighed(told: Described, held: Iterable[Person]) -> tuple[list[_Weighed], list[Person]]:
    """Those who may be the person, and those whose record does not open, with an alarm.

    Most candidates are relatives and neighbours: what is theirs alone shows it, and no more of them is opened.
    """
    found, unopened = [], []
    for each in held:
        try:
            if may_be_a_relative(told.normal, described_in_brief(each).normal):
                continue
            there = described(each)
        except Unavailable:
            log.error("sealed_record_unopened", table=Person.__tablename__)
            unopened.append(each)
            continue
        weighed = weigh(told, there)
        if weighed.judgement is not Judgement.NONE:
            found.append(_Weighed(each, there, weighed.score, weighed.judgement))
    return found, unopened


def _not_to_be_shown(held: Person) -> Candidate:
    return Candidate(held.id, held.cluster_id, Judgement.POSSIBLE, (), is_restricted=True)


def _candidate(each: _Weighed, told: Described) -> Candidate:
    if each.held.level != "open":
        return _not_to_be_shown(each.held)
    return Candidate(each.held.id, each.held.cluster_id, each.judgement, tuple(compare(told, each.there)))


def candidates(session: Session, told: Described, *, but_not: UUID | None = None) -> list[Person]:
    """People who share a token with `told`, those who share most first, at most fifty; sealed people are never among them."""
    tokens = [token for _, token in tokens_of(session, told)]
    if not tokens:
        return []
    return [each for each in session.scalars(_SHARING, {"tokens": tokens}) if each.id != but_not]


def said_not_same(session: Session, people: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """For each of these people the rows that an officer said are somebody else's; one query."""
    found: dict[UUID, set[UUID]] = {each: set() for each in people}
    for one, other in session.execute(_KEPT_APART, {"people": list(people)}) if people else ():
        for this, that in ((one, other), (other, one)):
            if this in found:
                found[this].add(that)
    return found
