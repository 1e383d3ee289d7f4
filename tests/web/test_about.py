"""The pages anybody may read: they open without signing in, and say only what holds."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hub.app import create_app
from tests.factories.desk import Desk

PAGES = ("/help", "/paper-form", "/accessibility", "/privacy")
PHONE = "01632 960 014"


def words(page: str) -> str:
    """The text of a page, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("address", PAGES)
def test_the_page_opens_without_signing_in(desk: Desk, address: str) -> None:
    reply = create_app(desk.settings, is_bound=True).test_client().get(address)
    assert reply.status_code == 200
    assert not reply.headers.getlist("Set-Cookie") or "session" not in reply.headers["Set-Cookie"]


@pytest.mark.parametrize("address", ["/help", "/paper-form"])
def test_whoever_is_in_danger_finds_the_duty_managers_number(desk: Desk, address: str) -> None:
    app = create_app(replace(desk.settings, duty_phone=PHONE), is_bound=True)
    assert PHONE in words(app.test_client().get(address).text)


def test_help_says_when_a_concern_is_received_and_who_sees_a_draft(desk: Desk) -> None:
    told = words(create_app(desk.settings, is_bound=True).test_client().get("/help").text)
    assert "A concern is received when you see its reference number." in told
    assert "managers see that it is there, and can open it; that is recorded" in told


def test_privacy_says_what_is_not_built(desk: Desk) -> None:
    told = words(create_app(desk.settings, is_bound=True).test_client().get("/privacy").text)
    assert "is not built yet" in told
    assert "erases nothing by itself" in told
