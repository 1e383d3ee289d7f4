"""What the examples beside a rule do not show, version by version: each answer, each first day, each threshold on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from screening_rules.conditions import comparisons
from screening_rules.facts import UNKNOWN_FACT, Stated, bound
from screening_rules.interpret import answer
from screening_rules.model import Compare, Condition, Pack, Rule, RuleCase, Version

NUMBERED = {"number", "date"}
BELOW, ABOVE = (-1, 0), (0, 1)
STEPS = {"at_least": (BELOW,), "under": (BELOW,), "unclear_at": (BELOW,), "at_most": (ABOVE,), "over": (ABOVE,)}
STEPS |= {"is": (BELOW, ABOVE)}


def missing(pack: Pack) -> Iterator[str]:
    """One line for each thing that no example of a rule's version shows."""
    for rule in pack.rules.values():
        for version, following in pairwise((*rule.versions, None)):
            assert version is not None
            cases = [case for case in pack.cases if case.rule == rule.id and _falls(case, rule, version, following)]
            yield from (f"{rule.id}@{version.start}: {what}" for what in _missing(rule, version, cases, pack))


def _falls(case: RuleCase, rule: Rule, version: Version, following: Version | None) -> bool:
    ends = following.start if following else rule.withdrawn
    return version.start <= case.on and (ends is None or case.on < ends)


def _missing(rule: Rule, version: Version, cases: list[RuleCase], pack: Pack) -> Iterator[str]:
    yield from (f"no example is {each}" for each in ("yes", "no", "unknown") if each not in {c.expect for c in cases})
    if all(case.on != version.start for case in cases):
        yield "its first day is not tried"
    eve = version.start - timedelta(days=1)
    if all(case.on != eve for case in pack.cases if case.rule == rule.id):
        yield "the day before is not tried"
    for fact, low, high in thresholds(version.when):
        tried = {end: [case for case in cases if _is_at(case, fact, end)] for end in (low, high)}
        yield from (f"{fact} is not tried at {end:g}" for end, found in tried.items() if not found)
        if all(tried.values()) and not any(
            _turns(version.when, case, fact, end, low + high - end) for end, found in tried.items() for case in found
        ):
            yield f"no example at {fact} {low:g} or {high:g} turns on which of the two it is"


def thresholds(condition: Condition) -> list[tuple[str, float, float]]:
    """Each threshold of a number or date as its fact and the two whole values on its sides."""
    found = (each for each in comparisons(condition) if each.type in NUMBERED)
    return list(dict.fromkeys(side for each in found for side in _sides(each)))


def _sides(comparison: Compare) -> Iterator[tuple[str, float, float]]:
    operator = "is" if comparison.operator == "is_not" else comparison.operator
    for below, above in STEPS.get(operator, ()):
        assert not isinstance(comparison.value, str | tuple)
        limit = bound(comparison.value)
        yield comparison.fact, limit + below, limit + above


def _is_at(case: RuleCase, fact: str, end: float) -> bool:
    stated = case.facts.get(fact, UNKNOWN_FACT)
    return end in {stated.low, stated.high}


def _turns(condition: Condition, case: RuleCase, fact: str, here: float, there: float) -> bool:
    """Whether the answer is another once an end of what is stated, exact or a range, moves to the other side."""
    stated = case.facts[fact]
    low, high = (there if end == here else end for end in (stated.low, stated.high))
    moved = Stated(low if low == high else None, low, high)
    return answer(condition, case.facts) is not answer(condition, {**case.facts, fact: moved})
