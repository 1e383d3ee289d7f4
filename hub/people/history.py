"""What is already held about people and their homes: the concerns they had a part in are found through these ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from hub.db import table_of
from hub.errors import Unavailable
from hub.people.entering import described, household_tokens
from hub.people.keys import compound_keys
from hub.people.matching import certain_clusters, said_not_same
from hub.people.models import HouseholdToken, Person
from hub.people.names import surname_parts
from hub.people.normalising import Described

# made once: putting a statement together costs as much as asking it
_PEOPLE, _HOMES = table_of(Person).c, table_of(HouseholdToken).c
_ROWS = select(_PEOPLE.id, _PEOPLE.cluster_id).where(_PEOPLE.cluster_id.in_(bindparam("clusters", expanding=True)))
_HOME = select(_HOMES.person_id).where(
    _HOMES.token.in_(bindparam("tokens", expanding=True)), _HOMES.at >= bindparam("since")
)


def known_rows(session: Session, person: Person) -> set[UUID]:
    """Rows that stand for this person: the cluster, and those that match for certain and nobody has denied."""
    return rows_of(session, [person], {person.id: described(person)})[person.id]


def rows_of(session: Session, people: Collection[Person], told: Mapping[UUID, Described]) -> dict[UUID, set[UUID]]:
    """For each person the rows that stand for them, as `known_rows`; looking each up apart, two queries for all of them."""
    apart = said_not_same(session, [each.id for each in people])
    certain = {each.id: certain_clusters(session, each, told[each.id], kept_apart=apart[each.id]) for each in people}
    return _rows_in(session, {each.id: {each.cluster_id} | certain[each.id] for each in people})


def linked_rows(session: Session, people: Collection[Person]) -> dict[UUID, set[UUID]]:
    """For each person the rows that an officer said are theirs, and their own; one query."""
    return _rows_in(session, {each.id: {each.cluster_id} for each in people})


def _rows_in(session: Session, clusters: dict[UUID, set[UUID]]) -> dict[UUID, set[UUID]]:
    wanted = set().union(*clusters.values())
    rows = defaultdict[UUID, set[UUID]](set)
    for row, cluster in session.execute(_ROWS, {"clusters": list(wanted)}) if wanted else ():
        rows[cluster].add(row)
    return {person: set().union(*(rows[each] for each in found)) for person, found in clusters.items()}


def can_be_found(told: Described) -> bool:
    """Whether enough was told of a person for an earlier row of theirs to be found."""
    return bool(compound_keys(told))


def household_rows(session: Session, people: Collection[Person], *, since: datetime) -> set[UUID]:
    """Rows of people told to live at one of these people's homes since then."""
    return rows_at(session, home_tokens(session, map(described, people)), since=since)


def home_tokens(session: Session, people: Iterable[Described]) -> set[bytes]:
    """The blind tokens of these people's homes; none where no home is known, or all are protected."""
    return {token for told in people for token in household_tokens(session, told)}


def rows_at(session: Session, tokens: Collection[bytes], *, since: datetime) -> set[UUID]:
    """Rows of people told to live at a home with one of these tokens since then."""
    return set(session.scalars(_HOME, {"tokens": list(tokens), "since": since})) if tokens else set()


def families(session: Session, rows: Collection[UUID]) -> dict[UUID, str]:
    """The family name of each of these rows, as `Normal.family`; empty where none was told or the row does not open."""
    wanted = select(Person).where(Person.id.in_(rows))
    return {each.id: _family(each) for each in session.scalars(wanted)} if rows else {}


def _family(person: Person) -> str:
    try:
        return "".join(surname_parts(person.surname or ""))
    except Unavailable:
        return ""
