"""Signing in at the real application in a real browser: what browsers say of themselves passes, with and without scripts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from hub.app import create_app
from tests.browser import axe
from tests.browser.conftest import Serve
from tests.factories.desk import Desk, code_now
from tests.factories.hub_world import PASSWORD, World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, replace(world.settings, mode="demo"))


def fill_in(page: Page, address: str, password: str = PASSWORD) -> None:
    """Open what needs signing in, and sign in as the form asks."""
    page.goto(f"{address}/account")
    assert axe.violations(page) == []
    page.get_by_label("Username").fill("duty.worker")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("browser_page", ["desktop", "phone"])
def test_an_officer_signs_in_and_out(
    request: pytest.FixtureRequest, serve: Serve, desk: Desk, browser_page: str
) -> None:
    page: Page = request.getfixturevalue(browser_page)
    fill_in(page, serve(create_app(desk.settings, is_bound=True)))
    page.wait_for_url("**/account")
    assert page.get_by_role("heading", name="Your account").is_visible()
    assert axe.violations(page) == []
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    assert page.context.cookies() == [] or all(one["name"] != "hub" for one in page.context.cookies())


def test_everything_works_without_scripts(without_scripts: Page, serve: Serve, desk: Desk) -> None:
    page = without_scripts
    page.goto(serve(create_app(desk.settings, is_bound=True)))
    page.get_by_label("Username").fill("duty.worker")
    page.get_by_label("Password", exact=True).fill("wrong words altogether")
    page.get_by_role("button", name="Sign in").click()
    assert page.title().startswith("Error: ")
    assert page.get_by_label("Username").input_value() == "duty.worker"
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_text("You are signed out.").is_visible()


def test_a_new_officer_sets_up_an_app_from_the_picture_page(desktop: Page, serve: Serve, desk: Desk) -> None:
    desk.with_second_factor()
    fill_in(desktop, serve(create_app(desk.settings, is_bound=True)))
    desktop.get_by_role("heading", name="Set up your second factor").wait_for()
    assert axe.violations(desktop) == []
    drawn: int = desktop.get_by_alt_text("QR code").evaluate("picture => picture.naturalWidth")
    assert drawn > 0, "the content security policy lets the picture through"
    secret = desktop.locator("strong.hub-mono").inner_text()
    desktop.get_by_label("Six-digit code").fill(code_now(secret))
    desktop.get_by_role("button", name="Save and sign in").click()
    desktop.get_by_role("heading", name="Your account").wait_for()


def test_saying_one_is_still_there_works_from_the_warning(desktop: Page, serve: Serve, desk: Desk) -> None:
    desk.settings = replace(desk.settings, session_idle_minutes=1)
    fill_in(desktop, serve(create_app(desk.settings, is_bound=True)))
    warning = desktop.locator("[data-hub-session]")
    warning.wait_for(state="visible")
    with desktop.expect_response("**/session/stay") as answer:
        warning.get_by_role("button", name="Stay signed in").click()
    assert answer.value.status == 200
    assert answer.value.json()["seconds_left"] > 50
