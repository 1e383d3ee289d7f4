"""Reads a rule's `when`: a tree of all, any and not over one-fact comparisons from a closed list. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from screening_rules import model
from screening_rules.facts import NOT_KNOWN, Catalogue, Fact, FactError, parse_value
from screening_rules.model import OPERATORS, All, Compare, Condition, Not
from screening_rules.sheet import Sheet, Trail

_NEVER = Compare("", "yes_no", "known", False)
_GROUPS: Mapping[str, Callable[[tuple[Condition, ...]], Condition]] = {"all": All, "any": model.Any}
_Operand: TypeAlias = bool | int | float | str | date | tuple[str, ...]


def parse_condition(sheet: Sheet, catalogue: Catalogue, raw: Any, trail: Trail) -> Condition:
    """The condition `raw` says; what is wrong is noted on the sheet and answered by a stand-in."""
    if not isinstance(raw, dict) or len(raw) != 1:
        sheet.refuse(
            trail, "a condition is not exactly one key", "Write all:, any:, not: or one fact, each after its '-'"
        )
        return _NEVER
    ((key, inner),) = raw.items()
    here = (*trail, str(key))
    if key == "not":
        return Not(parse_condition(sheet, catalogue, inner, here))
    if key in _GROUPS:
        if not isinstance(inner, list) or not inner:
            sheet.refuse(here, f"{key} is not a list of conditions", "Put each condition on its own line after '- '")
            return _NEVER
        return _GROUPS[key](tuple(parse_condition(sheet, catalogue, part, here) for part in inner))
    if key not in catalogue:
        sheet.refuse(here, f"the fact {key!s} is not in facts.yaml", "Check its spelling, or add it there first")
        return _NEVER
    return _comparison(sheet, catalogue[key], inner, here)


def _comparison(sheet: Sheet, fact: Fact, raw: Any, trail: Trail) -> Condition:
    allowed = OPERATORS[fact.type]
    if not isinstance(raw, dict) or len(raw) != 1:
        remedy = f"Write '{fact.id}: {{{allowed[0]}: ...}}'"
        sheet.refuse(trail, f"{fact.id} is not held against exactly one thing", remedy)
        return _NEVER
    ((operator, value),) = raw.items()
    if operator not in allowed:
        sheet.refuse(
            (*trail, str(operator)),
            f"{operator!s} does not fit {fact.id}, which is of type {fact.type}",
            f"Use: {', '.join(allowed)}",
        )
        return _NEVER
    try:
        return Compare(fact.id, fact.type, operator, _operand(fact, operator, value))
    except FactError as error:
        sheet.refuse(trail, f"{fact.id}: {error.problem}", "Mend the value, or the fact in facts.yaml")
        return _NEVER


def _operand(fact: Fact, operator: str, value: Any) -> _Operand:
    if operator == "known":
        if not isinstance(value, bool):
            raise FactError(fact.id, "known is true or false")
        return value
    if operator in {"one_of", "includes_any"}:
        if not isinstance(value, list) or not value:
            raise FactError(fact.id, f"{operator} needs a list")
        return tuple(_listed(fact, each) for each in value)
    return _listed(fact, value) if fact.type in {"choice", "choices"} else parse_value(fact, value)


def _listed(fact: Fact, value: Any) -> str:
    if value == NOT_KNOWN:
        raise FactError(fact.id, f"{NOT_KNOWN} is never compared with; use known: false")
    if not isinstance(value, str) or value not in (fact.choices or {}):
        raise FactError(fact.id, f"the value must be one of: {', '.join(fact.choices or {})}")
    return value


def comparisons(condition: Condition) -> tuple[Compare, ...]:
    """Every comparison in the condition, left to right."""
    match condition:
        case Compare():
            return (condition,)
        case Not(part):
            return comparisons(part)
        case All(parts) | model.Any(parts):
            return tuple(found for part in parts for found in comparisons(part))


def facts_in(condition: Condition) -> tuple[str, ...]:
    """The facts a condition looks at, each once, in order."""
    return tuple(dict.fromkeys(found.fact for found in comparisons(condition)))
