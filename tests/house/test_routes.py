"""Every address of the hub asks for somebody signed in, unless it is listed with its reason; no GET changes anything by name."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule, UUIDConverter

from hub import crypto, db
from hub.app import create_app
from hub.web.signed_in import OPEN_ROUTES
from tests.factories.hub_world import World
from tests.house import tree

CHANGES = re.compile(r"/(?:delete|remove|send|claim|release|sign-out|stay|decide|convene|acknowledge)$")


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(world.settings, is_bound=True)


def addresses(app: Flask) -> list[tuple[Rule, str, str]]:
    """Every rule with each of its methods and an address that fits it."""
    found = []
    for rule in app.url_map.iter_rules():
        _, address = rule.build({name: fitting(rule._converters[name]) for name in rule.arguments}) or ("", rule.rule)
        found += [(rule, method, address) for method in sorted(rule.methods or ()) if method not in {"HEAD", "OPTIONS"}]
    return found


def fitting(converter: BaseConverter) -> object:
    """A value that the converter takes."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    if isinstance(converter, IntegerConverter):
        return 1
    return UUID(int=0) if isinstance(converter, UUIDConverter) else "x"


def test_every_route_asks_for_somebody_signed_in_or_says_why_not(app: Flask) -> None:
    open_to_all = []
    for rule, method, address in addresses(app):
        if rule.endpoint in OPEN_ROUTES:
            continue
        answer = app.test_client().open(address, method=method)
        turned_away = answer.status_code == 401 or (
            answer.status_code == 303 and answer.location.startswith("/sign-in")
        )
        if not turned_away:
            open_to_all.append(f"{method} {rule.rule} ({rule.endpoint}) answers {answer.status_code}")
    tree.nothing(open_to_all, "Let before_request turn strangers away, or list it in OPEN_ROUTES with its reason.")


def test_every_open_route_is_there_and_says_why(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    gone = [endpoint for endpoint in OPEN_ROUTES if endpoint not in known]
    tree.nothing(gone, "The route is gone: take it out of OPEN_ROUTES.")
    assert all(len(reason.split()) >= 3 for reason in OPEN_ROUTES.values())


def test_what_changes_something_takes_a_post(app: Flask) -> None:
    taken = {(rule.rule, method) for rule, method, _ in addresses(app)}
    by_get = [
        rule for rule, method in taken if method == "GET" and CHANGES.search(rule) and (rule, "POST") not in taken
    ]
    tree.nothing(by_get, "A GET only shows, or asks before its POST does. Send the change by a form with its token.")


def test_no_address_has_room_for_a_persons_name(app: Flask) -> None:
    words = re.compile(r"<(?:\w+:)?(?:name|forename|surname|username|email|address|postcode|phone)>")
    tree.nothing(
        [rule.rule for rule in app.url_map.iter_rules() if words.search(rule.rule)],
        "Addresses are logged and kept in histories: name a record by its reference or id.",
    )


def test_a_stranger_behind_the_door_is_caught(app: Flask) -> None:
    app.add_url_rule("/left-open", "left_open", lambda: "anybody")
    assert app.test_client().get("/left-open").status_code == 303
    assert db.bound_engine()
    assert crypto.bound_keyring()
