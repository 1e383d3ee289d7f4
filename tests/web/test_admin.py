"""Keeping accounts in the pages: what is shown once, what takes two, and that no record is ever opened."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from hub import accounts, db
from hub.audit import Action
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves
from tests.factories.visitor import Visitor

SignIn = Callable[[str], Visitor]
PAGES = ("/officers", "/officers/add", "/officers/tokens")


@pytest.fixture
def ada(as_officer: SignIn) -> Visitor:
    """The administrator."""
    return as_officer("administrator")


def new_officer(world: World, **more: object) -> dict[str, object]:
    return {
        "name": "Nell Placeholder",
        "username": "nell",
        "email": "nell@example.invalid",
        "agency": str(world.agency_id),
        "roles": ["duty_worker"],
        "teams": [str(world.teams["screening"])],
        **more,
    }


def test_officers_are_listed_with_what_they_hold_and_the_look_has_its_leaf(ada: Visitor) -> None:
    page = ada.get("/officers").text
    assert "Screening Officer Testwell" in page
    assert "Keeping accounts opens no record" in page
    (leaf,) = leaves(Action.ACCOUNTS_SHOWN)
    assert len(leaf["objects"]) == 15  # type: ignore[arg-type]


def test_more_officers_than_a_page_go_on_without_a_name_in_the_address(world: World, ada: Visitor) -> None:
    with db.transaction() as session:
        from hub import audit
        from hub.actor import OPERATOR

        for number in range(45):
            world.add(session, f"extra{number}", "duty_worker", full_name=f"Zed Extra{number:02}")
        audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
    first = ada.get("/officers").text
    (onwards,) = set(re.findall(r'href="(/officers\?after=[^"]+)"', first))
    assert re.fullmatch(r"/officers\?after=[0-9a-f-]{36}", onwards)
    second = ada.get(onwards).text
    assert "Zed Extra44" in second
    assert "Zed Extra44" not in first
    assert ada.get("/officers?after=nobody").status_code == 404


@pytest.mark.parametrize("role", ["team_manager", "auditor", "screening_officer", "key_custodian"])
def test_nobody_else_keeps_accounts(as_officer: SignIn, role: str) -> None:
    visitor = as_officer(role)
    assert {visitor.get(page).status_code for page in PAGES} == {403}


def test_an_officer_is_added_and_the_code_shown_once_lets_them_in(world: World, ada: Visitor) -> None:
    page = ada.post("/officers/add", new_officer(world)).text
    code = re.search(r'<dd class="hub-mono">([^<]+)</dd>', page)
    assert code is not None
    assert "shown this once" in page
    with db.transaction() as session:
        outcome = accounts.set_up_password(
            session, username="nell", code=code[1], password="nine herons at dawn", address="", settings=world.settings
        )
    assert outcome.is_set
    assert code[1] not in str(leaves())


def test_what_is_missing_is_told_and_what_was_typed_is_kept(world: World, ada: Visitor) -> None:
    sent = new_officer(world, name=" ", username="screening.officer", email="<b>", agency="")
    page = ada.post("/officers/add", sent)
    assert page.status_code == 422
    assert "Enter their name" in page.text
    assert "Select their agency" in page.text
    assert 'value="&lt;b&gt;"' in page.text
    taken = ada.post("/officers/add", new_officer(world, username="screening.officer"))
    assert "Enter a username that no other officer has" in taken.text


@pytest.mark.parametrize("name", ["agency", "teams"])
def test_an_agency_or_team_that_is_not_there_is_not_a_failure_of_the_hub(world: World, ada: Visitor, name: str) -> None:
    wrong = "12345678-1234-4234-8234-123456789abc"
    assert ada.post("/officers/add", new_officer(world, **{name: wrong})).status_code == 422


def test_a_privileged_role_is_not_offered_and_refused_when_sent(world: World, ada: Visitor) -> None:
    assert 'value="auditor"' not in ada.get("/officers/add").text
    assert ada.post("/officers/add", new_officer(world, roles=["auditor"])).status_code == 403


def test_changing_what_they_hold_signs_them_out_and_keeps_roles_that_take_two(
    world: World, ada: Visitor, as_officer: SignIn
) -> None:
    officer = as_officer("duty_worker")
    duty = world.actor("duty_worker").officer_id
    sent = {"roles": ["duty_worker", "screening_officer"], "teams": [str(world.teams["screening"])]}
    assert ada.post(f"/officers/{duty}/holding", sent, on=f"/officers/{duty}").status_code == 303
    assert officer.get("/duty").status_code == 303
    assert as_officer("duty_worker").get("/queue").status_code == 200
    auditor = world.actor("auditor").officer_id
    mixed = ada.post(f"/officers/{auditor}/holding", {"roles": ["duty_worker"]}, on=f"/officers/{auditor}")
    assert mixed.status_code == 422
    assert "is held apart from other roles" in mixed.text


def test_disabling_signs_out_and_keeps_out_until_enabled(world: World, ada: Visitor, as_officer: SignIn) -> None:
    officer = as_officer("duty_worker")
    page = f"/officers/{world.actor('duty_worker').officer_id}"
    assert ada.post(f"{page}/disable", on=page).status_code == 303
    assert officer.get("/duty").status_code == 303
    assert "Cannot sign in" in ada.get(page).text
    ada.post(f"{page}/enable", on=page)
    again = as_officer("duty_worker")
    assert again.get("/duty").status_code == 200
    ada.post(f"{page}/sign_out", on=page)
    assert again.get("/duty").status_code == 303
    assert len(leaves(Action.SESSION_REVOKED)) == 1


def test_nobody_changes_their_own_account(world: World, ada: Visitor) -> None:
    page = f"/officers/{world.actor('administrator').officer_id}"
    assert "Nobody changes their own" in ada.get(page).text
    assert ada.post(f"{page}/holding", {"roles": ["senior_manager"]}, on="/officers/add").status_code == 403


def test_an_officer_is_kept_from_a_record_and_let_back(world: World, ada: Visitor, as_officer: SignIn) -> None:
    receipt = steps.received(world)
    page = f"/officers/{world.actor('screening_officer').officer_id}"
    wrong = ada.post(f"{page}/kept-from", {"reference": "DH-1", "reason": ""}, on=page)
    assert wrong.status_code == 422
    assert "No record has this reference" in wrong.text
    ada.post(f"{page}/kept-from", {"reference": receipt.ref, "reason": "family"}, on=page)
    officer = as_officer("screening_officer")
    assert officer.get(f"/concerns/{receipt.ref}").status_code == 403
    assert receipt.ref not in officer.get("/queue").text
    shown = ada.get(page).text
    assert "1 concern" in shown
    assert receipt.ref not in shown
    assert "Samplewood" not in shown
    end = re.search(rf'action="({page}/kept-from/[0-9a-f-]+/end)"', shown)
    assert end is not None
    ada.post(end[1], on=page)
    assert officer.get(f"/concerns/{receipt.ref}").status_code == 200


def test_an_administrator_opens_no_record_and_finds_none(world: World, ada: Visitor) -> None:
    receipt = steps.received(world)
    (person,) = steps.people_on(receipt.concern_id)
    for page in (f"/concerns/{receipt.ref}", f"/people/{person}", "/queue", "/people", f"/access-log/{receipt.ref}"):
        assert ada.get(page).status_code == 403, page
    assert ada.post("/find", {"reference": receipt.ref}, on="/officers/add").status_code == 403
    assert 'name="reference"' not in ada.get("/officers").text


def test_a_token_is_shown_once_works_and_is_revoked(world: World, ada: Visitor) -> None:
    sent = {"name": "Police feed", "agency": str(world.agency_id), "role": "partner_reporter", "days": "30"}
    page = ada.post("/officers/tokens", sent).text
    value = re.search(r"hub_[\w-]{20,}", page)
    assert value is not None
    with db.reading() as session:
        assert accounts.find_bearer(session, value[0]) is not None
    listed = ada.get("/officers/tokens").text
    assert "Police feed" in listed
    assert value[0] not in listed
    revoke = re.search(r'action="(/officers/tokens/[0-9a-f-]+/revoke)"', listed)
    assert revoke is not None
    ada.post(revoke[1], on="/officers/tokens")
    with db.reading() as session:
        assert accounts.find_bearer(session, value[0]) is None


@pytest.mark.parametrize(
    "wrong", [{"days": "0"}, {"days": "many"}, {"role": "auditor"}, {"agency": "x"}, {"name": " "}], ids=str
)
def test_a_token_that_cannot_be_is_told_why(world: World, ada: Visitor, wrong: dict[str, str]) -> None:
    sent = {"name": "Feed", "agency": str(world.agency_id), "role": "partner_reporter", "days": "30", **wrong}
    assert ada.post("/officers/tokens", sent).status_code == 422
    assert leaves(Action.TOKEN_ISSUED) == []
