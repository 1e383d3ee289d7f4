"""POST /api/v1/concerns: received once, whatever is odd in it; what is wrong is named with its place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hub import concerns, db
from hub.audit import Action
from hub.concerns import Concern
from tests.api.conftest import Send
from tests.factories.hub_world import World, leaves

WORDS = {"narrative": "Rory came to school with a bruise."}


def _count() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Concern)) or 0


@pytest.mark.both_engines
def test_a_concern_with_a_few_words_is_received(send: Send) -> None:
    reply = send(WORDS)
    assert reply.status_code == 201, reply.text
    assert reply.json["ref"].startswith("DH-")
    assert reply.headers["Location"] == f"/api/v1/concerns/{reply.json['ref']}"
    with db.reading() as session:
        concern = concerns.get_concern(session, reply.json["ref"])
        assert concern.channel == "api"
        assert concerns.latest_version(session, concern.id).narrative == WORDS["narrative"]
    (leaf,) = leaves(Action.CONCERN_RECEIVED)
    assert leaf["kind"] == "partner"


@pytest.mark.both_engines
def test_the_same_key_and_body_give_the_same_reference(send: Send) -> None:
    first, second = send(WORDS, key="k"), send(WORDS, key="k")
    assert (second.status_code, second.json["ref"]) == (201, first.json["ref"])
    assert second.headers["Idempotency-Replayed"] == "true"
    assert _count() == 1


@pytest.mark.both_engines
def test_the_same_key_with_another_body_is_refused(send: Send) -> None:
    send(WORDS, key="k")
    reply = send({"narrative": "Other words"}, key="k")
    assert (reply.status_code, reply.content_type) == (409, "application/problem+json")
    assert _count() == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 201])
def test_without_a_usable_key_nothing_is_received(send: Send, key: str) -> None:
    assert send(WORDS, key=key).status_code == 400
    assert _count() == 0


def test_each_mistake_is_named_with_its_place(send: Send) -> None:
    reply = send(
        {
            "narrative": " ",
            "colour": "red",
            "people": [{}, {"sex": "purple", "facts": {"no_such/fact": 1}, "safe_contact": {"phone": "maybe"}}],
            "referrer": {"name": 5},
        }
    )
    assert (reply.status_code, reply.content_type) == (422, "application/problem+json")
    places = {each["pointer"] for each in reply.json["errors"]}
    assert places == {
        "#/narrative",
        "#/colour",
        "#/people/1/sex",
        "#/people/1/safe_contact/phone",
        "#/referrer/name",
    }
    (words,) = [each["detail"] for each in reply.json["errors"] if each["pointer"] == "#/narrative"]
    assert words == "Enter what you were told. A few words are enough"
    assert _count() == 0


def test_a_fact_that_does_not_exist_is_named_with_its_place(send: Send) -> None:
    reply = send({**WORDS, "facts": {"injury": True}, "people": [{"facts": {"a/b~c": 1}}]})
    assert {each["pointer"] for each in reply.json["errors"]} == {"#/facts/injury", "#/people/0/facts/a~1b~0c"}


@pytest.mark.both_engines
def test_what_cannot_be_read_is_kept_as_told_and_warned_of(send: Send) -> None:
    document = {
        **WORDS,
        "received_at": "the day before yesterday",
        "people": [{"age_from": "fifteenish", "facts": {"harms": ["tickling"], "dash_yes_count": 10**400}}],
    }
    reply = send(document)
    assert reply.status_code == 201
    assert len(reply.json["warnings"]) == 4
    with db.reading() as session:
        told = concerns.latest_version(session, concerns.get_concern(session, reply.json["ref"]).id).told or {}
    assert told["unreadable"]["received_at"] == "the day before yesterday"
    assert told["unreadable"]["people.0.facts.harms"] == ["tickling"]
    assert told["warnings"] == reply.json["warnings"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"narrative": "one", "narrative": "two"}',
        b'{"narrative": "a", "people": [{"facts": {"x": NaN}}]}',
        b'{"narrative": "a", "x": -Infinity}',
        b'{"narrative": ' + b"[" * 30 + b"]" * 30 + b"}",
        b"[" * 100_000,
        b"[]",
        b'"narrative"',
        b"",
        b"\xff\xfe",
        b'{"narrative": "a"',
    ],
)
def test_a_body_that_can_be_read_two_ways_or_none_is_refused(send: Send, body: bytes) -> None:
    reply = send(data=body, content_type="application/json")
    assert (reply.status_code, reply.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "text/json", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
def test_a_body_that_says_it_is_something_else_is_refused(send: Send, kind: str) -> None:
    reply = send(data=b'{"narrative": "a"}', content_type=kind)
    assert (reply.status_code, reply.content_type) == (415, "application/problem+json")
    assert _count() == 0


@pytest.mark.parametrize(
    "document",
    [
        {"narrative": 5},
        {"narrative": ["a"]},
        {**WORDS, "people": {}},
        {**WORDS, "people": ["Rory"]},
        {**WORDS, "people": [{"unborn": "perhaps"}]},
        {**WORDS, "people": [{"age_from": [15]}]},
        {**WORDS, "referrer": []},
        {**WORDS, "facts": []},
        {**WORDS, "channel": None},
        {**WORDS, "people": [{"same_as": "nobody"}]},
        {**WORDS, "role": "administrator", "level": "open", "team_id": "x"},
        {**WORDS, "people": [{}] * 41},
    ],
)
def test_wrong_types_and_fields_that_are_not_ours_are_refused(send: Send, document: Any) -> None:
    assert send(document).status_code == 422
    assert _count() == 0


@pytest.mark.both_engines
def test_a_broken_half_of_a_sign_does_not_stop_a_concern(send: Send) -> None:
    reply = send(data=b'{"narrative": "broken \\ud800 sign"}', content_type="application/json")
    assert reply.status_code == 201


@pytest.mark.both_engines
def test_a_sender_sees_the_state_of_their_own_concern_only(send: Send, world: World, client: FlaskClient) -> None:
    ref = send(WORDS).json["ref"]
    mine, other = world.token(), world.token(agency="Mock Housing")
    reply = client.get(f"/api/v1/concerns/{ref}", headers={"Authorization": f"Bearer {mine}"})
    assert (reply.status_code, reply.json["state"]) == (200, "to_be_screened")
    assert "Rory" not in reply.text
    for token, wanted in ((other, ref), (mine, "DH-2222-2222")):
        reply = client.get(f"/api/v1/concerns/{wanted}", headers={"Authorization": f"Bearer {token}"})
        assert (reply.status_code, reply.json["title"]) == (404, "Page not found")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer hub_nobody"}, {"Authorization": "Basic x"}])
def test_without_a_good_token_nothing_answers(client: FlaskClient, header: dict[str, str]) -> None:
    reply = client.post("/api/v1/concerns", json=WORDS, headers=header)
    assert (reply.status_code, reply.content_type) == (401, "application/problem+json")


def test_a_token_that_may_not_report_is_refused(send: Send, world: World) -> None:
    assert send(WORDS, token=world.token(role="committee_reader", agency="Mock Board")).status_code == 403


def test_a_partner_may_not_say_that_two_people_are_one(send: Send) -> None:
    person = {"forename": "Rory", "surname": "Samplewood", "date_of_birth": "2017-03-04", "postcode": "DD4 9ZZ"}
    send({**WORDS, "people": [person]})
    with db.reading() as session:
        held = session.scalars(select(concerns.ConcernPart.person_id)).one()
    assert send({**WORDS, "people": [{**person, "same_as": str(held)}]}).status_code == 201
    assert not leaves(Action.PERSON_MATCHED)


@pytest.mark.both_engines
def test_the_same_concern_sent_five_times_at_once_is_received_once(app: Flask, world: World) -> None:
    token = world.token()

    def post(key: str) -> str:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        reply = app.test_client().post("/api/v1/concerns", json=WORDS, headers=headers)
        assert reply.status_code == 201, reply.text
        return str(reply.json["ref"])

    keys = [f"key-{number}" for number in range(8)]
    with ThreadPoolExecutor(5) as pool:
        refs = list(pool.map(post, [key for key in keys for _ in range(5)]))
    assert len(set(refs)) == _count() == len(keys)


def test_the_interface_describes_itself(client: FlaskClient) -> None:
    reply = client.get("/api/v1/openapi.json")
    assert (reply.status_code, reply.json["openapi"]) == (200, "3.1.0")
    post = reply.json["paths"]["/api/v1/concerns"]["post"]
    shape = post["requestBody"]["content"]["application/json"]["schema"]
    assert shape["required"] == ["narrative"]
    assert shape["properties"]["people"]["items"]["properties"]["sex"]["enum"][0] == "female"
    assert [each["name"] for each in post["parameters"]] == ["Idempotency-Key"]


def test_the_facts_a_sender_may_state_are_listed(world: World, client: FlaskClient) -> None:
    reply = client.get("/api/v1/facts", headers={"Authorization": f"Bearer {world.token()}"})
    listed = {each["id"]: each for each in reply.json["facts"]}
    assert listed["injury"]["question"] == "Is this person hurt?"
    assert "cannot_safeguard" not in listed
