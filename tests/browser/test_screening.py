"""One concern from the queue to its decision, by mouse and keyboard, at a desk and on a phone; every page is accessible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from hub.app import create_app
from hub.db import reading
from hub.triage import Decision
from tests.browser import axe
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.desk import Desk
from tests.factories.hub_world import PASSWORD, World

pytestmark = pytest.mark.postgres
HURT = {"harms": ["physical"], "who_caused": "parent"}


@pytest.fixture
def address(world: World, serve: Callable[..., str]) -> str:
    """The hub with one concern about two children, served to a browser."""
    people = (
        PersonMaker(child=True, facts=HURT, at_home=True),
        PersonMaker(child=True, forename="Juno", at_home=True),
        PersonMaker(alleged=True),
    )
    steps.received(world, people=people, danger="later", told={"danger_why": "Dez collects the children from school."})
    return serve(create_app(Desk(world, world.settings).settings, is_bound=True))


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#username", "screening.officer")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def fit_and_accessible(page: Page) -> None:
    assert axe.violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


def give_view(page: Page) -> None:
    assert page.get_by_text("Dez (alleged source of harm) collects the children").is_visible()
    assert page.get_by_role("heading", name="Suggestions are closed").is_visible()
    assert "Suggested, not decided" not in page.content()
    page.get_by_label("Your route for Rory").select_option("cp_ird")
    page.get_by_label("Your urgency for Rory").select_option("same_day")
    page.get_by_role("button", name="Copy the first view").click()
    fit_and_accessible(page)
    page.get_by_role("button", name="Keep my view").click()


def answer_a_question(page: Page) -> None:
    page.get_by_role("heading", name="Why this is suggested").wait_for()
    fit_and_accessible(page)
    asked = page.locator("form.hub-ask:visible").filter(has=page.get_by_label("Asked, not known")).first
    asked.get_by_label("Asked, not known").check()
    asked.get_by_label("Who told you?").fill("The head teacher")
    asked.get_by_label("How do they know?").select_option("observed")
    asked.get_by_label("How do they know?").press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("This is run 2 of the rules").wait_for()
    assert page.get_by_role("heading", name="What changed after an answer").is_visible()
    assert page.get_by_text("Before, run 1").is_visible()
    fit_and_accessible(page)


def decide(page: Page) -> None:
    page.get_by_role("button", name="Check this decision").click()
    assert page.get_by_role("alert").get_by_text("choose agree or differ").first.is_visible()
    fit_and_accessible(page)
    for agree in page.locator("input[value=agree]").all():
        agree.check()
    page.get_by_label("Why, in a sentence").fill("She saw a mark and he says who did it.")
    page.get_by_label("Why this urgency, in a sentence").fill("Contact is expected this afternoon.")
    page.get_by_label("They know already").check()
    closes = page.get_by_label("If this opens no work, who takes it on?")
    closes.select_option("named_person")
    page.get_by_label("What you ask of them").fill("Please keep an eye on both of them.")
    page.get_by_role("button", name="Check this decision").click()
    fit_and_accessible(page)
    page.get_by_role("button", name="Make this decision").click()


def decided() -> list[Decision]:
    with reading() as session:
        return list(session.scalars(select(Decision)))


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_concern_goes_from_the_queue_to_its_decision(
    request: pytest.FixtureRequest, width: str, address: str
) -> None:
    page: Any = request.getfixturevalue(width)
    sign_in(page, address)
    page.goto(f"{address}/queue")
    fit_and_accessible(page)
    page.get_by_role("button", name="Pick up").click()
    fit_and_accessible(page)
    give_view(page)
    answer_a_question(page)
    page.get_by_role("button", name="Decide for Rory").click()
    fit_and_accessible(page)
    decide(page)
    assert page.get_by_role("alert").get_by_text("Decided.").is_visible()
    (decision,) = decided()
    assert (decision.state, "cp_ird" in decision.routes) == ("made", True)
