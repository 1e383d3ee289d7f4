"""Setting one's own password: with a code that works once, or with the password one has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from hub import accounts, db
from hub.accounts import PasswordOutcome, SetUpCode, SignInState
from hub.actor import OPERATOR
from hub.audit import Action
from tests.factories.desk import HERE, Desk, code_now
from tests.factories.hub_world import PASSWORD, leaves

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NEW = "nine otters under a bridge"


def a_code(desk: Desk, name: str = "duty_worker", *, resets: bool = False) -> str:
    with db.transaction() as session:
        return accounts.give_set_up_code(session, desk.id_of(name), resets_second_factor=resets, by=OPERATOR)


def use(desk: Desk, code: str, *, username: str = "duty.worker", password: str = NEW) -> PasswordOutcome:
    with db.transaction() as session:
        return accounts.set_up_password(
            session, username=username, code=code, password=password, address=HERE, settings=desk.settings
        )


def change(desk: Desk, cookie: str, old: str, new: str = NEW) -> PasswordOutcome:
    known = desk.signed_in(cookie)
    assert known is not None
    with db.transaction() as session:
        return accounts.change_password(session, known, old=old, new=new, address=HERE, settings=desk.settings)


@pytest.mark.both_engines
def test_a_code_sets_the_password_once_and_ends_what_was_open(desk: Desk) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    code = a_code(desk)
    assert use(desk, code).is_set
    assert desk.signed_in(cookie) is None
    assert desk.try_officer("duty_worker", PASSWORD).state is SignInState.REFUSED
    assert desk.try_officer("duty_worker", NEW).state is SignInState.DONE
    assert not use(desk, code, password="eleven badgers in the rain").is_set
    assert leaves(Action.PASSWORD_CHANGED)[0]["basis"] == "set_up_code"


def test_a_code_may_be_typed_without_its_dashes_and_in_small_letters(desk: Desk) -> None:
    assert use(desk, f" {a_code(desk).replace('-', ' ').lower()} ").is_set


def test_a_code_lives_for_sixty_minutes(desk: Desk) -> None:
    with time_machine.travel(NOON, tick=False):
        late, early = a_code(desk), a_code(desk, "chair")
    with time_machine.travel(NOON + timedelta(minutes=60, seconds=-1), tick=False):
        assert use(desk, early, username="chair").is_set
    with time_machine.travel(NOON + timedelta(minutes=60), tick=False):
        assert not use(desk, late).is_set


def test_a_new_code_takes_the_place_of_the_one_before(desk: Desk) -> None:
    first, second = a_code(desk), a_code(desk)
    assert not use(desk, first).is_set
    assert use(desk, second).is_set


def test_a_code_is_for_its_own_officer(desk: Desk) -> None:
    assert not use(desk, a_code(desk), username="chair").is_set


def test_wrong_name_wrong_code_and_no_code_get_the_same_answer(desk: Desk) -> None:
    a_code(desk)
    answers = [use(desk, "AAAA-AAAA-AAAA-AAAA", username=name) for name in ("duty.worker", "chair", "nobody.at.all")]
    assert answers[0] == answers[1] == answers[2]


def test_guessing_codes_is_slowed_down(desk: Desk) -> None:
    code = a_code(desk)
    for _ in range(5):
        use(desk, "AAAA-AAAA-AAAA-AAAA")
    outcome = use(desk, code)
    assert not outcome.is_set
    assert outcome.wait_seconds > 0


def test_an_unfit_password_does_not_use_the_code_up(desk: Desk) -> None:
    code = a_code(desk)
    assert "password" in use(desk, code, password="too short").errors
    assert "password" in use(desk, code, password="duty.worker.duty").errors
    assert use(desk, code).is_set


def test_only_a_hash_of_the_code_is_kept(desk: Desk) -> None:
    code = a_code(desk)
    with db.reading() as session:
        (kept,) = session.scalars(select(SetUpCode.code_hash))
    assert code.replace("-", "").encode() not in kept
    assert code.encode() not in kept


def test_a_new_password_does_not_bypass_the_second_factor(desk: Desk) -> None:
    secret = desk.with_second_factor().give_app("duty_worker")
    assert use(desk, a_code(desk)).is_set
    assert desk.try_officer("duty_worker", NEW).state is SignInState.CODE_WANTED
    assert desk.try_officer("duty_worker", NEW, code=code_now(secret)).state is SignInState.DONE


def test_a_code_that_resets_the_second_factor_says_so_in_its_leaf(desk: Desk) -> None:
    desk.with_second_factor().give_app("duty_worker")
    assert use(desk, a_code(desk, resets=True)).is_set
    assert desk.try_officer("duty_worker", NEW).state is SignInState.SET_UP_WANTED
    assert leaves(Action.SET_UP_CODE_GIVEN)[-1]["purpose"] == "second_factor"


def test_a_disabled_officer_cannot_use_a_code(desk: Desk) -> None:
    code = a_code(desk)
    with db.transaction() as session:
        accounts.disable_officer(session, desk.id_of("duty_worker"), by=OPERATOR)
    assert not use(desk, code).is_set


@pytest.mark.both_engines
def test_changing_ones_password_ends_every_session_and_begins_a_fresh_one(desk: Desk) -> None:
    here, elsewhere = (desk.try_officer("duty_worker").cookie for _ in range(2))
    outcome = change(desk, here, PASSWORD)
    assert outcome.is_set
    assert desk.signed_in(here) is None
    assert desk.signed_in(elsewhere) is None
    assert desk.signed_in(outcome.cookie) is not None
    assert desk.try_officer("duty_worker", NEW).state is SignInState.DONE


def test_changing_it_needs_the_one_there_is(desk: Desk) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    assert change(desk, cookie, "wrong words altogether").errors.keys() == {"old"}
    assert desk.signed_in(cookie) is not None
    assert leaves(Action.SIGN_IN_FAILED) != []


def test_whoever_sits_at_an_open_desk_cannot_guess_it_for_long(desk: Desk) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    for _ in range(5):
        change(desk, cookie, "wrong words altogether")
    assert change(desk, cookie, PASSWORD).wait_seconds > 0


def test_a_new_password_that_is_unfit_changes_nothing(desk: Desk) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    assert change(desk, cookie, PASSWORD, "dutyworkertestwell").errors.keys() == {"password"}
    assert desk.try_officer("duty_worker").state is SignInState.DONE


def test_a_session_with_a_second_factor_keeps_it_through_the_change(desk: Desk) -> None:
    secret = desk.with_second_factor().give_app("duty_worker")
    cookie = desk.try_officer("duty_worker", code=code_now(secret)).cookie
    found = desk.signed_in(change(desk, cookie, PASSWORD).cookie)
    assert found is not None
    assert found.is_complete
