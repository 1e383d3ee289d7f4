"""Signing in through the pages: the story, the refusals, and what each answer may tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from hub import accounts, db
from hub.actor import OPERATOR
from hub.app import create_app
from hub.audit import Action
from tests.factories.desk import Desk, code_now
from tests.factories.hub_world import PASSWORD, leaves
from tests.factories.visitor import Visitor

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
AsOfficer = Callable[[str], Visitor]


def test_somebody_who_is_not_signed_in_is_asked_to_and_then_taken_where_they_wanted(visitor: Visitor) -> None:
    turned_away = visitor.get("/account")
    assert turned_away.status_code == 303
    assert turned_away.location == "/sign-in?next=/account"
    assert visitor.sign_in("duty_worker", onwards="/account").location == "/account"
    page = visitor.get("/account")
    assert page.status_code == 200
    assert "Duty Worker Testwell, duty worker" in page.text


def test_a_wrong_password_keeps_the_username_and_says_nothing_of_who_is_known(visitor: Visitor) -> None:
    answers = []
    for username in ("duty.worker", "nobody.at.all"):
        page = visitor.post("/sign-in", {"username": username, "password": "wrong words altogether"})
        assert page.status_code == 422
        assert f'value="{username}"' in page.text
        assert "<title>Error: Sign in" in page.text
        answers.append(re.sub(r'value="[^"]*"', "", page.text))
        assert "wrong words" not in page.text
    assert re.sub(r"\d+:\d\d[ap]m", "", answers[0]) == re.sub(r"\d+:\d\d[ap]m", "", answers[1])


def test_too_many_tries_are_told_to_wait_and_how_long(visitor: Visitor) -> None:
    for _ in range(5):
        visitor.post("/sign-in", {"username": "duty.worker", "password": "wrong words altogether"})
    answer = visitor.sign_in("duty_worker")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert "Wait" in answer.text


def test_the_code_page_comes_after_the_password_and_not_before(desk: Desk) -> None:
    secret = desk.with_second_factor().give_app("duty_worker")
    visitor = Visitor(create_app(desk.settings, is_bound=True), desk)
    assert visitor.get("/sign-in/code").location.startswith("/sign-in")
    first = visitor.post("/sign-in?next=/account", {"username": "duty.worker", "password": PASSWORD})
    assert first.location == "/sign-in/code?next=/account"
    assert visitor.get("/account").location.startswith("/sign-in"), "half signed in opens nothing"
    wrong = visitor.post(first.location, {"code": "000000"})
    assert wrong.status_code == 422
    half = visitor.client.get_cookie("hub")
    done = visitor.post(first.location, {"code": code_now(secret)})
    assert done.location == "/account"
    whole = visitor.client.get_cookie("hub")
    assert half is not None
    assert whole is not None
    assert half.value != whole.value
    assert visitor.get("/account").status_code == 200


def test_a_new_officer_sets_a_password_then_an_app_and_is_in(desk: Desk) -> None:
    desk.with_second_factor()
    visitor = Visitor(create_app(desk.settings, is_bound=True), desk)
    with db.transaction() as session:
        code = accounts.give_set_up_code(session, desk.id_of("duty_worker"), by=OPERATOR)
    told = {"username": "duty.worker", "code": code, "password": "too short"}
    assert "12 characters" in visitor.post("/sign-in/set-up", told).text
    assert visitor.post("/sign-in/set-up", {**told, "password": "nine otters under a bridge"}).location == "/sign-in"
    assert "Your password is set" in visitor.get("/sign-in").text
    first = visitor.post("/sign-in", {"username": "duty.worker", "password": "nine otters under a bridge"})
    page = visitor.get(first.location).text
    (secret,) = re.findall(r'Key: <strong class="hub-mono[^"]*">([A-Z2-7]+)</strong>', page)
    (kept,) = re.findall(r'name="kept" value="([^"]+)"', page)
    assert 'src="data:image/svg+xml' in page
    forged = visitor.post(first.location, {"kept": kept[:-2] + "AA", "code": code_now(secret)})
    assert forged.location.startswith("/sign-in"), "a secret that this page did not give is not taken"
    done = visitor.post(first.location, {"kept": kept, "code": code_now(secret)})
    assert done.status_code == 303
    assert visitor.get("/account").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:a=b",
        "/\t/evil.example",
        " /evil",
        "evil.example",
        "/sign-out",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(visitor: Visitor, elsewhere: str) -> None:
    answer = visitor.post(
        "/sign-in",
        {"username": "duty.worker", "password": PASSWORD},
        query_string={"next": elsewhere},
    )
    assert answer.status_code == 303
    assert answer.location == "/" or answer.location == "/%0d%0aSet-Cookie:a=b"
    assert "evil" not in answer.location
    assert "a" not in {name for name, _ in answer.headers}


def test_the_cookie_is_hidden_from_scripts_and_from_other_sites(visitor: Visitor) -> None:
    (kept,) = [one for one in visitor.sign_in("duty_worker").headers.getlist("Set-Cookie") if one.startswith("hub=")]
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(kept.split("; "))
    assert "Domain" not in kept
    assert "Max-Age" not in kept
    assert len(kept) < 4096


def test_over_tls_the_cookie_is_held_to_this_host(desk: Desk) -> None:
    desk.settings = replace(desk.settings, secure_cookies=True)
    client = create_app(desk.settings, is_bound=True).test_client()
    page = client.get("/sign-in", base_url="https://localhost")
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    told = {"username": "duty.worker", "password": PASSWORD, "csrf_token": token}
    answer = client.post("/sign-in", data=told, base_url="https://localhost")
    kept = [one for one in answer.headers.getlist("Set-Cookie") if "=;" not in one]
    assert [one.partition("=")[0] for one in kept] == ["__Host-hub"]
    assert "Secure" in kept[0].split("; ")
    assert page.headers["Set-Cookie"].startswith("__Host-hub-form=")


def test_no_id_of_anybody_stands_in_a_cookie(as_officer: AsOfficer, desk: Desk) -> None:
    visitor = as_officer("duty_worker")
    visitor.get("/account")
    values = [cookie.decoded_value for cookie in visitor.client._cookies.values()]
    assert all(str(desk.id_of("duty_worker")) not in value and "user" not in value for value in values)


def test_signing_in_makes_a_new_token_for_forms(visitor: Visitor) -> None:
    before = visitor.token("/sign-in")
    visitor.sign_in("duty_worker")
    answer = visitor.client.post("/sign-out", data={"csrf_token": before})
    assert answer.status_code == 400, "a token from before signing in must not work after it"


def test_signing_out_ends_the_session_and_empties_the_browser(as_officer: AsOfficer) -> None:
    visitor = as_officer("duty_worker")
    kept = visitor.client.get_cookie("hub")
    assert kept is not None
    answer = visitor.post("/sign-out", on="/account")
    assert answer.location == "/sign-in?signed_out=1"
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "You are signed out" in visitor.get("/sign-in?signed_out=1").text
    visitor.client.set_cookie("hub", kept.value)
    assert visitor.get("/account").status_code == 303
    assert len(leaves(Action.SIGNED_OUT)) == 1


def test_signing_out_takes_a_post(as_officer: AsOfficer) -> None:
    visitor = as_officer("duty_worker")
    assert visitor.get("/sign-out").status_code == 405
    assert visitor.get("/account").status_code == 200


def test_after_fifteen_minutes_of_nothing_the_page_says_so_and_leads_back(visitor: Visitor) -> None:
    with time_machine.travel(NOON, tick=False):
        visitor.sign_in("duty_worker")
    with time_machine.travel(NOON + timedelta(minutes=15), tick=False):
        answer = visitor.get("/account")
        assert answer.location == "/sign-in?next=/account"
        assert "Your session has ended" in visitor.get(answer.location).text


def test_sending_a_form_too_late_leads_to_signing_in_with_a_word(visitor: Visitor) -> None:
    with time_machine.travel(NOON, tick=False):
        visitor.sign_in("duty_worker")
        token = visitor.token("/account")
    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        answer = visitor.client.post("/account", data={"old": PASSWORD, "csrf_token": token})
        assert answer.status_code == 303
        assert answer.location == "/sign-in?next=/account"
        assert "What was saved as a draft is kept" in visitor.get(answer.location).text


def test_a_script_that_asks_too_late_is_told_so_in_a_way_it_can_read(visitor: Visitor) -> None:
    answer = visitor.get("/account", headers={"Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_looking_at_pages_keeps_the_session_and_polling_does_not(visitor: Visitor) -> None:
    with time_machine.travel(NOON, tick=False):
        visitor.sign_in("duty_worker")
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        assert visitor.get("/session/left").json == {"seconds_left": 300}
        assert visitor.get("/account", headers={"X-Hub-Poll": "1"}).status_code == 200
        assert visitor.get("/account?refreshed=1").status_code == 200
        assert visitor.get("/session/left").json == {"seconds_left": 300}
        visitor.get("/account")
        assert visitor.get("/session/left").json == {"seconds_left": 900}
    with time_machine.travel(NOON + timedelta(minutes=24), tick=False):
        assert visitor.get("/account").status_code == 200


def test_saying_one_is_still_there_keeps_the_session(visitor: Visitor) -> None:
    with time_machine.travel(NOON, tick=False):
        visitor.sign_in("duty_worker")
        token = visitor.token("/account")
    with time_machine.travel(NOON + timedelta(minutes=14), tick=False):
        answer = visitor.client.post("/session/stay", headers={"X-CSRFToken": token})
        assert answer.json == {"seconds_left": 900}
    with time_machine.travel(NOON + timedelta(minutes=29), tick=False):
        assert visitor.client.post("/session/stay", headers={"X-CSRFToken": token}).json == {"seconds_left": 0}
        assert visitor.get("/session/left").json == {"seconds_left": 0}


def test_the_page_knows_how_long_the_session_has_left(as_officer: AsOfficer) -> None:
    page = as_officer("duty_worker").get("/account").text
    assert re.search(r'data-seconds-left="(8\d\d|900)" data-warn-seconds="120"', page)
    assert 'data-left-href="/session/left"' in page


def test_disabling_an_officer_shuts_them_out_at_the_next_request(as_officer: AsOfficer, desk: Desk) -> None:
    visitor = as_officer("duty_worker")
    with db.transaction() as session:
        accounts.disable_officer(session, desk.id_of("duty_worker"), by=OPERATOR)
    assert visitor.get("/account").status_code == 303


def test_whoever_must_change_their_password_does_nothing_else_first(as_officer: AsOfficer, desk: Desk) -> None:
    from hub import audit

    with db.transaction() as session:
        session.get_one(accounts.Officer, desk.id_of("duty_worker")).must_change_password = True
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)
    visitor = as_officer("duty_worker")
    assert visitor.get("/").location == "/account"
    wrong = visitor.post("/account", {"old": "wrong words altogether", "password": "nine otters under a bridge"})
    assert wrong.status_code == 422
    done = visitor.post("/account", {"old": PASSWORD, "password": "nine otters under a bridge"})
    assert done.location == "/account"
    assert "Your password is changed" in visitor.get("/account").text
    assert visitor.get("/").location != "/account"


def test_a_role_without_a_page_of_its_own_still_has_a_start_page(as_officer: AsOfficer) -> None:
    visitor = as_officer("key_custodian")
    answer = visitor.get("/")
    assert answer.status_code == 200
    assert "Key custodian" in answer.text


def test_the_demonstration_lists_its_people_but_the_password_still_opens_the_door(desk: Desk) -> None:
    visitor = Visitor(create_app(replace(desk.settings, mode="demo"), is_bound=True), desk)
    page = visitor.get("/sign-in").text
    assert "The second factor is switched off here" in page
    assert "Synthetic data" in page
    assert 'href="/sign-in?as=sam.testwell"' in page
    filled = visitor.get("/sign-in?as=sam.testwell")
    assert 'value="sam.testwell"' in filled.text
    assert visitor.get("/account").status_code == 303
    assert visitor.post("/sign-in", {"username": "duty.worker", "password": ""}).status_code == 422


def test_outside_the_demonstration_nobody_is_listed(visitor: Visitor) -> None:
    assert "People of this demonstration" not in visitor.get("/sign-in").text


def test_what_is_typed_comes_back_as_text(visitor: Visitor) -> None:
    page = visitor.post("/sign-in", {"username": '"><script>alert(1)</script>', "password": "x"}).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_a_signed_in_officer_has_no_use_for_the_sign_in_page(as_officer: AsOfficer) -> None:
    assert as_officer("duty_worker").get("/sign-in").location == "/"


def test_open_pages_know_who_is_signed_in(as_officer: AsOfficer, app: Flask) -> None:
    assert "Duty Worker Testwell" in as_officer("duty_worker").get("/help").text
    assert "Sign out" not in app.test_client().get("/help").text
