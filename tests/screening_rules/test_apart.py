"""Each rule as a function of its own, and what its answer rests on, held against a walk over its tree."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from screening_rules.apart import Apart, apart
from screening_rules.compiled import compile_pack
from screening_rules.facts import Facts
from screening_rules.model import Answer, Compare, Condition, Pack
from tests.screening_rules.oracle import walk
from tests.screening_rules.strategies import DAY, make_pack, packs, stated_facts
from tests.screening_rules.test_explanations_are_true import ASKED_FOR, FIRST, rule


@settings(max_examples=80, deadline=None)
@given(packs(), stated_facts())
def test_each_rule_apart_answers_as_the_walk_over_its_tree(pack: Pack, facts: Facts) -> None:
    assert astray(apart(compile_pack(pack, DAY)), pack, facts) == []


def astray(one_by_one: Apart, pack: Pack, facts: Facts) -> list[str]:
    """Rules whose answer, or what it rests on, is not that of the walk over their tree, now or for good."""
    found = []
    for place, when in enumerate(each.versions[0].when for each in pack.rules.values()):
        (now, rests_on), (for_good, waits_for) = walk(when, facts), walk(when, facts, for_good=True)
        said = {
            "now": (one_by_one.holds[place](facts), now is Answer.YES),
            "good": (one_by_one.for_good[place](facts), for_good),
            "rests": (_compared(one_by_one, place, one_by_one.rests_on[place](facts)), rests_on),
            "waits": (_compared(one_by_one, place, one_by_one.waits_for[place](facts)), waits_for),
        }
        found += [f"{words} {place}" for words, (got, wanted) in said.items() if got != wanted]
        found += [f"left {place} {fact}" for fact in _passed_over(one_by_one, place, when, facts)]
    return found


def _compared(one_by_one: Apart, place: int, bits: int) -> tuple[Compare, ...]:
    return tuple(each for number, each in enumerate(one_by_one.comparisons[place]) if bits >> number & 1)


def _passed_over(one_by_one: Apart, place: int, when: Condition, facts: Facts) -> list[str]:
    """Facts of a rule to which it is not said to be left, and which alone make it yes."""
    left_to = one_by_one.left_to[place](facts)
    return [
        fact
        for number, fact in enumerate(one_by_one.facts[place])
        if not left_to >> number & 1
        and any(walk(when, {**facts, fact: each.stated})[0] is Answer.YES for each in one_by_one.every[fact])
    ]


def test_a_rule_apart_that_answers_otherwise_would_be_found_out() -> None:
    one_by_one, nothing = apart(compile_pack(ASKED_FOR, DAY)), (lambda facts: 0,)
    assert astray(one_by_one, ASKED_FOR, {}) == []
    assert astray(replace(one_by_one, for_good=(lambda facts: Answer.YES,)), ASKED_FOR, {}) == ["good 0"]
    assert astray(replace(one_by_one, rests_on=nothing, waits_for=nothing), ASKED_FOR, {}) == ["rests 0", "waits 0"]
    pack = make_pack([rule(FIRST, ("north",), None)])
    one_by_one = apart(compile_pack(pack, DAY))
    assert astray(one_by_one, pack, {}) == []
    assert astray(replace(one_by_one, left_to=nothing), pack, {}) == ["left 0 first"]
