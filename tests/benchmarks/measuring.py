"""Rounds in which every contender works once, in alternating order, so that what else the machine does falls on all alike."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.benchmarks.results import Figure

Contenders = Mapping[str, Callable[[], float]]


def paired(contenders: Contenders, *, repeats: int, budget_seconds: float) -> dict[str, list[float]]:
    """The figure of each contender in each round; a first round warms up and is not kept.

    No new round begins once the budget is spent, but one is always measured.
    """
    for work in contenders.values():
        work()
    kept: dict[str, list[float]] = {name: [] for name in contenders}
    ends = time.monotonic() + budget_seconds
    for number in range(repeats):
        if number and time.monotonic() > ends:
            break
        names = list(contenders)
        for name in reversed(names) if number % 2 else names:
            kept[name].append(contenders[name]())
    return kept


def figure(name: str, unit: str, values: Sequence[float]) -> Figure:
    """The median of the values, and the percentiles around it."""
    return Figure(
        name, unit, statistics.median(values), percentile(values, 10), percentile(values, 90), repeats=len(values)
    )


def ratio(name: str, above: Sequence[float], below: Sequence[float]) -> Figure:
    """How many times the one is the other, round by round."""
    return figure(name, "×", [one / other for one, other in zip(above, below, strict=True)])


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which `part` of a hundred lie, between neighbours in a straight line."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * part / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def seconds_of(work: Callable[[], object], times: int = 1) -> float:
    """How long one of so many runs takes, in seconds."""
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times


def peak_of(pid: int) -> float:
    """The most memory that a process has had since it began, in MB; 0 where it is gone, or the system has no `/proc`.

    What a process had as a copy of the one that started it is not counted.
    """
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(encoding="ascii"), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) / 1024 if found else 0
