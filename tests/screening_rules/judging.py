"""What an explanation claims, held against the rules run again: each check names what it found untrue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations, product
from math import prod

from screening_rules.case import Case, Subject
from screening_rules.conditions import comparisons
from screening_rules.examples import Example
from screening_rules.explanation import Explanation
from screening_rules.facts import NOT_KNOWN, UNKNOWN_FACT, Fact, Facts, Stated, bound
from screening_rules.interpret import answer
from screening_rules.model import Answer, Pack
from screening_rules.outcomes import Outcome
from screening_rules.screening import screen
from tests.screening_rules.strategies import DAY

Got = tuple[tuple[str, ...], str | None]


def case_of(facts: Facts) -> Case:
    """One person of whom these facts are stated."""
    return Case({}, {}, (Subject("a", facts),))


def got(pack: Pack, facts: Facts) -> Got:
    """Routes and urgency, by running the whole pack again."""
    found = screen(pack, case_of(facts), on=DAY).subjects[0].recommendation
    return found.routes, found.urgency


def untrue_answers(pack: Pack, facts: Facts, fact: str, answers: Iterable[Outcome]) -> list[str]:
    """Outcomes that do not come about when what they were tried with is put to the rules."""
    now, found = got(pack, facts), []
    for each in answers:
        for example in each.tried:
            then = got(pack, {**facts, fact: example.stated})
            if then != (each.then.routes, each.then.urgency) or each.changes is (then == now):
                found.append(f"{fact}: {each.sentence} {then}")
    return found


def untrue(pack: Pack, facts: Facts, told: Explanation) -> list[str]:
    """Every question, counterfactual and near miss that does not do what it says."""
    found = [one for each in told.questions for one in untrue_answers(pack, facts, each.fact, each.answers)]
    for each in told.counterfactuals:
        found += untrue_answers(pack, facts, each.fact, each.answers)
        found += [f"{each.fact}: changes nothing" for one in each.answers if not one.changes]
        found += [] if each.answers else [f"{each.fact}: no change at all"]
    for near in told.near_misses:
        found += untrue_answers(pack, facts, near.fact, near.answers)
        when = pack.rules[near.rule].versions[0].when
        tried = [example.stated for one in near.answers for example in one.tried]
        found += [f"{near.rule}: held already"] if answer(when, facts) is Answer.YES else []
        found += [
            f"{near.rule}: not with {near.fact}"
            for stated in tried
            if answer(when, {**facts, near.fact: stated}) is not Answer.YES
        ]
    return found


def unseen(pack: Pack, facts: Facts, fact: str, answers: Iterable[Outcome], value: Stated) -> list[str]:
    """Whether `answers` say of one exact value of a fact what it does: the group that covers it, and no other."""
    then = got(pack, {**facts, fact: value})
    covering = [each for each in answers if any(_covers(pack.facts[fact], one, value) for one in each.tried)]
    told = [(each.then.routes, each.then.urgency) for each in covering if each.changes]
    wanted = [] if then == got(pack, facts) else [then]
    return [] if told == wanted else [f"{fact}: {value.value} gives {then}, told {told}"]


def _covers(fact: Fact, example: Example, value: Stated) -> bool:
    if fact.type in {"number", "date"}:
        return example.low < value.low < example.high or example.low == example.high == value.low
    return example.stated.value == value.value


def unsettled(pack: Pack, facts: Facts, told: Explanation, ways: Iterable[Facts]) -> list[str]:
    """What is untrue of `settled`, over every way in which more may come to be known."""
    now = got(pack, facts)
    changed = any(got(pack, way) != now for way in ways)
    if told.settled is None:
        return []
    return [f"said {told.settled}, and the result {'changes' if changed else 'stays'}"] * (told.settled is changed)


def ways_on(pack: Pack, facts: Facts, *, at_most: int) -> list[Facts] | None:
    """Every way in which more may come to be known of all facts together, exact and in part; None where there are too many."""
    listed = {fact.id: _further(pack, fact, facts.get(fact.id, UNKNOWN_FACT)) for fact in pack.facts}
    if prod(map(len, listed.values())) > at_most:
        return None
    return [dict(zip(listed, chosen, strict=True)) for chosen in product(*listed.values())]


def _further(pack: Pack, fact: Fact, held: Stated) -> list[Stated]:
    """What is held, and everything more exact; only the same where no rule looks at it."""
    whens = (rule.versions[0].when for rule in pack.rules.values())
    compared = [each for when in whens for each in comparisons(when) if each.fact == fact.id]
    limits = {bound(each.value) for each in compared if not isinstance(each.value, bool | str | tuple)} or {0.0}
    if not compared:
        return [held]
    if fact.type == "choices":
        return _lists(fact, held)
    if fact.type == "number":
        return _numbers(limits, held)
    if held.is_known:
        return [held]
    if fact.type == "date":
        around = sorted({max(2, int(limit)) + step for limit in limits for step in (-1, 0, 1)})
        return [held, *(Stated(date.fromordinal(each), each, each) for each in around)]
    return [held, *map(Stated, (True, False) if fact.type == "yes_no" else tuple(fact.choices or {}))]


def _numbers(limits: set[float], held: Stated) -> list[Stated]:
    if held.value is not None:
        return [held]
    around = {limit + step for limit in limits for step in (-0.125, 0, 0.125)} | {min(limits) - 9, max(limits) + 9}
    inside = sorted(each for each in around if held.low <= each <= held.high)
    ranges = [Stated(None, low, high) for low, high in combinations(inside, 2)]
    return [held, *(Stated(each, each, each) for each in inside), *ranges]


def _lists(fact: Fact, held: Stated) -> list[Stated]:
    if isinstance(held.value, tuple) and NOT_KNOWN not in held.value:
        return [held]
    kept = tuple(each for each in held.value if each != NOT_KNOWN) if isinstance(held.value, tuple) else ()
    more = [each for each in fact.choices or {} if each not in kept]
    chosen = [(*kept, *some) for count in range(len(more) + 1) for some in combinations(more, count)]
    return [held, *map(Stated, chosen), *(Stated((*each, NOT_KNOWN)) for each in chosen if each)]
