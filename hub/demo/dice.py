"""Seeded chance for the synthetic city. Pure: the same words give the same throws on every machine."""

from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def dice(*words: object) -> Random:
    """A generator of chance that depends on `words` alone (not on Python's hash seed)."""
    return Random(":".join(map(str, words)))  # noqa: S311 - a city made of chance must be repeatable, never secret


class Weighted(Generic[T]):
    """A choice among things of unequal weight; each throw costs one bisection."""

    def __init__(self, weights: dict[T, float]) -> None:
        self._things: Sequence[T] = tuple(weights)
        self._bounds = list(accumulate(weights.values()))

    def throw(self, rng: Random) -> T:
        """One of the things, chosen by its weight."""
        return rng.choices(self._things, cum_weights=self._bounds)[0]


class Share:
    """A fixed share of occasions, spread evenly, so that a figure holds over any stretch of time."""

    def __init__(self, share: float, start: float = 0.5) -> None:
        self._share, self._owed = share, start

    def falls(self, *, forced: bool = False) -> bool:
        """Whether this occasion is one of the share; a forced one is paid back by the next."""
        self._owed += self._share
        if forced or self._owed >= 1:
            self._owed -= 1
            return True
        return False
