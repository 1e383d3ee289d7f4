"""The officer thinks first: the own view is asked of everybody, kept as given, and opens the suggestions for that officer alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hub import audit, triage
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, NotFound, OutOfOrder, Unprocessable
from hub.triage import OwnView, View
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines
TWO = (PersonMaker(child=True, hurt=True, at_home=True), PersonMaker(child=True, forename="Juno", at_home=True))


def test_each_person_needs_a_view_and_a_copied_one_is_recorded_as_copied(world: World) -> None:
    concern = steps.received(world, people=TWO).concern_id
    first, second = steps.people_on(concern)
    mine = View(person_id=first, routes=("cp_ird",), urgency="same_day", words="He was hurt.")
    with pytest.raises(Unprocessable) as refusal, transaction() as session:
        triage.give_views(session, concern_id=concern, views=[mine], by=world.actor("screening_officer"))
    assert set(refusal.value.fields) == {f"{second}.route", f"{second}.urgency"}
    copied = View(person_id=second, routes=("cp_ird",), urgency="same_day", copied_from=first)
    with transaction() as session:
        triage.give_views(session, concern_id=concern, views=[mine, copied], by=world.actor("screening_officer"))
    with reading() as session:
        kept = {view.person_id: view for view in session.scalars(select(OwnView))}
        assert (kept[first].words, kept[first].copied_from) == ("He was hurt.", None)
        assert kept[second].copied_from == first
        log = audit.access_log(session, "concern", str(concern))
        assert (log[0].action, log[0].basis) == (Action.VIEW_GIVEN, "team")


def test_a_view_is_kept_as_given(world: World) -> None:
    concern = steps.received(world, of_a_hurt_child=True).concern_id
    steps.viewed(world, concern)
    with pytest.raises(OutOfOrder, match="kept already"):
        steps.viewed(world, concern)


def test_an_unknown_route_is_refused(world: World) -> None:
    concern = steps.received(world, of_a_hurt_child=True).concern_id
    with pytest.raises(Unprocessable):
        steps.viewed(world, concern, route="made_up")


def test_suggestions_open_only_after_the_officers_own_view(world: World) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    by, other = world.actor("screening_officer"), world.actor("other_officer")
    with reading() as session, pytest.raises(OutOfOrder):
        triage.show_suggestions(session, receipt.ref, 0, by=by)
    steps.viewed(world, receipt.concern_id)
    with reading() as session:
        shown = triage.show_suggestions(session, receipt.ref, 0, by=by)
        assert shown.view.suggested.routes
        assert shown.look.action is Action.SUGGESTIONS_SHOWN
        with pytest.raises(OutOfOrder):
            triage.show_suggestions(session, receipt.ref, 0, by=other)


def test_the_screening_view_holds_no_suggestion(world: World) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    with reading() as session:
        view = triage.show_screening(session, receipt.ref, by=world.actor("screening_officer")).view
    held = repr(view)
    assert "suggested" not in held
    assert "because" not in held
    assert view.to_view == (view.people[0].person_id,)


def test_two_officers_at_work_on_one_concern_are_told(world: World) -> None:
    concern = steps.received(world, people=TWO).concern_id
    steps.viewed(world, concern)
    with pytest.raises(Conflict, match="Somebody else is working on this"):
        steps.viewed(world, concern, by="other_officer")


@pytest.mark.parametrize(
    "role", ["duty_worker", "chair", "auditor", "key_custodian", "partner_reporter", "co_ordinator"]
)
def test_who_does_not_screen_gives_and_sees_nothing(world: World, role: str) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    with pytest.raises(NotAllowed):
        steps.viewed(world, receipt.concern_id, by=role)
    with reading() as session, pytest.raises(NotAllowed):
        triage.show_screening(session, receipt.ref, by=world.actor(role))
    with reading() as session, pytest.raises(NotAllowed):
        triage.show_queue(session, by=world.actor(role))


def test_a_sealed_concern_answers_like_one_that_does_not_exist(world: World) -> None:
    receipt = steps.received(world, of_a_hurt_child=True, about_one_of_us=True)
    by = world.actor("screening_officer")
    answers = []
    for ref in (receipt.ref, "DH-2222-2222"):
        with reading() as session, pytest.raises(NotFound) as refusal:
            triage.show_screening(session, ref, by=by)
        answers.append(refusal.value.message)
    assert len(set(answers)) == 1
    with pytest.raises(NotFound):
        steps.viewed(world, receipt.concern_id)
    with reading() as session:
        view = triage.show_queue(session, by=by).view
        assert (view.rows, view.restricted, view.count) == ((), (), 0)
        named = triage.show_queue(session, by=world.actor("senior_manager")).view
        assert [row.ref for row in named.rows] == [receipt.ref]
