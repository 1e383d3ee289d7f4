"""A mistake on every form is told in one way: at the top, beside the field, in the title, with everything typed kept."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from hub import crypto, db
from hub.app import create_app
from tests.factories.city import EARLIER, NOW, City, at
from tests.factories.desk import Desk
from tests.factories.front_desk import FrontDesk, hidden_fields
from tests.factories.hub_world import build_world
from tests.factories.visitor import Visitor
from tests.house import tree
from tests.web.mistakes import MISTAKES, NOTHING_TO_MISTAKE, TRIED_APART, Mistake, what_is_wrong, wrong


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One city for all of these: no mistake changes it."""
    folder = tmp_path_factory.mktemp("city")
    url = f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'hub.sqlite')}"
    db.bind(db.make_engine(url))
    with at(EARLIER):
        world = build_world(folder, url)
    whole = City(world)
    with at(NOW):
        yield whole
    db.unbind()
    crypto.unbind_keyring()


@pytest.fixture(scope="module")
def desks(city: City) -> dict[str, FrontDesk]:
    """Each role at a desk of its own."""
    return {role: FrontDesk(city.app, city.world, role) for role in {each.role for each in MISTAKES} if role}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.endpoint)
def test_a_mistake_is_told_and_nothing_typed_is_lost(city: City, desks: dict[str, FrontDesk], mistake: Mistake) -> None:
    desk = desks.get(mistake.role) or desks["duty_worker"].stranger()
    path = city.path(mistake.endpoint, **mistake.args)
    answer = desk.post(path, {**hidden_fields(desk.get(path).text), **mistake.typed})
    assert what_is_wrong(answer.text, answer.status_code, mistake) == []


@pytest.mark.parametrize("endpoint", ["signing_in.try_second_factor", "signing_in.try_code"])
def test_a_wrong_code_is_told_beside_its_box(city: City, endpoint: str) -> None:
    desk = Desk(city.world, city.world.settings).with_second_factor()
    if endpoint == "signing_in.try_code":
        desk.give_app("auditor")
    visitor = Visitor(create_app(desk.settings, is_bound=True), desk)
    page = visitor.sign_in("auditor").location
    assert page == city.path(endpoint)
    answer = visitor.post(page, {"code": "not one", "kept": kept_secret(visitor.get(page).text)})
    assert what_is_wrong(answer.text, answer.status_code, wrong("", endpoint)) == []


def kept_secret(html: str) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', html)
    return found[1] if found else ""


def test_who_came_late_or_not_is_asked_why_beside_their_name(city: City, desks: dict[str, FrontDesk]) -> None:
    path = city.path("conferences.recording.attendance", ref="started")
    page = desks["chair"].get(path).text
    told = dict.fromkeys(re.findall(r'name="(attended-[^"]+)"', page), "absent")
    answer = desks["chair"].post(path, {**hidden_fields(page), **told})
    mistake = wrong("chair", "conferences.recording.attendance", told)
    assert what_is_wrong(answer.text, answer.status_code, mistake) == []


def forms_without_a_mistake(app: Flask) -> set[str]:
    """Endpoints that take a POST, and are neither tried with a mistake nor listed with a reason."""
    known = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    return known ^ ({each.endpoint for each in MISTAKES} | TRIED_APART.keys() | NOTHING_TO_MISTAKE.keys())


def test_no_form_is_left_out(city: City) -> None:
    tree.nothing(
        forms_without_a_mistake(city.app),
        "Make a mistake on it in tests/web/mistakes.py (or say why none can be made, or take out a form that is gone).",
    )


def test_a_form_nobody_makes_a_mistake_on_is_seen(city: City) -> None:
    app = create_app(city.world.settings, is_bound=True)
    app.add_url_rule("/forgotten", "forgotten", lambda: "a form", methods=["POST"])
    assert forms_without_a_mistake(app) == {"forgotten"}


GOOD = """<title>Error: A form – hub</title><main><div class="govuk-error-summary"><ul class="govuk-error-summary__list">
<li><a href="#name">Enter a name</a></li></ul></div><h1>A form</h1><form><p class="govuk-error-message">
<span>Error:</span> Enter a name</p><input id="name" name="name"><input name="place" value="Room 2"></form></main>"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("", ""), ""),
        (("Error: A form", "A form"), "its title is 'A form – hub'"),
        (('govuk-error-summary"', 'govuk-inset"'), "no error summary stands before the heading"),
        (('<a href="#name">Enter a name</a>', "Enter a name"), "an error leads nowhere"),
        (('id="name"', 'id="other"'), "nothing has the id of #name"),
        (("</span> Enter a name", "</span> Wrong"), "no field says 'Enter a name'"),
        (('value="Room 2"', 'value=""'), "place is lost"),
    ],
)
def test_each_way_to_fall_short_is_seen(change: tuple[str, str], told: str) -> None:
    found = what_is_wrong(GOOD.replace(*change) if change[0] else GOOD, 422, wrong("", "", {"place": "Room 2"}))
    assert found == ([told] if told else [])
    assert what_is_wrong(GOOD, 200, wrong("", "")) == ["answers 200"]
