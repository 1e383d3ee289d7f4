"""A rule's condition as a form asks for it: groups of rows, as typed; made from a condition, and read into one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from screening_rules import model
from screening_rules.facts import Catalogue, Fact, Value
from screening_rules.facts import wanted as value_wanted
from screening_rules.model import OPERATORS, All, Compare, Condition, Not
from screening_rules.typed import read_number
from screening_rules.words import in_words, operator_in_words

ROOT = "when"
GROUPS = {"all": "All of these", "any": "At least one of these", "none": "None of these"}
NOT_KNOWN = "not_known"  # the comparison `known: false`, which a form offers by a name of its own
ONE_OF_MANY = {"one_of", "includes_any"}
DEEPEST = 4  # as far as a form offers another group
_MOST = 12  # deeper than any rule file can be


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison as typed: a fact, how it is held, and against what; a day is three boxes, choices may be several."""

    fact: str
    operator: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows and groups that count together."""

    kind: str = "all"
    parts: tuple[Row | Group, ...] = ()


Part: TypeAlias = Row | Group
Errors: TypeAlias = dict[str, str]


def operators(fact: Fact) -> tuple[str, ...]:
    """How a fact of this type may be held, as a form names it."""
    return (*OPERATORS[fact.type], NOT_KNOWN)


def is_asked(operator: str) -> bool:
    """Whether a row with this comparison asks for a value."""
    return operator not in {"known", NOT_KNOWN}


def as_typed(condition: Condition) -> Group:
    """The form of a condition: always a group, so that there is a place to add to."""
    part = _typed(condition)
    return part if isinstance(part, Group) else Group("all", (part,))


def _typed(condition: Condition) -> Part:
    match condition:
        case Compare():
            return _row(condition)
        case All(parts):
            return Group("all", tuple(_typed(part) for part in parts))
        case model.Any(parts):
            return Group("any", tuple(_typed(part) for part in parts))
        case Not(model.Any(parts)) if len(parts) > 1:
            return Group("none", tuple(_typed(part) for part in parts))
        case Not(part):
            return Group("none", (_typed(part),))


def _row(compare: Compare) -> Row:
    if compare.operator == "known":
        return Row(compare.fact, "known" if compare.value else NOT_KNOWN)
    return Row(compare.fact, compare.operator, tuple(_words(compare.value)))


def _words(value: Value) -> Iterator[str]:
    if isinstance(value, bool):
        yield "yes" if value else "no"
    elif isinstance(value, date):
        yield from (str(value.day), str(value.month), str(value.year))
    elif isinstance(value, tuple):
        yield from value
    else:
        yield f"{value}"


def read_condition(group: Group, catalogue: Catalogue) -> tuple[Condition | None, Errors]:
    """The condition that was typed, or what is wrong with it by the name of its field."""
    errors: Errors = {}
    found = _read(group, catalogue, ROOT, errors)
    return (None if errors else found), errors


def _read(part: Part, catalogue: Catalogue, at: str, errors: Errors) -> Condition | None:
    if isinstance(part, Row):
        return _compare(part, catalogue, at, errors)
    if part.kind not in GROUPS:
        errors[f"{at}-kind"] = "Choose how these count together"
    if not part.parts:
        errors[f"{at}-add"] = "Add a condition here, or remove the group"
    inner = [_read(each, catalogue, f"{at}-{place}", errors) for place, each in enumerate(part.parts)]
    parts = tuple(each for each in inner if each is not None)
    if not parts:
        return None
    if part.kind == "none":
        return Not(parts[0] if len(parts) == 1 else model.Any(parts))
    if at == ROOT and len(parts) == 1 and part.kind == "all":
        return parts[0]
    return model.Any(parts) if part.kind == "any" else All(parts)


def _compare(row: Row, catalogue: Catalogue, at: str, errors: Errors) -> Condition | None:
    if row.fact not in catalogue:
        errors[f"{at}-operator"] = "This fact is not in the catalogue. Remove the condition."
        return None
    fact = catalogue[row.fact]
    if row.operator not in operators(fact):
        errors[f"{at}-operator"] = "Choose how it compares"
        return None
    if not is_asked(row.operator):
        return Compare(fact.id, fact.type, "known", row.operator == "known")
    value = _value(fact, row)
    if value is None:
        errors[f"{at}-value"] = wanted(fact, row.operator)
        return None
    return Compare(fact.id, fact.type, row.operator, value)


def wanted(fact: Fact, operator: str) -> str:
    """What a row asks for, as an error says it."""
    if fact.type == "number":
        return f"Enter {value_wanted(fact)}"
    if fact.type == "date":
        return "Enter a real day, such as 16 12 2026"
    if fact.type == "yes_no":
        return "Choose yes or no"
    return "Tick at least one" if operator in ONE_OF_MANY else "Tick exactly one"


def _value(fact: Fact, row: Row) -> Value | None:
    told = tuple(each.strip() for each in row.values)
    if fact.type == "yes_no":
        return {"yes": True, "no": False}.get("".join(told))
    if fact.type == "number":
        number = read_number(told[0]) if told else None
        return number if number is not None and fact.allows(number) else None
    if fact.type == "date":
        return _day(told)
    if not told or any(each not in (fact.choices or {}) for each in told):
        return None
    if row.operator in ONE_OF_MANY:
        return told
    return told[0] if len(told) == 1 else None


def _day(told: tuple[str, ...]) -> date | None:
    try:
        return date(int(told[2]), int(told[1]), int(told[0])) if len(told) == 3 else None
    except (ValueError, OverflowError):
        return None


def changed(group: Group, step: str, place: str, fact: str = "") -> Group:
    """The group with a row or group added at a place, or what stands there removed; as it was where there is no such place.

    `place` is the name of a part: "when-0-1" is the second part of the first.
    """
    path = [int(each) for each in place.removeprefix(ROOT).split("-") if each.isascii() and each.isdigit()]
    return _changed(group, step, path, fact) if place.partition("-")[0] == ROOT else group


def _changed(group: Group, step: str, path: list[int], fact: str) -> Group:
    if step == "remove" and len(path) == 1:
        return replace(group, parts=tuple(each for at, each in enumerate(group.parts) if at != path[0]))
    if path:
        inner = group.parts[path[0]] if path[0] < len(group.parts) else None
        if not isinstance(inner, Group):
            return group
        parts = list(group.parts)
        parts[path[0]] = _changed(inner, step, path[1:], fact)
        return replace(group, parts=tuple(parts))
    added: Part | None = {"add": Row(fact) if fact else None, "group": Group("any")}.get(step)
    return group if added is None else replace(group, parts=(*group.parts, added))


def typed_condition(form: Mapping[str, list[str]], at: str = ROOT, deep: int = 0) -> Group:
    """The groups and rows of a posted form, in order, as they were typed; `form` holds every value of each name."""
    kind = next(iter(form.get(f"{at}-kind", ())), "all")
    parts: list[Part] = []
    for place in range(len(form)):
        here = f"{at}-{place}"
        if f"{here}-fact" in form:
            parts.append(_typed_row(form, here))
        elif f"{here}-kind" in form and deep < _MOST:
            parts.append(typed_condition(form, here, deep + 1))
        else:
            break
    return Group(kind, tuple(parts))


def _typed_row(form: Mapping[str, list[str]], at: str) -> Row:
    boxes = [form.get(f"{at}-value-{part}", [""])[0] for part in ("day", "month", "year")]
    values = boxes if any(boxes) else form.get(f"{at}-value", [])
    return Row(form[f"{at}-fact"][0], next(iter(form.get(f"{at}-operator", ())), ""), tuple(values))


def sentence(group: Group, catalogue: Catalogue) -> str:
    """What the condition says, "" while something is wrong with it."""
    found, _ = read_condition(group, catalogue)
    return "" if found is None else in_words(found, catalogue)


def operator_words(fact: Fact) -> dict[str, str]:
    """How a fact may be held, in words."""
    return {
        each: "is not known" if each == NOT_KNOWN else operator_in_words(fact.type, each) for each in operators(fact)
    }
