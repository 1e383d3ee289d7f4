"""Rules in force on a day as generated Python functions: the fast path, which must always agree with `interpret`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from screening_rules.conditions import facts_in
from screening_rules.facts import UNKNOWN_FACT, Facts
from screening_rules.generated import holding, places_of, taking
from screening_rules.model import Answer, Pack, Rule, Version, band
from screening_rules.reaching import join, least, reach_source
from screening_rules.results import Finding

InForce: TypeAlias = tuple[tuple[Rule, Version], ...]
Evaluate: TypeAlias = Callable[[Facts], tuple[list[Finding], list[int], list[int]]]
Reach: TypeAlias = Callable[[Facts], int]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a rule gives when it is yes: bits in the pack's order of routes and of actions, and the place of its urgency."""

    routes: int
    rules_out: int
    actions: int
    band: int
    asks: bool  # all it recommends is to find out more
    mandatory: bool


@dataclass(frozen=True, eq=False)
class CompiledPack:
    """The rules of a pack that are in force together.

    `evaluate` gives the findings, and the places of those that are yes and of those unknown, most urgent first.
    For each rule `reach` holds its function from `reaching`, `worth` what it gives, `bands` the place of its urgency
    and `routes` its routes as bits in the pack's order. For each fact, `looked_at_by` holds the rules that look at it, as bits.
    """

    pack: Pack
    rules: InForce
    evaluate: Evaluate
    reach: tuple[Reach, ...]
    worth: tuple[Worth, ...]
    bands: tuple[int, ...]
    routes: tuple[int, ...]
    looked_at_by: Mapping[str, int]


@lru_cache(maxsize=1024)
def compile_pack(pack: Pack, on: date) -> CompiledPack:
    """The rules of `pack` in force on the day `on`, ready to answer; days with the same versions share one."""
    return compile_rules(pack, in_force(pack, on))


def in_force(pack: Pack, on: date) -> InForce:
    """The rules of `pack` with their versions in force on the day `on`, in the pack's order."""
    started = ((rule, rule.in_force(on)) for rule in pack.rules.values())
    return tuple((rule, version) for rule, version in started if version is not None)


def compile_rules(pack: Pack, rules: InForce) -> CompiledPack:
    """These rules of `pack` alone, ready to answer."""
    return _compile(pack, tuple((rule.id, version.start) for rule, version in rules))


@lru_cache(maxsize=64)
def _compile(pack: Pack, chosen: tuple[tuple[str, date], ...]) -> CompiledPack:
    named = ((pack.rules[rule], start) for rule, start in chosen)
    rules = tuple((rule, version) for rule, start in named for version in rule.versions if version.start == start)
    background = {fact.id for fact in pack.facts if fact.background}
    reaching = (reach_source(f"reach{place}", version.when, background) for place, (_, version) in enumerate(rules))
    names = _run(source(rules) + "".join(reaching), rules)
    reach = tuple(names[f"reach{place}"] for place in range(len(rules)))
    worth = tuple(_worth(pack, version) for _, version in rules)
    return CompiledPack(
        pack,
        rules,
        names["evaluate"],
        reach,
        worth,
        bands=tuple(each.band for each in worth),
        routes=tuple(each.routes for each in worth),
        looked_at_by=_looked_at_by(rules),
    )


def _worth(pack: Pack, version: Version) -> Worth:
    return Worth(
        _bits(pack.routes, version.routes),
        _bits(pack.routes, version.rules_out),
        _bits(pack.actions, version.actions),
        band(version.urgency),
        asks=bool(version.routes) and all(pack.routes[route].asks for route in version.routes),
        mandatory=version.mandatory,
    )


def _bits(listed: Iterable[str], chosen: Iterable[str]) -> int:
    held = set(chosen)
    return sum(1 << order for order, each in enumerate(listed) if each in held)


def _looked_at_by(rules: InForce) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, (_, version) in enumerate(rules):
        for fact in facts_in(version.when):
            places[fact] = places.get(fact, 0) | 1 << place
    return places


def _run(text: str, rules: InForce) -> dict[str, Any]:
    no, unknown, yes = ([_finding(rule, version, answer) for rule, version in rules] for answer in Answer)
    names = {"NO": no, "UNKNOWN": unknown, "YES": yes, "NONE": UNKNOWN_FACT, "join": join, "least": least}
    exec(compile(text, "<rules>", "exec"), names)  # noqa: S102  # nosec B102: only text made by `generated`
    return names


def _finding(rule: Rule, version: Version, answer: Answer) -> Finding:
    recommended = (version.routes, version.urgency, version.mandatory, version.confirmed)
    return Finding(rule.id, version.start, rule.area, answer, *recommended)


def source(rules: InForce) -> str:
    """The text of the function that answers all of `rules`."""
    places, taken = places_of([version.when for _, version in rules]), set[str]()
    lines = ["def evaluate(facts):", "get = facts.get"]
    for _, version in rules:
        lines += taking(version.when, places, taken)
    lines += ["findings, sure, open_ = NO.copy(), [], []"]
    for place in sorted(range(len(rules)), key=lambda place: band(rules[place][1].urgency)):
        when = rules[place][1].when
        lines += [
            f"if {holding(when, places, certainly=False)}:",
            f"    if {holding(when, places, certainly=True)}: findings[{place}] = YES[{place}]; sure.append({place})",
            f"    else: findings[{place}] = UNKNOWN[{place}]; open_.append({place})",
        ]
    return "\n    ".join([*lines, "return findings, sure, open_"]) + "\n"
