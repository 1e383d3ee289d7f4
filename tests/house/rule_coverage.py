"""Which facts of law and practice the rule pack holds: docs/rules/facts.csv beside what holds each fact, or why nothing does."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from screening_rules import Pack
from screening_rules.holiday_rules import Standing
from screening_rules.model import Version
from screening_rules.strict_yaml import load
from tests.house import tree

FACTS, NOT_RULES, HELD = (Path("docs/rules") / name for name in ("facts.csv", "not_rules.yaml", "held.yaml"))
ELSEWHERE = re.compile(r"(7|10)\.\d")  # data protection and calendars have no facts of their own here
VIGNETTES = Path("tests/vignettes")
SECTIONS = {
    "0": "Easily mistaken", "1.1": "Adults: the test", "1.2": "Adults: duties and powers", "1.3": "Adults: orders",
    "1.4": "Adults: stages", "1.5": "Adults: times", "1.6": "Adults: large scale investigations",
    "1.7": "Adults: types of harm", "1.8": "Adults: the national dataset", "1.9": "Adults: chronology and risk",
    "2.1": "Children: times", "2.2": "Children: discussions (IRD)", "2.3": "Children: planning meetings",
    "2.4": "Children: areas of concern", "2.5": "Children: orders", "2.6": "Ages", "2.7": "Children: words in use",
    "2.8": "Exploitation and trafficking", "2.9": "Children: returns", "2.10": "Children: recording and risk",
    "3": "Domestic abuse", "4": "High risk of harm (MAPPA)", "5": "Suicide, overdose and humanitarian protection",
    "6": "Sources and front doors", "8": "Stories that are tried",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrittenFact:
    """One fact of law, guidance or practice; `confidence` as in sources.yaml, or derived, or open."""

    id: str
    section: str
    text: str
    source: str
    confidence: str


@cache
def facts() -> tuple[WrittenFact, ...]:
    """Every fact, in the order of its file."""
    with (tree.ROOT / FACTS).open(encoding="utf-8", newline="") as file:
        return tuple(WrittenFact(**row) for row in csv.DictReader(file))


@cache
def not_rules() -> Mapping[str, str]:
    """Why a fact is no rule, or where it is kept instead, by the fact's id."""
    found: Mapping[str, str] = load(NOT_RULES.name, tree.text(NOT_RULES))
    return found


@cache
def _held() -> Mapping[str, Any]:
    found: Mapping[str, Any] = load(HELD.name, tree.text(HELD))
    return found


def holders() -> Mapping[str, list[str]]:
    """What holds each fact, by the fact's id: rules, and clocks, calendars and vignettes by their kind and id."""
    found: Mapping[str, list[str]] = _held()["facts"]
    return found


def no_fact() -> Mapping[str, str]:
    """Why a rule or clock holds none of the facts."""
    found: Mapping[str, str] = _held()["no_fact"]
    return found


def not_started() -> Mapping[str, str]:
    """What a clock waits for that nothing in the hub starts yet, by its id."""
    found: Mapping[str, str] = _held()["not_started"]
    return found


def citing(pack: Pack) -> dict[str, set[str]]:
    """The facts that each rule, clock, calendar and vignette may be said to hold.

    A clock those it lists itself, a rule or calendar those that its sources list, and a vignette the one it is named after.
    What is withdrawn holds nothing any more.
    """
    found = {rule.id: _through(pack, rule.versions) for rule in pack.rules.values() if rule.withdrawn is None}
    for clock in (clock for clock in pack.clocks.values() if clock.withdrawn is None):
        found[f"clock {clock.id}"] = {fact for version in clock.versions for fact in version.domain}
    for calendar in pack.calendars.values():
        found[f"calendar {calendar.id}"] = _through(pack, calendar.standings())
    return {**found, **{f"vignette {name}": {f"8-{name[:2]}"} for name in _vignettes()}}


@cache
def _vignettes() -> tuple[str, ...]:
    return tuple(path.stem for path in (tree.ROOT / VIGNETTES).glob("*.yaml"))


def _through(pack: Pack, cited: Iterable[Version | Standing]) -> set[str]:
    return {fact for each in cited for source in each.sources for fact in pack.sources[source].domain}


def not_there(pack: Pack) -> Iterator[str]:
    """Each fact that is said to be held by what the pack has not, or by what does not cite it."""
    cited = citing(pack)
    for fact, names in holders().items():
        yield from (f"{fact}: {name} is not there" for name in names if name not in cited)
        yield from (f"{fact}: {name} does not cite it" for name in names if fact not in cited.get(name, {fact}))


def silent(pack: Pack) -> Iterator[str]:
    """Each rule, clock and vignette that holds no fact and gives no reason, and each fact that a clock lists and is not said to hold."""
    named = {name for names in holders().values() for name in names} | no_fact().keys()
    for name, cited in citing(pack).items():
        if name not in named and not name.startswith("calendar "):
            yield f"{name} holds no fact"
        listed = (fact for fact in sorted(cited) if name.startswith("clock ") and not ELSEWHERE.fullmatch(fact))
        yield from (f"{fact}: {name} lists it" for fact in listed if name not in holders().get(fact, ()))


def held_by(fact: WrittenFact) -> str:
    """What holds the fact, in words; empty where nothing does and no reason is given."""
    names = ", ".join(_name(name) for name in holders().get(fact.id, ()))
    return " ".join(filter(None, (names, not_rules().get(fact.id, ""))))


def _name(holder: str) -> str:
    waits = holder.removeprefix("clock ") in not_started()
    return f"`{holder}` (not started yet)" if waits else f"`{holder}`"


def sections() -> Iterator[tuple[str, list[list[str]]]]:
    """Each section with a row for every fact of it: what it says, how sure that is, and what holds it."""
    for section, group in groupby(facts(), key=lambda fact: fact.section):
        yield f"{section} {SECTIONS[section]}", [_row(fact, held_by(fact)) for fact in group]


def _row(fact: WrittenFact, held: str) -> list[str]:
    source = f" *({fact.source})*" if fact.source else ""
    return [f"**{fact.id}** {fact.text}{source}", fact.confidence.replace("_", " "), held]
