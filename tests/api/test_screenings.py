"""GET /api/v1/concerns/REF/screening: what was suggested and why, once somebody decided, and to whom it may be told."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.audit import Action
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World, leaves

HURT = {"harms": ["physical"], "who_caused": "parent"}


@pytest.fixture
def concern(world: World) -> tuple[str, UUID]:
    """A child hurt by a parent: its reference and id."""
    receipt = steps.received(world, people=(PersonMaker(child=True, facts=HURT, at_home=True),))
    return receipt.ref, receipt.concern_id


def asked(
    world: World, client: FlaskClient, ref: str, *, role: str = "screening_officer", agency: str = "Mock Council"
) -> TestResponse:
    """What a system with a token of that role and agency is told."""
    token = world.token(role=role, agency=agency)
    return client.get(f"/api/v1/concerns/{ref}/screening", headers={"Authorization": f"Bearer {token}"})


def decided(world: World, concern_id: UUID) -> UUID:
    """Somebody decides for the one person on it."""
    (person,) = steps.people_on(concern_id)
    steps.viewed(world, concern_id)
    steps.decided(world, concern_id, person)
    return person


def test_what_was_suggested_is_told_with_all_its_reasons(
    world: World, client: FlaskClient, concern: tuple[str, UUID]
) -> None:
    ref, concern_id = concern
    person = decided(world, concern_id)
    reply = asked(world, client, ref)
    assert reply.status_code == 200, reply.text
    (told,) = reply.json["people"]
    _, found = steps.suggested(concern_id, person)
    assert (told["routes"], told["urgency"], told["run"]["number"]) == (found.routes, found.urgency, 1)
    assert "children.physical_harm" in [each["rule"] for each in told["reasons"]]
    assert all(answer["changes"] for each in told["counterfactuals"] for answer in each["answers"])
    assert {"fact", "question", "could_change", "answers"} <= told["questions"][0].keys()
    assert told["near_misses"]
    assert told["settled"] is False
    (leaf,) = leaves(Action.SUGGESTIONS_SHOWN)[-1:]
    assert (leaf["kind"], leaf["basis"]) == ("partner", "agency")
    assert ["person", str(person)] in leaf["objects"]


def test_before_somebody_decided_nothing_suggested_is_told(
    world: World, client: FlaskClient, concern: tuple[str, UUID]
) -> None:
    steps.viewed(world, concern[1])
    assert asked(world, client, concern[0]).json["people"] == [{"person": 1, "run": None}]


def test_nobody_is_named(world: World, client: FlaskClient, concern: tuple[str, UUID]) -> None:
    decided(world, concern[1])
    assert "Rory" not in asked(world, client, concern[0]).text


@pytest.mark.parametrize(
    ("role", "agency", "status"),
    [
        ("partner_reporter", "Mock Council", 403),
        ("partner_reporter", "Mock Police", 403),
        ("screening_officer", "Mock Police", 403),
        ("committee_reader", "Mock Council", 403),
    ],
)
def test_who_may_not_know_is_refused(
    world: World, client: FlaskClient, concern: tuple[str, UUID], role: str, agency: str, status: int
) -> None:
    decided(world, concern[1])
    reply = asked(world, client, concern[0], role=role, agency=agency)
    assert (reply.status_code, reply.content_type) == (status, "application/problem+json")
    assert "physical" not in reply.text


def test_a_sealed_concern_answers_like_one_that_does_not_exist(world: World, client: FlaskClient) -> None:
    receipt = steps.received(world, of_a_hurt_child=True, about_one_of_us=True)
    sealed, none = (asked(world, client, ref) for ref in (receipt.ref, "DH-2222-2222"))
    assert (sealed.status_code, none.status_code) == (404, 404)
    assert sealed.json.keys() == none.json.keys()
    assert sealed.json["title"] == none.json["title"]


def test_without_a_token_nobody_is_told(client: FlaskClient, concern: tuple[str, UUID]) -> None:
    assert client.get(f"/api/v1/concerns/{concern[0]}/screening").status_code == 401
