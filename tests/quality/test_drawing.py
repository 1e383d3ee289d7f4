"""What is drawn: decisions that stand, made since the last draw, by the hub alone; what closed for somebody told of often, more."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from hub import audit, clock, jobs, quality, triage
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.quality import SecondLook, SecondLookDraw
from hub.quality.chances import chance_of
from hub.queues import WorkItem
from hub.triage import OnwardRoute
from tests.factories import looks
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World, leaves
from tests.factories.looks import FIRST, NOBODY


def waiting() -> list[SecondLook]:
    with reading() as session:
        return list(session.scalars(select(SecondLook).order_by(SecondLook.drawn_at)))


def last_draw() -> SecondLookDraw:
    with reading() as session:
        return session.scalars(select(SecondLookDraw).order_by(SecondLookDraw.number.desc())).first()


@pytest.mark.both_engines
def test_a_decision_drawn_waits_in_a_queue_that_tells_nothing_of_it(world: World) -> None:
    decision = looks.closed(world)
    assert looks.draw() == 1
    (look,) = waiting()
    assert (look.decision_id, look.kind, look.area, look.state) == (decision.id, "sample", "adults", "waiting")
    with reading() as session:
        item = session.scalars(select(WorkItem).where(WorkItem.queue == "second_look")).one()
    assert (item.rank, item.reason, list(item.danger), item.state) == (6, "", [], "open")
    made = last_draw()
    assert (made.per_mille, made.considered, made.sampled, made.closed) == (30, {"adults": 1}, {"adults": 1}, 1)
    (leaf,) = leaves(Action.LOOKS_DRAWN)
    assert leaf["actor"] == "system"
    assert leaf["counts"] == {"considered": 1, "drawn": 1}


@pytest.mark.both_engines
def test_each_decision_is_considered_once_and_only_once_it_stands(world: World) -> None:
    looks.opened(world)
    assert looks.draw(NOBODY) == 0
    assert last_draw().considered == {"children": 1}
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=True):
        assert looks.draw(FIRST) == 0, "it had its chance"
        looks.closed(world)
        with transaction() as session:
            assert quality.draw(session, looks.Loaded(FIRST)) == 0, "it may be half written yet"
        assert looks.draw(FIRST) == 1


def test_a_decision_that_waits_for_a_second_person_is_not_drawn_before_it_is_signed(world: World) -> None:
    people = (PersonMaker(adult=True, facts={"harms": ["financial"]}),)
    receipt = steps.received(world, people=people)
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "yes")
    steps.viewed(world, receipt.concern_id)
    lower = {"agrees_urgency": False, "urgency": "two_working_days", "urgency_reason": "seen_safe"}
    steps.decided(world, receipt.concern_id, person, **lower, ask_second=world.actor("team_manager").officer_id)
    assert looks.draw(FIRST) == 0
    assert last_draw().considered == {}


@pytest.mark.parametrize(("earlier", "often"), [(0, 50), (1, 120)])
def test_what_closes_is_drawn_more_often_the_more_often_somebody_was_told_of(
    world: World, earlier: int, often: int
) -> None:
    told = {"adult": True, "facts": {"harms": ["financial"]}}
    rows = [steps.received(world, people=(PersonMaker(**told),)) for _ in range(earlier)]
    receipt = steps.received(world, people=(PersonMaker(**told),))
    (person,) = steps.people_on(receipt.concern_id)
    if rows:
        _same(world, receipt.ref, person, steps.people_on(rows[0].concern_id)[0])
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "no")
    steps.viewed(world, receipt.concern_id)
    decision = steps.decided(world, receipt.concern_id, person)
    assert looks.draw(NOBODY, FIRST) == 1
    look = looks.look_at(decision)
    assert (look.kind, look.chance_per_mille) == ("safety_net", often)
    assert last_draw().netted == 1


def _same(world: World, ref: str, person: UUID, as_: UUID) -> None:
    with transaction() as session:
        triage.say_of_match(
            session, ref, person_id=person, same_as=as_, verdict="same", by=world.actor("screening_officer")
        )


def test_the_chance_grows_with_repeats_and_nothing_known_counts_as_the_first() -> None:
    often = [chance_of(concerns).per_mille for concerns in range(8)]
    assert often == sorted(often)
    assert often[0] == often[1] == 50
    assert often[-1] <= 1000


def test_a_sealed_record_that_nobody_else_may_see_is_not_drawn(world: World) -> None:
    decision = looks.closed(world)
    with transaction() as session:
        session.get_one(Concern, decision.concern_id).level = "sealed"
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)
    assert looks.draw(FIRST) == 0


def test_a_look_at_what_no_longer_stands_is_withdrawn(world: World) -> None:
    decision = looks.closed(world)
    look_id = looks.drawn(decision)
    with transaction() as session:
        onward = session.scalars(select(OnwardRoute).where(OnwardRoute.decision_id == decision.id)).one()
        triage.came_back(session, onward_id=onward.id, words=steps.SENTENCE, by=world.actor("screening_officer"))
    assert looks.waits_for(world, "other_officer") == 0
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=True):
        looks.draw()
    assert looks.one(SecondLook, id=look_id).state == "withdrawn"
    assert looks.items("second_look") == []


def test_the_worker_draws_once_a_day(world: World) -> None:
    looks.closed(world)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=True):
        jobs.run_once(world.settings)
        assert last_draw().number == 1
        jobs.run_once(world.settings)
        assert last_draw().number == 1
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        jobs.run_once(world.settings)
        assert last_draw().number == 2
