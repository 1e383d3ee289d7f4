"""Who is dealt a second look and who is not; what comes of the answer; two officers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from hub import audit, clock, quality, queues, triage
from hub.accounts import Exclusion, Grant, give_sight
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import Concern, correct
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, NotFound, OutOfOrder, Unprocessable
from hub.quality import AnswerPair
from hub.queues import WorkItem
from hub.triage import LIMBS, Decision
from screening_rules import shipped_pack
from tests.factories import looks
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves
from tests.factories.looks import FIRST, NOBODY


def one(model: type, **values: object):
    with reading() as session:
        return session.scalars(select(model).filter_by(**values)).one()


def items(queue: str) -> list[WorkItem]:
    with reading() as session:
        return list(session.scalars(select(WorkItem).where(WorkItem.queue == queue, WorkItem.state == "open")))


def waits_for(world: World, name: str) -> int:
    with reading() as session:
        return quality.show_waiting(session, by=world.actor(name)).view.count


def blind(world: World, look_id: UUID, by: str = "other_officer") -> quality.BlindView:
    with reading() as session:
        return quality.show_blind(session, look_id, by=world.actor(by)).view


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
    if how == "opened its record":
        with reading() as session:
            shown = triage.show_record(session, concern.ref, by=world.actor("other_officer"))
        with transaction() as session:
            audit.record_look(session, shown.look, by=world.actor("other_officer"))


@pytest.mark.parametrize("how", ["logged it", "signed it", "is kept from it", "opened its record"])
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


@pytest.mark.parametrize("role", ["duty_worker", "chair", "auditor", "rules_owner", "committee_reader"])
def test_who_may_not_look_twice_does_not(world: World, role: str) -> None:
    look_id = looks.drawn(looks.opened(world))
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
