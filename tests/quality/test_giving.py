"""Reading blind and answering: what comes of the answer for the person, the manager and the figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from hub import clock, quality
from hub.accounts import Grant
from hub.audit import Action
from hub.concerns import correct
from hub.db import reading, transaction
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.quality import AnswerPair
from hub.triage import LIMBS, Decision
from screening_rules import shipped_pack
from tests.factories import looks
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves
from tests.factories.looks import FIRST, NOBODY, blind, items, one, waits_for


@pytest.mark.both_engines
def test_a_second_officer_is_dealt_it_reads_it_and_answers(world: World) -> None:
    decision = looks.opened(world)
    look_id = looks.drawn(decision)
    assert waits_for(world, "other_officer") == 1
    assert looks.taken(world) == look_id
    view = blind(world, look_id)
    assert (view.name, view.age) == ("Ines Harbourne", "9")
    assert "grabbed" in view.narrative
    assert "reporter" in view.routes
    assert "asp_inq" not in view.routes, "routes fit the age"
    look = looks.given(world, look_id, "reporter", "info_only", urgency=decision.urgency)
    assert (look.state, look.routes, look.differs) == ("given", ["info_only", "reporter"], [])
    assert items("second_look") == items("look_difference") == []
    pair = one(AnswerPair)
    assert (pair.area, pair.given_in) == ("children", "2026-11")
    assert (pair.first_family, pair.second_family, pair.first_urgency) == ("children", "children", decision.urgency)
    assert [leaf["objects"][0] for leaf in leaves(Action.SECOND_LOOK_GIVEN)] == [["second_look", str(look_id)]]


def test_sight_comes_with_taking_it_and_ends_the_day_it_is_given(world: World) -> None:
    look_id = looks.drawn(looks.opened(world))
    with pytest.raises(NotFound):
        blind(world, look_id)
    looks.taken(world)
    with pytest.raises(NotFound):
        blind(world, look_id, by="team_manager")
    looks.given(world, look_id, "reporter")
    with pytest.raises(OutOfOrder, match="given already"):
        blind(world, look_id)
    with reading() as session:
        both = quality.show_both(session, look_id, by=world.actor("other_officer")).view
        assert both.first.words.startswith(steps.SENTENCE)
        assert both.second.words == steps.SENTENCE
    with time_machine.travel(clock.now() + timedelta(days=1)), reading() as session, pytest.raises(NotFound):
        quality.show_both(session, look_id, by=world.actor("other_officer"))


def test_the_first_decision_does_not_show_before_the_answer(world: World) -> None:
    looks.drawn(looks.opened(world))
    look_id = looks.taken(world)
    with reading() as session, pytest.raises(OutOfOrder, match="shows after it"):
        quality.show_both(session, look_id, by=world.actor("other_officer"))


@pytest.mark.both_engines
def test_what_would_not_have_been_closed_comes_back_and_a_manager_has_it_the_same_day(world: World) -> None:
    decision = looks.closed(world)
    looks.drawn(decision)
    assert steps.queued(decision.concern_id) is None
    look_id = looks.taken(world)
    look = looks.given(world, look_id, "asp_inq", urgency="same_day")
    assert look.differs is not None
    assert set(look.differs) >= {"more_protective", "would_not_close"}
    item = steps.queued(decision.concern_id)
    assert item is not None, "it waits for screening again"
    assert one(Decision, id=decision.id).state == "replaced"
    (difference,) = items("look_difference")
    assert clock.london_day(difference.act_by) == clock.today()
    (person,) = steps.people_on(decision.concern_id)
    again = steps.decided(world, decision.concern_id, person, seen=1)
    assert again.number == 2


def test_what_is_less_dangerous_to_the_second_officer_changes_nothing(world: World) -> None:
    decision = looks.opened(world)
    look_id = looks.drawn(decision)
    looks.taken(world)
    assert looks.given(world, look_id, "info_only").differs == []
    assert items("look_difference") == []
    assert one(Decision, id=decision.id).state == "made"
    assert one(AnswerPair).second_family == "no_new_work", "it counts in the agreement all the same"


def test_a_look_of_the_safety_net_comes_back_too_but_is_not_counted(world: World) -> None:
    decision = looks.closed(world)
    look_id = looks.drawn(decision, NOBODY, FIRST)
    looks.taken(world)
    looks.given(world, look_id, "asp_inq", urgency="same_day")
    assert steps.queued(decision.concern_id) is not None
    with reading() as session:
        assert session.scalars(select(AnswerPair)).all() == []


def test_an_answer_needs_a_route_that_fits_an_urgency_and_a_sentence(world: World) -> None:
    look_id = looks.drawn(looks.opened(world))
    looks.taken(world)
    with transaction() as session, pytest.raises(Unprocessable) as refusal:
        quality.give(
            session, look_id=look_id, routes=["asp_inq"], urgency="soon", words="no", by=world.actor("other_officer")
        )
    assert set(refusal.value.fields) == {"routes", "urgency", "words"}
    looks.given(world, look_id, "reporter")
    with pytest.raises(OutOfOrder):
        looks.given(world, look_id, "reporter")


def test_words_and_facts_are_those_of_the_day_it_was_decided(world: World) -> None:
    decision = looks.closed(world)
    looks.drawn(decision)
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=True):
        with transaction() as session:
            correct(
                session,
                concern_id=decision.concern_id,
                narrative="Words of later.",
                reason="Written down wrongly at first.",
                by=world.actor("screening_officer"),
            )
        view = blind(world, looks.taken(world))
    assert "grabbed" in view.narrative
    points = {shipped_pack().facts[fact].short for fact in LIMBS}
    assert view.facts
    assert not {told.label for told in view.facts} & points, "these were the first officer's to judge"
    assert all(told.said_by == "" for told in view.facts)


def test_who_has_sight_is_in_the_grants_and_nowhere_in_the_look(world: World) -> None:
    look_id = looks.drawn(looks.opened(world))
    looks.taken(world)
    grant = one(Grant, object_type="second_look")
    assert (grant.object_id, grant.officer_id) == (look_id, world.actor("other_officer").officer_id)
    looks.given(world, look_id, "reporter")
    assert one(Grant, object_type="second_look").until is not None
