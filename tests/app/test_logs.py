"""What anybody sends never stands in a log line, whichever way it comes in and whatever breaks; a line is one event."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy
import structlog
from flask import Flask, request

from hub import db
from hub.app import create_app
from hub.app.logs import REQUEST_ID, set_up_logs
from hub.web.signed_in import OPEN_ROUTES
from tests.factories.front_desk import FrontDesk
from tests.factories.hub_world import World

CANARY = 'Quillfeather\r\n\x1b[31m{"event":"forged"}'
WORD = "Quillfeather"
Lines = Callable[[], list[dict[str, object]]]


def _in_a_message() -> str:
    raise RuntimeError(request.get_data(as_text=True) + CANARY)


def _in_a_statement() -> str:
    with db.reading() as session:
        session.execute(sqlalchemy.text("SELECT * FROM officers WHERE nothing = :name"), {"name": CANARY})
    return ""


def _in_a_cause() -> str:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        raise KeyError(CANARY) from error


BREAKS = {"message": _in_a_message, "statement": _in_a_statement, "cause": _in_a_cause}


@pytest.fixture
def app(world: World) -> Flask:
    """The application with a page for each way to break, logging as in production."""
    made = create_app(world.settings, is_bound=True)
    for name, view in BREAKS.items():
        for face in ("", "/api/v1"):
            endpoint = f"break{face.replace('/', '.')}.{name}"
            made.add_url_rule(
                f"{face}/break/{name}/<word>", endpoint, lambda word, view=view: view(), methods=["GET", "POST"]
            )
            OPEN_ROUTES[endpoint] = "a fault of this test"
    set_up_logs(replace(world.settings, mode="production"))
    yield made  # type: ignore[misc]  # a generator, as fixtures are
    for endpoint in [one for one in OPEN_ROUTES if one.startswith("break")]:
        del OPEN_ROUTES[endpoint]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """Every line on standard error so far, as events; none holds the canary."""

    def read() -> list[dict[str, object]]:
        said = capsys.readouterr().err
        assert WORD not in said
        assert "\x1b" not in said
        return [json.loads(line) for line in said.splitlines()]

    return read


def test_what_breaks_is_told_by_kind_and_place_and_never_by_what_it_held(app: Flask, lines: Lines) -> None:
    client = app.test_client()
    for name in BREAKS:
        for face in ("", "/api/v1"):
            answer = client.get(f"{face}/break/{name}/{WORD}", query_string={"q": CANARY}, headers={"X-Said": WORD})
            assert answer.status_code in {500, 503}
            assert WORD not in answer.text
    told = lines()
    assert len(told) == 2 * len(BREAKS), "one line an event"
    assert {event["rule"] for event in told} >= {"/break/cause/<word>", "/api/v1/break/statement/<word>"}
    assert all(event["at"] and event["kind"] and event["request"] for event in told)


def test_what_is_sent_by_form_and_api_leaves_no_line_with_it(app: Flask, world: World, lines: Lines) -> None:
    headers = {"Authorization": f"Bearer {world.token()}", "Idempotency-Key": "k"}
    client = app.test_client()
    for body in (b'{"narrative": "Quillfeather', b'["Quillfeather"]', b'{"Quillfeather": 1}', b"\xff\xfeQuillfeather"):
        client.post("/api/v1/concerns", data=body, headers=headers, content_type="application/json")
    client.post("/api/v1/concerns", json={"narrative": CANARY}, headers={**headers, "Idempotency-Key": WORD})
    client.post("/api/v1/concerns", json={}, headers={"Authorization": f"Bearer {WORD}", "Idempotency-Key": "x"})
    client.post("/sign-in", data={"username": CANARY, "password": CANARY})
    client.get(f"/{WORD}%0d%0a%1b[31m?next={WORD}")
    desk = FrontDesk(app, world)
    draft = desk.start()
    desk.fill(f"{draft}/told", {"narrative": CANARY})
    desk.fill(f"{draft}/person-0", {"people-0-forename": WORD, "people-0-date_of_birth": WORD})
    desk.send(draft)
    lines()


def test_a_line_that_says_what_was_sent_would_be_seen(app: Flask, lines: Lines) -> None:
    structlog.get_logger("hub").error("broke", said=CANARY)
    with pytest.raises(AssertionError):
        lines()


def test_nothing_in_a_value_begins_a_line_or_colours_one(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("hub").error("broke", said=CANARY)
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["said"] == CANARY
    assert "\x1b" not in line
    assert json.loads(line)["event"] == "broke"


def test_each_request_has_an_id_of_its_own_that_the_answer_tells(app: Flask, lines: Lines) -> None:
    client = app.test_client()
    ids = [client.get("/break/cause/x", headers={REQUEST_ID: WORD}).headers[REQUEST_ID] for _ in range(2)]
    assert ids[0] != ids[1]
    assert [event["request"] for event in lines()] == ids
