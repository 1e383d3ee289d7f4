"""Clocks run from their event, end as they ended, and are varied only by who may, with the first date kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy
import time_machine
from sqlalchemy import select

from hub import audit, db, pathways
from hub.accounts import Exclusion
from hub.errors import NotAllowed, NotFound, OutOfOrder, Unprocessable
from hub.front_door import receive
from hub.pathways import ClockVariation, ClockView, RunningClock
from tests.audit import trail
from tests.audit.council import leaf
from tests.factories.concerns import ConcernMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = MONDAY + timedelta(days=20)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False) as moment:
        yield moment


def a_concern(world: World, **traits: object) -> UUID:
    with db.transaction() as session:
        return receive(session, ConcernMaker(**traits), by=world.actor("duty_worker")).concern_id


def start(name: str, about: UUID, *, kind: str = "concern") -> UUID:
    with db.transaction() as session:
        running = pathways.start(session, name, object_type=kind, object_id=about, started_at=MONDAY)
        leaf(session)
    return running.id


def end(name: str, about: UUID, at: datetime, **state: str) -> None:
    with db.transaction() as session:
        pathways.end(session, name, object_type="concern", object_id=about, at=at, **state)
        leaf(session)


def vary(
    world: World, clock_id: UUID, by: str, *, to: datetime = LATER, reason: str = "The family is away", plan: str = ""
) -> None:
    with db.transaction() as session:
        pathways.vary(session, clock_id=clock_id, to=to, reason=reason, safety_plan=plan, by=world.actor(by))


def the(name: str, about: UUID) -> ClockView:
    with db.reading() as session:
        (found,) = (each for each in pathways.clocks_on(session, "concern", about) if each.clock == name)
    return found


def test_a_clock_runs_to_its_limit_with_its_pack_and_version(world: World) -> None:
    about = uuid4()
    start("ird_held", about)
    seen = the("ird_held", about)
    assert (seen.started_at, seen.due_at, seen.first_due_at) == (MONDAY, MONDAY + timedelta(hours=24), seen.due_at)
    assert (seen.state, seen.is_late, seen.how) == ("running", False, "24 hours")
    assert seen.sources
    with db.reading() as session:
        assert pathways.due_for(session, "ird_held", started_at=MONDAY).at == seen.due_at


@pytest.mark.parametrize(
    ("name", "left"),
    [("cppm_initial", "28 days left"), ("core_group_first", "15 working days left"), ("ird_held", "1 day left")],
)
def test_what_is_left_is_said_in_the_unit_of_the_limit_and_each_source_once(world: World, name: str, left: str) -> None:
    about = uuid4()
    start(name, about)
    assert the(name, about).left == left
    assert len(set(the(name, about).sources)) == len(the(name, about).sources)


@pytest.mark.parametrize(
    ("after", "asked", "state"),
    [
        (timedelta(hours=24), {}, "met"),
        (timedelta(hours=24, seconds=1), {}, "missed"),
        (timedelta(days=9), {"state": "stopped"}, "stopped"),
    ],
)
def test_a_clock_ends_met_to_the_second_or_missed_or_stopped(world: World, after, asked, state: str) -> None:
    about = uuid4()
    start("ird_held", about)
    end("ird_held", about, MONDAY + after, **asked)
    assert (the("ird_held", about).state, the("ird_held", about).left) == (state, state)
    end("ird_held", about, MONDAY)
    assert the("ird_held", about).state == state, "what ended stays ended"


def test_stopping_all_stops_only_what_runs_on_that_record(world: World) -> None:
    one, other = uuid4(), uuid4()
    start("ird_held", one)
    start("nfod_response", one)
    start("ird_held", other)
    end("ird_held", one, MONDAY)
    with db.transaction() as session:
        pathways.stop_all(session, object_type="concern", object_id=one, at=MONDAY)
        leaf(session)
    assert [the(name, one).state for name in ("ird_held", "nfod_response")] == ["met", "stopped"]
    assert the("ird_held", other).state == "running"


def test_it_is_late_a_second_after_its_limit(world: World, on_monday) -> None:
    about = uuid4()
    start("ird_held", about)
    on_monday.shift(timedelta(hours=24))
    assert not the("ird_held", about).is_late
    on_monday.shift(1)
    assert the("ird_held", about).is_late


def test_a_childs_planning_meeting_is_put_off_only_with_a_plan_that_keeps_the_child_safe(world: World) -> None:
    about = a_concern(world)
    clock_id = start("cppm_initial", about)
    assert the("cppm_initial", about).needs == ("reason", "interim_safety_plan")
    with pytest.raises(Unprocessable) as refused:
        vary(world, clock_id, "senior_manager", plan=" ")
    assert list(refused.value.fields) == ["safety_plan"]
    vary(world, clock_id, "senior_manager", plan="He stays with his grandmother, seen every day")
    with db.reading() as session:
        kept = session.scalars(select(ClockVariation)).one()
        assert kept.safety_plan == "He stays with his grandmother, seen every day"


def test_a_variation_keeps_the_first_date_the_reason_and_who_agreed(world: World, engine: sqlalchemy.Engine) -> None:
    about = a_concern(world)
    clock_id = start("ird_held", about)
    first = the("ird_held", about).due_at
    vary(world, clock_id, "team_manager")
    vary(world, clock_id, "team_manager", to=LATER + timedelta(days=1), reason="Still away")
    seen = the("ird_held", about)
    assert (seen.first_due_at, seen.due_at) == (first, LATER + timedelta(days=1))
    with db.reading() as session:
        told = session.scalars(select(ClockVariation).order_by(ClockVariation.to_due_at)).all()
        log = audit.access_log(session, "concern", str(about))
    assert [(each.from_due_at, each.to_due_at, each.reason) for each in told] == [
        (first, LATER, "The family is away"), (LATER, LATER + timedelta(days=1), "Still away"),
    ]  # fmt: skip
    assert {(each.approved_by, each.approver_role) for each in told} == {
        (world.actor("team_manager").officer_id, "team_manager")
    }
    assert b"family" not in told[0].reason_sealed
    assert [(entry.action.value, entry.purpose) for entry in log if entry.action.value == "clock_varied"] == [
        ("clock_varied", "ird_held")
    ] * 2
    assert trail.rows_without_leaf(engine) == []


@pytest.mark.parametrize(
    ("name", "by", "refused"),
    [
        ("ird_held", "team_manager", None),
        ("ird_held", "senior_manager", None),
        ("ird_held", "screening_officer", NotAllowed),
        ("cppm_initial", "team_manager", NotAllowed),
        ("cppm_initial", "senior_manager", None),
        ("cppm_initial", "chair", NotAllowed),
        ("cao_begin", "senior_manager", OutOfOrder),
        ("asp_removal_end", "senior_manager", OutOfOrder),
        ("screening_act_now", "team_manager", OutOfOrder),
    ],
)
def test_only_the_role_a_clock_names_varies_it_and_the_laws_own_nobody(
    world: World, name: str, by: str, refused
) -> None:
    about = a_concern(world, of_an_adult=True)
    clock_id = start(name, about)
    before = the_row(clock_id)
    if refused is None:
        vary(world, clock_id, by, plan="Seen every day")
        return
    with pytest.raises(refused):
        vary(world, clock_id, by)
    assert the_row(clock_id) == before


def the_row(clock_id: UUID) -> tuple[datetime, int]:
    with db.reading() as session:
        held = session.get_one(RunningClock, clock_id)
        return held.due_at, held.version


def test_a_variation_needs_a_reason_and_a_clock_that_runs(world: World) -> None:
    about = a_concern(world)
    clock_id = start("ird_held", about)
    with pytest.raises(Unprocessable):
        vary(world, clock_id, "team_manager", reason="  ")
    with pytest.raises(NotFound):
        vary(world, uuid4(), "team_manager")
    end("ird_held", about, MONDAY)
    with pytest.raises(NotFound):
        vary(world, clock_id, "team_manager")


def test_nobody_varies_a_clock_of_what_is_sealed_from_them_or_kept_from_them(world: World) -> None:
    sealed, kept_away, unknown = a_concern(world, about_one_of_us=True), a_concern(world), uuid4()
    clocks = {about: start("ird_held", about) for about in (sealed, kept_away, unknown)}
    senior = world.actor("senior_manager")
    with db.transaction() as session:
        session.add(
            Exclusion(
                object_type="concern",
                object_id=kept_away,
                officer_id=senior.officer_id,
                reason_code="own",
                set_at=MONDAY,
            )
        )
        leaf(session)
    for about, by, refused in (
        (sealed, "team_manager", NotFound),
        (kept_away, "senior_manager", NotAllowed),
        (unknown, "senior_manager", NotFound),
    ):
        with pytest.raises(refused):
            vary(world, clocks[about], by)
    vary(world, clocks[sealed], "senior_manager")
    vary(world, clocks[kept_away], "team_manager")
