"""A look-up finds whom a plain count of shared tokens finds, in its order, and nobody sealed or erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, db, people
from hub.people import NewPerson, Person
from hub.people.entering import tokens_of
from hub.people.matching import LOOKED_AT, candidates
from hub.people.models import PersonToken
from hub.people.normalising import Described
from tests.audit.council import leaf
from tests.factories.hub_world import World
from tests.people.made_up_people import town

HELD, ASKED = 300, 60
Tokens = list[tuple[UUID, bytes]]
Finder = Callable[[Session, Described], list[UUID]]
pytestmark = pytest.mark.both_engines


def fill(everybody: list[Described]) -> None:
    """The whole town is held, every seventh of it sealed, every eleventh erased."""
    with db.transaction() as session:
        for number, each in enumerate(everybody):
            born = each.date_of_birth.told if each.date_of_birth else ""
            told = NewPerson(
                forename=each.forename,
                surname=each.surname,
                date_of_birth=born,
                address=each.address,
                postcode=each.postcode,
                phone=each.phone,
            )
            person = people.enter(session, told, at=clock.now(), level="open" if number % 7 else "sealed")
            person.erased_at = None if number % 11 else clock.now()
        leaf(session)


def plainly(session: Session, told: Described, tokens: Tokens) -> list[UUID]:
    """Everybody's tokens counted in memory."""
    wanted = {token for _, token in tokens_of(session, told)}
    shared = Counter(name for name, token in tokens if token in wanted)
    first = sorted(shared, key=lambda name: (-shared[name], name))[:LOOKED_AT]
    rows = {each.id: each for each in session.scalars(select(Person).where(Person.id.in_(first)))}
    return [name for name in first if rows[name].level != "sealed" and rows[name].erased_at is None]


def as_looked_up(session: Session, told: Described) -> list[UUID]:
    return [each.id for each in candidates(session, told)]


def with_the_sealed(session: Session, told: Described) -> list[UUID]:
    """The planted defect: nobody is left out."""
    wanted = [token for _, token in tokens_of(session, told)]
    return list(session.scalars(select(PersonToken.person_id).where(PersonToken.token.in_(wanted)).distinct()))


def differing(finder: Finder, asked: list[Described]) -> int:
    with db.reading() as session:
        tokens = [(name, token) for name, token in session.execute(select(PersonToken.person_id, PersonToken.token))]
        return sum(finder(session, each) != plainly(session, each, tokens) for each in asked)


def test_a_look_up_finds_whom_a_plain_count_of_shared_tokens_finds(world: World) -> None:
    everybody = town(HELD, seed=11)
    fill(everybody)
    asked = everybody[:: HELD // ASKED]
    assert differing(as_looked_up, asked) == 0
    assert differing(with_the_sealed, asked) > ASKED // 10, "a look-up that leaves nobody out is found out"


def test_the_one_asked_about_is_not_among_their_own_candidates(world: World) -> None:
    everybody = town(20, seed=12)
    fill(everybody)
    with db.reading() as session:
        found = candidates(session, everybody[1])
        assert found[1:] == candidates(session, everybody[1], but_not=found[0].id)
