"""Officers and tokens from the command line."""

from __future__ import annotations

from hub import accounts, db
from hub.accounts import SignInState
from hub.audit import Action
from hub.config import read_settings
from tests.cli.conftest import Command
from tests.factories.hub_world import leaves

ADD = ("accounts", "add", "--username", "ada", "--name", "Ada Mockford", "--email", "ada@council.example")
COUNCIL = ("--agency", "Mock Council")
NEW = "nine otters under a bridge"


def sign_in(username: str, password: str) -> SignInState:
    with db.transaction() as session:
        return accounts.sign_in(
            session, username=username, password=password, address="192.0.2.7", settings=read_settings()
        ).state


def test_the_first_administrator_is_added_and_sets_their_own_password(ready_hub: Command) -> None:
    assert ready_hub(*ADD, *COUNCIL, "--role", "administrator", "--json") == 0
    told = ready_hub.json
    assert told["address"].endswith("/sign-in/set-up")
    with db.transaction() as session:
        outcome = accounts.set_up_password(
            session,
            username="ada",
            code=told["set_up_code"],
            password=NEW,
            address="192.0.2.7",
            settings=read_settings(),
        )
    assert outcome.is_set
    assert sign_in("ada", NEW) is SignInState.DONE
    assert [leaf["kind"] for leaf in leaves(Action.OFFICER_ADDED)] == ["operator"]


def test_adding_again_or_to_a_team_that_is_not_there_adds_nothing(ready_hub: Command) -> None:
    assert ready_hub(*ADD, *COUNCIL, "--role", "duty_worker", "--team", "No such team") == 2
    assert "No such team" in ready_hub.complained
    assert leaves(Action.OFFICER_ADDED) == []
    assert leaves(Action.AGENCY_ADDED) == []
    assert ready_hub(*ADD, *COUNCIL, "--role", "duty_worker") == 0
    assert ready_hub(*ADD, *COUNCIL, "--role", "duty_worker") == 2
    assert len(leaves(Action.OFFICER_ADDED)) == 1


def test_disabling_and_enabling(ready_hub: Command) -> None:
    assert ready_hub(*ADD, *COUNCIL, "--role", "duty_worker") == 0
    assert ready_hub("accounts", "disable", "Ada") == 0
    assert ready_hub("accounts", "enable", "ada") == 0
    assert [leaf["purpose"] for leaf in leaves(Action.OFFICER_CHANGED)] == ["disabled", "enabled"]
    assert ready_hub("accounts", "disable", "nobody") == 2


def test_a_code_for_somebody_who_lost_their_app(ready_hub: Command) -> None:
    assert ready_hub(*ADD, *COUNCIL, "--role", "duty_worker") == 0
    assert ready_hub("accounts", "code", "ada", "--reset-second-factor", "--json") == 0
    assert len(ready_hub.json["set_up_code"]) == 19
    assert [leaf["purpose"] for leaf in leaves(Action.SET_UP_CODE_GIVEN)] == ["second_factor"]


def test_a_token_is_shown_once_and_can_be_revoked(ready_hub: Command) -> None:
    assert ready_hub(*ADD, *COUNCIL, "--role", "duty_worker") == 0
    assert ready_hub("accounts", "token", "--name", "Police hub", *COUNCIL, "--days", "30", "--json") == 0
    told = ready_hub.json
    with db.reading() as session:
        assert accounts.find_bearer(session, told["token"]) is not None
    assert ready_hub("accounts", "token", "--revoke", told["id"]) == 0
    with db.reading() as session:
        assert accounts.find_bearer(session, told["token"]) is None
    assert ready_hub("accounts", "token", "--revoke", "rubbish") == 2
    assert ready_hub("accounts", "token", "--name", "x", "--agency", "No such agency") == 2
    assert ready_hub("accounts", "token") == 2


def test_a_team_is_added_for_its_kind_of_work_and_no_kind_is_invented(ready_hub: Command) -> None:
    team = ("accounts", "team", "--name", "Screening", "--agency", "Mock Council")
    assert ready_hub(*team, "--kind", "screening") == 0
    assert ready_hub(*team, "--kind", "screening") == 2
    assert len(leaves(Action.TEAM_ADDED)) == 1
    assert ready_hub(*ADD, *COUNCIL, "--role", "duty_worker", "--team", "Screening") == 0
