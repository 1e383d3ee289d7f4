"""What is already held about a person and their home: the concerns they had a part in are found through these ids."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.people.entering import described, household_tokens
from hub.people.matching import find_matches
from hub.people.models import HouseholdToken, Person
from hub.people.scoring import Judgement


def known_rows(session: Session, person: Person) -> set[UUID]:
    """Rows that stand for this person: the cluster, and those that match for certain and nobody has denied."""
    clusters = {person.cluster_id}
    clusters |= {found.cluster_id for found in find_matches(session, person) if found.judgement is Judgement.CERTAIN}
    return set(session.scalars(select(Person.id).where(Person.cluster_id.in_(clusters))))


def household_rows(session: Session, people: Collection[Person], *, since: datetime) -> set[UUID]:
    """Rows of people told to live at one of these people's homes since then."""
    tokens = {token for person in people for token in household_tokens(session, described(person))}
    if not tokens:
        return set()
    return set(
        session.scalars(
            select(HouseholdToken.person_id).where(HouseholdToken.token.in_(tokens), HouseholdToken.at >= since)
        )
    )
