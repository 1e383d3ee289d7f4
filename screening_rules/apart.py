"""Each rule in force as a function of its own, so that a changed fact asks only the rules that look at it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias

from screening_rules.compiled import CompiledPack
from screening_rules.conditions import comparisons
from screening_rules.facts import UNKNOWN_FACT, Facts
from screening_rules.generated import holding, places_of, taking
from screening_rules.model import OF_KNOWING, Compare, Condition

One: TypeAlias = Callable[[Facts], int]


@dataclass(frozen=True, eq=False)
class Apart:
    """For each rule in force, by place, its answer as the number of an `Answer`.

    `for_good` gives the answer that stands whatever else comes to be known: where a rule asks what is known of a fact,
    and it is not, or not well enough, that may still turn. `turning` are the rules, as bits, of which the two can differ. `comparisons` are
    those of each rule, `compared` every one that any rule makes of a fact. `unconfirmed` are the rules, as bits, that
    Dundee has not confirmed.
    """

    answer: tuple[One, ...]
    for_good: tuple[One, ...]
    turning: int
    comparisons: tuple[tuple[Compare, ...], ...]
    compared: Mapping[str, tuple[Compare, ...]]
    unconfirmed: int


@lru_cache(maxsize=64)
def apart(compiled: CompiledPack) -> Apart:
    """The rules of `compiled`, each on its own; made when somebody first asks for an explanation."""
    whens = [version.when for _, version in compiled.rules]
    compared = tuple(comparisons(when) for when in whens)
    turning = [any(each.operator in OF_KNOWING for each in of_one) for of_one in compared]
    texts = [_text(f"answer{place}", when, for_good=False) for place, when in enumerate(whens)]
    texts += [_text(f"good{place}", when, for_good=True) for place, when in enumerate(whens) if turning[place]]
    names: dict[str, Any] = {"NONE": UNKNOWN_FACT}
    exec(compile("".join(texts), "<rules>", "exec"), names)  # noqa: S102  # nosec B102: only text made by `generated`
    answer = tuple(names[f"answer{place}"] for place in range(len(whens)))
    return Apart(
        answer,
        tuple(names.get(f"good{place}", answer[place]) for place in range(len(whens))),
        _bits(turning),
        compared,
        _by_fact(compared),
        _bits([not version.confirmed for _, version in compiled.rules]),
    )


def _text(name: str, when: Condition, *, for_good: bool) -> str:
    places = places_of([when])
    possibly, certainly = (holding(when, places, certainly=each, for_good=for_good) for each in (False, True))
    lines = ["get = facts.get", *taking(when, places, set())]
    lines.append(f"return 0 if not {possibly} else 2 if {certainly} else 1")
    return "\n    ".join([f"def {name}(facts):", *lines]) + "\n"


def _by_fact(compared: Iterable[Iterable[Compare]]) -> dict[str, tuple[Compare, ...]]:
    found: dict[str, dict[Compare, None]] = {}
    for each in chain.from_iterable(compared):
        found.setdefault(each.fact, {})[each] = None
    return {fact: tuple(each) for fact, each in found.items()}


def _bits(chosen: list[bool]) -> int:
    return sum(1 << place for place, is_one in enumerate(chosen) if is_one)
