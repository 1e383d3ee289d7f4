"""The handbook's vignettes tried on a pack: what comes out otherwise is something to read, for a change of law may mean it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from screening_rules.case import parse_case
from screening_rules.facts import FactError
from screening_rules.model import Pack
from screening_rules.results import Recommendation
from screening_rules.screening import screen
from screening_rules.words import URGENCY_WORDS, in_sentence

SHIPPED = Path(__file__).parent / "vignettes.json"


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One thing that a vignette expects of one person and does not get; `subject` is "" where it is about all of it."""

    vignette: str
    subject: str
    how: str


@cache
def shipped_vignettes() -> tuple[Mapping[str, Any], ...]:
    """The vignettes: name, day, case, and what is expected of each person. Source: the handbook's, tests/vignettes."""
    return tuple(json.loads(SHIPPED.read_text("utf-8")))


def otherwise(pack: Pack) -> tuple[Otherwise, ...]:
    """Everything that does not come out as a vignette expects, as if the last of the pack's days had come."""
    held = pack.rules.values()
    days = [*(version.start for rule in held for version in rule.versions), *(rule.withdrawn for rule in held)]
    last = max((day for day in days if day is not None), default=date.min)
    return tuple(found for each in shipped_vignettes() for found in _tried(pack, each, last))


def _tried(pack: Pack, told: Mapping[str, Any], last: date) -> Iterator[Otherwise]:
    try:
        case = parse_case(pack.facts, told["case"])
    except FactError:
        yield Otherwise(told["name"], "", "cannot be told by these facts")
        return
    for result in screen(pack, case, on=max(last, date.fromisoformat(told["on"]))).subjects:
        for how in differences(pack, result.recommendation, told["expect"][result.id]):
            yield Otherwise(told["name"], result.id, how)


def differences(pack: Pack, got: Recommendation, expected: Mapping[str, Any]) -> list[str]:
    """What is expected of one person and is not so, in words."""
    found = [
        f"{words}: {_label(pack, each)}"
        for key, words, held in (
            ("routes", "is without a route", got.routes),
            ("possible", "is without a route that may still come", got.possible_routes),
            ("ruled_out", "is not ruled out", got.ruled_out),
            ("mandatory", "is not mandatory", got.mandatory_routes),
            ("actions", "is without an action", got.actions),
        )
        for each in expected.get(key, ())
        if each not in held
    ]
    found += [f"has a route it should not have: {_label(pack, each)}" for each in _both(expected, got.routes)]
    if got.urgency != expected["urgency"]:
        found.append(f"is {_urgency(got.urgency)} instead of {_urgency(expected['urgency'])}")
    if got.could_reach != expected.get("reach", got.could_reach):
        found.append(f"could reach {_urgency(got.could_reach)} instead of {_urgency(expected['reach'])}")
    return found


def _both(expected: Mapping[str, Any], routes: Sequence[str]) -> list[str]:
    return [each for each in expected.get("without", ()) if each in routes]


def _label(pack: Pack, name: str) -> str:
    return pack.routes[name].label if name in pack.routes else pack.actions.get(name, name)


def _urgency(urgency: str | None) -> str:
    return in_sentence(URGENCY_WORDS[urgency]) if urgency else "nothing urgent"
