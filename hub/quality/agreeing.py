"""Cohen's kappa: how far two answers agree beyond what chance alone would give, with a 95 % interval. Pure.

Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20, 37-46.
Weighted: Cohen, J. (1968), Weighted kappa, Psychological Bulletin 70, 213-220. The standard error is that of Fleiss, J. L., Cohen, J. and
Everitt, B. S. (1969), Large sample standard errors of kappa and weighted kappa, Psychological Bulletin 72, 323-327.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

NORMAL_95 = 1.959963984540054  # the standard normal deviate with 2.5 % above it
_NEARLY = 1e-12
Weight = Callable[[int, int, int], float]


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement over so many pairs. `value` is None where all gave one answer; `low` and `high` also where none differed."""

    pairs: int
    observed: float
    value: float | None = None
    low: float | None = None
    high: float | None = None


def exact(one: int, other: int, _categories: int) -> float:
    """Only the same answer agrees."""
    return float(one == other)


def quadratic(one: int, other: int, categories: int) -> float:
    """Answers agree less the further apart they are, by the square of their distance."""
    return 1 - ((one - other) / (categories - 1)) ** 2


def kappa(pairs: Sequence[tuple[str, str]], categories: Sequence[str], weight: Weight = exact) -> Kappa:
    """The agreement of these pairs of answers, each one of `categories`, in their order.

    Raises:
        ValueError: there is no pair.
    """
    if not pairs:
        raise ValueError("agreement is asked of no answers")
    shares = _shares(pairs, categories)
    size = len(categories)
    weights = [[weight(row, column, size) for column in range(size)] for row in range(size)]
    rows, columns = [sum(row) for row in shares], [sum(column) for column in zip(*shares, strict=True)]
    observed = _weighed(weights, shares)
    by_chance = _weighed(weights, [[row * column for column in columns] for row in rows])
    if 1 - by_chance < _NEARLY:
        return Kappa(len(pairs), observed)
    value = (observed - by_chance) / (1 - by_chance)
    if 1 - observed < _NEARLY:
        return Kappa(len(pairs), observed, value)
    error = _standard_error(len(pairs), shares, weights, observed, by_chance)
    low, high = value - NORMAL_95 * error, value + NORMAL_95 * error
    return Kappa(len(pairs), observed, value, max(low, -1.0), min(high, 1.0))


Table = Sequence[Sequence[float]]


def _shares(pairs: Sequence[tuple[str, str]], categories: Sequence[str]) -> Table:
    counted = Counter(pairs)
    return [[counted[one, other] / len(pairs) for other in categories] for one in categories]


def _weighed(weights: Table, shares: Table) -> float:
    return sum(
        weight * share
        for row, of_row in zip(weights, shares, strict=True)
        for weight, share in zip(row, of_row, strict=True)
    )


def _standard_error(pairs: int, shares: Table, weights: Table, observed: float, by_chance: float) -> float:
    """Source: Fleiss, Cohen and Everitt (1969), for weighted kappa; with exact weights it is that of plain kappa."""
    size = range(len(shares))
    rows, columns = [sum(row) for row in shares], [sum(column) for column in zip(*shares, strict=True)]
    of_row = [sum(weights[row][column] * columns[column] for column in size) for row in size]
    of_column = [sum(weights[row][column] * rows[row] for row in size) for column in size]
    spread = sum(
        shares[row][column]
        * (weights[row][column] * (1 - by_chance) - (of_row[row] + of_column[column]) * (1 - observed)) ** 2
        for row in size
        for column in size
    )
    middle = (observed * by_chance - 2 * by_chance + observed) ** 2
    return sqrt(max(spread - middle, 0.0) / pairs) / (1 - by_chance) ** 2
