"""The Python text of checked conditions: every comparison as two plain tests, "certainly" and "possibly". Pure.

Nothing written in a rule file reaches the text but through `repr` of a value the loader has checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from screening_rules import model
from screening_rules.conditions import comparisons
from screening_rules.facts import NOT_KNOWN, bound
from screening_rules.model import All, Compare, Condition, Not

_INFINITE = "1e999"
_SYMBOLS = {"at_least": (">=", "low", "high"), "over": (">", "low", "high")}
_SYMBOLS |= {"at_most": ("<=", "high", "low"), "under": ("<", "high", "low")}


def places_of(conditions: Sequence[Condition]) -> dict[str, int]:
    """A place for each fact the conditions look at; the generated names end with it."""
    return {fact: n for n, fact in enumerate(dict.fromkeys(each.fact for c in conditions for each in comparisons(c)))}


def parts_of(condition: Condition) -> list[Condition]:
    """The parts that must all hold, with every `not` moved down to a single comparison."""
    match condition:
        case All(parts):
            return [each for part in parts for each in parts_of(part)]
        case Not(model.Any(parts)):
            return [each for part in parts for each in parts_of(Not(part))]
        case Not(Not(part)):
            return parts_of(part)
        case _:
            return [condition]


def taking(condition: Condition, places: Mapping[str, int], taken: set[str]) -> list[str]:
    """Lines that take from `get` what the condition needs and `taken` does not hold yet; then it does."""
    lines: list[str] = []
    for each in comparisons(condition):
        place = places[each.fact]
        name = f"known{place}" if each.operator == "known" else f"value{place}"
        needed = {
            f"stated{place}": f"stated{place} = get({each.fact!r}, NONE)",
            name: _named(each, f"stated{place}", place),
        }
        lines += [line for name, line in needed.items() if name not in taken]
        taken.update(needed)
    return lines


def _named(comparison: Compare, stated: str, place: int) -> str:
    if comparison.operator == "known":
        return f"known{place} = {stated} is not NONE and {stated}.is_known"
    if comparison.type in {"number", "date"}:
        return f"low{place} = {stated}.low; high{place} = {stated}.high"
    if comparison.type == "choices":
        listed = f"value{place} = ({NOT_KNOWN!r},) if {stated}.value is None else {stated}.value"
        return f"{listed}; open{place} = {NOT_KNOWN!r} in value{place}"
    return f"value{place} = {stated}.value"


def holding(condition: Condition, places: Mapping[str, int], *, certainly: bool, for_good: bool = False) -> str:
    """An expression that is true where the condition certainly holds, or else where it possibly does.

    `for_good`: whatever else comes to be known. What is not known now may yet be, and what is known stays so.
    """
    match condition:
        case All(parts):
            return "(" + " and ".join(holding(p, places, certainly=certainly, for_good=for_good) for p in parts) + ")"
        case model.Any(parts):
            return "(" + " or ".join(holding(p, places, certainly=certainly, for_good=for_good) for p in parts) + ")"
        case Not(part):
            return f"(not {holding(part, places, certainly=not certainly, for_good=for_good)})"
        case Compare(fact, kind, "is_not", value):
            return holding(Not(Compare(fact, kind, "is", value)), places, certainly=certainly, for_good=for_good)
        case Compare(fact, _, "known", value) if for_good:
            return f"(known{places[fact]} is {value!r})" if value is certainly else repr(value)
        case Compare(_, _, "unclear_at", _) if for_good and certainly:
            return "False"
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
    if comparison.operator == "unclear_at":
        some = f" and ({low} > -{_INFINITE} or {high} < {_INFINITE})" if certainly else ""
        return f"({low} < {limit} <= {high}{some})"
    symbol, *ends = _SYMBOLS[comparison.operator]
    return f"({ends[0 if certainly else 1]}{place} {symbol} {limit})"
