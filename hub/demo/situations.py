"""What brings somebody to the screening door: words, facts and the answer expected of screening. Pure."""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from hub.demo.dice import Weighted

PROFESSIONALS = frozenset(
    {"police", "school", "health_visitor", "gp", "hospital", "midwife", "ambulance", "care_home", "care_at_home", "housing",
     "third_sector", "fire", "mental_health"}
)  # fmt: skip
LISTS = ("situations_adults.yaml", "situations_children.yaml", "situations_domestic.yaml")


@dataclass(frozen=True)
class Situation:
    """One situation; `facts` are in the city's own words, `routes` and `urgency` what screening is expected to say."""

    name: str
    weight: float
    level: str
    harms: tuple[str, ...]
    urgency: str
    routes: tuple[str, ...]
    what: tuple[str, ...]
    more: tuple[str, ...]
    facts: dict[str, Any] = field(hash=False)
    alleged: str = ""
    conditions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    not_sources: tuple[str, ...] = ()
    min_age: int = 0
    max_age: int = 120
    weeks: tuple[int, int] = (0, 0)


def read(name: str) -> Any:
    """One of the city's YAML lists."""
    return yaml.safe_load(files("hub.demo").joinpath("lists", name).read_text(encoding="utf-8"))


@cache
def situations() -> dict[str, tuple[Situation, ...]]:
    """Every situation by its group, in the order of the lists."""
    found: dict[str, tuple[Situation, ...]] = {}
    for name in LISTS:
        for group, entries in read(name).items():
            found[group] = tuple(_situation(entry) for entry in entries)
    return found


@cache
def phrases() -> dict[str, Any]:
    """How those who tell us begin and end."""
    found: dict[str, Any] = read("phrases.yaml")
    return found


@cache
def _fitting(group: str, level: str, age: int, condition: str, source: str) -> Weighted[Situation]:
    every = [one for one in situations()[group] if level in ("", one.level)]
    aged = [one for one in every if one.min_age <= age <= one.max_age] or every
    sourced = [one for one in aged if _could_tell(source, one)] or aged
    known = [one for one in sourced if not one.conditions or condition in one.conditions] or sourced
    return Weighted({one: one.weight for one in known})


def _could_tell(source: str, one: Situation) -> bool:
    return source not in one.not_sources and (not one.sources or source in one.sources)


def situation(rng: Random, group: str, *, level: str, age: int, condition: str, source: str) -> Situation:
    """A situation of the group that fits who it is about and who tells us; an empty level allows both."""
    return _fitting(group, level, age, condition, source).throw(rng)


def _situation(entry: dict[str, Any]) -> Situation:
    lists = {"harms", "routes", "what", "more", "conditions", "sources", "not_sources", "weeks"}
    fields: dict[str, Any] = {key: tuple(value) if key in lists else value for key, value in entry.items()}
    return Situation(**fields)
