"""Each rule in force as a function of its own, so that a changed fact asks only the rules that look at it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias

from screening_rules.compiled import CompiledPack
from screening_rules.conditions import comparisons, facts_in
from screening_rules.examples import Example, examples
from screening_rules.facts import UNKNOWN_FACT, Facts
from screening_rules.generated import holding, parts_of, places_of, taking
from screening_rules.model import OF_KNOWING, Compare, Condition
from screening_rules.resting import resting_source

One: TypeAlias = Callable[[Facts], int]


@dataclass(frozen=True, eq=False)
class Apart:
    """For each rule in force, by place: whether it `holds`, and as the number of an `Answer` what it is `for_good`.

    That is the answer that stands whatever else comes to be known: where a rule asks what is known of a fact, and it is not,
    or not well enough, that may still turn; `turning` are the rules, as bits, of which that can be so. `left_to` gives, as
    bits of its `facts`, those of which one alone can make it yes or keep it so. `rests_on` and `waits_for` give, as bits of
    its `comparisons`, those on which its answer rests now and for good.
    `compared` holds every comparison that any rule makes of a fact, `every` an example of each answer to it where nothing is
    known of it, `applies` whether it still can (no: 0) where that is said. `unconfirmed` are the rules, as bits, that Dundee
    has not confirmed.
    """

    holds: tuple[One, ...]
    for_good: tuple[One, ...]
    turning: int
    left_to: tuple[One, ...]
    rests_on: tuple[One, ...]
    waits_for: tuple[One, ...]
    facts: tuple[tuple[str, ...], ...]
    comparisons: tuple[tuple[Compare, ...], ...]
    compared: Mapping[str, tuple[Compare, ...]]
    every: Mapping[str, tuple[Example, ...]]
    applies: Mapping[str, One]
    unconfirmed: int


@lru_cache(maxsize=64)
def apart(compiled: CompiledPack) -> Apart:
    """The rules of `compiled`, each on its own; made when somebody first asks for an explanation."""
    whens = [version.when for _, version in compiled.rules]
    compared = tuple(comparisons(when) for when in whens)
    turning = [any(each.operator in OF_KNOWING for each in of_one) for of_one in compared]
    facts, by_fact = compiled.pack.facts, _by_fact(compared)
    applying = {fact.id: fact.applies for fact in facts if fact.applies is not None}
    asked = (_text(f"applies{n}", applies, _ANSWER, for_good=True) for n, applies in enumerate(applying.values()))
    names = _run([*_texts(whens, turning), *asked])
    rests_on = _of_each(names, "rests", len(whens))
    return Apart(
        holds=_of_each(names, "holds", len(whens)),
        for_good=_of_each(names, "good", len(whens)),
        turning=_bits(turning),
        left_to=_of_each(names, "left", len(whens)),
        rests_on=rests_on,
        waits_for=tuple(names.get(f"waits{place}", rests) for place, rests in enumerate(rests_on)),
        facts=tuple(facts_in(when) for when in whens),
        comparisons=compared,
        compared=by_fact,
        every={fact: tuple(examples(facts[fact], each, UNKNOWN_FACT)) for fact, each in by_fact.items()},
        applies={fact: names[f"applies{n}"] for n, fact in enumerate(applying)},
        unconfirmed=_bits([not version.confirmed for _, version in compiled.rules]),
    )


def _texts(whens: Sequence[Condition], turning: Sequence[bool]) -> Iterator[str]:
    for place, when in enumerate(whens):
        yield _text(f"holds{place}", when, _HOLDS)
        yield _text(f"good{place}", when, _ANSWER, for_good=True)
        yield _text(f"left{place}", when, _LEFT_TO)
        yield resting_source(f"rests{place}", when, for_good=False)
        if turning[place]:
            yield resting_source(f"waits{place}", when, for_good=True)


def _of_each(names: Mapping[str, One], word: str, rules: int) -> tuple[One, ...]:
    return tuple(names[f"{word}{place}"] for place in range(rules))


def _run(texts: Iterable[str]) -> dict[str, Any]:
    names: dict[str, Any] = {"NONE": UNKNOWN_FACT}
    exec(compile("".join(texts), "<rules>", "exec"), names)  # noqa: S102  # nosec B102: only text made by `generated`
    return names


_HOLDS = ("", "if not {certainly}: return False", "return True")
_ANSWER = ("answer = 2", "if not {possibly}: return 0\n    if not {certainly}: answer = 1", "return answer")
_LEFT_TO = ("bits = -1", "if not {certainly}:\n        bits &= {facts}\n        if not bits: return 0", "return bits")


def _text(name: str, condition: Condition, said: tuple[str, str, str], *, for_good: bool = False) -> str:
    """A function that asks one part after the other, and looks at a fact no sooner than it must.

    `said` is what it says first, of each part and last; a part is told by whether it {possibly} or {certainly} holds, and by
    its {facts} as bits of the condition's.
    """
    places, taken, (first, of_each, last) = places_of([condition]), set[str](), said
    lines = ["get = facts.get", first]
    for part in parts_of(condition):
        possibly, certainly = (holding(part, places, certainly=each, for_good=for_good) for each in (False, True))
        facts = sum(1 << places[fact] for fact in facts_in(part))
        lines += [*taking(part, places, taken), of_each.format(possibly=possibly, certainly=certainly, facts=facts)]
    return "\n    ".join([f"def {name}(facts):", *lines, last]) + "\n"


def _by_fact(compared: Iterable[Iterable[Compare]]) -> dict[str, tuple[Compare, ...]]:
    found: dict[str, dict[Compare, None]] = {}
    for each in chain.from_iterable(compared):
        found.setdefault(each.fact, {})[each] = None
    return {fact: tuple(each) for fact, each in found.items()}


def _bits(chosen: Sequence[bool]) -> int:
    return sum(1 << place for place, is_one in enumerate(chosen) if is_one)
