"""Plain walks over the tree, for what rests on what and which unknown facts must turn: what the generated text is held against."""

from __future__ import annotations

from collections.abc import Collection

from screening_rules import model
from screening_rules.facts import UNKNOWN_FACT, Facts
from screening_rules.interpret import compare
from screening_rules.model import OF_KNOWING, All, Answer, Compare, Condition, Not


def missing_facts(condition: Condition, facts: Facts, background: Collection[str]) -> set[frozenset[str]]:
    """Every smallest set of at most two unknown facts that can make the condition hold, where something speaks."""
    ways = {needed for needed, spoken in _ways(condition, facts, background, True) if spoken and len(needed) <= 2}
    fewest = min(map(len, ways), default=0)
    return {way for way in ways if len(way) == fewest}


def _ways(
    condition: Condition, facts: Facts, background: Collection[str], holds: bool
) -> set[tuple[frozenset[str], bool]]:
    match condition:
        case Compare():
            found = compare(condition, facts.get(condition.fact, UNKNOWN_FACT))
            if found is Answer.UNKNOWN:
                return {(frozenset((condition.fact,)), False)}
            speaks = condition.operator not in OF_KNOWING and condition.fact not in background
            return {(frozenset(), speaks)} if (found is Answer.YES) is holds else set()
        case Not(part):
            return _ways(part, facts, background, not holds)
        case All(parts) | model.Any(parts):
            each = [_ways(part, facts, background, holds) for part in parts]
            return _product(each) if isinstance(condition, All) is holds else set().union(*each)


def _product(each: list[set[tuple[frozenset[str], bool]]]) -> set[tuple[frozenset[str], bool]]:
    together = {(frozenset[str](), False)}
    for ways in each:
        together = {(a | b, spoken or speaks) for a, spoken in together for b, speaks in ways}
    return together


_TURNED = (Answer.YES, Answer.UNKNOWN, Answer.NO)


def walk(condition: Condition, facts: Facts, for_good: bool = False) -> tuple[Answer, tuple[Compare, ...]]:
    """The condition's answer, and the comparisons it rests on."""
    match condition:
        case Compare(fact, _, operator, _):
            stated = facts.get(fact, UNKNOWN_FACT)
            answer = compare(condition, stated)
            if for_good and operator in OF_KNOWING:
                may_turn = answer is Answer.YES if operator == "unclear_at" else not stated.is_known
                answer = Answer.UNKNOWN if may_turn else answer
            return answer, (condition,)
        case Not(part):
            found, rests_on = walk(part, facts, for_good)
            return _TURNED[found], rests_on
        case All(parts) | model.Any(parts):
            walked = [walk(part, facts, for_good) for part in parts]
            answers = [each for each, _ in walked]
            found = min(answers) if isinstance(condition, All) else max(answers)
            return found, tuple(one for answer, rests_on in walked if answer is found for one in rests_on)
