"""What an earlier run made mandatory still needs two people, whatever was answered since; and a request for an IRD stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from hub import db, strands, triage
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.errors import Conflict, Unprocessable
from hub.triage import Decision, suggested
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

ABOUT_EIGHT = PersonMaker(age_from=8, age_to=9, hurt=True, at_home=True)
BOY = PersonMaker(child=True, hurt=True, at_home=True)
ADULT = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)
ASKED = {"value": True, "said_by": "Police", "basis": "claimed"}
CRIME = {"told": {"facts": {"crime_suspected": True}}}
IRD = {"told": {"facts": {"ird_requested": ASKED, "crime_suspected": True}}}
SOMEBODY_FINDS_OUT = {"added": ("needs_information",), "routes_reason": "more_is_known"}


def no_crime(world: World, *people: Any, **traits: Any) -> tuple[UUID, list[UUID]]:
    """A possible crime, which an officer then answers was none: telling the police is no longer what the rules say."""
    people = people or (ADULT,)
    concern = steps.received(world, people=people, **(traits or CRIME)).concern_id
    everybody = steps.people_on(concern)
    if people[0] is ADULT:
        steps.limbs_answered(world, concern, everybody[0], "yes", "yes", "no")
    assert "police" in steps.suggested(concern, everybody[0])[1].mandatory_routes
    steps.answered(world, concern, everybody[0], crime_suspected="no")
    assert "police" not in steps.suggested(concern, everybody[0])[1].routes
    steps.viewed(world, concern)
    return concern, everybody


def ref_of(concern: UUID) -> str:
    with reading() as session:
        return session.get_one(Concern, concern).ref


def refused(world: World, concern: UUID, person: UUID, **values: Any) -> dict[str, tuple[str, ...]]:
    with pytest.raises(Unprocessable) as refusal:
        steps.decided(world, concern, person, **values)
    return refusal.value.fields


def leaving_out_the_police(world: World, concern: UUID, person: UUID, **values: Any) -> Decision:
    """Agreeing with everything the newest run says, which says nothing of the police."""
    return steps.decided(world, concern, person, **values)


@pytest.mark.both_engines
def test_what_an_answer_took_away_is_left_out_by_two_people_only(world: World) -> None:
    concern, (person,) = no_crime(world)
    assert "ask_second" in refused(world, concern, person)
    decision = leaving_out_the_police(world, concern, person, ask_second=world.actor("team_manager").officer_id)
    assert (decision.state, decision.lowers_mandatory) == ("waiting_for_second", True)
    with reading() as session:
        assert triage.show_replay(session, ref_of(concern), by=world.actor("auditor")).view.is_same


def test_a_hub_that_looks_at_the_newest_run_alone_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: what fell away is forgotten."""
    monkeypatch.setattr(suggested, "with_fallen", lambda found, _: found)
    concern, (person,) = no_crime(world)
    assert leaving_out_the_police(world, concern, person).state == "made"


def test_who_keeps_what_fell_away_decides_alone(world: World) -> None:
    concern, (person,) = no_crime(world)
    more = {"added": ("police",), "routes_reason": "more_is_needed", **urgent(concern, person)}
    assert steps.decided(world, concern, person, **more).state == "made"


def urgent(concern: UUID, person: UUID) -> dict[str, Any]:
    """The urgency that a possible crime has, beside whatever is suggested now."""
    if steps.suggested(concern, person)[1].urgency == "same_day":
        return {}
    return {"agrees_urgency": False, "urgency": "same_day", "urgency_reason": "sooner_needed"}


def test_deciding_with_it_first_does_not_open_the_way_to_decide_without_it(world: World) -> None:
    concern, (person, _) = no_crime(world, ADULT, BOY)
    more = {"added": ("police",), "routes_reason": "more_is_needed", **urgent(concern, person)}
    assert steps.decided(world, concern, person, **more).state == "made"
    assert "ask_second" in refused(world, concern, person, seen=1)


@pytest.mark.both_engines
def test_danger_answered_away_stands_until_a_second_person_has_signed(world: World) -> None:
    concern, (person,) = answered_safe(world)
    found = steps.suggested(concern, person)[1]
    assert (found.mandatory_urgency, "police" in found.routes) == (None, False)
    assert "ask_second" in refused(world, concern, person)
    decision = steps.decided(world, concern, person, ask_second=world.actor("team_manager").officer_id)
    with reading() as session:
        view = triage.show_signing(session, decision.id, by=world.actor("team_manager")).view
        assert strands.strands_of_concern(session, concern) == ()
    assert (view.fallen_routes, view.suggested.fallen_urgency) == (("Tell the police",), "act_now")


def answered_safe(world: World) -> tuple[UUID, list[UUID]]:
    concern = steps.received(world, people=(ADULT,), danger="yes").concern_id
    people = steps.people_on(concern)
    steps.answered(world, concern, people[0], immediate_danger="no")
    steps.limbs_answered(world, concern, people[0], "yes", "yes", "no")
    steps.viewed(world, concern)
    return concern, people


def test_a_discussion_asked_for_is_not_answered_away_by_an_age_nor_left_out_with_a_second_person(world: World) -> None:
    concern, (boy,) = no_crime(world, ABOUT_EIGHT, **IRD)
    steps.answered(world, concern, boy, age_years="40")
    assert "cp_ird" not in steps.suggested(concern, boy)[1].routes
    second = {"ask_second": world.actor("team_manager").officer_id}
    (said,) = refused(world, concern, boy, **SOMEBODY_FINDS_OUT, **second)["added"]
    assert "cannot decline it" in said
    assert "People on this concern" in said
    more = {"added": ("police", "cp_ird"), "routes_reason": "more_is_needed", **urgent(concern, boy)}
    assert "cp_ird" in steps.decided(world, concern, boy, **more).routes


def test_what_was_decided_without_it_is_not_signed_though_the_age_was_answered_otherwise(world: World) -> None:
    concern, (child, other) = no_crime(world, ABOUT_EIGHT, BOY)
    steps.answered(world, concern, child, age_years="40")
    more = {"added": ("reporter",), "routes_reason": "already_acting"}
    made = steps.decided(world, concern, child, **more, ask_second=world.actor("team_manager").officer_id)
    steps.answered(world, concern, other, ird_requested="yes")
    with pytest.raises(Conflict, match="no longer stands"), transaction() as session:
        triage.sign(
            session, decision_id=made.id, version=made.version, words=steps.SENTENCE, by=world.actor("team_manager")
        )


@pytest.mark.parametrize(
    ("birth", "fact", "answer", "says"),
    [
        ("2017-03-04", "age_years", "40", "they are 9."),
        ("2017-03-04", "age_years", "10", "they are 9."),
        ("2017-03-04", "age_years", "not_known", "they are 9."),
        ("2017-03-04", "unborn", "yes", "they are 9."),
        ("2017", "age_years", "10", "they are 8 or 9."),
    ],
)
def test_an_answer_that_a_date_of_birth_contradicts_is_refused(
    world: World, birth: str, fact: str, answer: str, says: str
) -> None:
    concern = steps.received(world, people=(PersonMaker(date_of_birth=birth, hurt=True),)).concern_id
    (boy,) = steps.people_on(concern)
    with pytest.raises(Unprocessable) as refusal:
        steps.answered(world, concern, boy, **{fact: answer})
    (said,) = refusal.value.fields[fact]
    assert says in said
    assert "People on this concern" in said


@pytest.mark.parametrize(
    ("birth", "answers"), [("2017-03-04", {"unborn": "no"}), ("2017", {"age_years": "8"}), ("", {"age_years": "40"})]
)
def test_an_answer_that_it_does_not_contradict_is_kept(world: World, birth: str, answers: dict[str, str]) -> None:
    concern = steps.received(world, people=(PersonMaker(date_of_birth=birth, hurt=True),)).concern_id
    (boy,) = steps.people_on(concern)
    steps.answered(world, concern, boy, **answers)


def test_looking_for_what_fell_away_is_one_question_and_opens_nothing(world: World) -> None:
    concern, (person,) = no_crime(world)
    steps.answered(world, concern, person, others_at_risk="no")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(db.bound_engine(), "before_cursor_execute", note)
    try:
        with reading() as session:
            triage.show_suggestions(session, ref_of(concern), 0, by=world.actor("screening_officer"))
    finally:
        event.remove(db.bound_engine(), "before_cursor_execute", note)
    (only,) = [each for each in asked if "screening_runs.number <" in each and "mandatory_routes" in each]
    assert "sealed" not in only
