"""One-time codes: half signed in is not signed in, and no code is taken twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from hub import accounts, db
from hub.accounts import Officer, SignInState
from hub.audit import Action
from hub.errors import NotAllowed
from tests.factories.desk import HERE, Desk, code_now
from tests.factories.hub_world import leaves

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.both_engines
def test_with_a_second_factor_the_password_alone_opens_nothing(desk: Desk) -> None:
    desk.with_second_factor().give_app("duty_worker")
    outcome = desk.try_officer("duty_worker")
    assert outcome.state is SignInState.CODE_WANTED
    half = desk.signed_in(outcome.cookie)
    assert half is not None
    assert not half.is_complete
    assert leaves(Action.SIGNED_IN) == []


@pytest.mark.parametrize("with_app", [True, False])
def test_a_hash_of_an_old_cost_is_made_anew_with_its_leaf_although_a_code_is_still_wanted(
    desk: Desk, with_app: bool
) -> None:
    desk.with_second_factor()
    if with_app:
        desk.give_app("duty_worker")
    before = desk.try_officer("duty_worker").cookie
    desk.settings = replace(desk.settings, argon2_time=2)
    assert desk.try_officer("duty_worker", cookie=before).state is not SignInState.REFUSED
    with db.reading() as session:
        assert ",t=2," in session.get_one(Officer, desk.id_of("duty_worker")).password_hash
    assert leaves(Action.OFFICER_CHANGED)[-1]["purpose"] == "rehash"


def test_half_signed_in_lasts_five_minutes(desk: Desk) -> None:
    desk.with_second_factor().give_app("duty_worker")
    with time_machine.travel(NOON, tick=False):
        cookie = desk.try_officer("duty_worker").cookie
    with time_machine.travel(NOON + timedelta(minutes=5, seconds=-1), tick=False):
        assert desk.signed_in(cookie) is not None
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        assert desk.signed_in(cookie) is None


@pytest.mark.both_engines
def test_the_code_completes_it_under_another_session(desk: Desk) -> None:
    secret = desk.with_second_factor().give_app("duty_worker")
    first = desk.try_officer("duty_worker")
    done = give_code(desk, first.cookie, code_now(secret))
    assert done.state is SignInState.DONE
    assert done.cookie != first.cookie
    assert desk.signed_in(first.cookie) is None
    found = desk.signed_in(done.cookie)
    assert found is not None
    assert found.is_complete


def give_code(desk: Desk, cookie: str, code: str) -> accounts.SignInOutcome:
    half = desk.signed_in(cookie)
    assert half is not None
    with db.transaction() as session:
        return accounts.give_code(session, half, code, address=HERE, settings=desk.settings, cookie=cookie)


@pytest.mark.both_engines
def test_no_code_is_taken_twice(desk: Desk) -> None:
    secret = desk.with_second_factor().give_app("duty_worker")
    with time_machine.travel(NOON, tick=False):
        code = code_now(secret)
        assert desk.try_officer("duty_worker", code=code).state is SignInState.DONE
        assert desk.try_officer("duty_worker", code=code).state is SignInState.REFUSED


def test_after_a_code_no_earlier_one_is_taken(desk: Desk) -> None:
    secret = desk.with_second_factor().give_app("duty_worker")
    with time_machine.travel(NOON, tick=False):
        assert desk.try_officer("duty_worker", code=code_now(secret, steps=1)).state is SignInState.DONE
        assert desk.try_officer("duty_worker", code=code_now(secret)).state is SignInState.REFUSED


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_one_step_either_side_is_taken_and_two_are_not(desk: Desk, steps: int, taken: bool) -> None:
    secret = desk.with_second_factor().give_app("duty_worker")
    with time_machine.travel(NOON, tick=False):
        outcome = desk.try_officer("duty_worker", code=code_now(secret, steps=steps))
    assert (outcome.state is SignInState.DONE) is taken


@pytest.mark.parametrize("code", ["000000", "12345", "abcdef", "１２３４５６", "-12345", "000000 or 1=1"])
def test_what_is_no_code_is_refused(desk: Desk, code: str) -> None:
    desk.with_second_factor().give_app("duty_worker")
    with time_machine.travel(NOON, tick=False):
        assert desk.try_officer("duty_worker", code=code).state is SignInState.REFUSED


def test_wrong_codes_are_slowed_down_and_the_right_password_does_not_forgive_them(desk: Desk) -> None:
    secret = desk.with_second_factor().give_app("duty_worker")
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            cookie = desk.try_officer("duty_worker").cookie
            assert give_code(desk, cookie, "000000").state is SignInState.REFUSED
        assert desk.try_officer("duty_worker").state is SignInState.WAIT
        assert give_code(desk, cookie, code_now(secret)).state is SignInState.WAIT


def test_an_officer_without_an_app_sets_one_up_and_is_signed_in(desk: Desk) -> None:
    desk.with_second_factor()
    first = desk.try_officer("duty_worker")
    assert first.state is SignInState.SET_UP_WANTED
    secret = accounts.new_secret()
    assert set_second_factor(desk, first.cookie, secret, "000000").state is SignInState.REFUSED
    done = set_second_factor(desk, first.cookie, secret, code_now(secret))
    assert done.state is SignInState.DONE
    assert len(leaves(Action.SECOND_FACTOR_SET)) == 1
    assert desk.try_officer("duty_worker", code=code_now(secret)).state is SignInState.REFUSED, "the code was used"


def set_second_factor(desk: Desk, cookie: str, secret: str, code: str) -> accounts.SignInOutcome:
    half = desk.signed_in(cookie)
    assert half is not None
    with db.transaction() as session:
        return accounts.set_second_factor(
            session, half, secret, code, address=HERE, settings=desk.settings, cookie=cookie
        )


def test_whoever_knows_the_password_cannot_put_their_own_app_in_place_of_the_officers(desk: Desk) -> None:
    desk.with_second_factor().give_app("duty_worker")
    first, own = desk.try_officer("duty_worker"), accounts.new_secret()
    with pytest.raises(NotAllowed):
        set_second_factor(desk, first.cookie, own, code_now(own))


def test_switching_the_second_factor_on_ends_what_was_signed_in_without_it(desk: Desk) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    found = desk.with_second_factor().signed_in(cookie)
    assert found is not None
    assert not found.is_complete


def test_the_second_factors_secret_is_sealed_in_the_database(desk: Desk) -> None:
    secret = desk.give_app("duty_worker")
    with db.reading() as session:
        row = session.execute(select(Officer.__table__).where(Officer.id == desk.id_of("duty_worker"))).one()
    assert secret.encode() not in row.one_time_secret_sealed
