"""Tokens made again from the people's own rows, which the trail vouches for: whoever lost theirs can be found again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.errors import Unavailable
from hub.people.entering import put_tokens, tokens_to_find
from hub.people.models import HouseholdToken, Person, PersonToken

_AT_ONCE = 500
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Findable:
    """How many people are held, how many of them lack how many tokens, and how many do not open."""

    people: int
    lacking: int
    tokens: int
    shut: int


def check_tokens(session: Session, *, put_back: bool, by: Actor) -> Findable:
    """What is missing of the tokens that people are found by, and put back where asked. Nothing of anybody is shown.

    Raises:
        NotAllowed: the actor may not look after the keys.
    """
    require(by, Permission.KEYS_MANAGE)
    people = lacking = tokens = shut = 0
    for batch in _batches(session):
        known, of_people, of_homes = _known(session, batch), Rows(), Rows()
        for person in batch:
            try:
                names, homes = tokens_to_find(session, person)
            except Unavailable:
                shut += 1
                continue
            names = [row for row in names if (person.id, row["index_name"], row["token"]) not in known]
            homes = [row for row in homes if (person.id, None, row["token"]) not in known]
            of_people, of_homes, lacking = of_people + names, of_homes + homes, lacking + bool(names or homes)
        people, tokens = people + len(batch), tokens + len(of_people) + len(of_homes)
        if put_back:
            put_tokens(session, of_people, of_homes)
        session.expunge_all()
    found = Findable(people, lacking, tokens, shut)
    told = {"people": people, "lacking": lacking, "tokens": tokens, "put_back": tokens if put_back else 0}
    audit.record(session, by=by, action=Action.TOKENS_CHECKED, basis="operator", counts=told)
    return found


def _batches(session: Session) -> Iterator[Sequence[Person]]:
    query = select(Person).order_by(Person.id).limit(_AT_ONCE)
    batch = session.scalars(query).all()
    while batch:
        last = batch[-1].id
        yield batch
        batch = session.scalars(query.where(Person.id > last)).all()


def _known(session: Session, batch: Sequence[Person]) -> set[tuple[UUID, str | None, bytes]]:
    """Every token held of these people; that of a home has no index."""
    ids, names, homes = [person.id for person in batch], PersonToken, HouseholdToken
    of_people = select(names.person_id, names.index_name, names.token).where(names.person_id.in_(ids))
    of_homes = select(homes.person_id, homes.token).where(homes.person_id.in_(ids))
    return {
        *((person, index, token) for person, index, token in session.execute(of_people)),
        *((person, None, token) for person, token in session.execute(of_homes)),
    }
