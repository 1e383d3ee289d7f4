"""Keeping accounts: who may, what may be held together, and what ends at once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from hub import accounts, db
from hub.accounts import NewOfficer, Officer, SignInState
from hub.actor import OPERATOR, Actor
from hub.audit import Action
from hub.errors import NotAllowed, NotFound, Unprocessable
from tests.factories.desk import Desk
from tests.factories.hub_world import leaves


@pytest.fixture
def administrator(desk: Desk) -> Actor:
    return desk.world.actor("administrator")


def add(session: Session, desk: Desk, by: Actor, **more: object) -> NewOfficer:
    values = {
        "username": "new.person",
        "name": "New Person",
        "email": "new.person@council.example",
        "agency_id": desk.world.agency_id,
        "roles": ["duty_worker"],
        "team_ids": [desk.world.teams["screening"]],
        "qualifications": ["social_worker"],
        "by": by,
    }
    return accounts.add_officer(session, **{**values, **more})  # type: ignore[arg-type]  # the test's own words


@pytest.mark.both_engines
def test_a_new_officer_holds_what_was_named_and_cannot_sign_in_yet(desk: Desk, administrator: Actor) -> None:
    with db.transaction() as session:
        new = add(session, desk, administrator, username=" New.Person ")
    with db.reading() as session:
        found = accounts.actor_of(session, new.officer.id)
        assert session.get_one(Officer, new.officer.id).username == "new.person"
    assert found.roles == {"duty_worker"}
    assert found.teams == {desk.world.teams["screening"]}
    assert found.qualifications == {"social_worker"}
    assert desk.try_username("new.person", "!").state is SignInState.REFUSED
    (leaf,) = [one for one in leaves(Action.OFFICER_ADDED) if one["actor"] == administrator.mark]
    assert ["officer", str(new.officer.id)] in leaf["objects"]  # type: ignore[operator]  # a list of pairs
    written = {row[0] for row in leaf["rows"]}  # type: ignore[attr-defined]  # a list of rows
    assert {"officers", "officer_roles", "officer_teams", "officer_qualifications"} <= written


def test_a_username_is_held_by_one_officer_whatever_its_case(desk: Desk, administrator: Actor) -> None:
    with pytest.raises(Unprocessable), db.transaction() as session:
        add(session, desk, administrator, username="DUTY.Worker")


@pytest.mark.parametrize(
    "wrong",
    [
        {"roles": ["king"]},
        {"qualifications": ["wizard"]},
        {"username": "  "},
        {"username": "two words"},
        {"username": "d\u0443ty"},
        {"roles": ["auditor", "screening_officer"]},
        {"roles": ["administrator", "auditor"]},
        {"roles": ["key_custodian", "duty_worker"]},
    ],
)
def test_what_cannot_be_held_is_refused(desk: Desk, wrong: dict[str, object]) -> None:
    with pytest.raises(Unprocessable), db.transaction() as session:
        add(session, desk, OPERATOR, **wrong)


def test_roles_that_go_together_may_be_held_together(desk: Desk) -> None:
    for username, roles in (
        ("one.person", {"data_guardian", "auditor"}),
        ("another", {"duty_worker", "screening_officer", "rules_owner"}),
    ):
        with db.transaction() as session:
            made = add(session, desk, OPERATOR, username=username, roles=sorted(roles)).officer.id
        with db.reading() as session:
            assert accounts.actor_of(session, made).roles == roles


def everything_that_asks_for_an_administrator(
    session: Session, officer_id: UUID, desk: Desk, by: Actor
) -> list[object]:
    return [
        lambda: add(session, desk, by),
        lambda: accounts.change_officer(session, officer_id, roles=["chair"], by=by),
        lambda: accounts.disable_officer(session, officer_id, by=by),
        lambda: accounts.enable_officer(session, officer_id, by=by),
        lambda: accounts.give_set_up_code(session, officer_id, by=by),
        lambda: accounts.add_agency(session, name="Another", kind="police", by=by),
        lambda: accounts.add_team(session, agency_id=uuid4(), name="Another", kind="adults", by=by),
        lambda: accounts.issue_token(session, name="x", agency_id=uuid4(), role="partner_reporter", by=by),
        lambda: accounts.revoke_token(session, uuid4(), by=by),
    ]


@pytest.mark.parametrize("role", ["duty_worker", "senior_manager", "auditor", "key_custodian", "data_guardian"])
def test_only_an_administrator_keeps_accounts(desk: Desk, role: str) -> None:
    by = desk.world.actor(role)
    with db.reading() as session:
        for action in everything_that_asks_for_an_administrator(session, desk.id_of("chair"), desk, by):
            with pytest.raises(NotAllowed):
                action()  # type: ignore[operator]  # a callable


def test_changing_roles_ends_the_officers_sessions_and_holds_at_once(desk: Desk, administrator: Actor) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    with db.transaction() as session:
        accounts.change_officer(session, desk.id_of("duty_worker"), roles=["chair"], team_ids=[], by=administrator)
    assert desk.signed_in(cookie) is None
    found = desk.sign_in("duty_worker").actor
    assert found.roles == {"chair"}
    assert found.teams == frozenset()


def test_what_is_not_named_stays(desk: Desk, administrator: Actor) -> None:
    with db.transaction() as session:
        accounts.change_officer(session, desk.id_of("team_manager"), qualifications=[], by=administrator)
    found = desk.sign_in("team_manager").actor
    assert found.roles == {"team_manager"}
    assert len(found.teams) == 3
    assert found.qualifications == frozenset()


def test_nobody_changes_disables_or_enables_themselves(desk: Desk, administrator: Actor) -> None:
    own = desk.id_of("administrator")
    with db.reading() as session:
        for action in (
            lambda: accounts.change_officer(session, own, roles=["auditor"], by=administrator),
            lambda: accounts.disable_officer(session, own, by=administrator),
            lambda: accounts.enable_officer(session, own, by=administrator),
        ):
            with pytest.raises(NotAllowed):
                action()


def test_a_privileged_role_takes_a_second_administrator(desk: Desk, administrator: Actor) -> None:
    with db.transaction() as session:
        second_id = add(session, desk, OPERATOR, username="second", roles=["administrator"]).officer.id
    with db.reading() as session:
        second = accounts.actor_of(session, second_id)
    for agreed_by in (None, administrator, desk.world.actor("senior_manager")):
        with pytest.raises(NotAllowed), db.transaction() as session:
            accounts.change_officer(
                session, desk.id_of("chair"), roles=["auditor"], by=administrator, agreed_by=agreed_by
            )
    with db.transaction() as session:
        accounts.change_officer(session, desk.id_of("chair"), roles=["auditor"], by=administrator, agreed_by=second)
    assert desk.sign_in("chair").actor.roles == {"auditor"}
    assert ["agreed_by", second.mark] in leaves(Action.OFFICER_CHANGED)[-1]["objects"]  # type: ignore[operator]


@pytest.mark.both_engines
def test_a_disabled_officer_is_out_at_the_next_request_and_stays_out_until_enabled(
    desk: Desk, administrator: Actor
) -> None:
    cookie = desk.try_officer("duty_worker").cookie
    with db.transaction() as session:
        accounts.disable_officer(session, desk.id_of("duty_worker"), by=administrator)
    assert desk.signed_in(cookie) is None
    assert desk.try_officer("duty_worker").state is SignInState.REFUSED
    with db.transaction() as session:
        accounts.enable_officer(session, desk.id_of("duty_worker"), by=administrator)
    assert desk.signed_in(cookie) is None, "what had ended stays ended"
    assert desk.try_officer("duty_worker").state is SignInState.DONE


def test_an_officer_who_is_not_there_is_not_found(desk: Desk, administrator: Actor) -> None:
    with pytest.raises(NotFound), db.transaction() as session:
        accounts.disable_officer(session, uuid4(), by=administrator)


def test_names_are_found_by_id(desk: Desk) -> None:
    wanted = [desk.id_of("chair"), desk.id_of("duty_worker"), uuid4()]
    with db.reading() as session:
        assert accounts.officer_names(session, wanted) == {
            desk.id_of("chair"): "Chair Testwell",
            desk.id_of("duty_worker"): "Duty Worker Testwell",
        }


def test_agencies_and_teams_have_names_of_their_own(desk: Desk, administrator: Actor) -> None:
    with db.transaction() as session:
        police = accounts.add_agency(session, name="Mock Police", kind="police", by=administrator)
        team = accounts.add_team(session, agency_id=police.id, name="Hub", kind="partner", by=administrator)
        assert accounts.find_agency(session, " Mock Police ") is police
        assert accounts.find_teams(session, ["Hub", "No such team"]) == [team]
    for wrong in (
        {"name": "Hub", "kind": "partner"},
        {"name": "Other", "kind": "choir"},
        {"name": " ", "kind": "adults"},
    ):
        with pytest.raises(Unprocessable), db.transaction() as session:
            accounts.add_team(session, agency_id=police.id, by=administrator, **wrong)
    with pytest.raises(Unprocessable), db.transaction() as session:
        accounts.add_agency(session, name="Mock Police", kind="police", by=administrator)
