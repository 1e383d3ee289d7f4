"""Looking that is worth a question is found and ordinary looking is not; a rule that is blind to it would be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import Engine, event

from hub import accounts, audit, clock, oversight
from hub.actor import OPERATOR, Actor
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import NotAllowed, NotFound
from hub.oversight import UnusualView, unusual
from tests.factories import triage as steps
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines
MANY = unusual.LEAST_RECORDS + 20
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """All happens at one instant, so on one day."""
    with time_machine.travel(clock.now(), tick=False):
        yield


def looked(by: Actor, records: int, *, basis: str = "team", action: Action = Action.PERSON_SHOWN) -> list[UUID]:
    named = [uuid4() for _ in range(records)]
    with transaction() as session:
        audit.record(session, by=by, action=action, objects=[("person", each) for each in named], basis=basis)
    return named


def shown(world: World, days: int = 7, by: str = "auditor") -> UnusualView:
    with reading() as session:
        return oversight.show_unusual(session, days=days, by=world.actor(by)).view


def names(world: World) -> list[str]:
    return [line.name for line in shown(world).much]


def curious_and_ordinary(world: World) -> None:
    looked(world.actor("screening_officer"), MANY)
    looked(world.actor("other_officer"), 3)
    looked(world.officer("screening_officer", name="Una Testwell"), 5)


def test_an_officer_who_looks_at_far_more_than_others_is_found_and_ordinary_ones_are_not(world: World) -> None:
    curious_and_ordinary(world)
    (line,) = shown(world).much
    assert (line.name, line.roles) == ("Screening Officer Testwell", "Screening officer")
    assert (line.above.records, line.above.usual, line.above.limit) == (MANY, 4, unusual.LEAST_RECORDS)


def test_a_rule_that_takes_an_officers_own_days_for_usual_would_miss_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: who looks at much makes much the usual."""
    looked(world.actor("screening_officer"), MANY)
    looked(world.actor("other_officer"), 3)
    assert names(world) == ["Screening Officer Testwell"]
    monkeypatch.setattr(
        unusual, "_days_of_others", lambda looked, *_: [n for days in looked.values() for n in days.values()]
    )
    assert names(world) == []


def test_what_is_much_for_one_role_is_usual_for_another() -> None:
    busy, usual, one = UUID(int=1), UUID(int=2), UUID(int=3)
    roles = {busy: {"screening_officer"}, usual: {"screening_officer"}, one: {"chair"}}
    days = {busy: {DAY: 90}, usual: {DAY: 85, DAY + timedelta(days=1): 95}, one: {DAY: 90}}
    assert [each.officer_id for each in unusual.above_usual(days, roles)] == [one]


@pytest.mark.parametrize(("records", "is_found"), [(39, False), (40, True)])
def test_below_the_floor_nothing_is_worth_a_question(records: int, is_found: bool) -> None:
    found = unusual.above_usual({UUID(int=1): {DAY: records}}, {UUID(int=1): {"chair"}})
    assert bool(found) == is_found


def test_the_same_record_many_times_and_lists_of_ones_own_work_are_not_many_records(world: World) -> None:
    by = world.actor("screening_officer")
    looked(by, MANY, action=Action.QUEUE_SHOWN)
    one = uuid4()
    for _ in range(3):
        with transaction() as session:
            audit.record(session, by=by, action=Action.PERSON_SHOWN, objects=[("person", one)])
    assert names(world) == []


def test_what_is_older_than_the_period_is_left_out(world: World) -> None:
    with time_machine.travel(clock.now() - timedelta(days=8), tick=False):
        curious_and_ordinary(world)
    assert names(world) == []
    assert len(shown(world, days=30).much) == 1


def test_a_look_that_rests_on_no_team_and_no_grant_is_found(world: World) -> None:
    by = world.actor("chair")
    looked(by, 1, basis="break_glass")
    looked(by, 1, basis="break_glass")
    looked(world.actor("screening_officer"), 1)
    (line,) = shown(world).unrelated
    assert (line.officer_id, line.times, line.told) == (by.officer_id, 2, "break_glass")


@pytest.mark.parametrize("to", ["officer", "team"])
def test_a_grant_that_stood_at_the_time_is_a_relation(world: World, to: str) -> None:
    by = world.actor("chair")
    (granted, other) = looked(by, 1, basis="grant") + looked(by, 1, basis="grant")
    holder = {"officer_id": by.officer_id} if to == "officer" else {"team_id": world.teams["children"]}
    with transaction() as session:
        accounts.give_sight(session, object_type="person", object_id=granted, basis="grant", **holder)
        audit.record(session, by=OPERATOR, action=Action.GRANT_GIVEN)
    assert [line.times for line in shown(world).unrelated] == [1]
    assert other != granted


def test_a_grant_to_somebody_else_or_given_later_is_none(world: World) -> None:
    by = world.actor("chair")
    first, second = looked(by, 1, basis="grant") + looked(by, 1, basis="grant")
    with transaction() as session:
        somebody = world.actor("minute_taker").officer_id
        accounts.give_sight(session, object_type="person", object_id=first, officer_id=somebody, basis="grant")
        audit.record(session, by=OPERATOR, action=Action.GRANT_GIVEN)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        with transaction() as session:
            accounts.give_sight(
                session, object_type="person", object_id=second, officer_id=by.officer_id, basis="grant"
            )
            audit.record(session, by=OPERATOR, action=Action.GRANT_GIVEN)
        assert [line.times for line in shown(world).unrelated] == [2]


def test_ordinary_work_is_worth_no_question(world: World) -> None:
    for basis in ("own", "reporting", "matching"):
        looked(world.actor("duty_worker"), 1, basis=basis, action=Action.CANDIDATES_SHOWN)
    looked(world.actor("auditor"), 1, basis="audit", action=Action.REFERENCE_FOUND)
    receipt = steps.received(world, of_a_hurt_child=True)
    (person,) = steps.people_on(receipt.concern_id)
    steps.viewed(world, receipt.concern_id)
    view = shown(world)
    assert (view.much, view.unrelated, view.refused) == ((), (), ())
    assert person


@pytest.mark.parametrize(("times", "is_found"), [(9, False), (10, True)])
def test_who_is_refused_often_is_found(world: World, times: int, is_found: bool) -> None:
    by = world.actor("duty_worker")
    for _ in range(times):
        with transaction() as session:
            audit.record(session, by=by, action=Action.REFUSED, objects=[("concern", uuid4())], outcome="refused")
    refused = shown(world).refused
    assert [(line.officer_id, line.times) for line in refused] == ([(by.officer_id, times)] if is_found else [])


def test_more_officers_cost_no_more_statements(world: World, engine: Engine) -> None:
    counts = []
    for _ in range(2):
        told: list[str] = []
        curious_and_ordinary(world)

        def note(_c: object, _u: object, statement: str, *_: object, into: list[str] = told) -> None:
            into.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        shown(world)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(told))
        looked(world.officer("screening_officer", name="Bram Testwell"), MANY)
    assert counts[0] == counts[1]


def test_a_leaf_that_is_none_any_more_does_not_take_the_page_away(world: World, engine: Engine) -> None:
    looked(world.actor("screening_officer"), MANY)
    with engine.execution_options(hub_migration=True, hub_write=True).begin() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        broken = "x'fffe7b22'" if is_sqlite else r"'\xfffe7b22'::bytea"
        columns = "slot, seq, at, body, mac"
        connection.exec_driver_sql(
            f"INSERT INTO audit_leaves ({columns}) SELECT 999, 1, max(at), {broken}, {broken} FROM audit_leaves"
        )
    assert len(names(world)) == 1


def test_nobody_else_is_shown_it(world: World) -> None:
    for role in ("administrator", "team_manager", "screening_officer", "rules_owner"):
        with pytest.raises(NotAllowed):
            shown(world, by=role)


def test_only_the_periods_offered_are_looked_at(world: World) -> None:
    with pytest.raises(NotFound):
        shown(world, days=365)
