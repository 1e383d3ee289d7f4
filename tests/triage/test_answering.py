"""Answers after receipt: a new run beside the first, ranked anew, the clock restarted when the band changes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hub import audit, pathways, rulebook, triage
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import NotAllowed, Unprocessable
from hub.rulebook import FactAnswer, ScreeningRun
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines


def test_an_answer_gives_a_new_run_and_the_first_is_kept(world: World) -> None:
    concern = steps.received(world, of_a_hurt_child=True).concern_id
    (person,) = steps.people_on(concern)
    steps.answered(world, concern, person, who_caused="parent")
    with reading() as session:
        runs = list(session.scalars(select(ScreeningRun).where(ScreeningRun.concern_id == concern)))
        assert sorted((run.number, run.why) for run in runs) == [(1, "received"), (2, "answered")]
        assert "cp_ird" not in rulebook.subjects_of(session, min(runs, key=lambda run: run.number).id)[person].routes
        assert "cp_ird" in rulebook.subjects_of(session, rulebook.latest_run(session, concern).id)[person].routes
        answer = session.scalars(select(FactAnswer)).one()
        assert answer.stated == {"basis": "observed", "said_by": "The district nurse", "value": "parent"}
        assert audit.access_log(session, "concern", str(concern))[0].action is Action.SCREENED_AGAIN


def test_a_higher_band_moves_it_up_the_queue_and_restarts_its_clock(world: World) -> None:
    adult = PersonMaker(adult=True, facts={"harms": ["financial"]})
    concern = steps.received(world, people=(adult,)).concern_id
    (person,) = steps.people_on(concern)
    before = steps.queued(concern)
    steps.answered(world, concern, person, missing_now="yes")
    after = steps.queued(concern)
    assert before is not None
    assert after is not None
    assert after.rank < before.rank
    assert after.act_by < before.act_by
    with reading() as session:
        states = {each.clock: each.state for each in pathways.clocks_on(session, "concern", concern)}
    assert sorted(states.values()) == ["running", "stopped"]


def test_asked_and_not_known_is_kept_apart_from_never_asked(world: World) -> None:
    concern = steps.received(world, of_a_hurt_child=True).concern_id
    (person,) = steps.people_on(concern)
    steps.answered(world, concern, person, injury_explained="not_known")
    with reading() as session:
        facts = rulebook.facts_about(session, rulebook.latest_run(session, concern), person)
    assert facts["injury_explained"].asked
    assert not facts["injury_explained"].is_known


def test_an_answer_adds_to_a_list_of_which_only_some_is_known(world: World) -> None:
    child = PersonMaker(child=True, facts={"harms": ["physical", "not_known"]})
    concern = steps.received(world, people=(child,)).concern_id
    (person,) = steps.people_on(concern)
    for answer, held in (("not_known", ("physical", "not_known")), (["neglect"], ("physical", "neglect"))):
        steps.answered(world, concern, person, harms=answer)
        with reading() as session:
            facts = rulebook.facts_about(session, rulebook.latest_run(session, concern), person)
        assert facts["harms"].value == held


def test_the_same_answer_twice_is_kept_once_and_leaves_its_leaf(world: World) -> None:
    concern = steps.received(world, of_a_hurt_child=True).concern_id
    (person,) = steps.people_on(concern)
    for _ in range(2):
        steps.answered(world, concern, person, who_caused="parent")
    with reading() as session:
        assert rulebook.latest_run(session, concern).number == 2
        assert len(list(session.scalars(select(FactAnswer)))) == 1
        assert audit.access_log(session, "concern", str(concern))[0].action is Action.SCREENED_AGAIN


def test_a_fact_of_the_household_holds_for_everybody(world: World) -> None:
    people = (PersonMaker(child=True, hurt=True, at_home=True), PersonMaker(child=True, forename="Juno", at_home=True))
    concern = steps.received(world, people=people).concern_id
    first, second = steps.people_on(concern)
    steps.answered(world, concern, first, dangerous_person_in_household="yes")
    with reading() as session:
        facts = rulebook.facts_about(session, rulebook.latest_run(session, concern), second)
    assert facts["dangerous_person_in_household"].value is True


@pytest.mark.parametrize(
    ("answers", "said_by", "how_known", "wrong"),
    [
        ({}, "The nurse", "observed", "answers"),
        ({"injury": "yes"}, " ", "observed", "said_by"),
        ({"injury": "yes"}, "The nurse", "guessed", "how_known"),
        ({"injury": "perhaps"}, "The nurse", "observed", "injury"),
        ({"made_up": "yes"}, "The nurse", "observed", "made_up"),
    ],
)
def test_an_answer_needs_its_source(
    world: World, answers: dict[str, str], said_by: str, how_known: str, wrong: str
) -> None:
    concern = steps.received(world, of_a_hurt_child=True).concern_id
    (person,) = steps.people_on(concern)
    with pytest.raises(Unprocessable) as refusal, transaction() as session:
        triage.answer_facts(
            session, concern_id=concern, person_id=person, answers=answers, said_by=said_by, how_known=how_known,
            by=world.actor("screening_officer"),
        )  # fmt: skip
    assert wrong in refusal.value.fields


@pytest.mark.parametrize(
    ("answers", "route"),
    [
        (("yes", "yes", "yes"), "asp_inq"),
        (("yes", "yes", "no"), "asp_not_met_support"),
        (("yes", "yes", "not_known"), "needs_information"),
    ],
)
def test_the_three_points_decide_whether_the_act_applies(world: World, answers: tuple[str, ...], route: str) -> None:
    concern = steps.received(world, people=(PersonMaker(adult=True, facts={"harms": ["financial"]}),)).concern_id
    (person,) = steps.people_on(concern)
    steps.limbs_answered(world, concern, person, *answers)
    assert route in steps.suggested(concern, person)[1].routes
    with reading() as session:
        evidence = {each.fact: each.evidence for each in session.scalars(select(FactAnswer))}
        assert set(evidence.values()) == {steps.SENTENCE}
        assert audit.access_log(session, "concern", str(concern))[0].action is Action.LIMBS_ANSWERED


def test_a_point_without_evidence_is_refused(world: World) -> None:
    concern = steps.received(world, people=(PersonMaker(adult=True),)).concern_id
    (person,) = steps.people_on(concern)
    limbs = {name: triage.Limb("yes", "") for name in triage.LIMBS}
    with pytest.raises(Unprocessable) as refusal, transaction() as session:
        triage.answer_limbs(
            session, concern_id=concern, person_id=person, limbs=limbs, by=world.actor("screening_officer")
        )
    assert set(refusal.value.fields) == {f"{name}_evidence" for name in triage.LIMBS}


@pytest.mark.parametrize("role", ["duty_worker", "chair", "auditor"])
def test_who_does_not_screen_answers_nothing(world: World, role: str) -> None:
    concern = steps.received(world, people=(PersonMaker(adult=True),)).concern_id
    (person,) = steps.people_on(concern)
    with pytest.raises(NotAllowed):
        steps.answered(world, concern, person, by=role, injury="yes")
    with pytest.raises(NotAllowed):
        steps.limbs_answered(world, concern, person, "yes", "yes", "yes", by=role)
