"""Backtests that were asked for: worked through by processes or by one, told as they go, begun anew where a worker died."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from hub import clock, people
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, Unprocessable
from hub.jobs import backtesting, trying_drafts
from hub.jobs.trying_drafts import try_next
from hub.rulebook import BacktestMove, RuleBacktest, RuleDraft, backtests, history, working_through
from screening_rules import shipped_files
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World, leaves

BABY = PersonMaker(surname="Fauxley", age_from=0, age_to=1, hurt=True)


def ask(world: World, draft: RuleDraft) -> UUID:
    with transaction() as session:
        return backtests.ask(session, draft.number, by=world.actor("rules_owner")).id


def found(backtest_id: UUID) -> RuleBacktest:
    with reading() as session:
        return session.get_one(RuleBacktest, backtest_id)


def moves(world: World, draft: RuleDraft) -> list[BacktestMove]:
    with reading() as session:
        view = backtests.show_backtest(session, draft.number, by=world.actor("rules_owner")).view
        return list(view.moves) if view else []


@pytest.mark.both_engines
def test_every_concern_is_tried_and_whoever_moves_down_is_named_by_reference(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "CONCERNS_AT_ONCE", 2)
    told = [steps.received(world, people=(BABY,)) for _ in range(5)]
    steps.received(world, of_an_adult=True)
    draft = rules.begun(world, rules.lowered())
    made, seen = ask(world, draft), list[tuple[int, int]]()
    assert try_next(processes=1, tell=lambda done, total: seen.append((done, total)))
    result = found(made).result or {}
    assert (found(made).state, found(made).done, found(made).total) == ("done", 6, 6)
    assert (result["concerns"], result["people"], result["lost"]) == (6, 6, 0)
    assert seen[-1] == (6, 6)
    assert {each.ref for each in moves(world, draft)} >= {each.ref for each in told}
    assert result["down"] == len(moves(world, draft))
    assert result["by"]["age"]["0 to 4"] == {"down": 5, "people": 5}
    assert not try_next(processes=1)


@pytest.mark.both_engines
def test_several_processes_come_to_the_same_as_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "CONCERNS_AT_ONCE", 2)
    for _ in range(5):
        steps.received(world, people=(BABY,))
    draft = rules.begun(world, rules.lowered())
    outcomes = []
    for processes in (1, 2):
        made = ask(world, draft)
        assert try_next(processes=processes)
        listed = [(each.number, each.ref, each.place, each.to_urgency) for each in moves(world, draft)]
        outcomes.append((found(made).problem, found(made).result, listed))
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0][2]) == 5


@pytest.mark.both_engines
@pytest.mark.parametrize("processes", [1, 2])
def test_people_are_counted_by_the_ward_of_their_home(
    world: World, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(history, "CONCERNS_AT_ONCE", 1)
    with transaction() as session:
        people.load_wards(session, ["postcode,ward", "DD4 9CI,East End"], by=world.actor("rules_owner"))
    for home in (
        {"postcode": "dd4 9ci"},
        {"address": "Flat 1/2, 3 Thimblewick Road, DD49CI"},
        {"postcode": "DD4 9CI", "address_protected": True},
        {"postcode": "DD4 9CV"},
        {},
    ):
        steps.received(world, people=(replace(BABY, **home),))
    draft = rules.begun(world, rules.lowered())
    made = ask(world, draft)
    assert try_next(processes=processes)
    assert (found(made).result or {})["by"]["ward"] == {
        "East End": {"down": 2, "people": 2},
        "not_recorded": {"down": 3, "people": 3},
    }


def test_a_sealed_record_is_counted_and_not_named(world: World) -> None:
    steps.received(world, people=(BABY,), about_one_of_us=True)
    draft = rules.begun(world, rules.lowered())
    assert rules.tried(world, draft) == 1
    assert [each.ref for each in moves(world, draft)] == [""]


def test_what_was_erased_is_not_tried_and_is_said_to_be_missing(world: World) -> None:
    told = steps.received(world, people=(BABY,))
    with transaction() as session:
        _, row = rules.run_and_subject(session, told.concern_id)
        rules.destroy(session, row.key)
    draft = rules.begun(world, rules.lowered())
    assert rules.tried(world, draft) == 0
    with reading() as session:
        tested = backtests.finished(session, draft)
    assert tested is not None
    assert (tested.result or {})["lost"] == 1


def test_only_what_came_in_since_a_day_is_tried_when_asked(world: World, travel: time_machine.Traveller) -> None:
    steps.received(world, people=(BABY,))
    travel.shift(timedelta(days=3))
    steps.received(world, people=(BABY,))
    draft = rules.begun(world, rules.lowered())
    with transaction() as session:
        made = backtests.ask(session, draft.number, since=clock.today(), by=world.actor("rules_owner")).id
    assert try_next(processes=1)
    assert (found(made).result or {})["concerns"] == 1
    with reading() as session:
        assert backtests.finished(session, draft) is None, "a part of what is stored is no proof"


@pytest.mark.both_engines
def test_a_backtest_whose_worker_died_is_begun_anew_by_another(world: World, travel: time_machine.Traveller) -> None:
    steps.received(world, people=(BABY,))
    draft = rules.begun(world, rules.lowered())
    made = ask(world, draft)
    with transaction() as session:
        dead = working_through.take(session)
    assert dead is not None
    row = {"number": 1, "ref": "x", "place": 1, "from_urgency": None, "to_urgency": None}
    lists: dict[str, object] = {"from_routes": [], "to_routes": [], "rules": []}
    with transaction() as session:
        working_through.note_progress(session, dead, done=1, total=9, moves=[{**row, **lists}])
    assert not try_next(processes=1), "somebody works on it"
    travel.shift(working_through.HELD)
    assert try_next(processes=1)
    assert found(made).state == "done"
    assert [each.ref != "x" for each in moves(world, draft)] == [True]
    with pytest.raises(Conflict), transaction() as session:
        working_through.note_progress(session, dead, done=2, total=9)


def test_who_moved_down_by_files_that_are_gone_is_forgotten_and_the_counts_stay(world: World) -> None:
    steps.received(world, people=(BABY,))
    draft = rules.begun(world, rules.lowered())
    first = ask(world, draft)
    try_next(processes=1)
    assert len(moves(world, draft)) == 1
    draft = rules.changed(world, draft, {"facts.yaml": shipped_files()["facts.yaml"] + "# said otherwise\n"})
    rules.tried(world, draft)
    with reading() as session:
        held = session.scalars(select(BacktestMove.backtest_id)).all()
    assert len(held) == 1
    assert first not in held
    assert (found(first).result or {})["down"] == 1


def test_a_worker_that_is_told_to_stop_leaves_it_for_the_next(world: World) -> None:
    steps.received(world, people=(BABY,))
    made = ask(world, rules.begun(world, rules.lowered()))
    stop = threading.Event()
    stop.set()
    assert try_next(stop, processes=1)
    assert found(made).state == "running"
    assert try_next(processes=1)
    assert found(made).state == "done"


def test_a_draft_changed_while_it_waited_is_not_tried(world: World) -> None:
    draft = rules.begun(world, rules.lowered())
    made = ask(world, draft)
    rules.changed(world, draft, rules.raised())
    assert try_next(processes=1)
    assert (found(made).state, found(made).problem) == ("failed", "draft_changed")


@pytest.mark.parametrize("how", ["fails", "dies"])
def test_a_process_that_fails_or_dies_is_told_as_a_failure(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    steps.received(world, people=(BABY,))
    made = ask(world, rules.begun(world, rules.lowered()))
    target = {"fails": work_and_fail, "dies": work_and_die}[how]
    monkeypatch.setattr(backtesting, "work", target)
    assert try_next(processes=2)
    problem = {"fails": "ZeroDivisionError", "dies": "process_died"}[how]
    assert (found(made).state, found(made).problem) == ("failed", problem)


def test_what_fails_in_the_workers_own_process_is_told_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.received(world, people=(BABY,))
    made = ask(world, rules.begun(world, rules.lowered()))

    def fails(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(backtesting, "compare", fails)
    assert try_next(processes=1)
    assert (found(made).state, found(made).problem) == ("failed", "ZeroDivisionError")


def work_and_fail(end: backtesting.Connection, *_given: object) -> None:
    end.recv()
    end.send("ZeroDivisionError")


def work_and_die(end: backtesting.Connection, *_given: object) -> None:
    end.recv()


def test_the_loop_goes_on_after_a_failure_and_ends_when_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, turns = threading.Event(), list[int]()

    def turn(*_given: object) -> bool:
        turns.append(1)
        if len(turns) == 1:
            raise RuntimeError
        stop.set()
        return False

    monkeypatch.setattr(trying_drafts, "try_next", turn)
    trying_drafts.keep_trying(stop, seconds=0)
    assert len(turns) == 2


def test_asking_is_for_those_who_change_rules_and_looking_has_a_leaf(world: World) -> None:
    draft = rules.begun(world)
    with pytest.raises(NotAllowed), transaction() as session:
        backtests.ask(session, draft.number, by=world.actor("senior_manager"))
    with pytest.raises(NotAllowed), reading() as session:
        backtests.show_backtest(session, draft.number, by=world.actor("screening_officer"))
    first, again = ask(world, draft), ask(world, draft)
    assert first == again, "one that waits already is it"
    assert [each["action"] for each in leaves()][-1] == "backtest_asked"
    broken = rules.changed(world, draft, {"facts.yaml": "["})
    with pytest.raises(Unprocessable):
        ask(world, broken)


@pytest.mark.both_engines
def test_those_who_move_down_are_listed_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtests, "MOVES_A_PAGE", 2)
    for _ in range(3):
        steps.received(world, people=(BABY,))
    draft = rules.begun(world, rules.lowered())
    rules.tried(world, draft)
    with reading() as session:
        first = backtests.show_backtest(session, draft.number, by=world.actor("senior_manager")).view
        assert first is not None
        assert first.next_after == 2
        last = backtests.show_backtest(session, draft.number, after=2, by=world.actor("senior_manager")).view
    assert last is not None
    assert ([each.number for each in first.moves], [each.number for each in last.moves]) == ([1, 2], [3])
    assert last.next_after is None


def test_whoever_works_long_on_one_stretch_says_that_they_live(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.received(world, people=(BABY,))
    made, seen = ask(world, rules.begun(world, rules.lowered())), list[tuple[int, int]]()
    monkeypatch.setattr(backtesting, "work", work_for_long)
    assert try_next(processes=2, tell=lambda done, total: seen.append((done, total)))
    assert found(made).state == "done"
    assert seen.count((0, 1)) >= 2, "at the beginning, and while nothing came back"


def work_for_long(end: backtesting.Connection, *_given: object) -> None:
    place, stretch = end.recv()
    time.sleep(1.5)
    end.send((place, backtesting.Part(stretch.concerns, Counter(), [])))
