"""An auditor has a concern screened again: the same is said to be the same, and what differs is shown, with a leaf."""

from __future__ import annotations

import re
from collections.abc import Callable

from hub.audit import Action
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves
from tests.factories.visitor import Visitor
from tests.rulebook.test_replaying import ref_of
from tests.triage.test_deciding import screened

SignIn = Callable[[str], Visitor]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main")[0]).split())


def test_the_way_leads_from_who_looked_to_screening_it_again(world: World, as_officer: SignIn) -> None:
    concern, person = screened(world)
    ref = ref_of(concern)
    steps.decided(world, concern, person)
    auditor = as_officer("auditor")
    assert f"/access-log/{ref}/replay" in auditor.get(f"/access-log/{ref}").text
    told = words(auditor.get(f"/access-log/{ref}/replay").text)
    assert "Everything came out as it was stored" in told
    assert "Person 1, decision 1" in told
    (leaf,) = leaves(Action.RUN_REPLAYED)
    assert ["concern", str(concern)] in leaf["objects"]


def test_what_differs_is_shown_in_words(world: World, as_officer: SignIn) -> None:
    told = steps.received(world, of_a_hurt_child=True)
    rules.changed_behind_its_back(urgency="five_working_days")
    page = words(as_officer("auditor").get(f"/access-log/{told.ref}/replay").text)
    assert "It differs" in page
    assert "Urgency Person 1 Within 5 working days" in page


def test_nobody_else_sees_it(world: World, as_officer: SignIn) -> None:
    told = steps.received(world)
    for role in ("screening_officer", "rules_owner"):
        assert as_officer(role).get(f"/access-log/{told.ref}/replay").status_code == 403
