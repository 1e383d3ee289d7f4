"""A person has at most one open plan of a kind, whichever of their rows it stands on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from hub import audit, conferences, db, people, plans
from hub.actor import OPERATOR
from hub.audit import Action
from hub.errors import OutOfOrder
from hub.plans import Plan
from hub.strands import Strand
from tests.factories.conferences import ISLA, Room
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines
KIND = "child_protection"


@pytest.fixture
def told_twice(world: World) -> list[tuple[UUID, UUID, UUID]]:
    """Isla told of in two concerns and linked as one person: person, strand and conference of each."""
    room = Room(world)
    found = []
    for _ in range(2):
        ref = room.requested(ISLA)
        strand = room.strand_ids(ref)[0]
        found.append((room.strand(strand).person_id, strand, room.read(ref).id))
    with db.transaction() as session:
        officer = world.actor("screening_officer")
        people.link_people(session, person_id=found[0][0], other_id=found[1][0], verdict="same", by=officer)
        audit.record(session, by=officer, action=Action.PERSON_MATCHED)
    return found


def open_for(of: tuple[UUID, UUID, UUID]) -> None:
    person, strand, conference = of
    with db.transaction() as session:
        plans.open_plan(
            session, person_id=person, strand_id=strand, kind=KIND, conference_id=conference,
            opened_on=date(2026, 12, 15), areas=["neglect", "domestic_abuse"], next_review_on=date(2027, 3, 1),
        )  # fmt: skip
        audit.record(session, by=OPERATOR, action=Action.CONFERENCE_OUTCOME)


def test_a_plan_holds_for_every_row_of_the_person(told_twice: list[tuple[UUID, UUID, UUID]]) -> None:
    open_for(told_twice[0])
    with db.reading() as session:
        plan = plans.open_plan_of(session, told_twice[1][0], KIND)
        assert plan is not None
        assert plan.areas_of_concern == ["domestic_abuse", "neglect"]
        assert plans.open_plan_of(session, told_twice[1][0], "adult_protection") is None


def test_no_second_plan_is_opened(told_twice: list[tuple[UUID, UUID, UUID]]) -> None:
    open_for(told_twice[0])
    with pytest.raises(OutOfOrder):
        open_for(told_twice[1])


def test_a_person_with_an_open_plan_has_a_review_next(
    told_twice: list[tuple[UUID, UUID, UUID]],
) -> None:
    open_for(told_twice[0])
    with db.reading() as session:
        strand = session.get_one(Strand, told_twice[1][1])
        assert conferences.kind_for(session, strand) == "review"


@pytest.mark.parametrize(
    ("day", "is_on"),
    [(date(2026, 12, 14), False), (date(2026, 12, 15), True), (date(2027, 2, 28), True), (date(2027, 3, 1), False)],
)
def test_the_register_counts_the_first_day_and_not_the_last(
    told_twice: list[tuple[UUID, UUID, UUID]], day: date, is_on: bool
) -> None:
    open_for(told_twice[0])
    person, _, conference = told_twice[1]
    with db.transaction() as session:
        plans.close_plan(session, person_id=person, kind=KIND, conference_id=conference, ended_on=date(2027, 3, 1))
        audit.record(session, by=OPERATOR, action=Action.CONFERENCE_OUTCOME)
    with db.reading() as session:
        assert plans.is_on_register(session, person, day) is is_on
        ended = session.scalars(select(Plan)).one()
    assert (ended.next_review_on, ended.ended_by_conference) == (None, conference)


def test_a_plan_that_is_not_there_cannot_end(told_twice: list[tuple[UUID, UUID, UUID]]) -> None:
    person, _, conference = told_twice[0]
    with pytest.raises(OutOfOrder), db.transaction() as session:
        plans.close_plan(session, person_id=person, kind=KIND, conference_id=conference, ended_on=date(2027, 3, 1))
