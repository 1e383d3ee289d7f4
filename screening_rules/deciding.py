"""Which facts settle a condition, or keep it open: a walk over its tree. Pure."""

from __future__ import annotations

from screening_rules import model
from screening_rules.facts import UNKNOWN_FACT, Facts
from screening_rules.interpret import compare
from screening_rules.model import OF_KNOWING, All, Answer, Compare, Condition, Not

_TURNED = (Answer.YES, Answer.UNKNOWN, Answer.NO)


def deciding(condition: Condition, facts: Facts, *, for_good: bool = False) -> tuple[str, ...]:
    """The facts by which the condition is settled as yes or as no, or that keep it unknown, each once, in order.

    `for_good`: a fact that is not known, or not well enough, may still be, which keeps a condition that asks for that open.
    """
    return tuple(dict.fromkeys(each.fact for each in walk(condition, facts, for_good)[1]))


def walk(condition: Condition, facts: Facts, for_good: bool = False) -> tuple[Answer, tuple[Compare, ...]]:
    """The condition's answer, and the comparisons it rests on."""
    match condition:
        case Compare(fact, _, operator, _):
            stated = facts.get(fact, UNKNOWN_FACT)
            found = compare(condition, stated)
            if for_good and operator in OF_KNOWING:
                may_turn = found is Answer.YES if operator == "unclear_at" else not stated.is_known
                found = Answer.UNKNOWN if may_turn else found
            return found, (condition,)
        case Not(part):
            found, rests_on = walk(part, facts, for_good)
            return _TURNED[found], rests_on
        case All(parts) | model.Any(parts):
            walked = [walk(part, facts, for_good) for part in parts]
            answers = [each for each, _ in walked]
            found = min(answers) if isinstance(condition, All) else max(answers)
            return found, tuple(one for answer, rests_on in walked if answer is found for one in rests_on)
