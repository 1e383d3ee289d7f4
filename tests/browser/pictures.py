"""The pictures of the documentation, in the synthetic city: a concern from desk to decision, a conference, a changed rule.

`make pictures` takes them; at any other time it is only seen that they are there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from hub import crypto, db
from hub.app import create_app
from hub.cli.serving import prepare_demo
from hub.config import read_settings
from hub.demo.people import demo_people
from hub.jobs.trying_drafts import try_next
from tests.browser.live import serving
from tests.factories.rules import path_of

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
NAMES = (
    *("duty-desk", "log-a-concern", "received", "screening-queue", "screening", "suggestions", "decision"),
    *("co-ordination", "convening", "chair"),
    *("rules", "rule-version", "rule-backtest"),
)
RULE = "children.injury_under_two"
RULE_FILE = path_of("children.neglect_or_emotional_harm")
ERRORS = ("Something went wrong", "Page not found", "You cannot do this", "There is a problem")
WIDTH = 1280
TALLEST = 1400
SECTIONS: dict[str, dict[str, str]] = {
    "person-0": {
        "people-0-forename": "Rory",
        "people-0-surname": "Samplewood",
        "people-0-date_of_birth": "14 March 2017",
        "people-0-postcode": "DD4 9ZZ",
    },
    "told": {
        "narrative": "His teacher saw belt-shaped marks on his back when he changed for PE. He said that his uncle did it, "
        "and that his uncle collects him from school today."
    },
    "what-0": {
        "people-0-facts-harms": "physical",
        "people-0-facts-injury": "yes",
        "people-0-facts-who_caused": "other_family",
    },
}
CALLER = {
    "referrer-kind": "school",
    "referrer-name": "Ada Testby",
    "referrer-job": "Head teacher",
    "referrer-phone": "01632 960 017",
}
OpenContext = Callable[..., BrowserContext]


def is_taking() -> bool:
    """Whether pictures are to be taken now."""
    return os.environ.get("HUB_PICTURES") == "1"


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """The address of a fresh demonstration with a month of the city in it."""
    folders = {
        "HUB_DATA_FOLDER": str(folder / "data"),
        "HUB_KEYS_FOLDER": str(folder / "keys"),
        "HUB_SPOOL_FOLDER": str(folder / "spool"),
    }
    before = {name: os.environ.get(name) for name in folders}
    os.environ.update(folders)
    try:
        settings = read_settings()
        prepare_demo(settings, months=1)
        with serving(create_app(settings)) as address:
            yield address
    finally:
        db.unbind()
        crypto.unbind_keyring()
        os.environ.update({name: value for name, value in before.items() if value is not None})
        for name in (name for name, value in before.items() if value is None):
            del os.environ[name]


class Walk:
    """Officers of the demonstration at their browsers."""

    def __init__(self, address: str, open_context: OpenContext) -> None:
        self.address = address
        self._open = open_context

    def officer(self, username: str) -> Page:
        """The officer's first page after signing in."""
        page = self._open(viewport={"width": WIDTH, "height": 900}).new_page()
        page.goto(f"{self.address}/sign-in")
        page.fill("[name=username]", username)
        page.fill("[name=password]", demo_people().password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    def log(self, page: Page) -> str:
        """A concern with danger in it is logged, pictured on the way, and sent; its reference."""
        page.goto(f"{self.address}/log")
        page.check("[name=immediate_danger-answer][value=yes]")
        page.check("[name=one_of_us][value=no]")
        page.click("text=Save and continue")
        page.wait_for_url(lambda url: "/log/" in url)
        draft = "/".join(page.url.split("/")[:5])
        for section, answers in SECTIONS.items():
            _answer(page, f"{draft}/{section}", answers)
        page.goto(draft)
        take(page, "log-a-concern")
        _answer(page, f"{draft}/caller", CALLER)
        page.goto(f"{draft}/check")
        page.locator("main button[type=submit]").last.click()
        page.wait_for_url(lambda url: "/received/" in url)
        return page.url.rpartition("/")[2]

    def screen(self, page: Page, ref: str) -> None:
        """The concern is screened up to the page of its decision."""
        page.goto(f"{self.address}/concerns/{ref}/screening")
        take(page, "screening")
        page.select_option("[name=route-1]", "cp_ird")
        page.select_option("[name=urgency-1]", "same_day")
        page.click("text=Keep my view and open the suggestions")
        page.wait_for_url(lambda url: "/suggestions/" in url)
        take(page, "suggestions")
        page.goto(f"{self.address}/concerns/{ref}/decision/1")
        take(page, "decision")

    def change_a_rule(self, page: Page) -> None:
        """A draft with a new version of a rule, tried on the month that is there; pictured on the way."""
        page.goto(f"{self.address}/rules")
        take(page, "rules")
        page.goto(f"{self.address}/rules/drafts")
        page.fill("[name=title]", "Injuries to very young children")
        page.click("text=Begin a draft >> visible=true >> nth=-1")
        page.wait_for_url(lambda url: "/drafts/" in url)
        draft = page.url
        page.goto(f"{draft}/rules/{RULE}/versions/new")
        page.fill("[name='when-0-value']", "3")
        page.click("text=Read it back >> nth=-1")
        take(page, "rule-version")
        page.goto(f"{draft}/files/{RULE_FILE}")
        text = page.input_value("[name=text]").replace("two_working_days", "same_day").replace("under: 18", "under: 16")
        page.fill("[name=text]", text)
        page.click("text=Keep it")
        page.goto(f"{draft}/backtest")
        page.click("text=Try it on everything screened")
        page.wait_for_url(lambda url: url.endswith("/backtest"))
        try_next(processes=1)
        page.goto(f"{draft}/backtest")
        take(page, "rule-backtest")


def _answer(page: Page, address: str, answers: dict[str, str]) -> None:
    page.goto(address)
    for name, value in answers.items():
        field = page.locator(f"[name='{name}']").first
        kind = field.get_attribute("type") if field.evaluate("e => e.tagName") != "SELECT" else "select"
        if kind in {"radio", "checkbox"}:
            page.check(f"[name='{name}'][value='{value}']")
        elif kind == "select":
            field.select_option(value)
        else:
            field.fill(value)
    page.click("button[name=_go][value=on]")
    page.wait_for_url(lambda url: url != address)


def take(page: Page, name: str) -> None:
    """The picture called `name` shows the top of the page as it stands, which is no page of an error."""
    assert page.inner_text("h1") not in ERRORS, f"{page.url} says {page.inner_text('h1')!r}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    page.screenshot(path=FOLDER / f"{name}.png", clip={"x": 0, "y": 0, "width": WIDTH, "height": tall}, full_page=True)
