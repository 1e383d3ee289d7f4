"""Who is dealt a second look and who is not; what ends one; two officers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from hub import audit, clock, quality, queues, triage
from hub.accounts import Exclusion, Grant, give_sight
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, NotFound, OutOfOrder
from hub.triage import Decision
from tests.factories import looks
from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.factories.looks import blind, items, waits_for


def test_putting_it_back_ends_sight_and_somebody_else_may_take_it(world: World) -> None:
    look_id = looks.drawn(looks.opened(world))
    looks.taken(world)
    with transaction() as session:
        quality.put_back(session, look_id=look_id, by=world.actor("other_officer"))
    with pytest.raises(NotFound):
        blind(world, look_id)
    assert looks.taken(world, by="team_manager") == look_id


def test_one_officer_holds_one_at_a_time_and_what_lapses_is_free_for_others(world: World) -> None:
    first = looks.drawn(looks.opened(world))
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=True):
        second = looks.drawn(looks.opened(world, surname="Shamley"))
        assert looks.taken(world) == looks.taken(world) == first
        assert looks.taken(world, by="team_manager") == second
    with time_machine.travel(clock.now() + timedelta(hours=3), tick=True):
        assert looks.taken(world, by="team_manager") == first, "the claim ran out, and the soonest due comes first"
        with pytest.raises(NotFound):
            blind(world, first)


def involve(world: World, decision: Decision, how: str) -> None:
    """The other officer comes to have a part in the concern, or is kept from it."""
    other = world.actor("other_officer").acting_officer_id
    with transaction() as session:
        concern = session.get_one(Concern, decision.concern_id)
        if how == "logged it":
            concern.sent_by = other
        if how == "signed it":
            held = session.get_one(Decision, decision.id)
            held.second_by, held.second_at = other, held.decided_at
        if how == "is kept from it":
            kept = {"object_type": "concern", "object_id": concern.id, "officer_id": other}
            session.add(Exclusion(**kept, reason_code="own_family", set_at=clock.now()))
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)
    if how.startswith("opened"):
        by = world.actor("other_officer")
        with reading() as session:
            is_record = how == "opened its record"
            shown = (
                triage.show_record(session, concern.ref, by=by)
                if is_record
                else triage.show_person(session, decision.person_id, by=by)
            )
        with transaction() as session:
            audit.record_look(session, shown.look, by=world.actor("other_officer"))


PARTS = ("logged it", "signed it", "is kept from it", "opened its record", "opened the person's page")


@pytest.mark.parametrize("how", PARTS)
def test_nobody_who_had_a_part_is_dealt_it(world: World, how: str) -> None:
    decision = looks.opened(world)
    looks.drawn(decision)
    assert waits_for(world, "other_officer") == 1
    involve(world, decision, how)
    assert waits_for(world, "other_officer") == 0
    assert waits_for(world, "screening_officer") == 0, "who decided it"
    with pytest.raises(OutOfOrder, match="No second look"):
        looks.taken(world)
    assert waits_for(world, "team_manager") == 1, "it waits for somebody else"


@pytest.mark.both_engines
def test_whoever_had_it_in_hand_is_told_of(world: World) -> None:
    """Holding a concern leaves no row behind once it is decided; the trail remembers."""
    receipt = steps.received(world)
    item = steps.queued(receipt.concern_id)
    assert item is not None
    with transaction() as session:
        queues.claim(session, item_id=item.id, minutes=15, by=world.actor("other_officer"))
    with transaction() as session:
        queues.put_back(session, item_id=item.id, by=world.actor("other_officer"))
    (person,) = steps.people_on(receipt.concern_id)
    steps.viewed(world, receipt.concern_id)
    more = {"added": ("reporter",), "routes_reason": "more_is_needed", "onward_route": None, "onward_words": ""}
    looks.drawn(steps.decided(world, receipt.concern_id, person, **more))
    assert waits_for(world, "other_officer") == 0


def test_looking_it_up_after_taking_it_ends_the_look(world: World) -> None:
    decision = looks.opened(world)
    look_id = looks.drawn(decision)
    looks.taken(world)
    involve(world, decision, "opened its record")
    with pytest.raises(OutOfOrder, match="would not be blind"):
        blind(world, look_id)
    with pytest.raises(OutOfOrder, match="would not be blind"):
        looks.given(world, look_id, "reporter")
    with pytest.raises(OutOfOrder, match="No second look"):
        looks.taken(world)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=True):
        assert looks.taken(world, by="team_manager") == look_id, "the claim ran out, and somebody else has it"


def test_who_may_not_look_twice_does_not(world: World) -> None:
    look_id = looks.drawn(looks.opened(world))
    for role in ("duty_worker", "chair", "auditor", "rules_owner", "committee_reader"):
        with pytest.raises(NotAllowed):
            looks.taken(world, by=role)
        with pytest.raises(NotAllowed):
            blind(world, look_id, by=role)


def test_a_childs_is_looked_at_by_a_social_worker_and_an_adults_by_a_council_officer(world: World) -> None:
    with transaction() as session:
        world.add(session, "social_worker", "screening_officer", qualifications=("social_worker",))
        world.add(session, "council_officer", "screening_officer", qualifications=("council_officer",))
        audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
    looks.drawn(looks.opened(world))
    assert (waits_for(world, "social_worker"), waits_for(world, "council_officer")) == (1, 0)
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=True):
        looks.drawn(looks.closed(world))
        assert (waits_for(world, "social_worker"), waits_for(world, "council_officer")) == (1, 1)


def test_a_sealed_record_stays_among_those_who_may_see_it(world: World) -> None:
    decision = looks.closed(world)
    with transaction() as session:
        session.get_one(Concern, decision.concern_id).level = "sealed"
        manager = world.actor("team_manager").acting_officer_id
        give_sight(session, object_type="concern", object_id=decision.concern_id, officer_id=manager)
        audit.record(session, by=OPERATOR, action=Action.GRANT_GIVEN)
    looks.drawn(decision)
    assert waits_for(world, "other_officer") == 0
    assert waits_for(world, "team_manager") == 1


@pytest.mark.both_engines
def test_of_two_who_take_at_once_one_has_it(world: World) -> None:
    look_id = looks.drawn(looks.opened(world))

    def tried(by: str) -> object:
        try:
            return looks.taken(world, by=by)
        except (Conflict, OutOfOrder) as refusal:
            return type(refusal)

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(tried, ["other_officer", "team_manager"]))
    assert outcomes.count(look_id) == 1, outcomes
    (item,) = items("second_look")
    winner = ("other_officer", "team_manager")[outcomes.index(look_id)]
    assert item.claimed_by == world.actor(winner).officer_id
    with reading() as session:
        live = session.scalars(select(Grant).where(Grant.object_type == "second_look", Grant.ended_at.is_(None))).all()
    assert [each.officer_id for each in live] == [item.claimed_by], "and only they see it"
