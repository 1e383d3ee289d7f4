"""Pages in a real Chromium: desktop and phone, with and without scripts; a console error fails the test that saw it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser import chromium
from tests.browser.live import serving

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 800}

Serve = Callable[[Callable[..., object]], str]
OpenContext = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one per worker."""
    executable = chromium.find_chromium()
    if executable is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=chromium.FLAGS)
        yield running
        running.close()


@pytest.fixture
def console_errors() -> Iterator[list[str]]:
    """What the pages of this test complained of; a test that means it empties the list."""
    errors: list[str] = []
    yield errors
    assert not errors, "The browser's console holds errors: " + "; ".join(errors)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves a WSGI application until the test ends: `address = serve(create_app(settings))`."""
    with ExitStack() as running:
        yield lambda application: running.enter_context(serving(application))


@pytest.fixture
def open_context(browser: Browser, serve: Serve, console_errors: list[str]) -> Iterator[OpenContext]:
    """Opens browser contexts, one a person: `open_context(viewport=PHONE)`; they close before any server."""
    with ExitStack() as open_now:

        def open_one(**options: object) -> BrowserContext:
            context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
            open_now.callback(context.close)
            context.set_default_timeout(10_000)
            context.on("console", lambda message: _note(message, console_errors))
            context.on("weberror", lambda error: console_errors.append(str(error.error)))
            return context

        yield open_one


def _note(message: ConsoleMessage, errors: list[str]) -> None:
    """A page that answers 4xx (a form with mistakes) is reported as an error too, and is none."""
    refused_page = message.text.startswith("Failed to load resource") and message.page is not None
    if message.type == "error" and not (refused_page and message.location["url"] == message.page.url):
        errors.append(f"{message.text} ({message.location['url']})")


@pytest.fixture
def desktop(open_context: OpenContext) -> Page:
    """An empty page, 1280 x 900."""
    return open_context().new_page()


@pytest.fixture
def phone(open_context: OpenContext) -> Page:
    """An empty page, 375 x 800, touched rather than clicked."""
    return open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def without_scripts(open_context: OpenContext) -> Page:
    """An empty page, 1280 x 900, that runs no JavaScript."""
    return open_context(java_script_enabled=False).new_page()
