"""What every answer carries, and what is turned away before anything looks at it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy
import time_machine
from flask import Flask, abort

from hub import clock, db
from hub.app import create_app
from hub.audit import Action
from hub.errors import Conflict, NotAllowed, NotFound, TooManyAttempts, Unavailable, Unprocessable
from hub.web.signed_in import OPEN_ROUTES
from tests.factories.desk import Desk
from tests.factories.hub_world import PASSWORD, leaves
from tests.factories.visitor import Visitor, timeless

AsOfficer = Callable[[str], Visitor]
SECRET_WORDS = "Orla Samplewood of 4 Mock Street"


def _raise(error: BaseException) -> str:
    raise error


FAULTS: dict[str, Callable[[], str]] = {
    "not-allowed": lambda: _raise(NotAllowed("Ask.", permission="concern_sign", object_type="concern", object_id="7")),
    "not-found": lambda: _raise(NotFound()),
    "sealed": lambda: _raise(NotFound("another sentence, which nobody is shown")),
    "conflict": lambda: _raise(Conflict("Somebody changed it.")),
    "fields": lambda: _raise(Unprocessable({"people.0.age": ["Enter an age."]})),
    "slow-down": lambda: _raise(TooManyAttempts("Wait.", wait_seconds=9)),
    "unavailable": lambda: _raise(Unavailable("The trail is away.")),
    "defect": lambda: _raise(RuntimeError(SECRET_WORDS)),
    "database": lambda: _raise(sqlalchemy.exc.OperationalError("SELECT 1", {"name": SECRET_WORDS}, Exception("gone"))),
    "trail": lambda: _raise(sqlalchemy.exc.ProgrammingError("INSERT INTO audit_leaves …", {}, Exception("denied"))),
    "wrong-statement": lambda: _raise(sqlalchemy.exc.ProgrammingError("SELECT x", {"a": SECRET_WORDS}, Exception())),
    "too-large": lambda: abort(413),
}


@pytest.fixture
def faulty(app: Flask) -> Flask:
    """The application with a page for each way to fail, on both faces; nobody has to sign in for them."""
    app.testing = False
    for name, view in FAULTS.items():
        for face in ("", "/api/v1"):
            endpoint = f"fault{face.replace('/', '.')}.{name}"
            app.add_url_rule(f"{face}/fault/{name}", endpoint, lambda view=view: view())
            OPEN_ROUTES[endpoint] = "a fault of this test"
    yield app  # type: ignore[misc]  # a generator, as fixtures are
    for endpoint in [one for one in OPEN_ROUTES if one.startswith("fault")]:
        del OPEN_ROUTES[endpoint]


STATUSES = {
    "not-allowed": 403,
    "not-found": 404,
    "sealed": 404,
    "conflict": 409,
    "fields": 422,
    "slow-down": 429,
    "unavailable": 503,
    "defect": 500,
    "database": 503,
    "trail": 503,
    "wrong-statement": 500,
    "too-large": 413,
}


def test_every_failure_has_its_status_a_page_and_a_problem_document(faulty: Flask) -> None:
    client = faulty.test_client()
    for name, status in STATUSES.items():
        page, problem = client.get(f"/fault/{name}"), client.get(f"/api/v1/fault/{name}")
        assert (page.status_code, problem.status_code) == (status, status), name
        assert page.content_type == "text/html; charset=utf-8"
        assert "<h1" in page.text
        assert problem.content_type == "application/problem+json"
        assert problem.json is not None
        assert problem.json["status"] == status


@pytest.mark.parametrize("name", ["defect", "database", "wrong-statement"])
def test_what_somebody_typed_reaches_neither_the_page_nor_the_log(
    faulty: Flask, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = faulty.test_client().get(f"/fault/{name}")
    said = capsys.readouterr()
    assert SECRET_WORDS not in page.text + said.out + said.err
    assert "Samplewood" not in said.err
    assert f"/fault/{name}" in said.err
    assert "_raise" in said.err, "the log says where"


def test_missing_and_sealed_look_the_same_to_the_last_byte(faulty: Flask) -> None:
    for face in ("", "/api/v1"):
        missing, sealed = (faulty.test_client().get(f"{face}/fault/{name}").data for name in ("not-found", "sealed"))
        assert missing == sealed


def test_a_refusal_gets_its_leaf(faulty: Flask, desk: Desk) -> None:
    visitor = Visitor(faulty, desk)
    visitor.sign_in("duty_worker")
    visitor.get("/fault/not-allowed")
    (leaf,) = leaves(Action.REFUSED)
    assert leaf["actor"] == str(desk.id_of("duty_worker"))
    assert leaf["purpose"] == "concern_sign"
    assert leaf["objects"] == [["concern", "7"]]
    assert leaf["outcome"] == "refused"


def test_a_refusal_that_cannot_be_written_down_is_not_answered_as_one(faulty: Flask) -> None:
    with db.bound_engine().begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_leaves RENAME TO hidden")
    assert faulty.test_client().get("/fault/not-allowed").status_code == 503


def test_problems_name_the_fields_and_how_long_to_wait(faulty: Flask) -> None:
    fields = faulty.test_client().get("/api/v1/fault/fields")
    assert fields.json is not None
    assert fields.json["errors"] == {"people.0.age": ["Enter an age."]}
    assert faulty.test_client().get("/api/v1/fault/slow-down").headers["Retry-After"] == "9"


EVERYWHERE = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


def test_every_answer_carries_every_security_header(faulty: Flask, desk: Desk) -> None:
    visitor = Visitor(faulty, desk)
    sheet = visitor.get("/sign-in").text.split('rel="stylesheet" href="')[1].split('"')[0]
    addresses = ["/", "/sign-in", "/nowhere", "/healthz", "/readyz", "/sign-out", "/session/left", sheet]
    addresses += [f"{face}/fault/{name}" for name in FAULTS for face in ("", "/api/v1")]
    for address in addresses:
        answer = visitor.get(address)
        answer.close()
        for name, words in EVERYWHERE.items():
            assert words in answer.headers.get(name, ""), f"{address} lacks {name}"
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "object-src 'none'" in policy
        assert "base-uri 'none'" in policy


def test_nothing_but_assets_may_be_stored(as_officer: AsOfficer) -> None:
    visitor = as_officer("duty_worker")
    for address in ("/account", "/", "/nowhere", "/session/left", "/help"):
        assert visitor.get(address).headers["Cache-Control"] == "no-store"


def test_a_form_without_its_token_changes_nothing(as_officer: AsOfficer) -> None:
    visitor = as_officer("duty_worker")
    told = {"old": PASSWORD, "password": "nine otters under a bridge"}
    assert visitor.client.post("/account", data=told).status_code == 400
    assert visitor.client.post("/account", data={**told, "csrf_token": "made up"}).status_code == 400
    assert leaves(Action.PASSWORD_CHANGED) == []


def test_one_visitors_token_is_no_use_to_another(as_officer: AsOfficer) -> None:
    mine, other = as_officer("duty_worker"), as_officer("chair")
    assert mine.client.post("/sign-out", data={"csrf_token": other.token("/account")}).status_code == 400


ORIGINS: tuple[tuple[dict[str, str], bool], ...] = (
    ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, True),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "none"}, False),
    ({"Origin": "http://localhost"}, True),
    ({"Origin": "http://127.0.0.1:8000"}, True),  # the public address of the settings
    ({"Origin": "https://localhost"}, False),
    ({"Origin": "http://localhost.evil.example"}, False),
    ({"Origin": "http://evil.example"}, False),
    ({"Origin": "null"}, True),
    ({}, True),
)


def test_a_post_from_another_site_is_turned_away_even_with_a_good_token(as_officer: AsOfficer) -> None:
    visitor = as_officer("duty_worker")
    for headers, passes in ORIGINS:
        answer = visitor.post("/session/stay", on="/account", headers=headers)
        assert answer.status_code == (200 if passes else 403), headers
    refused = [leaf["purpose"] for leaf in leaves(Action.REFUSED)]
    assert refused == ["same_site"] * [passes for _, passes in ORIGINS].count(False)


def test_another_site_may_link_here_but_not_embed_or_read(as_officer: AsOfficer) -> None:
    visitor = as_officer("duty_worker")
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    read = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}
    assert visitor.get("/account", headers=link).status_code == 200
    assert visitor.get("/account", headers=read).status_code == 403


def test_a_method_a_page_does_not_take_is_refused(app: Flask) -> None:
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"):
        answer = app.test_client().open("/sign-in", method=method)
        assert answer.status_code == 405, method
        assert "GET" in answer.headers["Allow"]


def test_a_path_that_is_not_there_is_not_found_for_anybody(app: Flask) -> None:
    answer = app.test_client().get("/.git/config")
    assert answer.status_code == 404
    assert "Page not found" in answer.text


def test_a_body_that_is_too_large_is_refused(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"username": "x" * 3_000_000})
    assert answer.status_code == 413


def test_the_hub_says_whether_it_lives_and_whether_it_is_ready(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "alive"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json is not None
    assert {state for name, state in ready.json["parts"].items() if name != "worker"} == {"ready"}
    assert ready.json["spool"] == {"state": "empty", "waiting": 0, "oldest_seconds": 0, "held": 0, "bytes": 0}
    assert leaves(Action.REFUSED) == [], "the trial leaf was rolled back"


@pytest.mark.parametrize("table", ["audit_leaves", "audit_slots", "key_checks"])
def test_it_is_not_ready_without_its_trail_or_its_keys(app: Flask, table: str) -> None:
    with db.bound_engine().begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO hidden")
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert "not ready" in answer.json["parts"].values()


def test_without_its_trail_nobody_signs_in_and_open_pages_still_open(visitor: Visitor, app: Flask) -> None:
    with db.bound_engine().begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_leaves RENAME TO hidden")
    assert visitor.sign_in("duty_worker").status_code == 503
    assert app.test_client().get("/paper-form").status_code == 200


def test_the_paper_form_opens_while_the_database_is_down(as_officer: AsOfficer) -> None:
    visitor = as_officer("duty_worker")
    with db.bound_engine().begin() as connection:
        connection.exec_driver_sql("ALTER TABLE sign_in_sessions RENAME TO hidden")
    assert visitor.get("/paper-form").status_code == 200
    assert visitor.get("/account").status_code == 503


def test_a_page_is_the_same_in_another_minute_but_for_what_only_tells_the_time(desk: Desk) -> None:
    visitor = Visitor(create_app(desk.settings, is_bound=True), desk)
    visitor.sign_in("duty_worker")
    pages = []
    for minutes in (0, 2):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
            pages.append(visitor.get("/find-nothing-here").text)
    assert pages[0] != pages[1]
    assert timeless(pages[0]) == timeless(pages[1])
