"""Which facts of law and practice the rule pack holds: docs/rules/facts.csv beside what cites each fact, or why nothing does."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from screening_rules import Pack, shipped_pack
from screening_rules.calendars import Calendar
from screening_rules.strict_yaml import load
from tests.house import tree

FACTS, NOT_RULES = Path("docs/rules/facts.csv"), Path("docs/rules/not_rules.yaml")
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


def citing(pack: Pack) -> dict[str, list[str]]:
    """What cites each fact: rules, clocks and calendars through their sources, clocks by themselves, and vignettes."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, ids in _citations(pack):
        for each in ids:
            if name not in found[each]:
                found[each].append(name)
    return found


def _citations(pack: Pack) -> Iterator[tuple[str, Iterable[str]]]:
    for rule in pack.rules.values():
        yield rule.id, _through(pack, (source for version in rule.versions for source in version.sources))
    for clock in pack.clocks.values():
        yield f"clock {clock.id}", (fact for version in clock.versions for fact in version.domain)
        yield f"clock {clock.id}", _through(pack, (source for version in clock.versions for source in version.sources))
    for calendar in pack.calendars.values():
        yield f"calendar {calendar.id}", _through(pack, _standing(calendar))
    for path in sorted((tree.ROOT / VIGNETTES).glob("*.yaml")):
        yield f"vignette {path.stem}", (f"8-{path.stem[:2]}",)


def _through(pack: Pack, sources: Iterable[str]) -> Iterator[str]:
    return (fact for source in sources for fact in pack.sources[source].domain)


def _standing(calendar: Calendar) -> Iterator[str]:
    return (source for standing in calendar.standings() for source in standing.sources)


def held_by(fact: WrittenFact, cited: Mapping[str, list[str]]) -> str:
    """What holds the fact, in words; empty where nothing does and no reason is given."""
    names = ", ".join(f"`{name}`" for name in cited.get(fact.id, ()))
    return " ".join(filter(None, (names, not_rules().get(fact.id, ""))))


def unheld(pack: Pack) -> list[str]:
    """The ids of facts seen in a source that nothing holds and no reason is given for."""
    cited = citing(pack)
    return [fact.id for fact in facts() if fact.confidence == "verified" and not held_by(fact, cited)]


def sections() -> Iterator[tuple[str, list[list[str]]]]:
    """Each section with a row for every fact of it: what it says, how sure that is, and what holds it."""
    cited = citing(shipped_pack())
    for section, group in groupby(facts(), key=lambda fact: fact.section):
        yield f"{section} {SECTIONS[section]}", [_row(fact, held_by(fact, cited)) for fact in group]


def _row(fact: WrittenFact, held: str) -> list[str]:
    source = f" *({fact.source})*" if fact.source else ""
    return [f"**{fact.id}** {fact.text}{source}", fact.confidence.replace("_", " "), held or "nothing yet"]
