"""What pages say once somebody decided: what follows, whose work is open, and that a decision stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hub.web.record_words import what_follows
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor

AsOfficer = Callable[[str], Visitor]
FACTS = {"harms": ["physical"], "who_caused": "parent"}
REFERRED = {"added": ("cp_ird",), "routes_reason": "more_is_needed", "onward_route": None, "onward_words": ""}


def test_work_that_this_concern_opened_is_told_apart_and_a_decision_says_that_it_stands(
    world: World, as_officer: AsOfficer
) -> None:
    child = PersonMaker(child=True, facts=FACTS, at_home=True)
    first = steps.received(world, people=(child, PersonMaker(child=True, forename="Juno", at_home=True)))
    steps.viewed(world, first.concern_id)
    steps.decided(world, first.concern_id, steps.people_on(first.concern_id)[0], **REFERRED)
    page = as_officer("other_officer").get(f"/concerns/{first.ref}/screening").text
    assert "Open work with us, opened by this concern" in page
    assert page.count("That stands until somebody decides anew") == 1


@pytest.mark.parametrize(
    ("routes", "onward", "said"),
    [
        (["cp_ird", "police"], None, "Its work is open."),
        (["police"], None, "It opens no new work."),
        (
            ["info_only"],
            "gp",
            "It opens no new work. It is passed on, and waits under “Passed on” until it is accepted: GP.",
        ),
    ],
)
def test_what_is_said_after_a_decision_goes_by_what_it_set_going(
    routes: list[str], onward: str | None, said: str
) -> None:
    assert what_follows(routes, onward) == said
