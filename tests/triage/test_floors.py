"""What the hub counts itself is the least an answer can say: fewer is refused, more is kept, and not known takes nothing away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from hub import rulebook, triage
from hub.db import reading, transaction
from hub.errors import Unprocessable
from hub.rulebook import Stated
from hub.triage import answering, facts
from hub.triage.floors import below, over
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.history import facts_of, held_for
from tests.factories.hub_world import World

CHILD = PersonMaker(child=True, hurt=True, at_home=True)
PERSON = "concerns_about_person_12_months"
HOUSEHOLD = "concerns_about_household_56_days"
ADDRESS = "concerns_about_address_56_days"
MARAC = "marac_months_since_last"
WORK = "has_open_work"


@pytest.fixture
def third(world: World) -> tuple[UUID, UUID]:
    """The third concern in a year about one child at one address, by a hub that holds the whole year."""
    held_for(world, days=800)
    told = [steps.received(world, people=(CHILD,)).concern_id for _ in range(3)]
    return told[-1], steps.people_on(told[-1])[0]


def refused(world: World, concern: UUID, person: UUID, **answers: Any) -> dict[str, tuple[str, ...]]:
    with pytest.raises(Unprocessable) as refusal:
        steps.answered(world, concern, person, **answers)
    return dict(refusal.value.fields)


def repeats(concern: UUID, person: UUID) -> str:
    """What the rule of repeat concerns about a child says now."""
    _, found = steps.suggested(concern, person)
    return {rule: answer for rule, _, answer in found.findings}.get("children.repeat_concerns_about_child", "no")


@pytest.mark.both_engines
def test_fewer_than_the_hub_holds_is_refused_in_plain_words(world: World, third: tuple[UUID, UUID]) -> None:
    for fact, fewer in ((PERSON, "1"), (PERSON, "2 to 8"), (HOUSEHOLD, "2 or less"), (ADDRESS, "2")):
        (said,) = refused(world, *third, **{fact: fewer})[fact]
        assert "holds at least 3. Enter 3 or more" in said
        assert facts_of(third[0])[fact] == 3
    with reading() as session:
        assert rulebook.latest_run(session, third[0]).number == 1


def test_more_is_kept_and_an_honest_range_and_not_known_takes_nothing_away(
    world: World, third: tuple[UUID, UUID]
) -> None:
    steps.answered(world, *third, **{PERSON: "not_known"})
    assert facts_of(third[0])[PERSON] == 3
    assert repeats(*third) == "yes"
    steps.answered(world, *third, **{PERSON: "3 to 8"})
    held = facts_of(third[0])[PERSON]
    assert (held["from"], held["to"]) == (3, 8)
    steps.answered(world, *third, **{PERSON: "5"})
    assert facts_of(third[0])[PERSON]["value"] == 5


@pytest.mark.parametrize(("before", "after"), [("1", 2), ("1 to 8", {"from": 2, "to": 8})])
def test_an_answer_is_lifted_when_the_hub_learns_of_more(world: World, before: str, after: Any) -> None:
    held_for(world, days=800)
    first = steps.received(world, people=(PersonMaker(forename="Rory", age_from=9, age_to=9, at_home=True),)).concern_id
    second = steps.received(world, people=(PersonMaker(forename="Rorie", age_from=9, age_to=9, at_home=True),))
    (person,) = steps.people_on(second.concern_id)
    steps.answered(world, second.concern_id, person, **{PERSON: before})
    with transaction() as session:
        same = steps.people_on(first)[0]
        by = world.actor("screening_officer")
        triage.say_of_match(session, second.ref, person, same_as=same, verdict="same", by=by)
    held = facts_of(second.concern_id)[PERSON]
    assert (held if isinstance(after, int) else {end: held[end] for end in after}) == after


def test_the_floor_holds_in_the_weighing_whatever_was_let_in_and_a_hub_without_it_is_caught(
    world: World, third: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: first what refuses is gone, then whatever an officer answers counts over what is held."""
    monkeypatch.setattr(answering, "below", lambda *_: "")
    steps.answered(world, *third, **{PERSON: "1"})
    assert (facts_of(third[0])[PERSON], repeats(*third)) == (3, "yes")
    monkeypatch.setattr(facts, "over", lambda _, held, answered: {**held, **answered})
    steps.answered(world, *third, **{PERSON: "2"})
    assert repeats(*third) == "no"


def number(low: float, high: float) -> Stated:
    return Stated(low if low == high else None, low, high)


SAYS_LESS = [
    (MARAC, number(float("-inf"), 5), number(30, 30), True),
    (MARAC, number(float("-inf"), 5), number(5, 5), False),
    (MARAC, number(float("-inf"), 5), number(2, 2), False),
    (WORK, Stated(value=True), Stated(value=False), True),
    (WORK, Stated(value=False), Stated(value=True), False),
    ("injury", Stated(value=True), Stated(value=False), False),
    (PERSON, None, number(1, 1), False),
]


def test_what_says_less_depends_on_the_fact(world: World) -> None:
    with reading() as session:
        catalogue = rulebook.active_pack(session).facts
    for fact, held, said, is_refused in SAYS_LESS:
        assert bool(below(catalogue[fact], held, said)) is is_refused
        known = over(catalogue, {fact: held} if held else {}, {fact: said})
        assert known[fact] == (held if is_refused else said)
