"""Who this may be: a blocked look-up by blind tokens, then candidates opened and compared in memory. Nothing merges by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import bindparam, func, inspect, or_, select
from sqlalchemy.orm import Session

from hub.db import table_of
from hub.errors import Unavailable
from hub.people.comparing import FieldComparison, compare
from hub.people.entering import described, tokens_of
from hub.people.models import Person, PersonLink, PersonToken
from hub.people.normalising import Described
from hub.people.scoring import Judgement, weigh

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


def find_matches(
    session: Session, person: Person, *, told: Described | None = None, kept_apart: Collection[UUID] | None = None
) -> tuple[Candidate, ...]:
    """Up to five candidates, best first, each cluster once; those already said not to be the same are left out.

    A held record that does not open stops nobody's concern: it stands last, as one that may match and cannot be shown.
    `told` is the person described, and `kept_apart` what `said_not_same` gives of them, for who has that already.
    """
    told = told or described(person)
    if kept_apart is None:
        kept_apart = set() if inspect(person).transient else said_not_same(session, [person.id])[person.id]
    scored, unopened = [], []
    for held in candidates(session, told, but_not=person.id):
        if held.cluster_id == person.cluster_id or held.id in kept_apart:
            continue
        there = _opened(held)
        if there is None:
            unopened.append(held)
            continue
        weighed = weigh(told, there)
        if weighed.judgement is not Judgement.NONE:
            scored.append((weighed.score, held, weighed.judgement, there))
    best: dict[UUID, Candidate] = {}
    for _, held, judgement, there in sorted(scored, key=lambda each: -each[0]):
        if held.cluster_id not in best and len(best) < SHOWN:
            best[held.cluster_id] = _candidate(held, judgement, told, there)
    for held in unopened:
        best.setdefault(held.cluster_id, _not_to_be_shown(held))
    return tuple(best.values())[:SHOWN]


def _opened(held: Person) -> Described | None:
    """What is held of the person, or None with an alarm where it does not open."""
    try:
        return described(held)
    except Unavailable:
        log.error("sealed_record_unopened", table=Person.__tablename__)
        return None


def _not_to_be_shown(held: Person) -> Candidate:
    return Candidate(held.id, held.cluster_id, Judgement.POSSIBLE, (), is_restricted=True)


def _candidate(held: Person, judgement: Judgement, told: Described, there: Described) -> Candidate:
    if held.level != "open":
        return _not_to_be_shown(held)
    return Candidate(held.id, held.cluster_id, judgement, tuple(compare(told, there)))


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
