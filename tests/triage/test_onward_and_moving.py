"""What was passed on until somebody takes it; and a concern that stood on the wrong person."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from hub import audit, triage
from hub.audit import Action
from hub.concerns import Concern, ConcernPart, parts_of, recent_for_rows
from hub.db import reading, transaction
from hub.errors import NotAllowed, NotFound, OutOfOrder, Unprocessable
from hub.people import NewPerson
from hub.triage import OnwardRoute
from hub.triage.home import ALL_TIME
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines


def passed_on(world: World) -> tuple[UUID, UUID, UUID]:
    """A concern closed below the threshold; its person and its onward route."""
    receipt = steps.received(world, people=(PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),))
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "no")
    steps.viewed(world, receipt.concern_id)
    steps.decided(world, receipt.concern_id, person)
    with reading() as session:
        return receipt.concern_id, person, session.scalars(select(OnwardRoute.id)).one()


def test_an_accepted_route_is_settled_with_a_name_and_a_reference(world: World) -> None:
    concern, _, onward = passed_on(world)
    with transaction() as session:
        triage.accept(session, onward_id=onward, name="Dr Mock", reference="GP-12", by=world.actor("screening_officer"))
    with reading() as session:
        held = session.get_one(OnwardRoute, onward)
        assert (held.state, held.accepted_by_name) == ("accepted", "Dr Mock, GP-12")
        assert audit.access_log(session, "concern", str(concern))[0].action is Action.ONWARD_ACCEPTED
        assert triage.show_onward(session, by=world.actor("screening_officer")).view == ()
    with pytest.raises(OutOfOrder), transaction() as session:
        triage.accept(session, onward_id=onward, name="Dr Mock", reference="", by=world.actor("screening_officer"))


def test_what_comes_back_is_screened_again_and_its_person_is_undecided(world: World) -> None:
    concern, person, onward = passed_on(world)
    assert steps.queued(concern) is None
    with transaction() as session:
        triage.came_back(session, onward_id=onward, words=steps.SENTENCE, by=world.actor("screening_officer"))
    item = steps.queued(concern)
    assert item is not None
    with reading() as session:
        assert session.get_one(Concern, concern).state == "waiting"
    again = steps.decided(world, concern, person, seen=1)
    assert again.number == 2
    assert steps.queued(concern) is None


def test_settling_needs_a_name_or_a_reason(world: World) -> None:
    _, _, onward = passed_on(world)
    with pytest.raises(Unprocessable), transaction() as session:
        triage.accept(session, onward_id=onward, name=" ", reference="", by=world.actor("screening_officer"))
    with pytest.raises(Unprocessable), transaction() as session:
        triage.came_back(session, onward_id=onward, words="no", by=world.actor("screening_officer"))


@pytest.mark.parametrize("role", ["duty_worker", "chair", "auditor"])
def test_who_may_not_record_onward_routes_records_none(world: World, role: str) -> None:
    _, _, onward = passed_on(world)
    with pytest.raises(NotAllowed), transaction() as session:
        triage.accept(session, onward_id=onward, name="Dr Mock", reference="", by=world.actor(role))


def test_a_concern_on_the_wrong_person_is_moved_and_screened_again(world: World) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    concern, by = receipt.concern_id, world.actor("screening_officer")
    (wrong,) = steps.people_on(concern)
    steps.viewed(world, concern)
    with transaction() as session:
        part = triage.move(
            session,
            concern_id=concern,
            from_person=wrong,
            to=NewPerson(forename="Ruaridh", surname="Otherwise", date_of_birth="2017-04-03"),
            reason="The school gave the wrong brother's name.",
            by=by,
        )
        right = part.person_id
    with reading() as session:
        assert [each.person.id for each in parts_of(session, concern)] == [right]
        assert recent_for_rows(session, [wrong], since=ALL_TIME, but_not=right) == (), "gone from the ordinary history"
        kept = session.scalars(select(ConcernPart).where(ConcernPart.person_id == wrong)).one()
        assert (kept.state, kept.facts) == ("moved_away", {"harms": ["physical"]})
        assert audit.access_log(session, "person", str(wrong))[0].action is Action.PERSON_MOVED
        found = triage.show_exposure(session, concern_id=concern, by=by).view
        assert found.viewers == ()
    assert steps.suggested(concern, right)[1].routes, "the right person is screened"


def test_who_saw_and_who_received_it_are_listed(world: World) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    by = world.actor("screening_officer")
    (person,) = steps.people_on(receipt.concern_id)
    steps.answered(world, receipt.concern_id, person, who_caused="parent")
    with reading() as session:
        shown = triage.show_screening(session, receipt.ref, by=by)
    with transaction() as session:
        audit.record_look(session, shown.look, by=by)
    steps.viewed(world, receipt.concern_id)
    steps.decided(world, receipt.concern_id, person)
    with reading() as session:
        found = triage.show_exposure(session, concern_id=receipt.concern_id, by=by).view
    assert [(each.who, each.what) for each in found.viewers] == [(by.name, "looked at a concern")]
    assert [each.who for each in found.recipients] == ["Children"]


def test_moving_needs_a_reason_the_right_people_and_the_right_to_correct(world: World) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    concern, by = receipt.concern_id, world.actor("screening_officer")
    (wrong,) = steps.people_on(concern)
    to = NewPerson(forename="Ruaridh")
    cases = (
        (Unprocessable, wrong, to, "no", by),
        (OutOfOrder, wrong, wrong, steps.SENTENCE, by),
        (NotFound, concern, to, steps.SENTENCE, by),
        (NotAllowed, wrong, to, steps.SENTENCE, world.actor("duty_worker")),
    )
    for error, person, right, reason, actor in cases:
        with pytest.raises(error), transaction() as session:
            triage.move(session, concern_id=concern, from_person=person, to=right, reason=reason, by=actor)
