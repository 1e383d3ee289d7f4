"""Danger that was told and is answered away: the place in the queue, the limit and the calls stand until somebody named decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hub import danger, pathways, triage
from hub.db import reading, transaction
from hub.queues import WorkItem
from hub.triage import OnwardRoute, screening
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

ADULT = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)


def told(world: World, **traits: Any) -> tuple[UUID, UUID, str]:
    receipt = steps.received(world, **({"people": (ADULT,), "danger": "yes"} | traits))
    return receipt.concern_id, steps.people_on(receipt.concern_id)[0], receipt.ref


def standing(concern: UUID) -> WorkItem:
    item = steps.queued(concern)
    assert item is not None
    return item


def running(concern: UUID) -> list[str]:
    with reading() as session:
        return [each.clock for each in pathways.clocks_on(session, "concern", concern) if each.state == "running"]


def keeps_place(world: World, ref: str) -> bool:
    with reading() as session:
        return triage.show_screening(session, ref, by=world.actor("screening_officer")).view.frame.keeps_place


def fallen(world: World, concern: UUID, person: UUID, before: WorkItem) -> bool:
    """Whether answering that nobody is in danger moves it down or gives it longer."""
    steps.answered(world, concern, person, immediate_danger="no")
    after = standing(concern)
    return (after.rank, after.act_by) != (before.rank, before.act_by) or running(concern) != ["screening_act_now"]


@pytest.mark.both_engines
@pytest.mark.parametrize("answer", ["no", "not_known"])
def test_danger_answered_away_keeps_its_place_and_its_limit_and_the_page_says_why(world: World, answer: str) -> None:
    concern, person, ref = told(world)
    before = standing(concern)
    assert not keeps_place(world, ref)
    steps.answered(world, concern, person, immediate_danger=answer)
    steps.answered(world, concern, person, who_caused="stranger")
    after = standing(concern)
    assert (after.rank, after.act_by) == (before.rank, before.act_by)
    assert running(concern) == ["screening_act_now"]
    assert keeps_place(world, ref)
    steps.answered(world, concern, person, immediate_danger="yes")
    assert not keeps_place(world, ref)


def test_danger_expected_and_answered_away_keeps_its_place_too(world: World) -> None:
    concern, person, _ = told(world, danger="later")
    before = standing(concern)
    steps.answered(world, concern, person, danger_soon="no")
    assert (standing(concern).rank, standing(concern).reason) == (before.rank, "danger_told")


def test_a_queue_that_lets_it_fall_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the newest run alone says where it stands."""
    concern, person, _ = told(world)
    before = standing(concern)
    monkeypatch.setattr(screening, "_kept_by_danger", lambda _session, _before, place: place)
    assert fallen(world, concern, person, before)


def test_what_an_officer_first_answered_as_danger_is_kept_likewise(world: World) -> None:
    concern, person, _ = told(world, danger="no")
    lower = standing(concern).rank
    steps.answered(world, concern, person, immediate_danger="yes")
    before = standing(concern)
    assert before.rank < lower
    assert not fallen(world, concern, person, before)


def test_other_answers_move_a_concern_without_danger_as_ever(world: World) -> None:
    concern, person, _ = told(world, danger="no", told={"facts": {"crime_suspected": True}})
    before = standing(concern)
    steps.answered(world, concern, person, crime_suspected="no")
    steps.limbs_answered(world, concern, person, "yes", "yes", "no")
    assert standing(concern).rank > before.rank


def test_the_calls_go_on_until_somebody_has_acknowledged_the_danger(world: World) -> None:
    concern, person, _ = told(world)
    steps.answered(world, concern, person, immediate_danger="no")
    with reading() as session:
        alert = danger.alert_on(session, concern)
        assert alert is not None
        assert (alert.acknowledged_at, alert.next_rung_at is None) == (None, False)
        assert [each.id for each in danger.open_alerts(session)] == [alert.id]


def test_it_stands_while_a_second_person_is_waited_for_and_a_decided_one_that_comes_back_begins_anew(
    world: World,
) -> None:
    concern, person, _ = told(world)
    before = standing(concern)
    steps.answered(world, concern, person, immediate_danger="no")
    steps.limbs_answered(world, concern, person, "yes", "yes", "no")
    steps.viewed(world, concern)
    made = steps.decided(world, concern, person, ask_second=world.actor("team_manager").officer_id)
    assert (standing(concern).rank, standing(concern).act_by) == (before.rank, before.act_by)
    signer = world.actor("team_manager")
    with transaction() as session:
        triage.sign(session, decision_id=made.id, version=made.version, words=steps.SENTENCE, by=signer)
    assert steps.queued(concern) is None
    with transaction() as session:
        onward = session.scalars(select(OnwardRoute)).one()
        triage.came_back(session, onward_id=onward.id, words=steps.SENTENCE, by=world.actor("screening_officer"))
    again = standing(concern)
    assert again.rank > before.rank
    steps.answered(world, concern, person, who_caused="stranger")
    assert standing(concern).reason != "danger_told"
