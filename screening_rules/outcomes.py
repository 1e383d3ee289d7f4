"""What the result becomes when a fact is otherwise, found by asking again the rules that look at it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from screening_rules.apart import Apart, apart
from screening_rules.compiled import CompiledPack, Gains
from screening_rules.examples import Example, answers_in_words
from screening_rules.facts import UNKNOWN_FACT, Fact, Facts, Stated
from screening_rules.model import URGENCIES, Answer, Pack
from screening_rules.results import Finding
from screening_rules.words import URGENCY_WORDS, listed

_NO, _YES = int(Answer.NO), int(Answer.YES)


@dataclass(frozen=True, slots=True)
class Result:
    """What the rules that hold come to: the routes, less those ruled out, and the highest urgency."""

    routes: tuple[str, ...]
    urgency: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One subject's facts and the rules as they stand on them, as bits, with what they come to now.

    `holding` are those that are yes, `missed` those that are no, `sure` those that are yes whatever else comes to be
    known, `open` those that may still turn.
    """

    compiled: CompiledPack
    apart: Apart
    facts: Facts
    holding: int
    missed: int
    sure: int
    open: int
    now: Result

    def trying(self, fact: str, tried: Sequence[Example]) -> list[tuple[Example, int]]:
        """Each example with the rules that hold when that one fact is so; only those it can turn are asked again."""
        facts, looking = {**self.facts, fact: UNKNOWN_FACT}, self.compiled.looked_at_by.get(fact, 0)
        others, turning, found = self.holding & ~looking, [], []
        for place in places(looking):
            without = self.apart.for_good[place](facts)
            if without == _YES:
                others |= 1 << place
            elif without != _NO:
                turning.append((1 << place, self.apart.answer[place]))
        for example in tried:
            facts[fact] = example.stated
            found.append((example, others | sum([bit for bit, answer in turning if answer(facts) == _YES])))
        return found

    def stated(self, fact: str) -> Stated:
        """What is held about a fact."""
        return self.facts.get(fact, UNKNOWN_FACT)


def stand(compiled: CompiledPack, facts: Facts, findings: Sequence[Finding]) -> Standing:
    """How the rules stand on these facts, of which `findings` are their answers."""
    one_by_one = apart(compiled)
    holding = missed = sure = open_ = 0
    for place, finding in enumerate(findings):
        for_good = one_by_one.for_good[place](facts) if one_by_one.turning >> place & 1 else finding.answer
        holding |= (finding.answer == Answer.YES) << place
        missed |= (finding.answer == Answer.NO) << place
        sure |= (for_good == Answer.YES) << place
        open_ |= (for_good == Answer.UNKNOWN) << place
    return Standing(compiled, one_by_one, facts, holding, missed, sure, open_, result_of(compiled, holding))


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


@lru_cache(maxsize=8192)
def result_of(compiled: CompiledPack, holding: int) -> Result:
    """What the rules of these bits come to when they hold and no others do."""
    given = together(compiled, holding)
    routes = given.routes & ~(given.rules_out & ~given.held)
    named = tuple(route for order, route in enumerate(compiled.pack.routes) if routes >> order & 1)
    return Result(named, URGENCIES[given.place] if given.place < len(URGENCIES) else None)


@lru_cache(maxsize=8192)
def together(compiled: CompiledPack, holding: int) -> Gains:
    """What the rules of these bits give together."""
    return compiled.gains(places(holding))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a group of answers about one fact makes of the result; each of `tried` was put to the rules.

    `changes` where routes or urgency differ from now, `confirmed` where every rule that turns is.
    """

    words: str
    follows: str
    then: Result
    changes: bool
    confirmed: bool
    tried: tuple[Example, ...]

    @property
    def sentence(self) -> str:
        """The group of answers and what follows."""
        return f"If {self.words}: {self.follows}."


@dataclass(slots=True)
class _Group:
    """Answers that come to the same."""

    tried: list[Example] = field(default_factory=list)
    turned: int = 0


def grouped(standing: Standing, fact: Fact, tried: Iterable[tuple[Example, int]]) -> tuple[Outcome, ...]:
    """What each answer about `fact` that was tried would make of the result, those that come to the same together."""
    groups: dict[Result, _Group] = {}
    for example, holding in tried:
        group = groups.setdefault(result_of(standing.compiled, holding), _Group())
        group.tried.append(example)
        group.turned |= holding ^ standing.holding
    return tuple(_outcome(standing, fact, then, group) for then, group in groups.items())


def _outcome(standing: Standing, fact: Fact, then: Result, group: _Group) -> Outcome:
    return Outcome(
        answers_in_words(fact, group.tried),
        difference(standing.compiled.pack, standing.now, then),
        then,
        changes=then != standing.now,
        confirmed=not group.turned & standing.apart.unconfirmed,
        tried=tuple(group.tried),
    )


def difference(pack: Pack, now: Result, then: Result) -> str:
    """What changes from one result to another, in words."""
    if then == now:
        return "nothing changes"
    added = [pack.routes[route].label for route in then.routes if route not in now.routes]
    gone = [pack.routes[route].label for route in now.routes if route not in then.routes]
    parts = [f"{listed(added, 'and')} would be added"] if added else []
    if gone:
        parts.append(f"{listed(gone, 'and')} would fall away")
    if then.urgency != now.urgency:
        urgency = URGENCY_WORDS[then.urgency] if then.urgency else "none"
        parts.append(f"the urgency would be {urgency}")
    return "; ".join(parts)
