"""Immediate danger is told at once, climbs until somebody named has it, and is had by one person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy
import time_machine
from sqlalchemy import select

from hub import audit, danger, db
from hub.accounts import Officer
from hub.errors import Conflict, HubError, NotAllowed, NotFound, OutOfOrder
from hub.front_door import receive
from hub.outbox import Delivery
from tests.audit import trail
from tests.audit.council import leaf
from tests.factories.concerns import ConcernMaker
from tests.factories.hub_world import World

NOW = datetime(2026, 11, 22, 10, 31, tzinfo=UTC)
LADDER = ("duty_worker", "team_manager", "senior_manager")


def rota(world: World, *names: str, rungs: tuple[int, ...] = (0, 1, 2)) -> None:
    with db.transaction() as session:
        for rung, name in zip(rungs, names, strict=False):
            session.add(danger.RotaPlace(rung=rung, officer_id=world.actor(name).acting_officer_id))
        leaf(session)


def raise_one(world: World, **traits: object) -> UUID:
    with db.transaction() as session:
        receipt = receive(session, ConcernMaker(**({"in_danger": True} | traits)), by=world.actor("duty_worker"))
    return receipt.alert_id


def climb() -> int:
    with db.transaction() as session:
        return danger.climb(session, rung_minutes=15)


def acknowledge(world: World, alert: UUID, who: str) -> None:
    with db.transaction() as session:
        danger.acknowledge(session, alert_id=alert, by=world.actor(who))


def called(world: World) -> list[tuple[int, str]]:
    """Who was called on which rung, in order; each call also waits in the outbox."""
    names = {actor.officer_id: name for name, actor in world.actors.items()}
    with db.reading() as session:
        calls = session.execute(select(danger.AlertCall.rung, danger.AlertCall.officer_id)).all()
        waiting = session.scalars(select(Delivery).where(Delivery.kind == "danger_call")).all()
    assert len(waiting) == len(calls)
    return sorted((rung, names[officer]) for rung, officer in calls)


@pytest.mark.both_engines
@pytest.mark.parametrize("first", ["later", "no"])
def test_danger_that_is_now_is_called_anew_where_somebody_took_on_less(world: World, first: str) -> None:
    rota(world, *LADDER)
    alert = raise_one(world)
    acknowledge(world, alert, "team_manager")

    def answered(answer: str) -> danger.Alert:
        with db.transaction() as session:
            about = session.get_one(danger.Alert, alert).concern_id
            by = world.actor("duty_worker")
            found = danger.raise_alert(session, answer=answer, before=None, by=by, rung_minutes=15, concern_id=about)
            leaf(session)
            assert found is not None
            return found

    assert answered("yes").acknowledged_at is not None, "they took on what is so still"
    assert answered(first).acknowledged_at is not None
    now = answered("yes")
    assert (now.acknowledged_at, now.acknowledged_by) == (None, None)
    assert called(world) == [(0, "duty_worker"), (1, "team_manager")]
    assert answered("yes").rung == 1, "once"


@pytest.mark.both_engines
def test_the_ladder_climbs_a_rung_each_time_and_stays_at_the_top(world: World, engine: sqlalchemy.Engine) -> None:
    rota(world, *LADDER)
    with time_machine.travel(NOW, tick=False) as moment:
        alert = raise_one(world)
        assert called(world) == [(0, "duty_worker")]
        moment.shift(15 * 60 - 1)
        assert climb() == 0
        moment.shift(1)
        assert climb() == 1
        assert climb() == 0, "a rung is called once"
        for _ in range(3):
            moment.shift(15 * 60)
            climb()
    assert called(world) == [
        (0, "duty_worker"),
        (1, "team_manager"),
        (2, "senior_manager"),
        (3, "senior_manager"),
        (4, "senior_manager"),
    ]
    with db.reading() as session:
        about = session.get_one(danger.Alert, alert).concern_id
        log = audit.access_log(session, "concern", str(about))
    assert [entry.action.value for entry in log] == ["danger_climbed"] * 4 + ["concern_received"]
    assert trail.rows_without_leaf(engine) == []


@pytest.mark.both_engines
def test_acknowledging_stops_the_ladder_and_names_who_has_it(world: World) -> None:
    rota(world, *LADDER)
    with time_machine.travel(NOW, tick=False) as moment:
        alert = raise_one(world)
        acknowledge(world, alert, "team_manager")
        moment.shift(3600)
        assert climb() == 0
    with db.reading() as session:
        held = session.get_one(danger.Alert, alert)
        assert (held.acknowledged_by, held.acknowledged_at) == (world.actor("team_manager").officer_id, NOW)
        assert danger.open_alerts(session) == ()
    assert called(world) == [(0, "duty_worker")]
    with pytest.raises(OutOfOrder, match="Somebody already has this"):
        acknowledge(world, alert, "senior_manager")


@pytest.mark.both_engines
def test_two_who_acknowledge_at_once_are_told_apart(world: World) -> None:
    rota(world, *LADDER)
    alert = raise_one(world)

    def try_it(who: str) -> str:
        try:
            acknowledge(world, alert, who)
        except (Conflict, OutOfOrder) as refused:
            return type(refused).__name__
        return "has it"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(try_it, ["duty_worker", "screening_officer", "team_manager"] * 2))
    assert answers.count("has it") == 1
    with db.reading() as session:
        winner = world.actor(["duty_worker", "screening_officer", "team_manager"][answers.index("has it") % 3])
        assert session.get_one(danger.Alert, alert).acknowledged_by == winner.officer_id


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("names", "rungs", "expected"),
    [
        ((), (), []),
        (("team_manager",), (1,), [(0, "team_manager"), (1, "team_manager")]),
        (("duty_worker", "senior_manager"), (0, 2), [(0, "duty_worker"), (1, "senior_manager")]),
        (("duty_worker", "team_manager", "senior_manager"), (0, 0, 1), [(0, "duty_worker"), (0, "team_manager"), (1, "senior_manager")]),
    ],
    ids=["nobody", "nobody on the first", "a gap", "two on one"],
)  # fmt: skip
def test_an_empty_rung_is_passed_over(world: World, names, rungs, expected) -> None:
    rota(world, *names, rungs=rungs)
    with time_machine.travel(NOW, tick=False) as moment:
        raise_one(world)
        moment.shift(15 * 60)
        assert climb() == 1
    assert called(world) == expected


@pytest.mark.both_engines
def test_an_officer_who_has_left_is_not_called_in_vain(world: World) -> None:
    rota(world, "duty_worker", "team_manager")
    with db.transaction() as session:
        session.get_one(Officer, world.actor("duty_worker").officer_id).disabled_at = NOW
        leaf(session)
    raise_one(world)
    assert called(world) == [(0, "team_manager")]


@pytest.mark.both_engines
@pytest.mark.parametrize(("answer", "alerts"), [("yes", 1), ("later", 1), ("not_known", 0), ("no", 0)])
def test_only_danger_that_was_said_alerts(world: World, answer: str, alerts: int) -> None:
    raise_one(world, in_danger=False, danger=answer)
    with db.reading() as session:
        assert len(danger.open_alerts(session)) == alerts


@pytest.mark.both_engines
def test_who_may_not_take_danger_on_and_what_is_not_there(world: World) -> None:
    alert = raise_one(world)
    with pytest.raises(NotAllowed):
        acknowledge(world, alert, "partner_reporter")
    with pytest.raises(NotFound):
        acknowledge(world, uuid4(), "duty_worker")
    assert issubclass(Conflict, HubError)
