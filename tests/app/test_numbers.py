"""Numbers in addresses that no row can have lead nowhere, whatever they are asked of; never to an error of ours."""

from __future__ import annotations

import re
import sqlite3
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.app import create_app
from hub.app.numbers import read_row_numbers
from tests.factories.desk import Desk
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor

PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>")
NOBODYS = ("0", f"{10**9}", "9" * 20, "9" * 5_000, "١٢")


def addresses(app: Flask, number: str) -> list[tuple[str, str]]:
    """Every method and address of the application that holds a number, with this one in its place."""
    fitting = {"int": number, "uuid": str(UUID(int=0))}
    rules = [rule for rule in app.url_map.iter_rules() if "<int" in rule.rule]
    return [
        (method, PART.sub(lambda part: fitting.get(part[1], "x"), rule.rule))
        for rule in rules
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def wrong(client: FlaskClient, number: str) -> list[str]:
    """What answers such a number otherwise than that there is nothing."""
    app = client.application
    asked = ((each, client.open(each[1], method=each[0]).status_code) for each in addresses(app, number))
    return [f"{method} {path[:60]}: {status}" for (method, path), status in asked if status != 404]


@pytest.mark.both_engines
def test_no_address_takes_a_number_that_no_row_can_have(world: World) -> None:
    app = create_app(world.settings, is_bound=True)
    visitor = Visitor(app, Desk(world, world.settings))
    assert visitor.sign_in("rules_owner").status_code == 303
    assert len(addresses(app, "1")) > 25
    assert [found for number in NOBODYS for found in wrong(visitor.client, number)] == []


def numbered(*, is_read: bool) -> Flask:
    """A small application that looks a number up, with the hub's numbers in its addresses or any."""
    app = Flask("numbered")
    if is_read:
        read_row_numbers(app)

    @app.get("/drafts/<int:number>")
    def draft(number: int) -> str:
        with sqlite3.connect(":memory:") as rows:
            return str(rows.execute("SELECT ?", (number,)).fetchone()[0])

    return app


def test_an_application_that_takes_any_number_is_found_out() -> None:
    """The planted defect: the look-up of a number of twenty figures is an error."""
    found = wrong(numbered(is_read=False).test_client(), "9" * 20)
    assert found == [f"GET /drafts/{'9' * 20}: 500"]
    assert wrong(numbered(is_read=True).test_client(), "9" * 20) == []


def test_the_first_and_the_last_number_of_a_row_are_taken() -> None:
    client = numbered(is_read=True).test_client()
    assert [client.get(f"/drafts/{number}").text for number in (1, 10**9 - 1)] == ["1", "999999999"]
