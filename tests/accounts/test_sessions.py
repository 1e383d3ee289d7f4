"""Sessions: how long they last, what ends them, and that what an officer holds is read anew with each request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from hub import accounts, audit, db
from hub.accounts import OfficerRole, SignedIn, SignInSession
from hub.actor import OPERATOR
from hub.audit import Action
from hub.errors import NotAllowed, NotFound
from tests.factories.desk import Desk
from tests.factories.hub_world import leaves

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.both_engines
def test_who_is_asking_is_read_in_one_query(desk: Desk) -> None:
    cookie = desk.try_officer("team_manager").cookie
    asked: list[str] = []
    engine = db.bound_engine()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    found = desk.signed_in(cookie)
    event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in asked if one.lstrip().upper().startswith("SELECT")]) == 1
    assert found is not None
    expected = desk.world.actor("team_manager")
    assert found.actor.roles == expected.roles
    assert found.actor.permissions == expected.permissions
    assert found.actor.teams == expected.teams
    assert found.actor.qualifications == expected.qualifications
    assert (found.actor.name, found.actor.agency_id) == (expected.name, expected.agency_id)


def test_an_officer_with_no_team_and_no_qualification_has_none(desk: Desk) -> None:
    found = desk.sign_in("chair")
    assert found.actor.teams == frozenset()
    assert found.actor.qualifications == frozenset()


def test_only_a_hash_of_the_cookie_is_kept(desk: Desk) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    assert len(cookie) == 43, "256 random bits"
    with db.reading() as session:
        (kept,) = session.scalars(select(SignInSession.id_hash))
    assert cookie.encode() not in kept
    assert len(kept) == 32


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "' OR 1=1 --", "\x00"])
def test_a_value_nobody_was_given_opens_nothing(desk: Desk, cookie: str) -> None:
    desk.try_officer("duty_worker")
    assert desk.signed_in(cookie) is None


def test_a_session_ends_after_fifteen_minutes_of_nothing(desk: Desk) -> None:
    cookie = _signed_in_at(NOON, desk)
    with time_machine.travel(NOON + timedelta(minutes=15, seconds=-1), tick=False):
        assert desk.signed_in(cookie) is not None
    with time_machine.travel(NOON + timedelta(minutes=15), tick=False):
        assert desk.signed_in(cookie) is None


def _signed_in_at(when: datetime, desk: Desk) -> str:
    with time_machine.travel(when, tick=False):
        return desk.try_officer("duty_worker").cookie


def _found(desk: Desk, cookie: str) -> SignedIn:
    found = desk.signed_in(cookie)
    assert found is not None
    return found


def test_using_it_starts_the_fifteen_minutes_again(desk: Desk) -> None:
    cookie = _signed_in_at(NOON, desk)
    with time_machine.travel(NOON + timedelta(minutes=14), tick=False), db.transaction() as session:
        accounts.note_seen(session, _found(desk, cookie).id_hash)
    with time_machine.travel(NOON + timedelta(minutes=28), tick=False):
        assert _found(desk, cookie).seconds_left == 60


def test_no_use_carries_it_past_the_days_limit(desk: Desk) -> None:
    cookie = _signed_in_at(NOON, desk)
    for minutes in range(10, 600, 10):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False), db.transaction() as session:
            accounts.note_seen(session, _found(desk, cookie).id_hash)
    with time_machine.travel(NOON + timedelta(hours=10, seconds=-1), tick=False):
        assert _found(desk, cookie).seconds_left == 1
    with time_machine.travel(NOON + timedelta(hours=10), tick=False):
        assert desk.signed_in(cookie) is None


def test_the_limits_of_the_settings_hold(desk: Desk) -> None:
    from dataclasses import replace

    desk.settings = replace(desk.settings, session_idle_minutes=5, session_hours=8)
    cookie = _signed_in_at(NOON, desk)
    with time_machine.travel(NOON, tick=False):
        found = _found(desk, cookie)
    assert found.idle_ends_at == NOON + timedelta(minutes=5)
    assert found.ends_at == NOON + timedelta(hours=8)


def test_its_last_use_is_written_at_most_once_a_minute(desk: Desk) -> None:
    cookie = _signed_in_at(NOON, desk)
    with time_machine.travel(NOON + timedelta(seconds=59), tick=False):
        assert not accounts.is_due_to_note(_found(desk, cookie))
    with time_machine.travel(NOON + timedelta(seconds=60), tick=False):
        assert accounts.is_due_to_note(_found(desk, cookie))


def test_saying_one_is_still_there_extends_it_and_is_told_of(desk: Desk) -> None:
    cookie = _signed_in_at(NOON, desk)
    with time_machine.travel(NOON + timedelta(minutes=13), tick=False):
        with db.transaction() as session:
            accounts.stay_signed_in(session, _found(desk, cookie))
        assert _found(desk, cookie).seconds_left == 900
    assert len(leaves(Action.SESSION_STAYED)) == 1


def test_signing_out_ends_it_on_the_server(desk: Desk) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    with db.transaction() as session:
        accounts.sign_out(session, _found(desk, cookie))
    assert desk.signed_in(cookie) is None
    assert [leaf["actor"] for leaf in leaves(Action.SIGNED_OUT)] == [str(desk.id_of("duty_worker"))]


def test_a_session_that_ended_cannot_be_extended(desk: Desk) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    found = _found(desk, cookie)
    with db.transaction() as session:
        accounts.sign_out(session, found)
    with db.transaction() as session:
        accounts.note_seen(session, found.id_hash)
    assert desk.signed_in(cookie) is None


@pytest.mark.both_engines
def test_revoking_ends_every_session_of_the_officer_by_the_next_request(desk: Desk) -> None:
    mine = [desk.try_officer("duty_worker").cookie for _ in range(3)]
    other = desk.try_officer("chair").cookie
    with db.transaction() as session:
        accounts.revoke_sessions(session, desk.id_of("duty_worker"), by=desk.world.actor("administrator"))
    assert [desk.signed_in(cookie) for cookie in mine] == [None, None, None]
    assert desk.signed_in(other) is not None


def test_an_officer_may_revoke_their_own_sessions_and_nobody_elses(desk: Desk) -> None:
    by = desk.world.actor("duty_worker")
    with db.transaction() as session:
        accounts.revoke_sessions(session, desk.id_of("duty_worker"), by=by)
    with pytest.raises(NotAllowed), db.transaction() as session:
        accounts.revoke_sessions(session, desk.id_of("chair"), by=by)


def test_a_role_taken_or_given_by_hand_holds_at_the_next_request(desk: Desk) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    officer_id = desk.id_of("duty_worker")
    with db.transaction() as session:
        session.delete(session.get_one(OfficerRole, (officer_id, "duty_worker")))
        session.add(OfficerRole(officer_id=officer_id, role="committee_reader"))
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)
    assert _found(desk, cookie).actor.permissions == {"figures_see"}


def test_an_officer_as_they_may_act_now_is_found_without_a_session(desk: Desk) -> None:
    with db.reading() as session:
        found = accounts.actor_of(session, desk.id_of("screening_officer"), "a mark")
    assert found.roles == {"screening_officer"}
    assert found.session_mark == "a mark"


def test_a_disabled_officer_is_nobody_to_act_as(desk: Desk) -> None:
    with db.transaction() as session:
        accounts.disable_officer(session, desk.id_of("chair"), by=OPERATOR)
    with pytest.raises(NotFound), db.reading() as session:
        accounts.actor_of(session, desk.id_of("chair"))
