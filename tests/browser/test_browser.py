"""The browser fixtures themselves, on pages written here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import flask
import pytest
from playwright.sync_api import Page

from tests.browser import axe

GOOD = """<!doctype html><html lang=en><meta name=viewport content="width=device-width"><title>A page</title>
<main><h1>A page</h1><p id=word>before</p>{}</main></html>"""


def make_app(body: str = "", *, status: int = 200) -> flask.Flask:
    app = flask.Flask("test_browser")
    app.add_url_rule("/", "page", lambda: (GOOD.format(body), status))
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    return app


@pytest.fixture
def address(serve: Callable[..., str]) -> str:
    return serve(make_app("<script>document.getElementById('word').textContent = 'after'</script>"))


def test_a_page_runs_its_script_on_a_desktop(desktop: Page, address: str) -> None:
    desktop.goto(address)
    assert desktop.inner_text("#word") == "after"
    assert desktop.evaluate("innerWidth") == 1280


def test_a_page_is_shown_on_a_phone(phone: Page, address: str) -> None:
    phone.goto(address)
    assert phone.evaluate("innerWidth") == 375


def test_a_page_without_scripts_runs_none(without_scripts: Page, address: str) -> None:
    without_scripts.goto(address)
    assert without_scripts.inner_text("#word") == "before"


def test_an_error_in_a_script_is_collected(desktop: Page, serve: Callable[..., str], console_errors: list[str]) -> None:
    desktop.goto(serve(make_app("<script>console.error('said'); throw new Error('thrown')</script>")))
    assert any("said" in error for error in console_errors)
    assert any("thrown" in error for error in console_errors)
    console_errors.clear()


def test_a_form_page_that_answers_422_is_no_console_error(desktop: Page, serve: Callable[..., str]) -> None:
    answer = desktop.goto(serve(make_app(status=422)))
    assert answer is not None
    assert answer.status == 422


def test_a_missing_script_is_a_console_error(
    desktop: Page, serve: Callable[..., str], console_errors: list[str]
) -> None:
    desktop.goto(serve(make_app("<script src='/none.js'></script>")))
    assert any("none.js" in error for error in console_errors)
    console_errors.clear()


def test_axe_passes_a_good_page(desktop: Page, address: str) -> None:
    desktop.goto(address)
    assert axe.violations(desktop) == []


def test_axe_names_a_picture_without_words(desktop: Page, serve: Callable[..., str]) -> None:
    desktop.goto(serve(make_app("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")))
    assert any(each.startswith("image-alt:") for each in axe.violations(desktop))


def test_axe_is_the_file_that_was_published() -> None:
    for line in (axe.VENDOR / "CHECKSUMS").read_text(encoding="utf-8").splitlines():
        checksum, name = line.split()
        assert hashlib.sha256((axe.VENDOR / name).read_bytes()).hexdigest() == checksum, f"{name} was changed"
