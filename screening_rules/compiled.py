"""Rules in force on a day as one generated Python function: the fast path, which must always agree with `interpret`.

Every comparison becomes two plain tests, "certainly" and "possibly"; yes is both, unknown only the second. Nothing
written in a rule file reaches the generated text but through `repr` of a value the loader has checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from screening_rules import model
from screening_rules.conditions import comparisons
from screening_rules.facts import NOT_KNOWN, UNKNOWN_FACT, Facts, bound
from screening_rules.model import All, Answer, Compare, Condition, Not, Pack, Rule, Version
from screening_rules.results import Finding

InForce: TypeAlias = tuple[tuple[Rule, Version], ...]
Evaluate: TypeAlias = Callable[[Facts], tuple[list[Finding], list[int], list[int]]]

_SYMBOLS = {"at_least": (">=", "low", "high"), "over": (">", "low", "high")}
_SYMBOLS |= {"at_most": ("<=", "high", "low"), "under": ("<", "high", "low")}


@dataclass(frozen=True, eq=False)
class CompiledPack:
    """The rules of a pack that are in force together. `evaluate` gives findings, and which are yes and unknown."""

    pack: Pack
    rules: InForce
    evaluate: Evaluate
    background: frozenset[str]


@lru_cache(maxsize=1024)
def compile_pack(pack: Pack, on: date) -> CompiledPack:
    """The rules of `pack` in force on the day `on`, ready to answer; days with the same versions share one."""
    started = ((rule.id, rule.in_force(on)) for rule in pack.rules.values())
    return _compile(pack, tuple((rule, version.start) for rule, version in started if version is not None))


@lru_cache(maxsize=64)
def _compile(pack: Pack, chosen: tuple[tuple[str, date], ...]) -> CompiledPack:
    named = ((pack.rules[rule], start) for rule, start in chosen)
    rules = tuple((rule, version) for rule, start in named for version in rule.versions if version.start == start)
    background = frozenset(fact.id for fact in pack.facts if fact.background)
    return CompiledPack(pack, rules, compile_conditions(rules), background)


def compile_conditions(rules: InForce) -> Evaluate:
    """One function that answers all of `rules` from the facts about a subject."""
    no, unknown, yes = ([_finding(rule, version, answer) for rule, version in rules] for answer in Answer)
    names: dict[str, object] = {"NO": no, "UNKNOWN": unknown, "YES": yes, "NONE": UNKNOWN_FACT}
    exec(compile(source(tuple(version.when for _, version in rules)), "<rules>", "exec"), names)  # noqa: S102 - see above
    evaluate: Evaluate = names["evaluate"]  # type: ignore[assignment]  # what exec defines has no type
    return evaluate


def _finding(rule: Rule, version: Version, answer: Answer) -> Finding:
    recommended = (version.routes, version.urgency, version.mandatory, version.confirmed)
    return Finding(rule.id, version.start, rule.area, answer, *recommended)


def source(conditions: tuple[Condition, ...]) -> str:
    """The text of the generated function."""
    found = [each for condition in conditions for each in comparisons(condition)]
    places = {fact: place for place, fact in enumerate(dict.fromkeys(each.fact for each in found))}
    types = {each.fact: each.type for each in found}
    known = {each.fact for each in found if each.operator == "known"}
    lines = ["def evaluate(facts):", "    get = facts.get"]
    for fact, place in places.items():
        lines += _taken(fact, place, types[fact], known=fact in known)
    lines += ["    findings, sure, open_ = NO.copy(), [], []"]
    for number, condition in enumerate(conditions):
        lines += [
            f"    if {_test(condition, places, certainly=False)}:",
            f"        if {_test(condition, places, certainly=True)}:",
            f"            findings[{number}] = YES[{number}]; sure.append({number})",
            "        else:",
            f"            findings[{number}] = UNKNOWN[{number}]; open_.append({number})",
        ]
    return "\n".join([*lines, "    return findings, sure, open_", ""])


def _taken(fact: str, place: int, kind: str, *, known: bool) -> list[str]:
    lines = [f"    stated = get({fact!r}, NONE)"]
    if known:
        lines.append(f"    known{place} = stated.is_known")
    if kind in {"number", "date"}:
        return [*lines, f"    low{place} = stated.low; high{place} = stated.high"]
    if kind == "choices":
        taken = f"    value{place} = ({NOT_KNOWN!r},) if stated.value is None else stated.value"
        return [*lines, taken, f"    open{place} = {NOT_KNOWN!r} in value{place}"]
    return [*lines, f"    value{place} = stated.value"]


def _test(condition: Condition, places: Mapping[str, int], *, certainly: bool) -> str:
    match condition:
        case All(parts):
            return "(" + " and ".join(_test(part, places, certainly=certainly) for part in parts) + ")"
        case model.Any(parts):
            return "(" + " or ".join(_test(part, places, certainly=certainly) for part in parts) + ")"
        case Not(part):
            return f"(not {_test(part, places, certainly=not certainly)})"
        case Compare(fact, kind, "is_not", value):
            return _test(Not(Compare(fact, kind, "is", value)), places, certainly=certainly)
        case Compare():
            return _compare(condition, places[condition.fact], certainly=certainly)


def _compare(comparison: Compare, place: int, *, certainly: bool) -> str:
    value = comparison.value
    if comparison.operator == "known":
        return f"(known{place} is {value!r})"
    if comparison.type in {"number", "date"}:
        return _bounded(comparison, place, certainly=certainly)
    if comparison.type == "yes_no":
        return f"(value{place} is {value!r})" if certainly else f"(value{place} is not {not value!r})"
    wanted = value if isinstance(value, tuple) else (value,)
    if comparison.type == "choice":
        return f"(value{place} in {wanted if certainly else (None, *wanted)!r})"
    listed = [f"{each!r} in value{place}" for each in wanted]
    return "(" + " or ".join(listed if certainly else [f"open{place}", *listed]) + ")"


def _bounded(comparison: Compare, place: int, *, certainly: bool) -> str:
    assert not isinstance(comparison.value, str | tuple)
    limit, low, high = repr(bound(comparison.value)), f"low{place}", f"high{place}"
    if comparison.operator == "is":
        return f"({low} == {high} == {limit})" if certainly else f"({low} <= {limit} <= {high})"
    symbol, *ends = _SYMBOLS[comparison.operator]
    return f"({ends[0 if certainly else 1]}{place} {symbol} {limit})"
