"""Whether anything still to be asked could change the result, alone or together, found by trying it all. Pure.

A rule is *open* while something that may yet be known could turn it. An open rule *matters* where it could add to what
the rules that hold for good give already: a route, a higher urgency, a route taken away or made mandatory.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from screening_rules.compiled import CompiledPack, Gains
from screening_rules.examples import refinements, unknowns
from screening_rules.facts import UNKNOWN_FACT, Stated
from screening_rules.model import Answer, Compare
from screening_rules.outcomes import Standing, places, result_of, together

MOST_UNKNOWN = 8
MOST_TRIED = 3_000  # a bound on the time one explanation takes; seldom met


@dataclass(frozen=True, slots=True)
class Settled:
    """Whether nothing that can still be learnt changes the result; None where that was not worked out.

    Where something could, `together` are facts whose answers together change it, none of which is idle.
    """

    holds: bool | None
    together: tuple[str, ...] = ()


def settled(standing: Standing, askable: Collection[str], *, most_tried: int = MOST_TRIED) -> Settled:
    """Whether any answers to `askable` facts, exact or in part, together or alone, change routes or urgency.

    Every one is tried, where at most MOST_UNKNOWN are unknown and no more than `most_tried` have to be; a choice that
    may be on a list counts as one unknown.
    """
    mattering = _mattering(standing.compiled, standing.sure, standing.open)
    compared = {fact: _compared(standing, fact, mattering) for fact in _bearing(standing, mattering, askable)}
    facts = standing.compiled.pack.facts
    count = sum(unknowns(facts[fact], each, standing.stated(fact)) for fact, each in compared.items())
    if count > MOST_UNKNOWN:
        return Settled(None)
    answers = {fact: list(refinements(facts[fact], each, standing.stated(fact))) for fact, each in compared.items()}
    try:
        found = _Search(standing, answers, most_tried).change(
            standing.holding, standing.sure, standing.open, list(answers)
        )
    except _TooMany:
        return Settled(None)
    return Settled(found is None, () if found is None else _needed(standing, found))


def _bearing(standing: Standing, mattering: int, askable: Collection[str]) -> list[str]:
    """The askable facts that keep a rule open which matters."""
    waiting = {fact for place in places(mattering) for fact in standing.waiting[place]}
    return [fact for fact in standing.compiled.pack.facts.by_id if fact in waiting and fact in askable]


def _compared(standing: Standing, fact: str, mattering: int) -> tuple[Compare, ...]:
    looking = mattering & standing.compiled.looked_at_by[fact]
    found = (each for place in places(looking) for each in standing.apart.comparisons[place] if each.fact == fact)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8192)
def _mattering(compiled: CompiledPack, sure: int, open_: int) -> int:
    """The open rules, as bits, that could add to what the sure ones give."""
    given, more = together(compiled, sure), [(place, compiled.gives[place]) for place in places(open_)]
    taken_away = given.rules_out
    for _, one in more:
        taken_away |= one.rules_out
    return sum(1 << place for place, one in more if _adds(one, given, taken_away))


def _adds(one: Gains, given: Gains, taken_away: int) -> bool:
    return bool(
        one.place < given.place
        or one.routes & ~given.routes
        or one.rules_out & ~given.rules_out & ~given.held
        or one.held & taken_away & ~given.held
    )


class _TooMany(Exception):
    """More was to be tried than one explanation may."""


@dataclass(slots=True)
class _Search:
    """Tries answers one fact after the other, each with every answer to those after it, and with none."""

    standing: Standing
    answers: dict[str, list[Stated]]
    most_tried: int
    facts: dict[str, Stated] = field(init=False)
    tried: int = 0

    def __post_init__(self) -> None:
        self.facts = dict(self.standing.facts)

    def change(self, holding: int, sure: int, open_: int, untried: list[str]) -> dict[str, Stated] | None:
        """Answers to some of `untried` that change the result, or None where none do."""
        compiled = self.standing.compiled
        mattering = _mattering(compiled, sure, open_)
        untried = [fact for fact in untried if compiled.looked_at_by[fact] & mattering]
        if not untried:
            return None
        fact, *rest = untried
        found = self.change(holding, sure, open_, rest)
        return self._with(fact, holding, sure, open_, rest) if found is None else found

    def _with(self, fact: str, holding: int, sure: int, open_: int, rest: list[str]) -> dict[str, Stated] | None:
        held = self.facts.get(fact, UNKNOWN_FACT)
        for stated in self.answers[fact]:
            self._count()
            self.facts[fact] = stated
            turned = self._turned(fact, holding, sure, open_)
            changed = result_of(self.standing.compiled, turned[0]) != self.standing.now
            found = {} if changed else self.change(*turned, rest)
            if found is not None:
                return {fact: stated, **found}
        self.facts[fact] = held
        return None

    def _count(self) -> None:
        self.tried += 1
        if self.tried > self.most_tried:
            raise _TooMany

    def _turned(self, fact: str, holding: int, sure: int, open_: int) -> tuple[int, int, int]:
        """The rules that hold, hold for good, and are open, as a fact has another answer."""
        apart, facts = self.standing.apart, self.facts
        looking = self.standing.compiled.looked_at_by[fact] & open_
        holding, open_ = holding & ~looking, open_ & ~looking
        for place in places(looking):
            for_good, bit = apart.for_good[place](facts), 1 << place
            sure |= bit * (for_good == Answer.YES)
            open_ |= bit * (for_good == Answer.UNKNOWN)
            if for_good == Answer.YES or (apart.turning & bit and apart.holds[place](facts)):
                holding |= bit
        return holding, sure, open_


def _needed(standing: Standing, found: dict[str, Stated]) -> tuple[str, ...]:
    """Of the facts answered, those without which the result would not change."""
    needed = dict(found)
    for fact in found:
        fewer = {each: stated for each, stated in needed.items() if each != fact}
        if _result_with(standing, fewer) != standing.now:
            needed = fewer
    return tuple(fact for fact in standing.compiled.pack.facts.by_id if fact in needed)


def _result_with(standing: Standing, more: dict[str, Stated]) -> object:
    facts = {**standing.facts, **more}
    holding = sum(1 << place for place, holds in enumerate(standing.apart.holds) if holds(facts))
    return result_of(standing.compiled, holding)
