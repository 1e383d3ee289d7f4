"""Puts every subject of a case to every rule in force, and says what the answers come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache, reduce
from operator import or_

from screening_rules.case import Case
from screening_rules.compiled import CompiledPack, compile_pack, first
from screening_rules.conditions import comparisons
from screening_rules.facts import UNKNOWN_FACT, Facts, Stated
from screening_rules.generated import places_of
from screening_rules.interpret import compare
from screening_rules.model import OF_KNOWING, URGENCIES, Answer, Compare, Pack
from screening_rules.reaching import FAR
from screening_rules.results import Finding, Recommendation, Screening, SubjectResult

EVALUATOR = "1"
URGENCY_AT = (*URGENCIES, None)

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


def recommend(compiled: CompiledPack, facts: Facts, sure: tuple[int, ...], open_: list[int]) -> Recommendation:
    """What findings come to; `sure` and `open_` are the places of the rules that are YES and UNKNOWN."""
    pack, gained = compiled.pack, compiled.gains(sure)
    ruled_out = gained.rules_out & ~gained.held
    routes, place = gained.routes & ~ruled_out, gained.place
    reach, unknown_facts = _reach(compiled, facts, open_, below=place) if open_ else (None, ())
    if reach is None and first(gained.firm) > place:
        unknown_facts = _missing(compiled, facts, sure, place)
    because_unknown = reach is not None or bool(unknown_facts)
    return Recommendation(
        _routes(pack, routes),
        _possible(compiled, open_, besides=routes | ruled_out),
        _routes(pack, ruled_out),
        URGENCY_AT[place],
        None if reach is None else URGENCY_AT[reach],
        because_unknown,
        2 * (place if reach is None else reach) + because_unknown,
        _actions(pack, gained.actions),
        _routes(pack, gained.held),
        URGENCY_AT[first(gained.binding)],
        unknown_facts,
    )


def _missing(compiled: CompiledPack, facts: Facts, sure: tuple[int, ...], place: int) -> tuple[str, ...]:
    """The facts that rules which only ask, at that band, found missing; most rules ask for one or two."""
    asking = tuple([each for each in sure if compiled.asks[each] and compiled.bands[each] == place])
    found = [
        each.fact for each in _asked_for(compiled, asking) if _is_missing(each, facts.get(each.fact, UNKNOWN_FACT))
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _asked_for(compiled: CompiledPack, asking: tuple[int, ...]) -> tuple[Compare, ...]:
    """The comparisons of the rules at those places that ask what is known, in the catalogue's order."""
    compared = (each for place in asking for each in comparisons(compiled.rules[place][1].when))
    order = {fact: place for place, fact in enumerate(compiled.pack.facts.by_id)}
    return tuple(sorted((each for each in compared if each.operator in OF_KNOWING), key=lambda each: order[each.fact]))


def _is_missing(comparison: Compare, stated: Stated) -> bool:
    """Whether the fact is not known, or not well enough."""
    if comparison.operator == "unclear_at":
        return compare(comparison, stated) is Answer.YES
    return not stated.is_known


def _ordered(listed: Iterable[str], chosen: set[str]) -> tuple[str, ...]:
    return tuple(each for each in listed if each in chosen)


def _possible(compiled: CompiledPack, open_: list[int], *, besides: int) -> tuple[str, ...]:
    return _routes(compiled.pack, reduce(or_, map(compiled.routes.__getitem__, open_), 0) & ~besides)


@lru_cache(maxsize=4096)
def _routes(pack: Pack, bits: int) -> tuple[str, ...]:
    return tuple(route for order, route in enumerate(pack.routes) if bits >> order & 1)


@lru_cache(maxsize=4096)
def _actions(pack: Pack, bits: int) -> tuple[str, ...]:
    return tuple(action for order, action in enumerate(pack.actions) if bits >> order & 1)


def _reach(compiled: CompiledPack, facts: Facts, open_: list[int], *, below: int) -> tuple[int | None, tuple[str, ...]]:
    """The place of the highest urgency above `below` that a close unknown finding could give, and the facts it waits for."""
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
            if nearest.bit_count() == 1:
                break
    if nearest == FAR:
        return None, ()
    needed = {fact for fact, place in places_of([compiled.rules[waiting][1].when]).items() if nearest >> place & 1}
    return reached, _ordered(compiled.pack.facts.by_id, needed)
