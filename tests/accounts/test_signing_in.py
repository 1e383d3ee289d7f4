"""Signing in: what succeeds, what does not, and that nothing tells one failure from another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event, func, select

from hub import accounts, audit, db
from hub.accounts import Officer, SignInSession, SignInState, Throttle, passwords, throttling
from hub.actor import OPERATOR
from hub.audit import Action
from tests.factories.desk import HERE, Desk, code_now
from tests.factories.hub_world import PASSWORD, leaves

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.both_engines
def test_the_right_password_signs_in_and_is_told_of(desk: Desk) -> None:
    outcome = desk.try_officer("duty_worker")
    assert outcome.state is SignInState.DONE
    found = desk.signed_in(outcome.cookie)
    assert found is not None
    assert found.actor.officer_id == desk.id_of("duty_worker")
    assert [leaf["actor"] for leaf in leaves(Action.SIGNED_IN)] == [str(desk.id_of("duty_worker"))]
    assert leaves(Action.SIGNED_IN)[0]["session"] == found.actor.session_mark


def test_a_username_is_found_whatever_its_case_and_spaces_around_it(desk: Desk) -> None:
    assert desk.try_username("  Duty.Worker ").state is SignInState.DONE


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "typed", ["\x00", "duty.worker\x00", "\ud800", "' OR 1=1 --", "x" * 100_000, "\u202e\r\n\x1b[2J"]
)
def test_whatever_is_typed_is_refused_and_nothing_breaks(desk: Desk, typed: str) -> None:
    assert desk.try_username(typed, "wrong words altogether").state is SignInState.REFUSED
    assert desk.try_username("chair", typed).state is SignInState.REFUSED


def test_known_unknown_and_disabled_get_the_same_answer(desk: Desk) -> None:
    with db.transaction() as session:
        accounts.disable_officer(session, desk.id_of("chair"), by=OPERATOR)
    answers = {
        desk.try_username("duty.worker", "wrong words altogether", address="192.0.2.1"),
        desk.try_username("nobody.at.all", "wrong words altogether", address="192.0.2.2"),
        desk.try_username("chair", PASSWORD, address="192.0.2.3"),
        desk.try_username("", "", address="192.0.2.4"),
    }
    assert len(answers) == 1
    assert answers.pop().state is SignInState.REFUSED


def test_known_and_unknown_cost_the_same_statements_and_one_hash_each(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.try_username("a first try, after which the keys are open")
    hashed: list[str] = []
    real = passwords.is_right
    monkeypatch.setattr(passwords, "is_right", lambda *args: hashed.append("once") or real(*args))
    known, unknown = (
        _statements(lambda name=name: desk.try_username(name, "wrong words altogether"))
        for name in ("duty.worker", "nobody.at.all")
    )
    assert known == unknown
    assert hashed == ["once", "once"]


def _statements(work: object) -> list[str]:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = db.bound_engine()
    event.listen(engine, "before_cursor_execute", note)
    work()  # type: ignore[operator]  # a callable
    event.remove(engine, "before_cursor_execute", note)
    return said


def test_each_failure_has_its_leaf_without_what_was_typed(desk: Desk) -> None:
    desk.try_username("duty.worker", "wrong words altogether")
    desk.try_username("somebody.typed.this", "wrong words altogether")
    known, unknown = leaves(Action.SIGN_IN_FAILED)
    assert known["objects"] == [["officer", str(desk.id_of("duty_worker"))]]
    assert unknown["objects"][0][0] == "account_mark"  # type: ignore[index]  # a list of pairs
    assert "somebody" not in str(unknown)
    assert known["outcome"] == unknown["outcome"] == "refused"


@pytest.mark.both_engines
def test_the_fifth_failure_makes_an_account_wait_and_the_fourth_does_not(desk: Desk) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(4):
            assert desk.try_officer("duty_worker", "wrong words altogether").state is SignInState.REFUSED
        assert desk.try_officer("duty_worker", "wrong words altogether").state is SignInState.REFUSED
        made_to_wait = desk.try_officer("duty_worker")
        assert made_to_wait.state is SignInState.WAIT
        assert 0 < made_to_wait.wait_seconds <= 30
    with time_machine.travel(NOON + timedelta(seconds=29), tick=False):
        assert desk.try_officer("duty_worker").state is SignInState.WAIT
    with time_machine.travel(NOON + timedelta(seconds=30), tick=False):
        assert desk.try_officer("duty_worker").state is SignInState.DONE


def test_an_unknown_name_is_made_to_wait_just_the_same(desk: Desk) -> None:
    with time_machine.travel(NOON, tick=False):
        answers = [
            [desk.try_username(name, "wrong words altogether", address=address) for _ in range(8)]
            for name, address in (("duty.worker", "192.0.2.1"), ("nobody.at.all", "192.0.2.2"))
        ]
    assert answers[0] == answers[1]


def test_waiting_out_does_not_start_anew_and_no_wait_is_longer_than_five_minutes(desk: Desk) -> None:
    at, waits = NOON, []
    for _ in range(12):
        with time_machine.travel(at, tick=False):
            outcome = desk.try_officer("duty_worker", "wrong words altogether")
            if outcome.state is SignInState.REFUSED:
                outcome = desk.try_officer("duty_worker", "wrong words altogether")
            waits.append(outcome.wait_seconds)
            at += timedelta(seconds=outcome.wait_seconds)
    assert max(waits) == 300
    assert sorted(waits) == waits


def test_trying_while_made_to_wait_does_not_lengthen_the_wait(desk: Desk) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(60):
            desk.try_officer("duty_worker", "wrong words altogether")
    with time_machine.travel(NOON + timedelta(seconds=30), tick=False):
        assert desk.try_officer("duty_worker").state is SignInState.DONE


def test_one_account_made_to_wait_keeps_nobody_else_out(desk: Desk) -> None:
    for _ in range(9):
        desk.try_officer("duty_worker", "wrong words altogether")
    assert desk.try_officer("screening_officer").state is SignInState.DONE


def test_one_address_that_guesses_at_many_accounts_waits_and_others_do_not(desk: Desk) -> None:
    for number in range(50):
        assert desk.try_username(f"guess{number}", "wrong words altogether").state is SignInState.REFUSED
    assert desk.try_officer("duty_worker").state is SignInState.WAIT
    assert desk.try_officer("duty_worker", address="192.0.2.200").state is SignInState.DONE


def test_signing_in_forgives_the_account_and_not_the_address(desk: Desk) -> None:
    for number in range(49):
        desk.try_username(f"guess{number}", "wrong words altogether")
    assert desk.try_officer("duty_worker").state is SignInState.DONE
    desk.try_username("one more guess", "wrong words altogether")
    assert desk.try_officer("duty_worker").state is SignInState.WAIT


def test_no_name_and_no_address_stands_in_the_throttles(desk: Desk) -> None:
    desk.try_username("duty.worker", "wrong words altogether")
    with db.reading() as session:
        marks = list(session.scalars(select(Throttle.mark)))
    assert {len(mark) for mark in marks} == {32}
    assert all(word not in mark for mark in marks for word in (b"duty", HERE.encode()))


def test_the_marks_of_long_ago_are_swept(desk: Desk) -> None:
    with time_machine.travel(NOON, tick=False) as travel:
        desk.try_username("duty.worker", "wrong words altogether")
        travel.shift(timedelta(minutes=30))
        with db.transaction() as session:
            assert not throttling.is_any_old(session)
            assert throttling.sweep_throttles(session) == 0
        travel.shift(timedelta(seconds=1))
        with db.transaction() as session:
            assert throttling.is_any_old(session)
            assert throttling.sweep_throttles(session) == 2


def test_a_hash_of_an_old_cost_is_made_anew_at_sign_in(desk: Desk) -> None:
    desk.settings = replace(desk.settings, argon2_time=2)
    assert desk.try_officer("duty_worker").state is SignInState.DONE
    with db.reading() as session:
        kept = session.get_one(Officer, desk.id_of("duty_worker")).password_hash
    assert ",t=2," in kept
    assert desk.try_officer("duty_worker").state is SignInState.DONE


def test_each_sign_in_begins_a_fresh_session_and_ends_the_browsers_old_one(desk: Desk) -> None:
    first = desk.try_officer("duty_worker")
    second = desk.try_officer("duty_worker", cookie=first.cookie)
    assert first.cookie != second.cookie
    assert desk.signed_in(first.cookie) is None
    assert desk.signed_in(second.cookie) is not None


def test_a_session_chosen_by_somebody_else_opens_nothing(desk: Desk) -> None:
    planted = "A" * 43
    assert desk.try_officer("duty_worker", cookie=planted).cookie != planted
    assert desk.signed_in(planted) is None


def test_a_refused_try_leaves_no_session(desk: Desk) -> None:
    desk.try_officer("duty_worker", "wrong words altogether")
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInSession)) == 0
    assert audit.in_words(Action.SIGN_IN_FAILED)


@pytest.mark.postgres
def test_guesses_at_one_account_made_at_once_are_still_counted_one_by_one(desk: Desk) -> None:
    with ThreadPoolExecutor(10) as together:
        states = list(
            together.map(lambda _: desk.try_officer("duty_worker", "wrong words altogether").state, range(30))
        )
    assert states.count(SignInState.REFUSED) == 5
    assert states.count(SignInState.WAIT) == 25


@pytest.mark.postgres
def test_one_code_sent_many_times_at_once_signs_in_once(desk: Desk) -> None:
    secret = desk.with_second_factor().give_app("duty_worker")
    code = code_now(secret)
    with ThreadPoolExecutor(10) as together:
        outcomes = list(together.map(lambda _: desk.try_officer("duty_worker", code=code), range(10)))
    assert [outcome.state for outcome in outcomes].count(SignInState.DONE) == 1
