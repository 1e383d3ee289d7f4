"""The document that the hub serves is true: whatever it invites is answered as it says, whatever it does not is refused.

`make fuzz` goes on for five minutes with other calls each time; HUB_FUZZ_SECONDS sets another length.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from flask import Flask, Response, jsonify, request

from hub.app import create_app
from tests.browser.live import serving
from tests.factories.fuzzing import DOCUMENT, Told, fuzz
from tests.factories.hub_world import World

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
SECONDS = int(os.environ.get("HUB_FUZZ_SECONDS", "0")) or None


@pytest.mark.postgres
@pytest.mark.long
def test_every_call_of_the_interface_answers_as_its_document_says(world: World) -> None:
    with serving(create_app(world.settings, is_bound=True)) as address:
        told = fuzz(address, world.token(), examples=6, seconds=SECONDS)
    assert not told.wrong, "\n\n".join(told.wrong.values())
    assert told.calls["coverage"] > 100
    assert told.calls["fuzzing"] > 5
    assert told.calls["stateful"] > 5
    assert {status for _, status in told.answers} >= {200, 201, 400, 401, 404, 405, 422}


def faulty() -> Flask:
    """Three calls that do not do what their document says, and one that lets anybody in."""
    app = Flask(__name__)
    secured = {"security": [{"token": []}]}
    number = {"in": "query", "name": "years", "required": True, "schema": {"type": "integer"}}
    fine = {"200": {"description": "Fine", "content": {"application/json": {"schema": {"type": "object"}}}}}
    refused = {"400": {"description": "Wrong", "content": {"application/json": {}}}, "401": {"description": "Who?"}}
    call = {"parameters": [number], "responses": {**fine, **refused}, **secured}
    names = ("crashes", "undocumented", "other-type", "other-shape", "open-door")
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Stand-in", "version": "1"},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "paths": {f"/{name}": {"get": call} for name in names},
    }
    app.add_url_rule(DOCUMENT, "document", lambda: jsonify(document))
    for name in names:
        app.add_url_rule(f"/{name}", name, lambda name=name: _answer(name))
    return app


def _answer(name: str) -> Any:
    if name != "open-door" and request.headers.get("Authorization") != "Bearer right":
        return Response(status=401)
    try:
        years = int(request.args["years"])
    except (KeyError, ValueError):
        return jsonify({}), 400
    wrong = {
        "crashes": lambda: (jsonify({}), 500 if years < 0 else 200),
        "undocumented": lambda: (jsonify({}), 418),
        "other-type": lambda: Response("<p>", mimetype="text/html"),
        "other-shape": lambda: jsonify([]),
        "open-door": lambda: jsonify({}),
    }
    return wrong[name]()


def test_the_same_run_sees_each_planted_defect() -> None:
    with serving(faulty()) as address:
        told = fuzz(address, "right", examples=20)
    assert found(told, "ServerError") == {"GET /crashes"}
    assert found(told, "UndefinedStatusCode") >= {"GET /undocumented"}
    assert found(told, "UndefinedContentType") >= {"GET /other-type"}
    assert found(told, "JsonSchemaError") == {"GET /other-shape"}
    assert found(told, "IgnoredAuth") == {"GET /open-door"}


def found(told: Told, kind: str) -> set[str]:
    """The operations in which something of this kind was wrong."""
    return {name.removeprefix(kind + " ") for name in told.wrong if name.startswith(kind + " ")}
