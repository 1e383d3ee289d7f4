"""Runs of the rules worked out for an import: the same answers and stored form as a run made one at a time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from hub.rulebook.running import found_columns
from screening_rules import Case, Pack, Screening, screen, to_json


@dataclass(frozen=True, slots=True)
class MadeRun:
    """A run and what is stored of it: the shared facts, and by subject id the sealed facts and the open columns."""

    screening: Screening
    on: date
    shared: dict[str, Any]
    facts: dict[str, dict[str, Any]]
    columns: dict[str, dict[str, Any]]


def make_run(pack: Pack, case: Case, *, on: date) -> MadeRun:
    """The rules run over `case` by those in force on that day, or by the first there were."""
    day = max(on, first_day(pack))
    screening, plain = screen(pack, case, on=day), to_json(case)
    return MadeRun(
        screening,
        day,
        {"concern": plain["concern"], "household": plain["household"]},
        {each["id"]: each["facts"] for each in plain["subjects"]},
        {each.id: found_columns(each) for each in screening.subjects},
    )


@lru_cache(maxsize=8)
def first_day(pack: Pack) -> date:
    """The day on which the oldest of the rules started."""
    return min(rule.versions[0].start for rule in pack.rules.values())
