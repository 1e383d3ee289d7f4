"""What was sent and does not count stands on the screening page, as it was written, for the officer to weigh."""

from __future__ import annotations

from collections.abc import Callable

from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor

AsOfficer = Callable[[str], Visitor]
FACTS = {"harms": ["physical"], "who_caused": "parent"}


def test_what_was_sent_and_not_used_is_there_to_read_as_it_was_written(world: World, as_officer: AsOfficer) -> None:
    told = {
        "facts": {"crime_suspected": True},
        "unreadable": {"people.0.facts.age_years": 40, "people.0.age_from": "fifteenish", "happened.at": "<b>Tuesday"},
    }
    receipt = steps.received(world, people=(PersonMaker(child=True, facts={**FACTS, "dash_yes_count": 99}),), told=told)
    html = as_officer("screening_officer").get(f"/concerns/{receipt.ref}/screening").text
    for words in ("40", "fifteenish", "&lt;b&gt;Tuesday", "the risk checklist: 99 (told, not used)"):
        assert words in html, words
