"""How far an unknown finding is from yes: which unknown facts would have to turn. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

from screening_rules import model
from screening_rules.facts import UNKNOWN_FACT, Facts
from screening_rules.interpret import compare
from screening_rules.model import All, Answer, Compare, Condition, Not

FURTHEST = 2
_Way: TypeAlias = tuple[frozenset[str], bool]
_NOTHING: frozenset[str] = frozenset()


def missing_facts(condition: Condition, facts: Facts, background: Collection[str]) -> frozenset[str] | None:
    """The fewest unknown facts that must turn for the condition to hold.

    None where more than two must, where none can make it hold, or where no known fact outside `background` speaks
    for it yet.
    """
    ways = [facts_needed for facts_needed, spoken in _ways(condition, facts, background, True) if spoken]
    return min(ways, key=lambda way: (len(way), sorted(way)), default=None)


def _ways(condition: Condition, facts: Facts, background: Collection[str], holds: bool) -> list[_Way]:
    match condition:
        case Compare():
            return _way(condition, facts, background, holds)
        case Not(part):
            return _ways(part, facts, background, not holds)
        case All(parts) | model.Any(parts):
            if isinstance(condition, All) is holds:
                return _together(parts, facts, background, holds)
            return list(dict.fromkeys(way for part in parts for way in _ways(part, facts, background, holds)))


def _way(comparison: Compare, facts: Facts, background: Collection[str], holds: bool) -> list[_Way]:
    found = compare(comparison, facts.get(comparison.fact, UNKNOWN_FACT))
    if found is Answer.UNKNOWN:
        return [(frozenset((comparison.fact,)), False)]
    if (found is Answer.YES) is not holds:
        return []
    return [(_NOTHING, comparison.operator != "known" and comparison.fact not in background)]


def _together(parts: tuple[Condition, ...], facts: Facts, background: Collection[str], holds: bool) -> list[_Way]:
    so_far: list[_Way] = [(_NOTHING, False)]
    for part in parts:
        ways = _ways(part, facts, background, holds)
        joined = ((needed | more, spoken or speaks) for needed, spoken in so_far for more, speaks in ways)
        so_far = list(dict.fromkeys(way for way in joined if len(way[0]) <= FURTHEST))
        if not so_far:
            break
    return so_far
