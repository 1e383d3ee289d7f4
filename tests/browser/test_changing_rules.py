"""A rules owner changes a threshold on pages, sees what it would have changed, and a second person lets it rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hub import clock
from hub.app import create_app
from hub.db import reading
from hub.front_door import Receipt
from hub.jobs.trying_drafts import try_next
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.desk import Desk
from tests.factories.hub_world import PASSWORD, World

pytestmark = pytest.mark.postgres
RULE = "children.injury_under_two"
OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def address(world: World, serve: Callable[..., str]) -> str:
    return serve(create_app(Desk(world, world.settings).settings, is_bound=True))


def toddler(world: World) -> Receipt:
    """A concern about a hurt child of two, received now."""
    told = PersonMaker(forename="Isla", age_from=2, age_to=2, facts={"injury": True}, at_home=True)
    return steps.received(world, people=(told,))


def version_applied(told: Receipt) -> str | None:
    """The first day of the version by which the rule said yes in the newest run over a concern, None where it did not."""
    with reading() as session:
        _, row = rules.run_and_subject(session, told.concern_id)
        return next((version for rule, version, answer in row.findings if (rule, answer) == (RULE, "yes")), None)


def signed_in(open_context: OpenContext, address: str, username: str, *, scripts: bool = True) -> Page:
    page = open_context(java_script_enabled=scripts).new_page()
    page.goto(f"{address}/sign-in?next=/rules")
    page.fill("#username", username)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Rules", exact=True).wait_for()
    return page


def change_the_age(page: Page, today: date) -> None:
    page.get_by_role("link", name="Drafts").click()
    page.get_by_label("What the change is about").fill("Infants")
    page.get_by_role("button", name="Begin a draft").click()
    page.get_by_text("Children (").click()
    page.get_by_role("link", name="An injury to a child under two").click()
    page.get_by_role("button", name="Add a new version").click()
    page.get_by_label("Number of years").fill("3")
    page.get_by_role("button", name="Read it back").last.click()
    expect(page.get_by_text("When age is under 3 years")).to_be_visible()
    page.get_by_label("How soon").select_option("act_now")
    for part, number in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_label(part, exact=True).fill(str(number))
    page.get_by_label("What changes, and why now").fill("The age is 3, by the new procedure.")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("heading", name="Still missing")).to_be_visible()


def add_an_example(page: Page, missing: str, years: str, answer: str, on: date) -> None:
    """The example that the page says is missing in these words, tried on that day."""
    page.get_by_role("listitem").filter(has_text=missing).get_by_role("link").first.click()
    page.get_by_label("What it shows").fill(f"{years or 'of unknown age'}, {answer}, {on}")
    for fact in ("age_years", "injury")[not years :]:
        page.get_by_label("Another fact").select_option(fact)
        page.get_by_role("button", name="Add a fact").last.click()
    if years:
        page.locator("[name=facts-0]").fill(years)
    page.locator(f"[name=facts-{int(bool(years))}][value=yes]").check()
    for part, number in (("day", on.day), ("month", on.month), ("year", on.year)):
        page.locator(f"[name=on-{part}]").fill(str(number))
    page.get_by_label(answer, exact=True).last.check()
    page.get_by_role("button", name="Save in the draft").click()
    page.get_by_text("The example is in the draft").wait_for()


def propose(page: Page) -> None:
    page.get_by_role("link", name="Draft 1", exact=True).click()
    page.get_by_role("link", name="What it would have changed").click()
    page.get_by_role("button", name="Try it on everything screened").click()
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    assert try_next(processes=1)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("0 people would have moved down").first).to_be_visible()
    expect(page.get_by_role("cell", name="1 up")).to_be_visible()
    page.get_by_role("link", name="Draft 1", exact=True).click()
    page.get_by_role("button", name="Propose it").click()
    page.get_by_label("Why the rules change").fill("The procedure changed this autumn.")
    expect(page.get_by_text("0 moves down")).to_have_count(0)
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("heading", name="Waits for a second person")).to_be_visible()


def sign(page: Page) -> None:
    page.get_by_role("link", name="Drafts").click()
    page.get_by_role("link", name="Read and sign").click()
    expect(page.get_by_role("cell", name="age is under 3 years")).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign it").click()
    expect(page.get_by_role("row", name="Rules now").get_by_text("Senior Manager Testwell")).to_be_visible()


def test_a_threshold_is_changed_without_scripts_tried_signed_and_rules(
    open_context: OpenContext, world: World, address: str
) -> None:
    before, today = toddler(world), clock.today()
    assert version_applied(before) is None
    owner = signed_in(open_context, address, "rules.owner", scripts=False)
    change_the_age(owner, today)
    add_an_example(owner, "with age: 2 years", "2", "Yes", today)
    add_an_example(owner, "with age: 3 years", "3", "No", today)
    add_an_example(owner, "where it cannot tell", "", "Not known", today)
    add_an_example(owner, "is not tried on", "2", "No", today - timedelta(days=1))
    propose(owner)
    sign(signed_in(open_context, address, "senior.manager"))
    assert version_applied(toddler(world)) == today.isoformat()
    assert version_applied(before) is None
    auditor = signed_in(open_context, address, "auditor")
    auditor.goto(f"{address}/access-log/{before.ref}/replay")
    expect(auditor.get_by_text("Everything came out as it was stored")).to_be_visible()
