"""Puts every subject of a case to every rule in force, and says what the answers come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from screening_rules.case import Case
from screening_rules.compiled import CompiledPack, compile_pack
from screening_rules.conditions import comparisons
from screening_rules.facts import Facts
from screening_rules.generated import places_of
from screening_rules.model import URGENCIES, Condition, Pack, Version, band
from screening_rules.reaching import FAR
from screening_rules.results import Finding, Recommendation, Screening, SubjectResult

EVALUATOR = "1"

__all__ = ["EVALUATOR", "Finding", "Recommendation", "Screening", "SubjectResult", "recommend", "screen"]


def screen(pack: Pack, case: Case, *, on: date) -> Screening:
    """The answer of every rule in force on the London day `on` about every subject, and the recommendations."""
    compiled = compile_pack(pack, on)
    subjects = tuple(screen_subject(compiled, subject.id, case.about(subject)) for subject in case.subjects)
    return Screening(on, pack.fingerprint, EVALUATOR, subjects)


def screen_subject(compiled: CompiledPack, subject_id: str, facts: Facts) -> SubjectResult:
    """The result about one subject of whom `facts`, of all scopes, are stated."""
    findings, sure, open_ = compiled.evaluate(facts)
    return SubjectResult(subject_id, tuple(findings), recommend(compiled, facts, tuple(sure), open_))


@dataclass(frozen=True, slots=True)
class _Settled:
    """What the YES findings alone come to; `closed` are its routes and those ruled out, as bits.

    `firm_urgency` is the highest urgency among those that do more than ask for what is missing.
    """

    routes: tuple[str, ...]
    ruled_out: tuple[str, ...]
    urgency: str | None
    firm_urgency: str | None
    actions: tuple[str, ...]
    mandatory_routes: tuple[str, ...]
    mandatory_urgency: str | None
    closed: int


def recommend(compiled: CompiledPack, facts: Facts, sure: tuple[int, ...], open_: list[int]) -> Recommendation:
    """What findings come to; `sure` and `open_` are the places of the rules that are YES and UNKNOWN."""
    settled = _settle(compiled, sure)
    reach, unknown_facts = _reach(compiled, facts, open_, below=band(settled.urgency))
    if reach is None and band(settled.firm_urgency) > band(settled.urgency):
        unknown_facts = _missing(compiled, facts, sure, band(settled.urgency))
    because_unknown = reach is not None or bool(unknown_facts)
    place = band(settled.urgency if reach is None else reach)
    return Recommendation(
        settled.routes,
        _possible(compiled, open_, settled),
        settled.ruled_out,
        settled.urgency,
        reach,
        because_unknown,
        2 * place + because_unknown,
        settled.actions,
        settled.mandatory_routes,
        settled.mandatory_urgency,
        unknown_facts,
    )


@lru_cache(maxsize=4096)
def _settle(compiled: CompiledPack, sure: tuple[int, ...]) -> _Settled:
    versions = [compiled.rules[place][1] for place in sure]
    binding = [version for version in versions if version.mandatory]
    held = {route for version in binding for route in version.routes}
    ruled_out = {route for version in versions for route in version.rules_out} - held
    routes = {route for version in versions for route in version.routes} - ruled_out
    return _Settled(
        _ordered(compiled.pack.routes, routes),
        _ordered(compiled.pack.routes, ruled_out),
        _highest(versions),
        _highest([version for version in versions if not _asks(compiled.pack, version)]),
        _ordered(compiled.pack.actions, {action for version in versions for action in version.actions}),
        _ordered(compiled.pack.routes, held),
        _highest(binding),
        closed=sum(1 << order for order, route in enumerate(compiled.pack.routes) if route in routes | ruled_out),
    )


def _asks(pack: Pack, version: Version) -> bool:
    """Whether all the version recommends is to find out more."""
    return bool(version.routes) and all(pack.routes[route].asks for route in version.routes)


def _missing(compiled: CompiledPack, facts: Facts, sure: tuple[int, ...], place: int) -> tuple[str, ...]:
    """The facts that rules which only ask, at that band, found not to be known; most rules ask for one or two."""
    asking = [compiled.rules[each][1] for each in sure]
    conditions = [
        version.when for version in asking if band(version.urgency) == place and _asks(compiled.pack, version)
    ]
    wanted = {fact for fact in places_of(conditions) if fact not in facts or not facts[fact].is_known}
    return tuple(fact for fact in _ordered(compiled.pack.facts.by_id, wanted) if _is_named(conditions, fact))


def _is_named(conditions: list[Condition], fact: str) -> bool:
    """Whether one of the conditions holds because the fact is not known."""
    return any(each.fact == fact and each.operator == "known" for when in conditions for each in comparisons(when))


def _ordered(listed: Iterable[str], chosen: set[str]) -> tuple[str, ...]:
    return tuple(each for each in listed if each in chosen)


def _highest(versions: list[Version]) -> str | None:
    return min((version.urgency for version in versions), key=band, default=None)


def _possible(compiled: CompiledPack, open_: list[int], settled: _Settled) -> tuple[str, ...]:
    routes = 0
    for place in open_:
        routes |= compiled.routes[place]
    return _routes(compiled.pack, routes & ~settled.closed)


@lru_cache(maxsize=4096)
def _routes(pack: Pack, bits: int) -> tuple[str, ...]:
    return tuple(route for order, route in enumerate(pack.routes) if bits >> order & 1)


def _reach(compiled: CompiledPack, facts: Facts, open_: list[int], *, below: int) -> tuple[str | None, tuple[str, ...]]:
    """The highest urgency above `below` that a close unknown finding could give, and the facts it waits for."""
    nearest, waiting, reached, touched = FAR, 0, below, 0
    for fact in facts:
        touched |= compiled.looked_at_by.get(fact, 0)
    for place in open_:
        here = compiled.bands[place]
        if here > reached or here == below:
            break
        if not touched >> place & 1:
            continue
        bits = compiled.reach[place](facts)
        if bits != FAR and (nearest == FAR or bits.bit_count() < nearest.bit_count()):
            nearest, waiting, reached = bits, place, here
    if nearest == FAR:
        return None, ()
    needed = {fact for fact, place in places_of([compiled.rules[waiting][1].when]).items() if nearest >> place & 1}
    return URGENCIES[reached], _ordered(compiled.pack.facts.by_id, needed)
