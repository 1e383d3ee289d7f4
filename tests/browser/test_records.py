"""People found, joined and taken apart in a real browser, with scripts and without; a page that waits says what changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from playwright.sync_api import Page, expect

from hub import crypto, db, triage
from hub.app import create_app
from tests.browser.conftest import OpenContext, Serve
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import PASSWORD, World, build_world
from tests.factories.papers import opened

SAFE = {"phone": "yes", "letter": "no"}
MOTHER = {"role": "household", "forename": "Ailsa", "date_of_birth": "1988-05-06", "relationship": "mother"}


class City:
    """A few concerns about one home, one person told of twice, and a danger nobody has yet."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.on_rota(world.actor("duty_worker"), 0)
        world.on_rota(world.actor("team_manager"), 1)
        child, mother = PersonMaker(child=True, hurt=True, at_home=True, safe_contact=SAFE), PersonMaker(**MOTHER)
        first = steps.received(world, people=(child, mother, PersonMaker(alleged=True, surname="Mockford")))
        second = steps.received(world, people=(PersonMaker(child=True, forename="Rorie", at_home=True),))
        third = steps.received(world, in_danger=True)
        steps.received(world, about_one_of_us=True)
        self.person = steps.people_on(second.concern_id)[0]
        self.ref, self.to_match = first.ref, third.ref
        with db.transaction() as session:
            triage.say_of_match(
                session,
                second.ref,
                self.person,
                same_as=steps.people_on(first.concern_id)[0],
                verdict="same",
                by=world.actor("screening_officer"),
            )


@pytest.fixture
def city(postgres_url: str, tmp_path: Path) -> Iterator[City]:
    engine: sqlalchemy.Engine = db.make_engine(postgres_url)
    db.bind(engine)
    yield City(build_world(tmp_path, postgres_url))
    db.unbind()
    crypto.unbind_keyring()


@pytest.fixture
def address(city: City, serve: Serve) -> str:
    return serve(create_app(city.world.settings, is_bound=True))


def signed_in(page: Page, address: str, name: str) -> Page:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Username").fill(name.replace("_", "."))
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def find_and_join(page: Page, address: str, city: City) -> None:
    signed_in(page, address, "screening_officer")
    page.goto(f"{address}/people")
    page.get_by_label("Surname", exact=True).fill("Samplewood")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("alert")).to_contain_text("one more thing")
    expect(page.get_by_label("Surname", exact=True)).to_have_value("Samplewood")
    page.get_by_label("Postcode").fill("DD4 9ZZ")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="People found")).to_be_visible()
    assert "Samplewood" not in page.url + page.title()
    page.goto(f"{address}/concerns/{city.to_match}/matches")
    page.get_by_role("button", name="Same person").first.click()
    expect(page.get_by_text("Joined with 2 other records")).to_be_visible()
    page.get_by_role("link", name="Open the record").click()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("exactly as they were")).to_be_visible()


def test_a_person_is_found_joined_and_taken_apart(desktop: Page, address: str, city: City) -> None:
    find_and_join(desktop, address, city)


def test_a_person_is_found_joined_and_taken_apart_without_scripts(
    without_scripts: Page, address: str, city: City
) -> None:
    find_and_join(without_scripts, address, city)


def test_each_sheet_of_a_printed_record_says_which_one_it_is_of(desktop: Page, address: str, city: City) -> None:
    signed_in(desktop, address, "screening_officer").goto(f"{address}/concerns/{city.ref}")
    sheets = [sheet.extract_text() for sheet in opened(desktop.pdf(format="A5")).pages]
    assert len(sheets) > 1
    assert [city.ref in sheet for sheet in sheets] == [True] * len(sheets)
    assert "Work it opened" in sheets[-1], "one column: what stands beside on a screen comes after"


def test_a_page_that_waits_says_when_somebody_has_taken_the_danger_on(
    open_context: OpenContext, address: str, city: City
) -> None:
    waiting = open_context().new_page()
    waiting.clock.install()
    signed_in(waiting, address, "team_manager")
    waiting.goto(f"{address}/danger")
    expect(waiting.get_by_text("Not acknowledged yet")).to_be_visible()
    expect(waiting.get_by_text("Something has changed")).not_to_be_visible()
    other = signed_in(open_context(java_script_enabled=False).new_page(), address, "duty_worker")
    other.goto(f"{address}/danger")
    other.get_by_role("button", name="I have this").click()
    expect(other.get_by_text("You have this danger")).to_be_visible()
    waiting.clock.fast_forward(20_000)
    expect(waiting.get_by_text("Something has changed")).to_be_visible()
    waiting.get_by_role("button", name="I have this").click()
    expect(waiting.get_by_text("Somebody already has this")).to_be_visible()
    expect(waiting.get_by_text("Duty Worker Testwell has it")).to_be_visible()
