"""Writing the synthetic city: measured here for two years, and taken from reports of `hub seed --json` run by hand."""

from __future__ import annotations

import json
from typing import Any

from tests.benchmarks import ground
from tests.benchmarks.asked import Asked
from tests.benchmarks.measuring import figure
from tests.benchmarks.results import Row


def measure(asked: Asked) -> Row:
    """Seconds for 24 months on either engine, and of every report that was given."""
    months = 1 if asked.is_tiny else 24
    figures = []
    for engine in ground.ENGINES:
        told = json.loads(ground.empty(engine).hub("seed", "--months", str(months), "--json"))
        figures.append(figure(f"{engine}, {_words(told)}", "seconds", [told["seconds"]]))
    for path in asked.seed_reports:
        told = json.loads(path.read_text(encoding="utf-8"))
        figures.append(figure(f"by hand, {_words(told)}", "seconds", [told["seconds"]]))
    return Row(
        "seeding",
        "Seeding",
        "`hub seed`: a synthetic city with its officers, concerns and everything that became of them, each batch with its leaf.",
        tuple(figures),
    )


def _words(told: dict[str, Any]) -> str:
    return f"{told['concerns']:,} concerns of {told['months']} months"
