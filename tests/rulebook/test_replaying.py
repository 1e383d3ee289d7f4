"""A stored run gives the same again from its facts, day and pack; what was changed since, or made otherwise, is seen."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import select

from hub import rulebook, triage
from hub.db import reading, transaction
from hub.errors import NotAllowed, NotFound
from hub.rulebook import ScreeningRun, ScreeningSubject
from hub.triage import Decision, ReplayView
from screening_rules import shipped_files, shipped_pack
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World
from tests.triage.test_deciding import screened

BABY = PersonMaker(surname="Fauxley", age_from=0, age_to=1, hurt=True)


def replayed(world: World, ref: str, by: str = "auditor") -> ReplayView:
    with reading() as session:
        return triage.show_replay(session, ref, by=world.actor(by)).view


def ref_of(concern_id: UUID) -> str:
    item = steps.queued(concern_id)
    assert item is not None
    return item.ref


@pytest.mark.both_engines
def test_an_old_screening_replays_by_the_old_rules_and_a_new_one_by_the_new(world: World) -> None:
    told = steps.received(world, people=(BABY,))
    rules.activated(world)
    (person,) = steps.people_on(told.concern_id)
    steps.answered(world, told.concern_id, person, injury=True)
    view = replayed(world, told.ref)
    assert view.is_same
    assert [run.results[person].recommendation.urgency for run in view.runs] == ["same_day", "act_now"]
    assert view.runs[0].fingerprint == shipped_pack().fingerprint != view.runs[1].fingerprint


def test_rules_from_before_numbers_had_limits_still_rule_and_replay_to_the_same(world: World) -> None:
    before = dict(shipped_files())
    before["facts.yaml"] = re.sub(r"(?m)^  (?:least|most): .*\n", "", before["facts.yaml"])
    rules.in_force(before)
    abused = {"harms": ["domestic_abuse"], "dash_yes_count": 99, "gestation_weeks": -5}
    told = steps.received(world, people=(PersonMaker(adult=True, facts=abused),))
    (person,) = steps.people_on(told.concern_id)
    rules.in_force(shipped_files())
    steps.answered(world, told.concern_id, person, injury="no")
    view = replayed(world, told.ref)
    assert view.is_same
    with reading() as session:
        old, new = session.scalars(select(ScreeningRun).order_by(ScreeningRun.number))
        then, now = (rulebook.facts_about(session, each, person) for each in (old, new))
    assert (then["dash_yes_count"].value, then["gestation_weeks"].value) == (99, -5)
    assert not now.keys() & {"dash_yes_count", "gestation_weeks"}
    assert "marac" in view.runs[0].results[person].recommendation.routes
    assert "marac" not in view.runs[1].results[person].recommendation.routes


@pytest.mark.both_engines
def test_a_decision_is_held_against_the_run_it_was_made_upon(world: World) -> None:
    concern, person = screened(world)
    ref = ref_of(concern)
    steps.decided(world, concern, person)
    view = replayed(world, ref)
    assert view.is_same
    assert [(each.person_id, each.number) for each in view.decisions] == [(person, 1)]


@pytest.mark.parametrize(
    ("table", "values", "what"),
    [
        (ScreeningSubject, {"urgency": "five_working_days"}, "urgency"),
        (ScreeningSubject, {"routes": []}, "routes"),
        (ScreeningSubject, {"findings": []}, "findings"),
        (Decision, {"agrees_routes": False}, "agrees_routes"),
        (Decision, {"lowers_mandatory": True}, "lowers_mandatory"),
    ],
)
def test_what_was_changed_behind_the_hubs_back_is_seen(
    world: World, table: type[ScreeningSubject] | type[Decision], values: dict[str, object], what: str
) -> None:
    concern, person = screened(world)
    ref = ref_of(concern)
    steps.decided(world, concern, person)
    rules.changed_behind_its_back(table, **values)
    view = replayed(world, ref)
    found = {each.what for part in (*view.runs, *view.decisions) for each in part.differences}
    assert not view.is_same
    assert found == {what}


def test_a_run_of_another_evaluator_says_so_plainly(world: World) -> None:
    told = steps.received(world)
    rules.changed_behind_its_back(ScreeningRun, evaluator="0")
    (run,) = replayed(world, told.ref).runs
    (difference,) = run.differences
    assert (difference.what, difference.stored) == ("evaluator", "0")


def test_a_run_whose_facts_are_gone_says_that_it_cannot_be_made_again(world: World) -> None:
    told = steps.received(world, people=(BABY,))
    with transaction() as session:
        _, row = rules.run_and_subject(session, told.concern_id)
        rules.destroy(session, row.key)
    (run,) = replayed(world, told.ref).runs
    assert run.problem == "What this record held has been erased."
    assert not run.is_same


def test_only_those_who_read_the_trail_replay_and_unknown_references_are_not_found(world: World) -> None:
    told = steps.received(world)
    for role in ("screening_officer", "rules_owner", "senior_manager"):
        with pytest.raises(NotAllowed):
            replayed(world, told.ref, by=role)
    with pytest.raises(NotFound):
        replayed(world, "DH-2222-2222")
