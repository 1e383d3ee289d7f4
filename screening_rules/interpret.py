"""Answers a condition by walking its tree: slow, plain, and the oracle the compiled form is held against. Pure."""

from __future__ import annotations

from screening_rules.facts import NOT_KNOWN, UNKNOWN_FACT, Facts, Stated, bound
from screening_rules.model import All, Answer, Any, Compare, Condition, Not


def answer(condition: Condition, facts: Facts) -> Answer:
    """Yes, no or unknown; a missing fact is unknown, never no."""
    match condition:
        case All(parts):
            return min((answer(part, facts) for part in parts), default=Answer.YES)
        case Any(parts):
            return max((answer(part, facts) for part in parts), default=Answer.NO)
        case Not(part):
            return Answer(Answer.YES - answer(part, facts))
        case Compare():
            return compare(condition, facts.get(condition.fact, UNKNOWN_FACT))


def compare(comparison: Compare, stated: Stated) -> Answer:
    """What is stated of one fact, held against one value; unknown where a range straddles it.

    `unclear_at` is yes where it does: what is known reaches below the value, and the value or above.
    """
    if comparison.operator == "known":
        return _settled(stated.is_known == comparison.value)
    if comparison.operator == "unclear_at":
        assert not isinstance(comparison.value, str | tuple)
        return _settled(stated.low < bound(comparison.value) <= stated.high) if stated.is_known else Answer.UNKNOWN
    if comparison.operator == "is_not":
        same = Compare(comparison.fact, comparison.type, "is", comparison.value)
        return Answer(Answer.YES - compare(same, stated))
    if comparison.type in {"number", "date"}:
        return _bounded(comparison, stated)
    if stated.value is None:
        return Answer.UNKNOWN
    if comparison.type == "choices":
        return _listed(comparison, stated)
    wanted = comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)
    return _settled(stated.value in wanted)


def _settled(holds: bool) -> Answer:
    return Answer.YES if holds else Answer.NO


def _listed(comparison: Compare, stated: Stated) -> Answer:
    wanted = comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)
    assert isinstance(stated.value, tuple)
    if any(each in stated.value for each in wanted):
        return Answer.YES
    return Answer.UNKNOWN if NOT_KNOWN in stated.value else Answer.NO


def _bounded(comparison: Compare, stated: Stated) -> Answer:
    assert not isinstance(comparison.value, str | tuple)
    limit, low, high = bound(comparison.value), stated.low, stated.high
    certainly, possibly = {
        "is": (low == high == limit, low <= limit <= high),
        "at_least": (low >= limit, high >= limit),
        "at_most": (high <= limit, low <= limit),
        "under": (high < limit, low < limit),
        "over": (low > limit, high > limit),
    }[comparison.operator]
    return Answer.YES if certainly else Answer.UNKNOWN if possibly else Answer.NO
