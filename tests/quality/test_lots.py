"""Everybody is drawn exactly as often as their chance says, each group gets its share, and nothing is known beforehand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from math import sqrt
from random import Random, SystemRandom

import pytest

from hub.quality import drawing
from hub.quality.lots import draw_lots

TIMES = 6_000
TOO_FAR = 5  # standard errors: by chance alone once in some million lots
GROUPS = {
    "children": [f"c{nth}" for nth in range(30)],
    "adults": [f"a{nth}" for nth in range(50)],
    "humanitarian": ["h0"],
}
Draw = Callable[[Mapping[str, Iterable[str]], Callable[[str], float], Random], list[str]]


def even(_lot: str) -> float:
    return 0.05


def by_weight(lot: str) -> float:
    return {"c": 0.03, "a": 0.12, "h": 0.5}[lot[0]]


def unfair(draw: Draw, chance: Callable[[str], float]) -> list[str]:
    """What shows, over many draws, that somebody is not drawn as often as their chance says, or a group misses its share."""
    dice, times, found = Random(20261125), Counter[str](), set[str]()
    for _ in range(TIMES):
        drawn = draw(GROUPS, chance, dice)
        times.update(drawn)
        for name, lots in GROUPS.items():
            expected = sum(map(chance, lots))
            if abs(sum(lot in lots for lot in drawn) - expected) >= 2:
                found.add(f"{name} misses its share")
    for lot in (lot for lots in GROUPS.values() for lot in lots):
        wanted = chance(lot)
        if abs(times[lot] / TIMES - wanted) > TOO_FAR * sqrt(wanted * (1 - wanted) / TIMES):
            found.add(f"{lot} is drawn {times[lot]} times, not about {wanted * TIMES:.0f}")
    return sorted(found)


@pytest.mark.parametrize("chance", [even, by_weight])
def test_each_is_drawn_as_often_as_their_chance_says_and_each_group_its_share(chance: Callable[[str], float]) -> None:
    assert unfair(draw_lots, chance) == []


def always_the_first(groups: Mapping[str, Iterable[str]], chance: Callable[[str], float], dice: Random) -> list[str]:
    return [next(iter(lots)) for lots in groups.values() if dice.random() < chance("c0")]


def without_strata(groups: Mapping[str, Iterable[str]], chance: Callable[[str], float], dice: Random) -> list[str]:
    return [lot for lots in groups.values() for lot in lots if dice.random() < chance(lot)]


@pytest.mark.parametrize("planted", [always_the_first, without_strata])
def test_the_same_count_sees_an_unfair_draw(planted: Draw) -> None:
    assert unfair(planted, even)


def test_whoever_is_certain_to_be_drawn_is_drawn_once() -> None:
    assert sorted(draw_lots({"x": "abc"}, lambda _: 1.0, Random(3))) == ["a", "b", "c"]
    assert draw_lots({"x": ""}, lambda _: 1.0, Random(3)) == []


def test_the_hubs_own_dice_are_the_operating_systems() -> None:
    assert drawing.SystemRandom is SystemRandom
