"""A conference in a real browser: co-ordination allocates, the chair convenes and records; every page at both widths."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page

from hub import clock
from hub.app import create_app
from tests.browser import axe
from tests.factories.conferences import CALLUM, ISLA, RORY, Room, waiting_strands
from tests.factories.desk import PASSWORD, Desk
from tests.factories.hub_world import World

pytestmark = [pytest.mark.postgres, pytest.mark.long]
PHONE = {"width": 375, "height": 800}


@pytest.fixture
def address(world: World, serve: Callable[..., str]) -> str:
    """The hub where two siblings wait for a conference."""
    waiting_strands(world, ISLA, RORY, CALLUM)
    return serve(create_app(Desk(world, world.settings).settings, is_bound=True))


class Officer:
    """Somebody at a browser of their own, who looks at every page at both widths."""

    def __init__(self, page: Page, address: str, username: str, *, scripts: bool) -> None:
        self.page, self.address, self.scripts = page, address, scripts
        page.goto(f"{address}/sign-in")
        page.fill("#username", username)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    def press(self, button: str) -> None:
        """Press the button and look at what comes."""
        self.page.get_by_role("button", name=button).first.click()
        self.look()

    def follow(self, link: str) -> None:
        """Follow the link and look at what comes."""
        self.page.get_by_role("link", name=link).first.click()
        self.look()

    def look(self) -> None:
        """Nothing shuts anybody out, and nothing scrolls sideways, on the desk and on a phone."""
        wide = self.page.viewport_size
        for size in (PHONE, wide):
            assert size is not None
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            if self.scripts:  # axe waits for timers, which a page without scripts does not run
                assert axe.violations(self.page) == [], self.page.url
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url


def allocate(officer: Officer) -> str:
    page = officer.page
    page.goto(f"{officer.address}/conferences/")
    officer.look()
    officer.follow("Isla and Rory Thistlemere, 9 and 6")
    page.get_by_label("Chair Testwell").check()
    officer.press("Give it to this chair")
    found = re.search(r"/conferences/([A-Z]{2}-[A-Z0-9-]+)$", page.url)
    assert found, page.url
    return found[1]


def convene(officer: Officer) -> None:
    page = officer.page
    page.goto(f"{officer.address}/conferences/mine/")
    officer.look()
    officer.press("Accept")
    page.locator("input[name=slot]").first.check()
    page.get_by_label("Place").fill("Room 2, Marlfield House")
    officer.follow("Change Callum Quillbrae")
    page.get_by_label("Not asked to come").check()
    page.get_by_label("why?").fill("Bail conditions")
    officer.press("Save")
    officer.follow("Add another person")
    page.get_by_label("Name", exact=True).fill("Priya Venn")
    page.get_by_label("Role").fill("School nurse")
    page.get_by_label("Agency").select_option("health")
    page.get_by_label("Asked to come", exact=True).check()
    page.get_by_label("Secure mail, known to be safe").check()
    page.get_by_label("Mail address").fill("priya@health.example")
    page.get_by_label("Their own part").check()
    officer.press("Save")
    page.locator("input[name=slot]").first.check()
    page.get_by_label("Place").fill("Room 2, Marlfield House")
    officer.press("Continue to check invitations")
    assert page.get_by_text("Invitation by mail").is_visible()
    officer.press("Convene and send the invitations")
    assert page.get_by_text("The conference is convened").is_visible()


def record(officer: Officer, ref: str) -> None:
    page = officer.page
    page.goto(f"{officer.address}/conferences/{ref}")
    officer.press("Record the meeting")
    for group in page.locator("input[type=radio][value=yes]").all():
        group.check()
    officer.press("Save and go on")
    page.get_by_label("Quorate: enough").check()
    officer.press("Save and go on")
    for _ in range(2):
        page.get_by_label("What did they say?").fill("I want it to be quiet.")
        page.get_by_label("Who gathered them").fill("Jo Brackenhurst, advocate")
        officer.press("Save and go on")
    for decision in ("put on the register", "No child protection plan"):
        page.get_by_label(decision).check()
        page.get_by_label("Why", exact=True).fill("The risk is the same while they sleep there.")
        page.get_by_label("Domestic abuse").check()
        page.get_by_label("Considered, not referred").check()
        officer.press("Save and go on")
    assert page.get_by_text("First core group").is_visible()
    officer.press("Close the conference")
    assert page.get_by_text("Its decisions stand").first.is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_siblings_from_request_to_decision(
    world: World, address: str, open_context: Callable[..., object], *, scripts: bool
) -> None:
    def at(username: str) -> Officer:
        context = open_context(java_script_enabled=scripts)
        return Officer(context.new_page(), address, username, scripts=scripts)  # type: ignore[attr-defined]

    ref = allocate(at("co.ordinator"))
    convene(at("chair"))
    starts_at = Room(world).read(ref).starts_at
    assert starts_at is not None
    with time_machine.travel(starts_at + timedelta(minutes=5), tick=True):
        assert clock.now() > starts_at
        record(at("chair"), ref)
    assert Room(world).read(ref).state == "held"
