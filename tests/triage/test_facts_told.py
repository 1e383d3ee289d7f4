"""The case put to the rules: what the hub knows wins over what was told, and a date of birth over any other word on age."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from hub import audit, clock, rulebook
from hub.audit import Action
from hub.db import reading, transaction
from hub.people import Person
from hub.rulebook import FactAnswer, Stated
from hub.triage.facts import answers_on
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

AGE = "age_years"


def facts_on(concern: UUID, place: int = 0) -> dict[str, Stated]:
    """Everything that bears on one of those screened, in the newest run."""
    person = steps.people_on(concern)[place]
    with reading() as session:
        return dict(rulebook.facts_about(session, rulebook.latest_run(session, concern), person))


def kept(world: World, concern: UUID, person: UUID, fact: str, stated: dict[str, Any]) -> None:
    """An answer that was kept before, whatever would be taken now."""
    by = world.actor("screening_officer")
    with transaction() as session:
        answer = FactAnswer(
            key=session.get_one(Person, person).key, concern_id=concern, person_id=person, fact=fact, stated=stated,
            number=len(answers_on(session, concern)) + 1, answered_by=by.acting_officer_id, answered_at=clock.now(),
        )  # fmt: skip
        session.add(answer)
        audit.record(session, by=by, action=Action.SCREENED_AGAIN, objects=[("concern", concern)])


def received(world: World, *people: Any, **told: Any) -> UUID:
    return steps.received(world, people=people, told=told).concern_id


@pytest.mark.both_engines
def test_what_was_kept_of_a_fact_that_is_not_asked_never_enters_the_case(world: World) -> None:
    stated = {AGE: 40, "unborn": True, "has_open_work": True, "cannot_safeguard": False, "harms": ["physical"]}
    shared = {"immediate_danger": True, "concerns_about_service_90_days": 7, "crime_suspected": True}
    concern = received(
        world, PersonMaker(child=True, facts=stated), facts=shared, household={"adult_in_household": True}
    )
    facts = facts_on(concern)
    assert facts[AGE].high < 18
    assert (facts["unborn"].value, facts["has_open_work"].value, facts["immediate_danger"].value) == (False,) * 3
    assert not facts.keys() & {"cannot_safeguard", "concerns_about_service_90_days", "adult_in_household"}
    assert facts["harms"].value == ("physical",)
    assert facts["crime_suspected"].value is True


def test_that_no_child_lives_there_does_not_stand_against_a_child_who_is_named(world: World) -> None:
    people = (PersonMaker(adult=True, at_home=True), PersonMaker(child=True, role="household", at_home=True))
    for said in (False, "not_known"):
        concern = received(world, *people, household={"child_in_household": said})
        assert facts_on(concern)["child_in_household"].value is True


def test_an_alleged_child_says_nothing_of_who_lives_in_the_home(world: World) -> None:
    people = (PersonMaker(adult=True, at_home=True), PersonMaker(alleged=True, date_of_birth="2012-05-06"))
    concern = received(world, *people, household={"child_in_household": False})
    assert facts_on(concern)["child_in_household"].value is False


@pytest.mark.parametrize(
    "stated", [{"value": 40}, {"from": 8, "to": 40}, {"to": 7}, {"value": None, "asked": True}], ids=str
)
def test_an_answer_on_age_that_a_date_of_birth_does_not_bear_out_is_kept_and_decides_nothing(
    world: World, stated: dict[str, Any]
) -> None:
    concern = received(world, PersonMaker(date_of_birth="2017", facts={"harms": ["physical"]}))
    (person,) = steps.people_on(concern)
    kept(world, concern, person, AGE, stated)
    kept(world, concern, person, "unborn", {"value": True})
    steps.answered(world, concern, person, injury="yes")
    held = facts_on(concern)
    assert (held[AGE].low, held[AGE].high) == (8, 9)
    assert (held["unborn"].value, held["injury"].value) == (False, True)


def test_an_answer_within_what_part_of_a_date_of_birth_allows_says_more(world: World) -> None:
    concern = received(world, PersonMaker(date_of_birth="2017", facts={"harms": ["physical"]}))
    (person,) = steps.people_on(concern)
    assert (facts_on(concern)[AGE].low, facts_on(concern)[AGE].high) == (8, 9)
    steps.answered(world, concern, person, **{AGE: "9"})
    assert facts_on(concern)[AGE].value == 9


def test_an_officer_may_know_of_more_than_the_hub_and_both_runs_are_kept(world: World) -> None:
    concern = received(world, PersonMaker(child=True))
    (person,) = steps.people_on(concern)
    before = facts_on(concern)["concerns_about_person_12_months"]
    steps.answered(world, concern, person, concerns_about_person_12_months="4")
    assert (before.low, facts_on(concern)["concerns_about_person_12_months"].value) == (1, 4)
    with reading() as session:
        assert rulebook.latest_run(session, concern).number == 2


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [("15-17", 15, 17), ("16 or more", 16, float("inf")), ("16", 16, 16)],
)
def test_a_number_may_be_answered_as_a_range(world: World, typed: str, low: float, high: float) -> None:
    concern = received(world, PersonMaker(facts={"harms": ["physical"]}))
    (person,) = steps.people_on(concern)
    steps.answered(world, concern, person, **{AGE: typed})
    assert (facts_on(concern)[AGE].low, facts_on(concern)[AGE].high) == (low, high)
