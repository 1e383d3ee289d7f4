"""The front door in a real browser, with and without scripts: any order, nothing lost, readable by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from playwright.sync_api import Page, expect

from hub import crypto, db, jobs
from hub.app import create_app
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, OpenContext, Serve
from tests.factories.hub_world import PASSWORD, World, build_world
from tests.factories.outages import database_down

NAUGHTY = "Zoë’s “gran” <script>alert(1)</script> & {{ 7*7 }} \u202e ﷽ 👩‍👧 '; DROP TABLE drafts; --"


@pytest.fixture
def world(postgres_url: str, tmp_path: Path) -> Iterator[World]:
    engine: sqlalchemy.Engine = db.make_engine(postgres_url)
    db.bind(engine)
    yield build_world(tmp_path, postgres_url)
    db.unbind()
    crypto.unbind_keyring()


@pytest.fixture
def address(world: World, serve: Serve) -> str:
    carol = world.officer("team_manager", name="Carol Sampleton")
    world.on_rota(carol)
    world.officer("duty_worker", name="Jo Mockridge")
    return serve(create_app(world.settings, is_bound=True))


def _sign_in(page: Page, address: str, username: str = "jo") -> Page:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Username").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{address}/duty")
    return page


def _start(page: Page) -> str:
    page.get_by_role("button", name="Log a concern").click()
    page.get_by_role("group", name="Is anyone in immediate danger?").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    return page.url


def _log_in_any_order(page: Page, address: str) -> None:
    _sign_in(page, address)
    draft = _start(page)
    page.get_by_role("link", name="Risks to staff").click()
    page.get_by_role("group", name="Could a visit").get_by_label("Not known").check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Asked: not known")).to_be_visible()
    page.get_by_role("link", name="What the caller saw").click()
    page.get_by_label("What did they see").fill(NAUGHTY)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Person not named yet", exact=True).click()
    page.get_by_label("First name").fill("Rory")
    page.get_by_role("button", name="Save and continue").click()
    page.goto(draft)
    page.get_by_role("link", name="Add another person").click()
    page.get_by_role("button", name="Alleged source of harm").click()
    page.get_by_label("First name").fill("Dez")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("link", name="Dez (alleged source of harm)")).to_be_visible()
    page.get_by_role("link", name="What the caller saw").click()
    expect(page.get_by_label("What did they see")).to_have_value(NAUGHTY)
    page.goto(f"{draft}/check")
    expect(page.get_by_text(NAUGHTY)).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Concern received")).to_be_visible()


def test_a_concern_is_logged_in_any_order(desktop: Page, address: str) -> None:
    _log_in_any_order(desktop, address)


def test_a_concern_is_logged_in_any_order_without_scripts(without_scripts: Page, address: str) -> None:
    _log_in_any_order(without_scripts, address)


def test_what_is_typed_is_saved_by_itself_and_found_again(open_context: OpenContext, address: str) -> None:
    page = _sign_in(open_context().new_page(), address)
    draft = _start(page)
    page.goto(f"{draft}/told")
    page.get_by_label("What did they see").fill("Typed and never saved")
    expect(page.get_by_text("Saved at")).to_be_visible(timeout=8_000)
    again = _sign_in(open_context().new_page(), address)
    again.goto(f"{draft}/told")
    expect(again.get_by_label("What did they see")).to_have_value("Typed and never saved")


def test_two_windows_never_overwrite_each_other_unseen(open_context: OpenContext, address: str) -> None:
    context = open_context(java_script_enabled=False)
    one = _sign_in(context.new_page(), address)
    draft = _start(one)
    one.goto(f"{draft}/told")
    two = context.new_page()
    two.goto(f"{draft}/told")
    two.get_by_label("What did they see").fill("From the second window")
    two.get_by_role("button", name="Save and continue").click()
    one.get_by_label("What did they see").fill("From the first window")
    one.get_by_role("button", name="Save and continue").click()
    expect(one.get_by_text("From the second window")).to_be_visible()
    expect(one.get_by_label("What did they see")).to_have_value("From the first window")


def test_the_quick_log_is_saved_checked_and_sent(desktop: Page, address: str) -> None:
    page = _sign_in(desktop, address)
    page.get_by_role("button", name="Quick log").click()
    page.get_by_role("group", name="1. Is anyone").get_by_label("No", exact=True).check()
    page.get_by_label("6. What police reported").fill("Couple arguing about money.")
    page.get_by_label("7. Full name").fill("Lenny Testerton")
    page.get_by_label("8. Date of birth or age").fill("about 11")
    with page.expect_response("**/autosave") as saved:
        pass
    assert saved.value.ok
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("heading", name="Lenny Testerton")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Concern received")).to_be_visible()
    page.goto(f"{address}/duty")
    expect(page.get_by_role("link", name="Lenny Testerton, 11")).to_be_visible()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["desktop", "phone"])
def test_every_page_of_the_front_door_can_be_used_by_everybody(
    open_context: OpenContext, address: str, viewport: dict[str, int]
) -> None:
    page = _sign_in(open_context(viewport=viewport).new_page(), address)
    page.goto(f"{address}/log")
    assert violations(page) == []
    page.goto(f"{address}/duty")
    draft = _start(page)
    sections = (
        "danger",
        "told",
        "when",
        "about",
        "place",
        "wishes",
        "caller",
        "sharing",
        "visits",
        "person-0",
        "what-0",
    )
    for place in ("", *(f"/{section}" for section in sections), "/people/add", "/check", "/discard"):
        page.goto(draft + place)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert violations(page) == [], place
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place
    page.goto(f"{draft}/told")
    page.get_by_label("What did they see").fill("A few words")
    page.get_by_role("button", name="Save and continue").click()
    page.goto(f"{draft}/check")
    page.get_by_role("button", name="Send").click()
    assert violations(page) == []
    page.goto(f"{address}/duty")
    assert violations(page) == []
    page.get_by_role("button", name="Quick log").click()
    assert violations(page) == []


def test_a_quick_log_sent_while_the_hub_is_down_comes_in_afterwards(address: str, desktop: Page, world: World) -> None:
    page = _sign_in(desktop, address)
    page.get_by_role("button", name="Quick log").click()
    page.get_by_role("group", name="1. Is anyone in immediate danger?").get_by_label("No", exact=True).check()
    page.get_by_label("What police reported").fill(NAUGHTY)
    page.get_by_label("Full name").fill("Rory Samplewood")
    with database_down():
        page.get_by_role("button", name="Check and send").click()
        expect(page.get_by_role("heading", name="Kept safely, not yet in the hub")).to_be_visible()
        receipt = page.locator(".govuk-panel__body strong").inner_text()
        assert violations(page) == []
    assert jobs.run_once(world.settings).unspooled == 1
    page.get_by_role("link", name="look the receipt up").click()
    expect(page.get_by_role("heading", name="Concern received")).to_be_visible()
    page.goto(f"{address}/duty")
    expect(page.get_by_text(f"Kept as {receipt} while the hub was down")).to_be_visible()
