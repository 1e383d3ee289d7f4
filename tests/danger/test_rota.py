"""Who is called when danger is said: set by a manager, never empty, never overwritten unseen."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest

from hub import danger
from hub.accounts import disable_officer
from hub.actor import OPERATOR
from hub.audit import Action
from hub.danger import RotaView
from hub.db import reading, transaction
from hub.errors import Conflict, HubError, NotAllowed, OutOfOrder, Unprocessable
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves

pytestmark = pytest.mark.both_engines


def shown(world: World, by: str = "team_manager") -> RotaView:
    with reading() as session:
        return danger.show_rota(session, by=world.actor(by)).view


def set_rota(world: World, rungs: dict[str, int], *, seen: str = "", by: str = "team_manager") -> None:
    chosen = {world.actor(name).acting_officer_id: rung for name, rung in rungs.items()}
    with transaction() as session:
        danger.set_rota(session, chosen, seen=seen or shown(world).mark, by=world.actor(by))


def test_it_is_exactly_what_was_set_and_has_its_leaf(world: World) -> None:
    world.on_rota(world.actor("screening_officer"), 3)
    set_rota(world, {"duty_worker": 0, "team_manager": 1, "senior_manager": 1})
    rungs = {line.name.rsplit(" ", 1)[0]: line.rung for line in shown(world).lines if line.rung is not None}
    assert rungs == {"Duty Worker": 0, "Team Manager": 1, "Senior Manager": 1}
    (leaf,) = leaves(Action.ROTA_SET)
    assert ["officer", str(world.actor("duty_worker").officer_id)] in leaf["objects"]  # type: ignore[operator]


def test_whoever_stands_first_is_called_by_the_next_alert(world: World) -> None:
    set_rota(world, {"duty_worker": 0, "team_manager": 1})
    steps.received(world, in_danger=True)
    with reading() as session:
        view = danger.show_alerts(session, by=world.actor("team_manager")).view
    assert view.open[0].called == ("Duty Worker Testwell",)
    assert not view.open[0].all_called


def test_a_ladder_that_nobody_answered_says_so(world: World) -> None:
    set_rota(world, {"duty_worker": 0})
    steps.received(world, in_danger=True)
    with transaction() as session:
        for alert in danger.open_alerts(session):
            alert.next_rung_at = alert.raised_at
        danger.climb(session, rung_minutes=15)
    with reading() as session:
        (line,) = danger.show_alerts(session, by=world.actor("team_manager")).view.open
    assert line.all_called
    assert line.called == ("Duty Worker Testwell",)


def test_somebody_is_always_called_first(world: World) -> None:
    with pytest.raises(Unprocessable):
        set_rota(world, {"team_manager": 1})
    with pytest.raises(Unprocessable):
        set_rota(world, {})


@pytest.mark.parametrize("name", ["chair", "administrator"])
def test_only_who_may_take_danger_on_can_be_called(world: World, name: str) -> None:
    with pytest.raises(Unprocessable):
        set_rota(world, {"duty_worker": 0, name: 1})


def test_who_cannot_sign_in_is_not_called(world: World) -> None:
    with transaction() as session:
        disable_officer(session, world.actor("duty_worker").acting_officer_id, by=OPERATOR)
    assert "Duty Worker Testwell" not in {line.name for line in shown(world).lines}
    with pytest.raises(Unprocessable):
        set_rota(world, {"duty_worker": 0})


def test_a_rota_set_meanwhile_is_not_overwritten_unseen(world: World) -> None:
    seen = shown(world).mark
    set_rota(world, {"duty_worker": 0})
    with pytest.raises(Conflict):
        set_rota(world, {"team_manager": 0}, seen=seen, by="senior_manager")
    assert [line.rung for line in shown(world).lines if line.rung is not None] == [0]


@pytest.mark.parametrize("role", ["duty_worker", "screening_officer", "administrator"])
def test_only_managers_set_it(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        set_rota(world, {"duty_worker": 0}, by=role)


def test_of_two_who_take_a_danger_on_at_once_one_has_it(world: World) -> None:
    receipt = steps.received(world, in_danger=True)
    assert receipt.alert_id is not None
    start, came = threading.Barrier(2), []

    def take(name: str, alert: UUID = receipt.alert_id) -> None:
        start.wait()
        try:
            with transaction() as session:
                danger.acknowledge(session, alert_id=alert, by=world.actor(name))
            came.append("has it")
        except HubError as refused:
            came.append(type(refused).__name__)

    both = [threading.Thread(target=take, args=(name,)) for name in ("duty_worker", "team_manager")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(came) == [OutOfOrder.__name__, "has it"]
    assert len(leaves(Action.DANGER_ACKNOWLEDGED)) == 1


def test_the_mark_changes_with_every_alert_and_leaves_no_leaf(world: World) -> None:
    def mark() -> str:
        with reading() as session:
            return danger.danger_mark(session, by=world.actor("duty_worker"))

    before = mark()
    receipt = steps.received(world, in_danger=True)
    raised = mark()
    assert receipt.alert_id is not None
    with transaction() as session:
        danger.acknowledge(session, alert_id=receipt.alert_id, by=world.actor("duty_worker"))
    assert before != raised
    assert mark() == before
    assert leaves(Action.DANGER_SHOWN) == []
