"""Sample pages in a real browser: nothing sideways at four times the size, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.live import serving
from tests.web.sample import sample_app
from tests.web.samples import PAGES

NARROW = {"width": 320, "height": 800}
PAPER = {"width": 718, "height": 1000}  # A4 within its margins


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(sample_app()) as at:
        yield at


@pytest.fixture
def narrow(open_context: Callable[..., BrowserContext]) -> Page:
    """1280 pixels at 400% zoom."""
    return open_context(viewport=NARROW).new_page()


def overflow(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def test_no_page_scrolls_sideways_at_four_times_the_size(narrow: Page, address: str) -> None:
    wide = {}
    for name in PAGES:
        narrow.goto(f"{address}/{name}")
        wide[name] = overflow(narrow)
    assert {name: pixels for name, pixels in wide.items() if pixels} == {}


def test_the_printed_queue_holds_no_addresses_and_no_tag_lies_over_another_column(
    open_context: Callable[..., BrowserContext], address: str
) -> None:
    page = open_context(viewport=PAPER).new_page()
    page.goto(f"{address}/queue")
    assert tags_over_their_cell(page) > 0
    page.emulate_media(media="print")
    assert page.locator(".hub-qt__name").first.evaluate("e => getComputedStyle(e, '::after').content") == "none"
    assert not page.is_visible(".hub-queue__filter")
    assert page.evaluate("document.querySelector('.hub-qt').getBoundingClientRect().left") < 40
    assert tags_over_their_cell(page) == 0


def tags_over_their_cell(page: Page) -> int:
    """How many urgencies reach beyond the cell they stand in."""
    found: int = page.evaluate(
        "[...document.querySelectorAll('td .hub-u')].filter(e => e.getBoundingClientRect().right >"
        " e.closest('td').getBoundingClientRect().right).length"
    )
    return found


def test_the_menu_on_a_phone_opens_with_scripts(phone: Page, address: str) -> None:
    phone.goto(f"{address}/parts")
    assert not phone.is_visible("#navigation")
    phone.click("button:has-text('Menu')")
    assert phone.is_visible("#navigation")
    assert not phone.is_visible("#foot-menu")


def test_the_menu_on_a_phone_stands_at_the_foot_without_scripts(
    open_context: Callable[..., BrowserContext], address: str
) -> None:
    page = open_context(viewport={"width": 375, "height": 800}, java_script_enabled=False).new_page()
    page.goto(f"{address}/parts")
    page.click("a:has-text('Menu')")
    assert page.url.endswith("#foot-menu")
    assert page.is_visible("#foot-menu a:has-text('People')")


def test_a_choice_shows_what_follows_from_it_without_scripts(without_scripts: Page, address: str) -> None:
    without_scripts.goto(f"{address}/parts")
    assert without_scripts.is_visible("#why")
    without_scripts.check("#differ")
    assert not without_scripts.is_visible("#why")


def test_nothing_warns_of_the_end_of_the_session_without_scripts(without_scripts: Page, address: str) -> None:
    without_scripts.goto(f"{address}/parts")
    assert not without_scripts.is_visible("[data-hub-session]")


def test_the_end_of_the_session_is_told_and_put_off(desktop: Page, address: str) -> None:
    desktop.clock.install()
    desktop.goto(f"{address}/parts")
    desktop.clock.fast_forward(13 * 60 * 1000 + 1000)
    desktop.wait_for_selector("[data-hub-session]:visible")
    assert "2 minutes" in desktop.inner_text("[data-hub-session-words]")
    desktop.click("text=Stay signed in")
    desktop.wait_for_selector("[data-hub-session]", state="hidden")
    assert desktop.is_visible("h1")


def test_what_was_on_the_page_is_covered_when_the_session_has_ended(desktop: Page, address: str) -> None:
    desktop.route("**/session/left", lambda route: route.fulfill(json={"seconds_left": 0}))
    desktop.clock.install()
    desktop.goto(f"{address}/parts")
    desktop.clock.fast_forward(14 * 60 * 1000)
    desktop.wait_for_selector("[data-hub-session-sign-in]:visible")
    assert not desktop.is_visible("main")
    assert not desktop.is_visible("text=Stay signed in")


def test_colours_chosen_by_the_reader_keep_known_and_unknown_apart(
    open_context: Callable[..., BrowserContext], address: str
) -> None:
    page = open_context(forced_colors="active").new_page()
    page.goto(f"{address}/parts")
    style = "e => getComputedStyle(e).borderStyle"
    assert page.locator(".hub-u--act_now").first.evaluate(style) == "solid"
    assert page.locator(".hub-u--unknown").first.evaluate(style) == "dashed"
