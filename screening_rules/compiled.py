"""Rules in force on a day as generated Python functions: the fast path, which must always agree with `interpret`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple, TypeAlias

from screening_rules.conditions import facts_in
from screening_rules.facts import UNKNOWN_FACT, Facts
from screening_rules.generated import holding, places_of, taking
from screening_rules.model import NO_URGENCY, Answer, Pack, Rule, Version, band
from screening_rules.reaching import join, least, reach_source
from screening_rules.results import Finding

InForce: TypeAlias = tuple[tuple[Rule, Version], ...]
Evaluate: TypeAlias = Callable[[Facts], tuple[list[Finding], list[int], list[int]]]
Reach: TypeAlias = Callable[[Facts], int]


class Gains(NamedTuple):
    """What rules that are yes give together, each as bits: in the pack's order of routes and actions, by place of urgency.

    `held` are the routes of mandatory rules. `bands` holds the urgencies, `firm` those of rules that do more than ask
    for what is missing, `binding` those of mandatory rules.
    """

    routes: int
    rules_out: int
    actions: int
    held: int
    bands: int
    firm: int
    binding: int

    @property
    def place(self) -> int:
        """The place of the highest urgency."""
        return first(self.bands)


def first(bits: int) -> int:
    """The place of the highest urgency among them; the place after the last where there is none."""
    return (bits & -bits).bit_length() - 1 if bits else NO_URGENCY


@dataclass(frozen=True, eq=False)
class CompiledPack:
    """The rules of a pack that are in force together.

    `evaluate` gives the findings, and the places of those that are yes and of those unknown, most urgent first.
    For each rule `reach` holds its function from `reaching`, `bands` the place of its urgency, `routes` its routes as bits
    in the pack's order, `asks` whether all it recommends is to find out more, `gives` what it gives when it is yes, and
    `packed` the same as one number, each of its parts `width` bits wide.
    For each fact, `looked_at_by` holds the rules that look at it, as bits.
    """

    pack: Pack
    rules: InForce
    evaluate: Evaluate
    reach: tuple[Reach, ...]
    bands: tuple[int, ...]
    routes: tuple[int, ...]
    asks: tuple[bool, ...]
    gives: tuple[Gains, ...]
    packed: tuple[int, ...]
    width: int
    looked_at_by: Mapping[str, int]

    def gains(self, sure: Iterable[int]) -> Gains:
        """What the rules at those places give together: one number is put together and taken apart again."""
        together, width = reduce(or_, map(self.packed.__getitem__, sure), 0), self.width
        mask = (1 << width) - 1
        return Gains._make([together >> place & mask for place in range(0, 7 * width, width)])


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
    asks = tuple(_only_asks(pack, version) for _, version in rules)
    width = max(len(pack.routes), len(pack.actions), NO_URGENCY + 1)
    gives = tuple(_gains(pack, version, asks=only) for (_, version), only in zip(rules, asks, strict=True))
    return CompiledPack(
        pack,
        rules,
        names["evaluate"],
        reach,
        bands=tuple(band(version.urgency) for _, version in rules),
        routes=tuple(_bits(pack.routes, version.routes) for _, version in rules),
        asks=asks,
        gives=gives,
        packed=tuple(_packed(each, width) for each in gives),
        width=width,
        looked_at_by=_looked_at_by(rules),
    )


def _only_asks(pack: Pack, version: Version) -> bool:
    return bool(version.routes) and all(pack.routes[route].asks for route in version.routes)


def _gains(pack: Pack, version: Version, *, asks: bool) -> Gains:
    routes, urgency = _bits(pack.routes, version.routes), 1 << band(version.urgency)
    return Gains(
        routes,
        _bits(pack.routes, version.rules_out),
        _bits(pack.actions, version.actions),
        held=routes if version.mandatory else 0,
        bands=urgency,
        firm=0 if asks else urgency,
        binding=urgency if version.mandatory else 0,
    )


def _packed(gains: Gains, width: int) -> int:
    return sum(part << place * width for place, part in enumerate(gains))


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
