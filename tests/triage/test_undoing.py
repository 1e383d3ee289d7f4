"""What rests on a decision or a person that stands no more ends with it: never silently gone, never silently running."""

from __future__ import annotations

from uuid import UUID

import pytest

from hub import audit, conferences, pathways, rulebook, triage
from hub.audit import Action
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.errors import NotAllowed, OutOfOrder
from hub.people import NewPerson
from hub.strands import Strand
from hub.triage import Decision
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.history import later, notices
from tests.factories.hub_world import World
from tests.factories.loose_ends import (
    HURT,
    came_back,
    closing,
    conference_asked,
    loose_ends,
    moved,
    onward_on,
    places,
    strands_on,
    working,
)

pytestmark = pytest.mark.both_engines
RORY = PersonMaker(child=True, at_home=True, facts=HURT)
JUNO = PersonMaker(child=True, forename="Juno", at_home=True, facts=HURT)
GRANNY = PersonMaker(adult=True, role="household", at_home=True)


def screened(world: World, *people: PersonMaker, **traits: object) -> tuple[UUID, list[UUID]]:
    concern = steps.received(world, people=people, **traits).concern_id
    steps.viewed(world, concern)
    return concern, steps.people_on(concern)


def state_of(concern: UUID) -> str:
    with reading() as session:
        return session.get_one(Concern, concern).state


def lowered(world: World) -> tuple[UUID, UUID, Decision]:
    """Danger now, and police left out: it waits for a second person."""
    concern, (child,) = screened(world, RORY, danger="yes")
    verdicts = {route: route != "police" for route in steps.suggested(concern, child)[1].routes}
    asked = world.actor("team_manager").officer_id
    made = steps.decided(world, concern, child, **closing(concern, child, verdicts=verdicts, ask_second=asked))
    assert made.state == "waiting_for_second"
    return concern, child, made


def test_nobody_is_asked_to_sign_for_the_wrong_person(world: World) -> None:
    concern, child, made = lowered(world)
    moved(world, concern, child)
    manager = world.actor("team_manager")
    with reading() as session:
        assert triage.show_to_sign(session, by=manager).view == ()
    with later(minutes=1), pytest.raises(OutOfOrder), transaction() as session:
        triage.sign(session, decision_id=made.id, version=made.version, words=steps.SENTENCE, by=manager)
    assert loose_ends(concern) == []


def test_what_was_passed_on_for_the_wrong_person_is_withdrawn(world: World) -> None:
    concern, (child,) = screened(world, RORY)
    steps.decided(world, concern, child, **closing(concern, child))
    moved(world, concern, child)
    (onward,) = onward_on(concern)
    assert (onward.state, onward.outcome) == ("came_back", "withdrawn")
    with reading() as session:
        assert triage.show_onward(session, by=world.actor("screening_officer")).view == ()
    assert (state_of(concern), loose_ends(concern)) == ("waiting", [])


def test_work_nobody_began_is_closed_and_its_trail_says_that_it_was_moved(world: World) -> None:
    concern, (child,) = screened(world, RORY)
    steps.decided(world, concern, child, **working())
    right = moved(world, concern, child)
    (strand,) = strands_on(concern)
    assert (strand.state, strand.closed_at is not None) == ("closed", True)
    with reading() as session:
        assert audit.access_log(session, "strand", str(strand.id))[0].action is Action.PERSON_MOVED
    with pytest.raises(OutOfOrder):
        conference_asked(world, strand.id)
    steps.viewed(world, concern)
    steps.decided(world, concern, right, **working())
    assert [each.person_id for each in strands_on(concern)] == [child, right]
    assert loose_ends(concern) == []


def test_work_that_has_begun_is_put_before_its_team_and_returns_to_it_when_the_conference_is_cancelled(
    world: World,
) -> None:
    concern, (child,) = screened(world, RORY)
    steps.decided(world, concern, child, **working())
    ref = conference_asked(world, strands_on(concern)[0].id)
    moved(world, concern, child)
    assert {("strand", "strand", "wrong_person"), ("coordination", "conference", "initial")} <= places(concern)
    with reading() as session:
        (row,) = triage.show_open_work(session, by=world.actor("team_manager")).view.rows
    assert row.route == "Opened for the wrong person. End today what was begun"
    with transaction() as session:
        conferences.cancel(session, ref=ref, reason="It was another child.", by=world.actor("co_ordinator"))
    assert {queue for queue, _, _ in places(concern)} == {"screening", "strand"}, "nobody is asked for a conference"
    assert loose_ends(concern) == []


def test_work_a_team_was_shown_may_have_begun(world: World) -> None:
    told = steps.referred(world)
    (child,) = steps.people_on(told.concern_id)
    manager = world.actor("team_manager")
    with reading() as session:
        shown = triage.show_open_work(session, by=manager)
    with transaction() as session:
        audit.record_look(session, shown.look, by=manager)
    moved(world, told.concern_id, child)
    assert ("strand", "strand", "wrong_person") in places(told.concern_id)
    assert strands_on(told.concern_id)[0].state == "open"


def test_a_limit_that_has_passed_says_that_somebody_may_have_acted(world: World) -> None:
    concern, (child,) = screened(world, RORY)
    steps.decided(world, concern, child, **working())
    with later(days=90):
        moved(world, concern, child)
    assert ("strand", "strand", "wrong_person") in places(concern)
    assert loose_ends(concern) == [], "and nobody is asked for a conference"


def test_a_grown_up_screened_too_is_screened_as_the_right_person(world: World) -> None:
    concern = steps.received(world, people=(RORY, GRANNY)).concern_id
    child, granny = steps.people_on(concern)
    with transaction() as session:
        triage.screen_too(session, concern_id=concern, person_id=granny, by=world.actor("screening_officer"))
    steps.viewed(world, concern)
    steps.decided(world, concern, child, **working())
    other = NewPerson(role="household", forename="Nora", surname="Otherson", date_of_birth="1950-01-01")
    right = moved(world, concern, granny, other)
    with reading() as session:
        assert set(rulebook.subjects_of(session, rulebook.latest_run(session, concern).id)) == {child, right}
    assert (state_of(concern), loose_ends(concern)) == ("waiting", [])


def test_where_nobody_is_left_to_decide_the_concern_stays_decided(world: World) -> None:
    concern, (child, granny) = screened(world, RORY, GRANNY)
    steps.decided(world, concern, child, **working())
    with later(days=30):
        moved(world, concern, granny, NewPerson(role="household", forename="Nora", date_of_birth="1950-01-01"))
    with reading() as session:
        states = {each.state for each in pathways.clocks_on(session, "concern", concern)}
    assert states == {"met", "stopped"}, "no limit was missed by it"
    assert (state_of(concern), steps.queued(concern), loose_ends(concern)) == ("decided", None, [])


def test_a_child_said_to_be_led_for_elsewhere_is_not_waited_for_when_they_were_the_wrong_one(world: World) -> None:
    girl = PersonMaker(forename="Tess", surname="Fauxley", date_of_birth="2009-05-05", facts=HURT)
    concern, (child,) = screened(world, girl)
    steps.decided(world, concern, child, **working(lead_framework="child", words_lead=steps.SENTENCE))
    moved(world, concern, child)
    assert [(each.kind, each.state) for each in notices()] == [("led_elsewhere", "withdrawn")]


def test_the_page_that_moves_says_before_what_happens_to_the_work(world: World) -> None:
    concern, (child, sibling) = screened(world, RORY, JUNO)
    by = world.actor("screening_officer")
    steps.decided(world, concern, child, **closing(concern, child))
    with reading() as session:
        assert triage.show_what_ends(session, concern_id=concern, person_id=child, by=by).view.onward == ("GP",)
    steps.decided(world, concern, child, **working(seen=1))
    steps.decided(world, concern, sibling, **working())
    conference_asked(world, strands_on(concern)[1].id)
    with reading() as session:
        first, second = (
            triage.show_what_ends(session, concern_id=concern, person_id=each, by=by).view for each in (child, sibling)
        )
        with pytest.raises(NotAllowed):
            triage.show_what_ends(session, concern_id=concern, person_id=child, by=world.actor("auditor"))
    assert ([each.closes for each in first.work], first.to_sign, first.onward) == ([True], False, ())
    assert [each.closes for each in second.work] == [False]


def test_a_replaced_decision_passes_nothing_on_any_more(world: World) -> None:
    concern, (child, sibling) = screened(world, RORY, JUNO)
    steps.decided(world, concern, child, **closing(concern, child))
    steps.decided(world, concern, child, **working(seen=1))
    (onward,) = onward_on(concern)
    assert onward.outcome == "withdrawn"
    steps.decided(world, concern, sibling, **working())
    with pytest.raises(OutOfOrder):
        came_back(world, onward.id)
    assert (state_of(concern), loose_ends(concern)) == ("decided", [])


def test_work_the_new_decision_names_no_more_is_closed_or_put_before_its_team(world: World) -> None:
    concern, (child, _) = screened(world, RORY, JUNO)
    steps.decided(world, concern, child, **working())
    steps.decided(world, concern, child, **closing(concern, child, seen=1))
    assert strands_on(concern)[0].state == "closed"
    steps.decided(world, concern, child, **working(seen=2))
    again = strands_on(concern)[1]
    conference_asked(world, again.id)
    made = steps.decided(world, concern, child, **closing(concern, child, seen=3))
    assert ("strand", "strand", "replaced") in places(concern)
    with reading() as session:
        assert session.get_one(Strand, again.id).state == "with_coordination"
        assert audit.access_log(session, "strand", str(again.id))[0].action is Action.DECISION_MADE
    assert made.state == "made"
    assert loose_ends(concern) == []
    steps.decided(world, concern, child, **working(seen=4))
    assert ("strand", "strand", "replaced") not in places(concern), "the work stands again"
    assert len(strands_on(concern)) == 2
    assert loose_ends(concern) == []


def test_what_comes_back_while_a_sibling_waits_to_be_signed_is_to_be_picked_up(world: World) -> None:
    concern, (child, sibling) = screened(world, RORY, JUNO, danger="yes")
    asked = world.actor("team_manager").officer_id
    steps.decided(world, concern, child, **closing(concern, child, ask_second=asked))
    verdicts = {route: route != "police" for route in steps.suggested(concern, sibling)[1].routes}
    steps.decided(
        world, concern, sibling, **working(verdicts=verdicts, routes_reason="already_acting", ask_second=asked)
    )
    assert loose_ends(concern) == []
    (onward,) = onward_on(concern)
    came_back(world, onward.id)
    item = steps.queued(concern)
    assert item is not None
    assert item.done_at is None, "not only a second person's word is missing"
    assert loose_ends(concern) == []
