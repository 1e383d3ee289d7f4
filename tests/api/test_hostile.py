"""Whatever a partner's system sends, it is received or told what to mend; never an error of ours."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.schemas.published import CONCERN_BODY
from tests.api.conftest import Send
from tests.factories.hub_world import World

ODD = (
    "yes",
    "2026-11-22T10:31",
    "0001-01-01T00:00",
    "9999-12-31T23:59-14:00",
    "31/02/2020",
    "3pm",
    "Mac O'Neil-Smith",
    "DD4 9ZZ",
    "4503447126",
    "\ud800",
    "a\u0000b",
    "<script>alert(1)</script>",
)
WORDS = st.one_of(st.sampled_from(ODD), st.text(max_size=60))
LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS)
STATED = st.one_of(
    LEAF,
    st.lists(LEAF, max_size=3),
    st.dictionaries(st.sampled_from(["value", "from", "to", "basis", "said_by", "asked", "x"]), LEAF, max_size=4),
)


def documents(shape: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Documents of the published shape, filled with odd values."""
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    if shape["type"] == "object":
        return st.fixed_dictionaries({}, optional={k: documents(v) for k, v in shape.get("properties", {}).items()})
    if shape["type"] == "array":
        return st.lists(documents(shape["items"]), max_size=2)
    if shape["type"] == "boolean":
        return st.booleans()
    if shape.get("format") == "uuid":
        return st.none() | st.uuids().map(str)
    return LEAF if "integer" in shape["type"] else WORDS


@pytest.fixture
def facts(world: World, client: FlaskClient) -> list[str]:
    reply = client.get("/api/v1/facts", headers={"Authorization": f"Bearer {world.token()}"})
    return [each["id"] for each in reply.json["facts"]]


def test_nothing_sent_is_ever_an_error_of_ours(send: Send, facts: list[str]) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(documents(CONCERN_BODY), st.dictionaries(st.sampled_from(facts), STATED, max_size=6))
    def send_one(document: dict[str, Any], told: dict[str, Any]) -> None:
        document.setdefault("narrative", "A few words")
        for person in document.get("people", []):
            person["facts"] = told
        reply = send(document)
        assert reply.status_code in {201, 400, 422}, (reply.status_code, reply.text)

    send_one()
