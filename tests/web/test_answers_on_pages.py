"""What an answer took away is said on every page that turns on it, and an answer against what is held is refused in place."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor
from tests.web.test_screening import FACTS, chosen, give_view

AsOfficer = Callable[[str], Visitor]


def test_what_an_answer_took_away_is_said_to_the_officer_and_to_whoever_signs(
    world: World, as_officer: AsOfficer
) -> None:
    adult = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)
    receipt = steps.received(world, people=(adult,), told={"facts": {"crime_suspected": True}})
    (person,) = steps.people_on(receipt.concern_id)
    said = "An earlier run of the rules set: Tell the police"
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "no")
    steps.viewed(world, receipt.concern_id)
    officer, page = as_officer("screening_officer"), f"/concerns/{receipt.ref}/decision/1"
    suggestions = f"/concerns/{receipt.ref}/suggestions/1"
    assert not [each for each in (page, suggestions) if said in officer.get(each).text], "nothing fell away yet"
    answer = {"answer": "no", "said_by": "x", "how_known": "claimed"}
    officer.post(f"{suggestions}/answers/crime_suspected", answer, on=suggestions)
    for each in (page, suggestions):
        assert said in officer.get(each).text, each
        assert "needs a second person" in officer.get(each).text, each
    closing = {"onward_route": "gp", "onward_words": steps.SENTENCE}
    form = chosen(officer, receipt.ref, **closing)
    assert officer.post(page, form).status_code == 422, "nobody was asked to sign"
    form["ask_second"] = str(world.actor("team_manager").officer_id)
    assert said in officer.post(page, form).text
    assert officer.post(f"{page}/make", form, on=page).status_code == 303
    manager = as_officer("team_manager")
    (sign,) = re.findall(r'href="(/second-person/[\w-]+)"', manager.get("/second-person").text)
    assert said in manager.get(sign).text


def test_an_age_that_the_date_of_birth_contradicts_is_refused_and_what_was_typed_stays(
    world: World, as_officer: AsOfficer
) -> None:
    ref = steps.received(world, people=(PersonMaker(child=True, facts=FACTS, at_home=True),)).ref
    visitor = as_officer("screening_officer")
    give_view(visitor, ref)
    page = f"/concerns/{ref}/suggestions/1"
    typed = {"answer": "40", "said_by": "The neighbour", "how_known": "claimed"}
    refused = visitor.post(f"{page}/answers/age_years", typed, on=page)
    assert refused.status_code == 422
    assert "By the date of birth that was told they are 9" in refused.text
    assert 'value="40"' in refused.text
    assert 'value="The neighbour"' in refused.text
