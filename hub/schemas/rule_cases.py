"""Facts that somebody makes up, as typed: for an example beside a rule, and for trying the rules. Words of error live here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import inf
from typing import Any

from marshmallow import fields, validate

from hub.errors import Unprocessable
from hub.schemas.conferences import Form, choice, read_form
from hub.schemas.days import read_day
from hub.schemas.rule_versions import EXPECTED_WORDS
from screening_rules.facts import NOT_KNOWN, Catalogue, Fact, FactError, Stated, parse_stated, wanted
from screening_rules.model import RuleCase
from screening_rules.typed import read_numbers

_WANTED = {
    "yes_no": "Choose yes, no or not known",
    "choice": "Choose one of the list",
    "choices": "Choose from the list",
    "date": "Enter a real day, such as 16 12 2026",
}


class CaseSchema(Form):
    """An example, but for its facts and its day."""

    name = fields.String(
        load_default="",
        validate=[
            validate.Predicate("strip", error="Enter what the example shows"),
            validate.Predicate("isprintable", error="Leave out signs that cannot be seen"),
            validate.Length(max=120, error="Use at most 120 characters"),
        ],
    )
    expect = choice(EXPECTED_WORDS, "Choose what the rule should answer")


def typed_stated(fact: Fact, stated: Stated) -> Any:
    """What stands in the field of a fact of which this is stated."""
    if stated.value is None and stated.is_known:
        return _range_words(stated)
    if stated.value is None:
        return [NOT_KNOWN] if fact.type == "choices" else NOT_KNOWN
    if fact.type == "yes_no":
        return "yes" if stated.value else "no"
    if fact.type == "choices":
        return list(stated.value) if isinstance(stated.value, tuple) else []
    return f"{stated.value}"


def _range_words(stated: Stated) -> str:
    if stated.low == -inf:
        return f"{stated.high:g} or less"
    return f"{stated.low:g} or more" if stated.high == inf else f"{stated.low:g} to {stated.high:g}"


def read_stated(fact: Fact, typed: Any, held: Stated | None = None) -> Stated:
    """What was typed of a fact; `held` where it is what stood there, with who said it and how they know.

    Raises:
        FactError: it cannot be read.
    """
    if held is not None and typed == typed_stated(fact, held):
        return held
    try:
        return parse_stated(fact, _raw(fact, typed))
    except (FactError, OverflowError) as error:
        raise FactError(fact.id, _words_wanted(fact)) from error


def _words_wanted(fact: Fact) -> str:
    if fact.type == "number":
        return f"Enter {wanted(fact)}, a range such as 15 to 17, or not known"
    return _WANTED[fact.type]


def _raw(fact: Fact, typed: Any) -> Any:
    if isinstance(typed, list):
        return typed or NOT_KNOWN
    words = str(typed or "").strip()
    if not words or words.lower().replace(" ", "_") == NOT_KNOWN:
        return NOT_KNOWN
    if fact.type == "yes_no":
        return {"yes": True, "no": False}.get(words, words)
    if fact.type == "choices":
        return [words]
    if fact.type == "number" and (number := read_numbers(words)) is not None:
        return number
    return words


def read_facts(
    catalogue: Catalogue, chosen: Sequence[str], typed: Mapping[str, Any], held: Mapping[str, Stated]
) -> dict[str, Stated]:
    """What was typed of each chosen fact; `typed` and `held` are by fact.

    Raises:
        Unprocessable: by field, which is named by its place, what cannot be read.
    """
    found: dict[str, Stated] = {}
    wrong: dict[str, list[str]] = {}
    for at, each in enumerate(chosen):
        if each not in catalogue:
            wrong["fact-add"] = ["One of these facts is not in the catalogue any more. Remove it."]
            continue
        try:
            found[each] = read_stated(catalogue[each], typed.get(each), held.get(each))
        except FactError as error:
            wrong[f"facts-{at}"] = [error.problem]
    if wrong:
        raise Unprocessable(wrong)
    return found


def read_case(
    rule: str, catalogue: Catalogue, chosen: Sequence[str], typed: Mapping[str, Any], held: RuleCase | None
) -> RuleCase:
    """The example that was typed.

    Raises:
        Unprocessable: by field, everything that is wrong at once.
    """
    wrong: dict[str, Sequence[str]] = {}
    told: dict[str, Any] = {}
    stated: dict[str, Stated] = {}
    on: date | None = None
    try:
        told = read_form(CaseSchema(), {**typed, "name": " ".join(str(typed.get("name", "")).split())})
    except Unprocessable as problem:
        wrong |= problem.fields
    try:
        on = read_day(typed["on"], "on", "the day on which it is tried")
    except Unprocessable as problem:
        wrong |= problem.fields
    try:
        stated = read_facts(catalogue, chosen, typed["facts"], held.facts if held else {})
    except Unprocessable as problem:
        wrong |= problem.fields
    if wrong or on is None:
        raise Unprocessable(wrong)
    return RuleCase(rule, told["name"], on, stated, told["expect"])
