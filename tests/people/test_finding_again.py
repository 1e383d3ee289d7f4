"""Tokens that were deleted past the hub are missed, counted and made again from the people's own rows."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from hub import clock, crypto, db
from hub.actor import OPERATOR
from hub.audit import Action
from hub.people import Findable, HouseholdToken, NewPerson, Person, PersonToken, check_tokens, enter
from tests.audit.council import leaf
from tests.factories.hub_world import World, leaves


def told(number: int, role: str = "subject") -> NewPerson:
    return NewPerson(
        role=role, forename=f"Rory{number}", surname="Samplewood", date_of_birth="2012-03-01", address="1 Nowhere Wynd",
        postcode="DD1 1AA",
    )  # fmt: skip


def held() -> set[tuple[object, ...]]:
    """Every token that is held."""
    with db.reading() as session:
        names = select(PersonToken.person_id, PersonToken.index_name, PersonToken.token)
        homes = select(HouseholdToken.person_id, HouseholdToken.at, HouseholdToken.token)
        return {*map(tuple, session.execute(names)), *map(tuple, session.execute(homes))}


def check(*, put_back: bool = False) -> Findable:
    with db.transaction() as session:
        return check_tokens(session, put_back=put_back, by=OPERATOR)


@pytest.mark.both_engines
def test_tokens_deleted_past_the_hub_are_counted_and_put_back(world: World) -> None:
    with db.transaction() as session:
        first = enter(session, told(1), at=clock.now())
        shut = enter(session, told(2), at=clock.now())
        enter(session, told(3, "alleged"), at=clock.now())
        crypto.destroy_key(shut.key)
        leaf(session)
        who = first.id
    before = held()
    assert (check().lacking, check().shut) == (0, 1)
    with db.transaction() as session:
        session.execute(delete(PersonToken).where(PersonToken.person_id == who))
        session.execute(delete(HouseholdToken))
    lost = before - held()
    of_the_shut = {row for row in lost if row[0] not in _who_open()}
    found = check()
    assert (found.people, found.lacking, found.tokens) == (3, 2, len(lost) - len(of_the_shut))
    assert held() == before - lost, "looking changes nothing"
    assert check(put_back=True) == found
    assert held() == before - of_the_shut
    assert check().tokens == 0
    assert [each["counts"]["put_back"] for each in leaves(Action.TOKENS_CHECKED)] == [0, 0, 0, found.tokens, 0]


def _who_open() -> set[object]:
    with db.reading() as session:
        return {person.id for person in session.scalars(select(Person)) if person.key.wrapped is not None}
