"""Both sides of each number or day that a condition turns on, and whether an example stands there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from screening_rules.conditions import comparisons
from screening_rules.facts import UNKNOWN_FACT, Fact, Facts, Stated, bound
from screening_rules.interpret import answer
from screening_rules.model import Compare, Condition
from screening_rules.words import value_in_words, with_unit

NUMBERED = {"number", "date"}
BELOW, ABOVE = (-1, 0), (0, 1)
STEPS: Mapping[str, tuple[tuple[int, int], ...]] = {
    **dict.fromkeys(("at_least", "under", "unclear_at"), (BELOW,)),
    **dict.fromkeys(("at_most", "over"), (ABOVE,)),
    **dict.fromkeys(("is", "is_not"), (BELOW, ABOVE)),
}
Threshold = tuple[str, float, float]


def thresholds(condition: Condition) -> list[Threshold]:
    """Each threshold of a number or date as its fact and the two whole values on its sides; a number below 0 is none."""
    found = (each for each in comparisons(condition) if each.type in NUMBERED)
    return list(dict.fromkeys(side for each in found for side in _sides(each) if side[1] >= 0))


def _sides(comparison: Compare) -> Iterator[Threshold]:
    for below, above in STEPS.get(comparison.operator, ()):
        assert not isinstance(comparison.value, str | tuple)
        limit = bound(comparison.value)
        yield comparison.fact, limit + below, limit + above


def is_at(facts: Facts, fact: str, end: float) -> bool:
    """Whether what is stated of the fact, exact or a range, ends at that value."""
    stated = facts.get(fact, UNKNOWN_FACT)
    return end in {stated.low, stated.high}


def turns(condition: Condition, facts: Facts, fact: str, here: float, there: float) -> bool:
    """Whether the answer is another once what is stated of the fact ends on the other side."""
    stated = facts[fact]
    low, high = (there if end == here else end for end in (stated.low, stated.high))
    moved = Stated(low if low == high else None, low, high)
    return answer(condition, facts) is not answer(condition, {**facts, fact: moved})


def side_in_words(fact: Fact, end: float) -> str:
    """One side of a threshold, such as "2 years" or a day."""
    if fact.type == "date":
        return value_in_words(fact, date.fromordinal(int(end)))
    return with_unit(fact, f"{end:g}")
