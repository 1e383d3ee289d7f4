"""Somebody at the hub's pages, without a browser: signs in, posts forms with their token, reads what the page shows."""

from __future__ import annotations

import re
from copy import copy
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories.hub_world import PASSWORD, World

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class FrontDesk:
    """One signed-in officer's browser, as far as forms go."""

    def __init__(self, app: Flask, world: World, role: str = "duty_worker", **who: Any) -> None:
        self.app, self.world = app, world
        self.actor = world.officer(role, **who)
        self.username = who["name"].split()[0].lower() if who.get("name") else role.replace("_", ".")
        self.client: FlaskClient = app.test_client()
        self.token = ""
        self._sign_in()

    def _sign_in(self) -> None:
        page = self.client.get("/sign-in")
        told = {"username": self.username, "password": PASSWORD, "csrf_token": _token(page.text)}
        reply = self.client.post("/sign-in", data=told)
        assert reply.status_code == 303, reply.text
        self.token = _token(self.client.get("/account").text)

    def stranger(self) -> FrontDesk:
        """Somebody at the same hub who has not signed in, with the token of the page that asks for it."""
        other = copy(self)
        other.client = self.app.test_client()
        other.token = _token(other.get("/sign-in").text)
        return other

    def again(self) -> FrontDesk:
        """The same officer, who has just signed in again."""
        self.client = self.app.test_client()
        self._sign_in()
        return self

    def get(self, path: str, **options: Any) -> TestResponse:
        """The page at this address."""
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Posts a form with this session's token."""
        return self.client.post(path, data={"csrf_token": self.token, **(data or {})}, **options)

    def fill(self, path: str, data: dict[str, Any], *, go: str = "on", to: str = "") -> TestResponse:
        """Opens a page's form and posts it with its hidden fields and these answers."""
        hidden = hidden_fields(self.get(path).text)
        return self.post(to or path.partition("?")[0], {**hidden, **data, "_go": go})

    def start(self, **answers: str) -> str:
        """A draft of the full form; its address."""
        data = {"immediate_danger-answer": "no", "one_of_us": "no", **answers}
        reply = self.post("/log", data)
        assert reply.status_code == 303, reply.text
        return str(reply.location).removesuffix("/danger")

    def start_quick(self) -> str:
        """A draft of the quick log; the address of its page."""
        reply = self.post("/log/quick")
        assert reply.status_code == 303
        return str(reply.location)

    def send(self, draft: str) -> str:
        """Sends the draft; the reference."""
        reply = self.post(f"{draft}/check")
        assert reply.status_code == 303, reply.text
        return str(reply.location).rpartition("/")[2]


def hidden_fields(html: str) -> dict[str, str]:
    """The hidden fields that steer the page's main form."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(html) if name.startswith("_") or name == "version"}


def _token(html: str) -> str:
    found = _TOKEN.search(html)
    assert found, html
    return unescape(found[1])


def words_of(html: str) -> str:
    """What the page's main part says, without its markup."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
