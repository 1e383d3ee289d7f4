"""What the result becomes when a fact is otherwise, found by asking again the rules that look at it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from screening_rules.apart import Apart, apart
from screening_rules.compiled import CompiledPack, Gains
from screening_rules.examples import Example, answers_in_words, supposed
from screening_rules.facts import UNKNOWN_FACT, Fact, Facts, Stated
from screening_rules.model import URGENCIES, Answer, Pack
from screening_rules.results import Finding
from screening_rules.words import URGENCY_WORDS, in_sentence, listed

_NO, _OPEN, _YES = map(int, Answer)


@dataclass(frozen=True, slots=True)
class Result:
    """What the rules that hold come to: the routes, less those ruled out, and the highest urgency."""

    routes: tuple[str, ...]
    urgency: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One subject's facts and the rules as they stand on them, as bits, with what they come to now.

    `holding` are those that are yes, `missed` those that are no, `sure` those that are yes whatever else comes to be
    known, `open` those that may still turn. `left_to` gives for each fact those that can be yes where it alone is
    otherwise, `waiting` for each open rule, by place, the facts that keep it so.
    """

    compiled: CompiledPack
    apart: Apart
    facts: Facts
    holding: int
    missed: int
    sure: int
    open: int
    now: Result
    left_to: Mapping[str, int]
    waiting: Mapping[int, tuple[str, ...]]

    def trying(self, fact: str, tried: Sequence[Example]) -> list[tuple[Example, int]]:
        """Each example with the rules that hold when that one fact is so; only those it can turn are asked again."""
        facts, others = {**self.facts}, self.holding & ~self.compiled.looked_at_by.get(fact, 0)
        asked, found = [(1 << place, self.apart.holds[place]) for place in places(self.left_to.get(fact, 0))], []
        for example in tried:
            facts[fact] = example.stated
            found.append((example, others | sum([bit for bit, holds in asked if holds(facts)])))
        return found

    def stated(self, fact: str) -> Stated:
        """What is held about a fact."""
        return self.facts.get(fact, UNKNOWN_FACT)

    def behind(self, place: int) -> tuple[str, ...]:
        """The facts by which the rule at that place answers as it does, each once, in its own order."""
        return _compared_in(self.apart, place, self.apart.rests_on[place](self.facts))


def stand(compiled: CompiledPack, facts: Facts, findings: Sequence[Finding]) -> Standing:
    """How the rules stand on these facts, of which `findings` are their answers."""
    one_by_one, answers = apart(compiled), [int(finding.answer) for finding in findings]
    for_good = answers.copy()
    for place in places(one_by_one.turning):
        for_good[place] = one_by_one.for_good[place](facts)
    holding, missed, sure, open_ = _of(_YES, answers), _of(_NO, answers), _of(_YES, for_good), _of(_OPEN, for_good)
    waiting = {place: _compared_in(one_by_one, place, one_by_one.waits_for[place](facts)) for place in places(open_)}
    now, left_to = result_of(compiled, holding), _left_to(one_by_one, facts)
    return Standing(compiled, one_by_one, facts, holding, missed, sure, open_, now, left_to, waiting)


def _left_to(one_by_one: Apart, facts: Facts) -> dict[str, int]:
    found = dict.fromkeys(one_by_one.compared, 0)
    for place, left_to in enumerate(one_by_one.left_to):
        bits = left_to(facts)
        if bits:
            for number, fact in enumerate(one_by_one.facts[place]):
                found[fact] |= (bits >> number & 1) << place
    return found


def _of(wanted: int, answers: Sequence[int]) -> int:
    return sum([1 << place for place, answer in enumerate(answers) if answer == wanted])


def _compared_in(one_by_one: Apart, place: int, bits: int) -> tuple[str, ...]:
    """The facts of those comparisons of a rule, each once."""
    compared = one_by_one.comparisons[place]
    return tuple(dict.fromkeys([compared[number].fact for number in places(bits)]))


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

    They are answers about `fact`. `changes` where routes or urgency differ from now, `confirmed` where every rule that turns is.
    """

    words: str
    follows: str
    then: Result
    changes: bool
    confirmed: bool
    tried: tuple[Example, ...]
    fact: Fact

    @property
    def sentence(self) -> str:
        """The group of answers and what follows."""
        return f"If {self.words}: {self.follows}."

    @property
    def lines(self) -> tuple[str, ...]:
        """The same as sentences that stand alone: what would have to be so, and what follows."""
        return tuple([f"If {each}, {self.follows}." for each in supposed(self.fact, self.tried)])


def grouped(standing: Standing, fact: Fact, tried: Iterable[tuple[Example, int]]) -> tuple[Outcome, ...]:
    """What each answer about `fact` that was tried would make of the result, those that come to the same together."""
    groups: dict[Result, list[tuple[Example, int]]] = {}
    for each in tried:
        groups.setdefault(result_of(standing.compiled, each[1]), []).append(each)
    return tuple([_outcome(standing, fact, then, group) for then, group in groups.items()])


def _outcome(standing: Standing, fact: Fact, then: Result, group: Sequence[tuple[Example, int]]) -> Outcome:
    tried = tuple([example for example, _ in group])
    unconfirmed = standing.apart.unconfirmed
    return Outcome(
        answers_in_words(fact, tried),
        difference(standing.compiled.pack, standing.now, then),
        then,
        changes=then != standing.now,
        confirmed=not any((holding ^ standing.holding) & unconfirmed for _, holding in group),
        tried=tried,
        fact=fact,
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
        urgency = in_sentence(URGENCY_WORDS[then.urgency]) if then.urgency else "none"
        parts.append(f"the urgency would be {urgency}")
    return "; ".join(parts)
