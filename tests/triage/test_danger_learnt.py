"""Danger that an officer learns of in screening calls whoever is on the rota, once, as danger told at receipt does."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from hub import danger, triage
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.errors import Unprocessable
from hub.triage import answering
from tests.danger.test_alerting import acknowledge, called, rota
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

JUNO = PersonMaker(child=True, forename="Juno", at_home=True, facts={"harms": ["physical"]})


def told(world: World, answer: str) -> tuple[UUID, UUID]:
    """A concern with this answer about danger, somebody on the rota, and the officer's view given."""
    rota(world, "duty_worker", "team_manager")
    concern = steps.received(world, danger=answer, people=(JUNO,)).concern_id
    steps.viewed(world, concern)
    return concern, steps.people_on(concern)[0]


def shown(world: World, concern: UUID) -> tuple[str, str]:
    """What the bar of the concern says of danger: the answer, and why."""
    with reading() as session:
        ref = session.get_one(Concern, concern).ref
        frame = triage.show_screening(session, ref, by=world.actor("screening_officer")).view.frame
    return frame.danger.answer, frame.danger.why


@pytest.mark.parametrize("answer", ["no", "not_known"])
def test_danger_answered_calls_the_first_rung_once_and_every_list_shows_it(world: World, answer: str) -> None:
    concern, juno = told(world, answer)
    assert called(world) == []
    steps.answered(world, concern, juno, immediate_danger="yes")
    assert called(world) == [(0, "duty_worker")]
    item = steps.queued(concern)
    assert item is not None
    assert (item.danger, item.rank) == (["danger_now"], 0)
    assert shown(world, concern) == ("yes", "Answered in screening.")
    steps.answered(world, concern, juno, immediate_danger="no")
    steps.answered(world, concern, juno, immediate_danger="yes")
    assert called(world) == [(0, "duty_worker")], "once"


def test_the_alert_is_acknowledged_by_name_and_the_place_says_so_from_then_on(world: World) -> None:
    concern, juno = told(world, "not_known")
    steps.answered(world, concern, juno, immediate_danger="yes")
    with reading() as session:
        alert = danger.alert_on(session, concern)
        assert alert is not None
        assert alert.raised_by == world.actor("screening_officer").officer_id
    acknowledge(world, alert.id, "team_manager")
    with reading() as session:
        assert danger.open_alerts(session) == ()


def test_danger_told_at_receipt_and_answered_again_calls_nobody_anew(world: World) -> None:
    concern, juno = told(world, "yes")
    before = called(world)
    steps.answered(world, concern, juno, immediate_danger="yes")
    assert called(world) == before == [(0, "duty_worker")]


@pytest.mark.parametrize("answers", [{"immediate_danger": "no"}, {"immediate_danger": "not_known"}, {"injury": "yes"}])
def test_no_danger_calls_nobody(world: World, answers: dict[str, str]) -> None:
    concern, juno = told(world, "not_known")
    steps.answered(world, concern, juno, **answers)
    assert called(world) == []


def test_an_answer_that_is_refused_calls_nobody(world: World) -> None:
    concern, juno = told(world, "not_known")
    with pytest.raises(Unprocessable):
        steps.answered(world, concern, juno, immediate_danger="yes", injury="perhaps")
    with transaction() as session:
        assert session.scalars(select(danger.Alert)).all() == []


def test_the_check_sees_danger_that_alerts_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_alert", lambda *_, **__: None)
    concern, juno = told(world, "not_known")
    steps.answered(world, concern, juno, immediate_danger="yes")
    assert called(world) == []
    assert shown(world, concern)[0] == "not_known"
