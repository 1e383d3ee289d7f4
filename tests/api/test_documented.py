"""What docs/partner-systems.md shows works as shown: its own example is sent, asked about, sent again and sent wrongly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from hub import db
from tests.api.conftest import Send
from tests.factories.hub_world import World
from tests.factories.outages import database_down
from tests.house import tree

GUIDE = (tree.ROOT / "docs" / "partner-systems.md").read_text(encoding="utf-8")
EXAMPLE, ANSWER, KEPT, PROBLEM = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL))
(CALL,) = re.findall(r"```sh\n(curl .*?)```", GUIDE, re.DOTALL)


@pytest.fixture(autouse=True)
def its_own_day() -> Iterator[None]:
    """The example is sent soon after it was received there: later it would be told that it comes late."""
    with time_machine.travel(
        datetime.fromisoformat(EXAMPLE["received_at"]).replace(tzinfo=UTC) + timedelta(minutes=20)
    ):
        yield


def call() -> tuple[str, dict[str, str]]:
    """The path and the headers of the documented call."""
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(\S+)", CALL)
    return path, dict(re.findall(r'-H "([\w-]+): (.*?)"', CALL))


def test_the_documented_call_is_received(world: World, client: FlaskClient) -> None:
    path, headers = call()
    headers["Authorization"] = headers["Authorization"].replace("$HUB_TOKEN", world.token())
    reply = client.post(path, headers=headers, data=json.dumps(EXAMPLE))
    assert reply.status_code == 201, reply.text
    assert _shape(reply.json) == _shape(ANSWER)
    assert {name: value for name, value in reply.json.items() if name != "ref"} == {
        name: value for name, value in ANSWER.items() if name != "ref"
    }


def test_the_example_can_be_asked_about_and_sent_again(world: World, client: FlaskClient, send: Send) -> None:
    first = send(EXAMPLE, key="the same")
    asked = client.get(first.headers["Location"], headers={"Authorization": f"Bearer {world.token()}"})
    assert asked.json["state"] == ANSWER["state"]
    assert send(EXAMPLE, key="the same").json["ref"] == first.json["ref"]


def test_what_is_kept_in_an_outage_looks_as_documented(world: World, send: Send) -> None:
    with database_down():
        reply = send(EXAMPLE)
    assert reply.status_code == 202
    assert _shape(reply.json) == _shape(KEPT)
    assert {**reply.json, "receipt": ""} == {**KEPT, "receipt": ""}
    assert db.read_reference(KEPT["receipt"]) == KEPT["receipt"]


def test_an_error_looks_as_documented(send: Send) -> None:
    reply = send({"narrative": ""})
    assert reply.content_type == "application/problem+json"
    assert reply.json == PROBLEM


def test_every_state_and_only_those_are_documented() -> None:
    from hub.schemas.sent_states import STATES

    (sentence,) = re.findall(r"gives the state of a concern that you sent: (.*?), with words", GUIDE, re.DOTALL)
    assert re.findall(r"`(\w+)`", sentence) == list(STATES)


@pytest.mark.parametrize("path", ["/api/v1/facts", "/api/v1/openapi.json"])
def test_the_other_documented_addresses_answer(world: World, client: FlaskClient, path: str) -> None:
    assert path in GUIDE
    assert client.get(path, headers={"Authorization": f"Bearer {world.token()}"}).status_code == 200


def test_no_call_is_left_undocumented(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1")]
    undocumented = [rule for rule in rules if rule.partition("<")[0].rstrip("/") not in GUIDE]
    assert not undocumented, "Say in docs/partner-systems.md what these do."


def _shape(value: Any) -> Any:
    return {name: type(each) for name, each in value.items()}
