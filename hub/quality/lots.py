"""Drawing by lot: everybody has exactly their own chance, and each group gets its share. Pure but for the dice handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import floor
from random import Random
from typing import TypeVar

Lot = TypeVar("Lot")


def draw_lots(groups: Mapping[str, Iterable[Lot]], chance: Callable[[Lot], float], dice: Random) -> list[Lot]:
    """The lots drawn. Whatever the chances, of each group (and of all) the number expected is drawn, give or take one.

    All stand in a row, group by group, each as long as its chance; a ruler with marks one apart is laid along it from a random
    start, and whoever a mark touches is drawn. Which, cannot be told beforehand: within a group the order is random too.
    """
    row: list[Lot] = []
    for _, members in sorted(groups.items()):
        shuffled = list(members)
        dice.shuffle(shuffled)
        row += shuffled
    return [row[place] for place in _touched([chance(each) for each in row], dice.random())]


def _touched(lengths: Sequence[float], start: float) -> list[int]:
    found, end = [], 0.0
    for place, length in enumerate(lengths):
        before, end = end, end + length
        if floor(end - start) > floor(before - start):
            found.append(place)
    return found
