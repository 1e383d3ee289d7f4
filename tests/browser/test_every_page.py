"""Every page there is, at a desk and on a phone, in every state that stands: nothing that shuts anybody out."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page

from hub import crypto, db
from hub.app import create_app
from tests import postgres
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, OpenContext, Serve
from tests.browser.stops import LOOKED_AT_APART, NO_PAGES, STOPS, Stop
from tests.factories.city import EARLIER, NOW, City, at
from tests.factories.desk import Desk, code_now
from tests.factories.hub_world import PASSWORD, build_world
from tests.house import tree

pytestmark = [pytest.mark.postgres, pytest.mark.long]
FIRST_FORM = "main form[method='post']"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => { each.open = true })"


@pytest.fixture(scope="module")
def city(
    postgres_server: postgres.Server, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """One city for all of these: its pages are only looked at."""
    name = f"t_{uuid.uuid4().hex}"
    postgres_server.create(name, template=postgres_template)
    url = postgres_server.url(name)
    db.bind(db.make_engine(url))
    with at(EARLIER):
        world = build_world(tmp_path_factory.mktemp("city"), url)
    whole = City(world)
    with at(NOW):
        yield whole
    db.unbind()
    crypto.unbind_keyring()
    postgres_server.drop(name)


@pytest.fixture
def address(city: City, serve: Serve) -> str:
    return serve(city.app)


def signed_in(page: Page, address: str, name: str) -> Page:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Username").fill(name.replace("_", "."))
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url.partition("?")[0] or "/sign-in/" in url)
    return page


def problems(page: Page, *sizes: dict[str, int]) -> list[str]:
    """What is wrong with the page as it stands, at these sizes, by default at both."""
    found = []
    page.evaluate(OPEN_ALL)
    for size in sizes or (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wide = page.evaluate(WIDE)
        at_width = [*axe.violations(page), *([f"{wide} pixels too wide"] if wide > 0 else [])]
        found += [f"{size['width']}: {each}" for each in at_width]
    return found


def visited(page: Page, address: str, each: Stop, city: City) -> list[str]:
    """What is wrong with a page, and with the same page after a mistake."""
    path = each.path(city)
    answer = page.goto(address + path)
    assert answer is not None
    found = [] if answer.status == each.status else [f"answers {answer.status}"]
    found += [] if page.url == address + path else [f"leads to {page.url.removeprefix(address)}"]
    return [*found, *problems(page), *(after_a_mistake(page, each) if each.wrong is not None else [])]


def after_a_mistake(page: Page, each: Stop) -> list[str]:
    for name, value in (each.wrong or {}).items():
        page.locator(f"main [name='{name}']").fill(value)
    form = page.locator(FIRST_FORM)
    button = form.get_by_role("button", name=each.press) if each.press else form.locator("button[type='submit']")
    with page.expect_navigation():
        button.first.evaluate("button => { button.form.noValidate = true; button.click() }")
    is_told = page.title().startswith("Error: ") and page.locator(".govuk-error-summary").count() == 1
    return [
        f"with a mistake: {one}" for one in [*([] if is_told else [f"says {page.title()}"]), *problems(page, PHONE)]
    ]


@pytest.mark.parametrize("role", STOPS, ids=[name or "nobody" for name in STOPS])
def test_every_page_can_be_used_by_everybody(open_context: OpenContext, address: str, city: City, role: str) -> None:
    page = open_context().new_page()
    if role:
        signed_in(page, address, role.partition(" ")[0])
    found = {each.path(city): visited(page, address, each, city) for each in STOPS[role]}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def pages_not_looked_at(app: Flask) -> set[str]:
    """Endpoints that answer a GET, and are neither stopped at nor listed with a reason."""
    known = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return known ^ (
        {each.endpoint for stops in STOPS.values() for each in stops} | LOOKED_AT_APART.keys() | NO_PAGES.keys()
    )


def test_no_page_is_left_out(city: City) -> None:
    tree.nothing(
        pages_not_looked_at(city.app),
        "Add a stop at the page to tests/browser/stops.py (or its reason, or take out a page that is gone).",
    )


def test_a_page_nobody_stops_at_is_seen(city: City) -> None:
    app = create_app(city.world.settings, is_bound=True)
    app.add_url_rule("/forgotten", "forgotten", lambda: "a page")
    assert pages_not_looked_at(app) == {"forgotten"}


def test_a_page_that_shuts_people_out_is_seen(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.set_content("<html lang=en><title>A page</title><main><h1>A page</h1><p><input type=text></p></main>")
    assert [each for each in problems(page) if each.startswith("1280: label")]
    page.set_content("<html lang=en><title>A page</title><main><h1 style='width: 900px'>A page</h1></main>")
    assert [each.partition(": ")[0] for each in problems(page) if each.endswith("too wide")] == ["375"]


def test_the_second_factor_is_set_up_and_asked_for(open_context: OpenContext, serve: Serve, city: City) -> None:
    desk = Desk(city.world, city.world.settings).with_second_factor()
    address = serve(create_app(desk.settings, is_bound=True))
    new = signed_in(open_context().new_page(), address, "minute_taker")
    assert new.url.startswith(f"{address}/sign-in/second-factor")
    assert problems(new) == []
    secret = desk.give_app("auditor")
    known = signed_in(open_context().new_page(), address, "auditor")
    assert known.url.startswith(f"{address}/sign-in/code")
    assert [*problems(known), *after_a_mistake(known, Stop("signing_in.code", wrong={"code": "not one"}))] == []
    assert code_now(secret).isdigit()


def test_the_page_after_a_session_ran_out_can_be_used_by_everybody(
    open_context: OpenContext, address: str, city: City
) -> None:
    page = signed_in(open_context().new_page(), address, "auditor")
    with at(NOW.replace(hour=23)):
        page.goto(f"{address}/account")
        assert page.get_by_text("Your session has ended").is_visible()
        assert problems(page) == []


def test_the_page_of_too_many_tries_can_be_used_by_everybody(
    open_context: OpenContext, address: str, city: City
) -> None:
    page = open_context().new_page()
    page.goto(f"{address}/sign-in")
    for _ in range(30):
        page.get_by_label("Username").fill("rules.owner")
        page.locator("[name=password]").fill("not the right words")
        with page.expect_response("**/sign-in*") as answer:
            page.get_by_role("button", name="Sign in").click()
        if answer.value.status == 429:
            break
    assert page.get_by_text("There were too many tries").first.is_visible()
    assert problems(page) == []


def test_the_page_shown_while_the_database_is_down_can_be_used_by_everybody(
    open_context: OpenContext, address: str, city: City
) -> None:
    page, engine = signed_in(open_context().new_page(), address, "auditor"), db.bound_engine()
    db.bind(db.make_engine("postgresql+psycopg://hub@/gone?host=/nowhere"))
    try:
        answer = page.goto(f"{address}/access-log")
    finally:
        db.bind(engine)
    assert answer is not None
    assert answer.status == 503
    assert problems(page) == []


def test_the_first_page_of_a_demonstration_can_be_used_by_everybody(
    open_context: OpenContext, serve: Serve, city: City
) -> None:
    page = open_context().new_page()
    page.goto(serve(create_app(replace(city.world.settings, mode="demo"), is_bound=True)) + "/sign-in")
    assert problems(page) == []
