"""A discussion asked for is not declined by screening; and everybody in the home who may be harmed has a screen of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from hub import rulebook, triage
from hub.concerns import parts_of
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, OutOfOrder, Unprocessable
from hub.triage import View
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.history import facts_of, state_of
from tests.factories.hub_world import World

MOTHER = PersonMaker(role="household", forename="Ailsa", date_of_birth="1988-05-06", at_home=True)
ASKED = {"told": {"facts": {"ird_requested": {"value": True, "said_by": "Police", "basis": "claimed"}}}}


def viewed(world: World, *people: Any, **traits: Any) -> tuple[UUID, list[UUID]]:
    concern = steps.received(world, people=people or (PersonMaker(child=True, hurt=True, at_home=True),), **traits)
    everybody = steps.people_on(concern.concern_id)
    steps.answered(world, concern.concern_id, everybody[0], who_caused="stranger")
    steps.viewed(world, concern.concern_id)
    return concern.concern_id, everybody


def without_ird(world: World, concern: UUID, person: UUID, **values: Any) -> dict[str, Any]:
    verdicts = {route: route != "cp_ird" for route in steps.suggested(concern, person)[1].routes}
    return {
        "verdicts": verdicts,
        "added": ("reporter",),
        "routes_reason": "already_acting",
        "ask_second": world.actor("team_manager").officer_id,
        **values,
    }


@pytest.mark.both_engines
def test_a_discussion_asked_for_is_not_declined_even_with_a_second_person(world: World) -> None:
    concern, (child, *_) = viewed(world, **ASKED)
    with pytest.raises(Unprocessable) as refusal:
        steps.decided(world, concern, child, **without_ird(world, concern, child))
    (said,) = refusal.value.fields["route_cp_ird"]
    assert "cannot decline it" in said
    assert "the discussion itself decides" in said
    assert steps.decided(world, concern, child).state == "made"


def test_out_of_hours_alone_does_not_decline_it_either(world: World) -> None:
    concern, (child, *_) = viewed(world, **ASKED)
    with pytest.raises(Unprocessable) as refusal:
        steps.decided(world, concern, child, **without_ird(world, concern, child, alone_out_of_hours=True))
    assert "route_cp_ird" in refusal.value.fields


def test_nobody_answers_away_that_it_was_asked_for(world: World) -> None:
    concern, (child, *_) = viewed(world, **ASKED)
    for answer in ("no", "not_known"):
        with pytest.raises(Unprocessable) as refusal:
            steps.answered(world, concern, child, ird_requested=answer)
        assert set(refusal.value.fields) == {"ird_requested"}
    assert "cp_ird" in steps.decided(world, concern, child).routes


@pytest.mark.both_engines
def test_a_decision_made_before_it_was_asked_for_is_not_signed_after(world: World) -> None:
    boy = PersonMaker(child=True, hurt=True, at_home=True)
    concern, (child, other) = viewed(world, boy, PersonMaker(child=True, forename="Juno"))
    steps.answered(world, concern, child, crime_suspected="yes")
    routes = steps.suggested(concern, child)[1].routes
    verdicts = {route: route not in {"cp_ird", "police"} for route in routes}
    made = steps.decided(world, concern, child, **without_ird(world, concern, child, verdicts=verdicts))
    assert made.state == "waiting_for_second", "telling the police is mandatory"
    steps.answered(world, concern, other, ird_requested="yes")
    with pytest.raises(Conflict, match="no longer stands"), transaction() as session:
        triage.sign(
            session, decision_id=made.id, version=made.version, words=steps.SENTENCE, by=world.actor("team_manager")
        )


def test_an_adult_on_the_same_concern_is_decided_without_one(world: World) -> None:
    adult = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)
    concern = steps.received(world, people=(adult,), **ASKED).concern_id
    (person,) = steps.people_on(concern)
    steps.limbs_answered(world, concern, person, "yes", "yes", "no")
    steps.viewed(world, concern)
    assert steps.decided(world, concern, person).state == "made"


def screened(concern: UUID) -> set[str]:
    with reading() as session:
        names = {each.person.id: each.person.forename or each.person.description for each in parts_of(session, concern)}
        return {names[each] for each in rulebook.subjects_of(session, rulebook.latest_run(session, concern).id)}


def home(child: Any) -> dict[str, Any]:
    return {"told": {"household": {"child_in_household": child}}}


@pytest.mark.parametrize("said", [True, {"value": True, "said_by": "Police", "basis": "observed"}])
def test_a_child_in_an_adults_home_whom_nobody_named_has_a_row_and_a_decision(world: World, said: Any) -> None:
    adult = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)
    concern = steps.received(world, people=(adult,), **home(said)).concern_id
    assert screened(concern) == {"Nessa", "Child in the home, not named"}
    person, child = steps.people_on(concern)
    steps.limbs_answered(world, concern, person, "yes", "yes", "no")
    steps.viewed(world, concern)
    steps.decided(world, concern, person)
    assert state_of(concern) == "waiting", "the child is not decided yet"
    assert steps.suggested(concern, child)[1].routes


@pytest.mark.parametrize(
    "people",
    [
        (PersonMaker(adult=True), PersonMaker(child=True, role="household")),
        (PersonMaker(adult=True), PersonMaker(forename="Juno", role="household")),
        (PersonMaker(child=True),),
        (PersonMaker(unborn_child=True),),
        (PersonMaker(forename="Skye", date_of_birth="2010-11-26"),),
        (PersonMaker(forename="Skye", date_of_birth="2009-01-02"), PersonMaker(child=True, role="household")),
    ],
)
def test_a_child_who_is_on_the_concern_is_not_added_again(world: World, people: tuple[Any, ...]) -> None:
    concern = steps.received(world, people=people, **home(True)).concern_id
    assert len(steps.people_on(concern)) == len(people)


@pytest.mark.parametrize(
    "person", [{"date_of_birth": "2010-11-25"}, {"age_from": 17, "age_to": 17}, {"age_from": 14, "age_to": 17}]
)
def test_the_baby_of_somebody_of_16_or_17_has_a_row_and_a_decision(world: World, person: dict[str, Any]) -> None:
    girl = PersonMaker(forename="Skye", facts={"harms": ["domestic_abuse"]}, at_home=True, **person)
    concern = steps.received(world, people=(girl,), **home(True)).concern_id
    assert screened(concern) == {"Skye", "Child in the home, not named"}


def test_whether_somebody_of_17_has_a_child_is_asked_not_assumed(world: World) -> None:
    girl = PersonMaker(forename="Skye", age_from=17, age_to=17, facts={"harms": ["domestic_abuse"]}, at_home=True)
    concern = steps.received(world, people=(girl,)).concern_id
    (mother,) = steps.people_on(concern)
    assert "child_in_household" not in facts_of(concern)
    assert "screening.child_in_the_home" in open_rules(concern, mother, "unknown")
    steps.answered(world, concern, mother, child_in_household="yes")
    assert screened(concern) == {"Skye", "Child in the home, not named"}
    assert "screening.child_in_the_home" in open_rules(concern, mother, "yes")


def open_rules(concern: UUID, person: UUID, answer: str) -> set[str]:
    return {rule for rule, _, said in steps.suggested(concern, person)[1].findings if said == answer}


@pytest.mark.both_engines
def test_a_child_learnt_of_later_is_added_once(world: World) -> None:
    adult = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)
    concern = steps.received(world, people=(adult,), **home(None)).concern_id
    (person,) = steps.people_on(concern)
    steps.answered(world, concern, person, child_in_household="yes")
    steps.answered(world, concern, person, child_in_household="yes", crime_suspected="no")
    assert screened(concern) == {"Nessa", "Child in the home, not named"}


def test_a_grown_up_in_the_home_of_whom_harm_is_told_is_screened_and_another_is_not(world: World) -> None:
    harmed = PersonMaker(role="household", forename="Ailsa", date_of_birth="1988-05-06", facts={"harms": ["physical"]})
    concern = steps.received(world, people=(PersonMaker(child=True), harmed)).concern_id
    assert screened(concern) == {"Rory", "Ailsa"}
    assert screened(steps.received(world, people=(PersonMaker(child=True), MOTHER)).concern_id) == {"Rory"}


@pytest.mark.both_engines
def test_an_officer_has_a_grown_up_in_the_home_screened_too(world: World) -> None:
    concern, (_, mother) = viewed(world, PersonMaker(child=True, hurt=True), MOTHER)
    by = world.actor("screening_officer")
    with transaction() as session:
        triage.screen_too(session, concern_id=concern, person_id=mother, by=by)
    assert screened(concern) == {"Rory", "Ailsa"}
    with pytest.raises(OutOfOrder), transaction() as session:
        triage.screen_too(session, concern_id=concern, person_id=mother, by=by)


@pytest.mark.parametrize(
    ("who", "name"), [("child", "Child in the home, not named"), ("adult", "Adult in the home, not named")]
)
def test_an_officer_has_somebody_nobody_named_screened_too(world: World, who: str, name: str) -> None:
    concern, people = viewed(world)
    with transaction() as session:
        added = triage.screen_too(session, concern_id=concern, not_named=who, by=world.actor("screening_officer"))
    assert name in screened(concern)
    assert steps.people_on(concern) == [*people, added]
    with transaction() as session:
        view = View(person_id=added, routes=("info_only",), urgency="same_day")
        triage.give_views(session, concern_id=concern, views=[view], by=world.actor("screening_officer"))
    steps.decided(world, concern, people[0])
    assert state_of(concern) == "waiting", "waits for theirs"


def test_who_else_is_screened_is_chosen_by_whoever_screens_it(world: World) -> None:
    concern, _ = viewed(world)
    with pytest.raises(Unprocessable), transaction() as session:
        triage.screen_too(session, concern_id=concern, by=world.actor("screening_officer"))
    with pytest.raises(Conflict), transaction() as session:
        triage.screen_too(session, concern_id=concern, not_named="child", by=world.actor("other_officer"))
    with pytest.raises(NotAllowed), transaction() as session:
        triage.screen_too(session, concern_id=concern, not_named="child", by=world.actor("duty_worker"))
