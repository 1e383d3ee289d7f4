"""One module for each row of the page: what is measured, beside whom, and what has to be reached."""

from __future__ import annotations

from importlib import import_module

from tests.benchmarks.asked import Asked
from tests.benchmarks.results import Row

ROWS = (
    "rules", "sealed", "lookup", "matching", "queue", "trail", "verifying", "submission", "frequency", "replaying",
    "backtesting", "seeding",
)  # fmt: skip


def measure(name: str, asked: Asked) -> Row:
    """The row, measured now."""
    found: Row = import_module(f"tests.benchmarks.rows.{name}").measure(asked)
    return found
