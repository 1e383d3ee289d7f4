"""The main job by four people in a real browser, with and without scripts: log, screen and decide, allocate, convene and record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hub.app import create_app
from hub.audit import Action
from hub.conferences import Conference
from hub.db import reading
from tests.browser import axe
from tests.factories.desk import PASSWORD, Desk
from tests.factories.hub_world import World, leaves

pytestmark = [pytest.mark.postgres, pytest.mark.long]


class Person:
    """Somebody at a browser of their own, who looks at every page for what would shut anybody out."""

    def __init__(self, page: Page, address: str, username: str, *, scripts: bool) -> None:
        self.page, self.address, self.scripts = page, address, scripts
        page.goto(f"{address}/sign-in")
        page.get_by_label("Username").fill(username.replace("_", "."))
        page.locator("[name=password]").fill(PASSWORD)
        self.press("Sign in")

    def press(self, button: str) -> None:
        """Press a button by its words and look at the page that comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).first.click()
        self.look()

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        self.page.goto(self.address + path)
        self.look()

    def look(self) -> None:
        """No axe violation, no sideways scroll, no error page. axe is a script itself: it looks where scripts run."""
        if self.scripts:
            assert axe.violations(self.page) == [], self.page.url
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        assert "Something went wrong" not in self.page.title(), self.page.url


def _open(open_context: Callable[..., object], address: str, username: str, scripts: bool) -> Person:
    context = open_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    return Person(context.new_page(), address, username, scripts=scripts)  # type: ignore[attr-defined]


def _log(duty: Person) -> str:
    duty.go("/duty")
    duty.press("Quick log")
    page = duty.page
    page.get_by_role("group", name="1. Is anyone").get_by_label("No", exact=True).check()
    page.get_by_label("6. What police reported").fill(
        "Rory told his teacher that he was grabbed by the arm. A mark was seen."
    )
    page.get_by_label("7. Full name").fill("Rory Samplewood")
    page.get_by_label("8. Date of birth or age").fill("27 March 2017")
    duty.press("Check and send")
    duty.press("Send")
    expect(page.get_by_role("heading", name="Concern received")).to_be_visible()
    found = re.search(r"[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.locator("main").inner_text())
    assert found
    return found[0]


def _screen(officer: Person, ref: str) -> None:
    page = officer.page
    officer.go("/queue")
    expect(page.get_by_text(ref).first).to_be_visible()
    officer.press("Pick up")
    assert "Suggested, not decided" not in page.content()
    page.get_by_label("Your route for Rory").select_option("cp_ird")
    page.get_by_label("Your urgency for Rory").select_option("same_day")
    officer.press("Keep my view")
    officer.press("Decide for Rory")


def _decide(officer: Person) -> None:
    page = officer.page
    for agree in page.locator("input[value=agree]").all():
        agree.check()
    page.locator("details:has(input[name=added]) > summary").click()
    page.locator("input[name=added][value=cp_ird]").check()
    page.locator("[name=routes_reason]").select_option("more_is_needed")
    page.get_by_label("Why, in a sentence").fill("A mark was seen and he says who did it.")
    page.get_by_label("Why this urgency, in a sentence").fill("It has to be looked at today.")
    page.get_by_label("They know already").check()
    officer.look()
    officer.press("Check this decision")
    officer.press("Make this decision")
    expect(page.get_by_role("alert").get_by_text("Decided.")).to_be_visible()


def _allocate(co_ordinator: Person) -> None:
    page = co_ordinator.page
    co_ordinator.go("/conferences/requests/")
    page.locator("main a[href^='/conferences/requests/DH-'], main a[href^='/conferences/requests/']").filter(
        has_text="Rory"
    ).first.click()
    co_ordinator.look()
    for strand in page.locator("input[type=checkbox][name=strands]").all():
        strand.check()
    page.locator("input[name=chair]").first.check()
    co_ordinator.press("Give it to this chair")


def _convene(chair: Person) -> None:
    page = chair.page
    chair.go("/conferences/mine/")
    chair.press("Accept")
    page.locator("input[name=slot]").first.check()
    page.locator("[name=place]").fill("Room 2, Invented House")
    chair.press("Continue to check invitations")


def _invite(chair: Person) -> str:
    """Everybody on the list is decided on and the invitations go; the conference's path."""
    page = chair.page
    conference = page.url.removeprefix(chair.address).rpartition("/")[0]
    for number in range(9):
        if page.goto(f"{chair.address}{conference}/people/{number}").status != 200:
            break
        _tell_of_invitee(
            page, agency="family", role="Family", attends="own_choice", told_how="in_person", sees_papers="none"
        )
    page.goto(f"{chair.address}{conference}/people/new")
    _tell_of_invitee(
        page, agency="health", role="School nurse", attends="expected", told_how="phone", sees_papers="all"
    )
    chair.go(f"{conference}/check")
    chair.press("Convene and send the invitations")
    expect(page.get_by_role("alert").first).to_be_visible()
    return conference


def _tell_of_invitee(page: Page, *, agency: str, role: str, **chosen: str) -> None:
    page.locator("[name=agency]").select_option(agency)
    page.locator("[name=role]").fill(role)
    for name, value in chosen.items():
        page.locator(f"[name={name}][value={value}]").check()
    page.get_by_role("button", name="Save", exact=True).click()


def _starts_at() -> datetime:
    with reading() as session:
        starts_at = session.scalars(select(Conference.starts_at)).one()
    assert starts_at is not None
    return starts_at


def _record(chair: Person, conference: str) -> None:
    """Attendance, quorum, own words, a decision for the child, and the next review; then the record closes."""
    page = chair.page
    chair.go(f"{conference}/record/attendance")
    for came in page.locator("input[name^=attended-][value=yes]").all():
        came.check()
    _save(chair)
    page.locator("[name=quorate][value=yes]").check()
    _save(chair)
    page.locator("[name=words]").fill("I want to stay at my school.")
    page.locator("[name=gathered_by]").fill("His advocate")
    _save(chair)
    page.locator("[name=decision][value=register]").check()
    page.locator("[name=reasons]").fill("He was hurt and it may happen again.")
    page.locator("[name=reporter_referral][value=no]").check()
    page.locator("[name=areas_of_concern]").first.check()
    _save(chair)
    expect(page.get_by_text("First core group").first).to_be_visible()
    _save(chair)
    expect(page.get_by_text("put on the register").first).to_be_visible()


def _save(chair: Person) -> None:
    chair.page.locator("main form [data-prevent-double-click]").first.click()
    chair.look()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_four_people_take_a_concern_from_the_call_to_the_conference(
    world: World, serve: Callable[..., str], open_context: Callable[..., object], scripts: bool
) -> None:
    address = serve(create_app(Desk(world, world.settings).settings, is_bound=True))
    ref = _log(_open(open_context, address, "duty_worker", scripts))
    officer = _open(open_context, address, "screening_officer", scripts)
    _screen(officer, ref)
    _decide(officer)
    _allocate(_open(open_context, address, "co_ordinator", scripts))
    chair = _open(open_context, address, "chair", scripts)
    _convene(chair)
    conference = _invite(chair)
    assert leaves(Action.CONFERENCE_CONVENED)
    with time_machine.travel(_starts_at() + timedelta(minutes=5), tick=True):
        _record(_open(open_context, address, "chair", scripts), conference)
    assert leaves(Action.CONFERENCE_OUTCOME)
