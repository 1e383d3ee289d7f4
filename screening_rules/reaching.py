"""How far an unknown finding is from yes: the Python text that finds which unknown facts would have to turn. Pure.

A way to yes is a pair: a bit for each unknown fact that must turn, and whether a known fact already speaks for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from screening_rules import model
from screening_rules.generated import holding, parts_of, places_of, taking
from screening_rules.model import OF_KNOWING, All, Compare, Condition, Not

FURTHEST = 2
FAR = -1
Ways: TypeAlias = tuple[tuple[int, bool], ...]


def reach_source(name: str, condition: Condition, background: Collection[str]) -> str:
    """The text of a function that, where the condition is unknown, gives the fewest facts that must turn, as bits.

    It gives FAR where more than two must turn, or no known fact outside `background` speaks for it yet.
    """
    places, taken = places_of([condition]), set[str]()
    parts = parts_of(condition)
    leaves = [part for part in parts if _leaf(part)]
    lines = ["get = facts.get", "bits, spoken = 0, False"]
    for number, leaf in enumerate(leaves):
        lines += [*taking(leaf, places, taken), *_counted(leaf, places, background, check=number >= FURTHEST)]
    groups = [part for part in parts if not _leaf(part)]
    for group in groups:
        lines += taking(group, places, taken)
    ways = [_ways(group, places, background) for group in groups]
    lines.append(f"return least(bits, spoken, {_joined(ways)})" if ways else f"return bits if spoken else {FAR}")
    return "\n    ".join([f"def {name}(facts):", *lines]) + "\n"


def _leaf(condition: Condition) -> bool:
    return isinstance(condition, Compare) or (isinstance(condition, Not) and isinstance(condition.part, Compare))


def _comparison(leaf: Condition) -> Compare:
    found = leaf.part if isinstance(leaf, Not) else leaf
    assert isinstance(found, Compare)
    return found


def _speaks(leaf: Condition, background: Collection[str]) -> bool:
    comparison = _comparison(leaf)
    return comparison.operator not in OF_KNOWING and comparison.fact not in background


def _counted(leaf: Condition, places: Mapping[str, int], background: Collection[str], *, check: bool) -> list[str]:
    holds = holding(leaf, places, certainly=True)
    bit = f"bits |= {1 << places[_comparison(leaf).fact]}"
    lines = [f"if {holds}: spoken = True", f"else: {bit}"] if _speaks(leaf, background) else [f"if not {holds}: {bit}"]
    return [*lines, f"if bits.bit_count() > {FURTHEST}: return {FAR}"] if check else lines


def _ways(condition: Condition, places: Mapping[str, int], background: Collection[str]) -> str:
    """An expression for every way in which the condition may come to hold."""
    if _leaf(condition):
        held, turned = ((0, _speaks(condition, background)),), ((1 << places[_comparison(condition).fact], False),)
        possibly = holding(condition, places, certainly=False)
        return f"({held} if {holding(condition, places, certainly=True)} else {turned} if {possibly} else ())"
    parts = parts_of(condition)
    if len(parts) > 1:
        return _joined([_ways(part, places, background) for part in parts])
    match parts[0]:
        case model.Any(alternatives):
            return "(" + " + ".join(_ways(part, places, background) for part in alternatives) + ")"
        case Not(All(alternatives)):
            return "(" + " + ".join(_ways(Not(part), places, background) for part in alternatives) + ")"
        case single:
            return _ways(single, places, background)


def _joined(ways: list[str]) -> str:
    return f"join({', '.join(ways)})" if len(ways) > 1 else ways[0]


def join(*parts: Ways) -> Ways:
    """Every way in which all parts come to hold together, without those that need too many facts."""
    ways, *others = parts
    for other in others:
        both = {(bits | more, spoken or speaks) for bits, spoken in ways for more, speaks in other}
        ways = tuple(way for way in both if way[0].bit_count() <= FURTHEST)
    return ways


def least(bits: int, spoken: bool, ways: Ways) -> int:
    """What `bits` become with the way that adds fewest facts, the first facts first, and something speaking; or FAR."""
    best, fewest = FAR, FURTHEST + 1
    for more, speaks in ways:
        if spoken or speaks:
            both = bits | more
            count = both.bit_count()
            if count < fewest or (count == fewest and both < best):
                best, fewest = both, count
    return best
