"""Script typed into every field of a concern and a conference, and every page that shows any of it opened in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy
from flask import Flask
from playwright.sync_api import BrowserContext, Dialog, Page

from hub import crypto, db
from hub.app import create_app
from hub.concerns import get_concern
from hub.conferences import NewInvitee
from hub.web.headers import CONTENT_SECURITY_POLICY
from tests.browser.conftest import OpenContext, Serve
from tests.browser.stops import NO_PAGES, SECTIONS
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.conferences import Room
from tests.factories.front_desk import FrontDesk
from tests.factories.hub_world import PASSWORD, World, build_world
from tests.factories.pages import Page as Markup
from tests.factories.walker import Walker

pytestmark = [pytest.mark.postgres, pytest.mark.long]
SCRIPT = "<img src=x onerror=window.hit=1><script>window.hit=1</script>\"' onfocus=window.hit=1 x=<svg onload=window.hit=1>&lt;"
SEEN = """() => [document.title, document.body.textContent,
    ...[...document.querySelectorAll('input, textarea')].map((each) => each.value)].join(' | ')"""
HANDLERS = "document.querySelectorAll('[onerror], [onload], [onfocus], img[src=x]').length"
NOT_WORDS = re.compile(r"(day|month|year|time|date|age|years|weeks|number|due|from|to)\b|postcode")
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[A-Z]{2}-\w{4}-\w{4}|\d+")
_marks = count(10)


def typed() -> str:
    """Script behind a mark of its own, so that it is known again wherever it is shown."""
    return f"X{next(_marks)}X {SCRIPT}"


@pytest.fixture
def world(postgres_url: str, tmp_path: Path) -> Iterator[World]:
    engine: sqlalchemy.Engine = db.make_engine(postgres_url)
    db.bind(engine)
    yield build_world(tmp_path, postgres_url)
    db.unbind()
    crypto.unbind_keyring()


def wrong_with(page: Page, dialogs: list[str]) -> list[str]:
    """What hostile text did to the page as it stands."""
    seen = " ".join(page.evaluate(SEEN).split())
    shown = set(re.findall(r"X\d+X ", seen))
    found = [f"{mark.strip()} is not shown as typed" for mark in sorted(shown) if mark + SCRIPT not in seen]
    found += ["a script ran"] if page.evaluate("window.hit") else []
    found += ["what was typed is markup"] if page.evaluate(HANDLERS) else []
    return found + [f"a dialog: {each}" for each in dialogs]


class Reader:
    """An officer's browser that opens a page and every page of the hub that it leads to, one of each shape."""

    def __init__(self, context: BrowserContext, app: Flask, address: str, name: str) -> None:
        self.page, self.walker, self.address = context.new_page(), Walker(app), address
        self.dialogs: list[str] = []
        self.marks: set[str] = set()
        self.wrong: dict[str, list[str]] = {}
        self.page.on("dialog", self._dismiss)
        self.page.goto(f"{address}/sign-in")
        self.page.get_by_label("Username").fill(name.replace("_", "."))
        self.page.locator("[name=password]").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Sign in").click()

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def read(self, *starts: str, most: int) -> None:
        """What is wrong on each page is kept by its address."""
        waiting, shapes = list(starts), set()
        while waiting and len(shapes) < most:
            path = waiting.pop(0)
            shape, endpoint = _IDS.sub("#", urlsplit(path).path), self.walker.endpoint(path)
            if (
                shape in shapes
                or not endpoint
                or endpoint in NO_PAGES
                or endpoint.startswith(("about.", "signing_in."))
            ):
                continue
            shapes.add(shape)
            self.page.goto(self.address + path)
            self._look(path)
            waiting += Markup(self.page.content(), path).links

    def _look(self, path: str) -> None:
        for media in ("screen", "print"):
            self.page.emulate_media(media=media)  # type: ignore[arg-type]  # both are among what it takes
            if found := wrong_with(self.page, self.dialogs):
                self.wrong[f"{path} {media}"] = found
        self.marks |= set(re.findall(r"X\d+X", self.page.evaluate(SEEN)))


def fill_hostile(desk: FrontDesk, path: str) -> int:
    """Every field to type words into holds script of its own, and is kept; how many there are."""
    forms = Markup(desk.get(path).text, path).forms
    form = next(each for each in forms if urlsplit(each.action).path == path and each.method == "post")
    told = {each.name: typed() for each in form.fields.values() if each.is_typed and not NOT_WORDS.search(each.name)}
    if told:
        kept = desk.fill(path, told)
        assert kept.status_code == 303, (path, re.findall(r"govuk-error-message[^>]*>(.*?)</p>", kept.text, re.DOTALL))
    return len(told)


def a_hostile_concern(app: Flask, world: World) -> tuple[str, int]:
    """A concern of which every word is script, and the number of fields it was typed into."""
    desk = FrontDesk(app, world, "duty_worker")
    draft = desk.start()
    desk.post(f"{draft}/people/add", {"role": "alleged"})
    fields = sum(fill_hostile(desk, f"{draft}/{each}") for each in ("person-0", *SECTIONS))
    return desk.send(draft), fields


def a_hostile_decision(world: World) -> str:
    """A concern seen, answered and decided on in script."""
    child = PersonMaker(adult=True, forename=typed(), surname=typed(), facts={"harms": ["financial"]}, at_home=True)
    told = steps.received(world, narrative=typed(), people=(child,))
    (person,) = steps.people_on(told.concern_id)
    steps.limbs_answered(world, told.concern_id, person, "yes", "yes", "no")
    steps.viewed(world, told.concern_id)
    words = {name: typed() for name in ("words_routes", "words_urgency", "onward_words")}
    steps.decided(world, told.concern_id, person, **words)
    return told.ref


def a_hostile_conference(world: World) -> str:
    """A conference convened with script for every name and place."""
    room, child = (
        Room(world),
        PersonMaker(forename=typed(), surname=typed(), date_of_birth="2017-02-01", address=typed()),
    )
    ref = room.allocated(child)
    guest = NewInvitee(agency="health", role=typed(), name=typed(), told_how="secure_mail", sees_papers="own_part")
    room.convene(ref, place=typed(), invitees=(guest,), notice_reason=typed())
    return ref


def test_script_in_every_field_is_shown_as_typed_on_every_page_and_never_runs(
    world: World, open_context: OpenContext, serve: Serve, console_errors: list[str]
) -> None:
    app = create_app(world.settings, is_bound=True)
    logged, fields = a_hostile_concern(app, world)
    assert fields > 20
    decided, convened = a_hostile_decision(world), a_hostile_conference(world)
    address, read = serve(app), {}
    with db.reading() as session:
        person = session.scalar(sqlalchemy.text("SELECT id FROM people LIMIT 1"))
        concern_id = get_concern(session, logged).id
    steps.viewed(world, concern_id)
    screening = (f"/concerns/{logged}/{each}" for each in ("screening", "suggestions/1", "decision/1", "people"))
    for name, most, starts in (
        ("duty_worker", 5, ("/duty", "/duty/sent", f"/received/{logged}")),
        ("screening_officer", 22, ("/queue", f"/concerns/{logged}", *screening, f"/concerns/{decided}/decisions")),
        ("co_ordinator", 2, ("/", f"/conferences/{convened}")),
        ("chair", 7, (f"/conferences/{convened}",)),
        ("team_manager", 3, ("/manager", f"/people/{person}", "/onward")),
        ("auditor", 3, (f"/access-log/{logged}",)),
    ):
        read[name] = Reader(open_context(), app, address, name)
        read[name].read(*starts, most=most)
    assert {name: each.wrong for name, each in read.items() if each.wrong} == {}
    assert console_errors == []
    marks = set().union(*(each.marks for each in read.values()))
    assert len(marks) > fields / 2, "much of what was typed was met on a page"


UNSAFE: dict[str, Callable[[str], str]] = {
    "sound": lambda text: f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>",
    "marked safe": lambda text: f"<p>{text}</p>",
    "in an attribute": lambda text: f'<p title="{text}">x</p>',
    "half escaped": lambda text: f"<p>{text.replace('<script', '&lt;script')}</p>",
}
RUN = {"marked safe", "half escaped"}


@pytest.mark.parametrize("policy", ["", CONTENT_SECURITY_POLICY], ids=["no policy", "with our policy"])
def test_a_page_that_marks_it_safe_is_seen(
    open_context: OpenContext, serve: Serve, console_errors: list[str], policy: str
) -> None:
    app = Flask(__name__)
    headers = {"Content-Security-Policy": policy} if policy else {}
    app.add_url_rule("/<name>", "page", lambda name: (f"<title>A page</title>{UNSAFE[name](typed())}", headers))
    page, address = open_context().new_page(), serve(app)
    for name in UNSAFE:
        console_errors.clear()
        page.goto(f"{address}/{name}")
        found = wrong_with(page, [])
        assert bool(found) == (name != "sound"), found
        if name in RUN:
            assert ("a script ran" in found) == (not policy)
            assert any("Content Security Policy" in each for each in console_errors) == bool(policy)
    console_errors.clear()
