"""Somebody at a browser without scripts: keeps cookies, sends what a page's own form would send, token included."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.factories.desk import Desk, code_now
from tests.factories.hub_world import PASSWORD

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def timeless(page: str) -> str:
    """The page without what only tells the time: its forms' tokens, the moment of printing, the time left to be signed in."""
    return re.sub(r'Printed by [^<]+|data-seconds-left="\d+"|"[\w-]+\.[\w-]{6}\.[\w-]{27}"', "", page)


class Visitor:
    """One browser at `app`; `sign_in("duty_worker")` types into the form as that officer would."""

    def __init__(self, app: Flask, desk: Desk) -> None:
        self.client = app.test_client()
        self.desk = desk

    def get(self, address: str, **more: Any) -> TestResponse:
        """The page at the address."""
        return self.client.get(address, **more)

    def post(self, address: str, data: dict[str, Any] | None = None, *, on: str = "", **more: Any) -> TestResponse:
        """What sending the form gives; its token is read from the page `on` (default: the address itself)."""
        return self.client.post(address, data={**(data or {}), "csrf_token": self.token(on or address)}, **more)

    def token(self, page: str) -> str:
        """The token that the forms of a page carry."""
        found = _TOKEN.search(self.get(page).text)
        assert found, f"{page} holds no form"
        return found.group(1)

    def sign_in(self, name: str, *, password: str = PASSWORD, secret: str = "", onwards: str = "") -> TestResponse:
        """What signing in as the officer gives, with a code when they have an app."""
        address = "/sign-in" + (f"?next={onwards}" if onwards else "")
        answer = self.post(address, {"username": name.replace("_", "."), "password": password})
        if secret:
            return self.post(answer.location, {"code": code_now(secret)})
        return answer
