"""No pattern of ours takes much longer than its text is long, whatever somebody types. Source of the requirement: R06."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from itertools import product

import pytest

import hub
import screening_rules
from tests.house import tree

PUMPS = (" ", "\t,", "1", "1 ", "a", "a ", "A1 ", "a@", "a.", "-", "0-", "/", "at ", "flat ", "--", "/*", "\n", "'")
ENDS = ("", "x", "!", "\x00")
SHORT, LONG = 400, 4_000
SLOWER = 40  # ten times the text takes ten times as long, a hundred times where it is tried from every place anew
WORTH_ASKING_SECONDS = 0.01


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that a module of ours holds, by name."""
    for package in (hub, screening_rules):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{found.name}.{name}", value


def slow_text(pattern: re.Pattern[str]) -> str:
    """How a text begins and ends on which ten times the length costs far more than ten times the time; empty when none does."""
    for pump, end in product(PUMPS, ENDS):
        if _seconds(pattern, pump, end, LONG) > max(WORTH_ASKING_SECONDS, SLOWER * _seconds(pattern, pump, end, SHORT)):
            return f"{pump!r} … {end!r}"
    return ""


def _seconds(pattern: re.Pattern[str], pump: str, end: str, length: int) -> float:
    text = pump * (length // len(pump)) + end
    taken = []
    for _ in range(3):
        begun = time.process_time()
        pattern.search(text)
        taken.append(time.process_time() - begun)
        if taken[-1] < WORTH_ASKING_SECONDS / 20:
            break
    return min(taken)


def test_no_pattern_is_slow_on_any_text() -> None:
    slow = [f"{name}: {text}" for name, pattern in patterns() if (text := slow_text(pattern))]
    tree.nothing(
        slow, "Let no two repeated parts beside each other take the same signs, and none stand before an anchor."
    )


@pytest.mark.parametrize("planted", [r"^\s*\s*x$", r"[\s,]*\bx$", r"^(\d+,?)*z$"])
def test_a_slow_pattern_is_seen(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if planted.endswith("z$"):  # twice the time with every sign: of more than a few the answer would never come
        monkeypatch.setattr(f"{__name__}.SHORT", 2)
        monkeypatch.setattr(f"{__name__}.LONG", 20)
    assert slow_text(re.compile(planted))
