"""Conditions, stated facts and urgencies in plain words, with the labels of the pack. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import inf

from screening_rules import model
from screening_rules.facts import NOT_KNOWN, Catalogue, Fact, Stated, Value
from screening_rules.model import All, Compare, Condition, Not

URGENCY_WORDS = {
    "act_now": "Act now",
    "same_day": "Same day",
    "two_working_days": "Within 2 working days",
    "five_working_days": "Within 5 working days",
}
NAMES = ("Dundee", "Police Scotland", "Scotland", "Scottish", "Tayside", "UK")  # labels may begin with these
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBER_WORDS = {
    "is": "is",
    "is_not": "is not",
    "at_least": "is at least",
    "at_most": "is at most",
    "under": "is under",
    "over": "is over",
    "unclear_at": "may be either side of",
}
_DATE_WORDS = {
    "is": "is",
    "is_not": "is not",
    "at_least": "is on or after",
    "at_most": "is on or before",
    "under": "is before",
    "over": "is after",
}


def in_words(condition: Condition, catalogue: Catalogue) -> str:
    """The condition as one sentence without its full stop; groups inside groups stand in brackets."""
    match condition:
        case All(parts):
            return _joined(parts, catalogue, " and ")
        case model.Any(parts):
            return _joined(parts, catalogue, " or ")
        case Not(part):
            return f"it is not so that {_grouped(part, catalogue)}"
        case Compare():
            return _compared(condition, catalogue[condition.fact])


def _joined(parts: tuple[Condition, ...], catalogue: Catalogue, word: str) -> str:
    if len(parts) == 1:
        return in_words(parts[0], catalogue)
    return word.join(_grouped(part, catalogue) for part in parts)


def _grouped(condition: Condition, catalogue: Catalogue) -> str:
    words = in_words(condition, catalogue)
    return f"({words})" if isinstance(condition, All | model.Any) and len(condition.parts) > 1 else words


def _compared(comparison: Compare, fact: Fact) -> str:
    operator, value = comparison.operator, comparison.value
    if operator == "known":
        return f"{fact.short} is {'' if value else 'not '}known"
    if fact.type == "yes_no":
        return f"{fact.short}: {'yes' if (value is True) is (operator == 'is') else 'no'}"
    if fact.type in {"number", "date"}:
        words = _NUMBER_WORDS if fact.type == "number" else _DATE_WORDS
        return f"{fact.short} {words[operator]} {value_in_words(fact, value)}"
    verb = {"includes": "includes", "includes_any": "includes", "is_not": "is not"}.get(operator, "is")
    return f"{fact.short} {verb} {_any_of(fact, value if isinstance(value, tuple) else (value,))}"


def _any_of(fact: Fact, values: Sequence[object]) -> str:
    left_out = [label for value, label in (fact.choices or {}).items() if value not in values]
    if left_out and len(left_out) * 3 < len(values):
        return f"anything but {listed(left_out, 'and')}"
    return listed([_label(fact, value) for value in values], "or")


def _label(fact: Fact, value: object) -> str:
    return in_sentence((fact.choices or {}).get(str(value), "others not known" if value == NOT_KNOWN else str(value)))


def in_sentence(label: str) -> str:
    """A label as it stands inside a sentence: without its capital, unless it begins with an abbreviation or a name."""
    keeps = (label[1:2] or label).isupper() or label.startswith(NAMES)
    return label if keeps else label[:1].lower() + label[1:]


def value_in_words(fact: Fact, value: Value) -> str:
    """One exact value as it is shown: labels for choices, the unit after a number, a day as 1 June 2026."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, int | float):
        return with_unit(fact, f"{value:g}" if abs(value) < 1e6 else f"{value}")
    labels = [_label(fact, each) for each in (value if isinstance(value, tuple) else (value,))]
    return listed(labels, "and") if labels else "none of them"


def with_unit(fact: Fact, number: str) -> str:
    """The number with the fact's unit, if it has one."""
    unit = fact.unit.removesuffix("s") if fact.unit and number == "1" else fact.unit
    return f"{number} {unit}" if unit else number


def stated_in_words(fact: Fact, stated: Stated) -> str:
    """What is held about a fact, as it is shown: the value, the range, or that it is not known."""
    if stated.value is not None:
        return value_in_words(fact, stated.value)
    if not stated.is_known:
        return "asked, not known" if stated.asked else "not known"
    if stated.low == -inf:
        return with_unit(fact, f"{stated.high:g}") + " or less"
    if stated.high == inf:
        return with_unit(fact, f"{stated.low:g}") + " or more"
    return with_unit(fact, f"{stated.low:g} to {stated.high:g}")


def fact_in_words(fact: Fact, stated: Stated) -> str:
    """A fact and what is held about it as one sentence without its full stop: counted as `told` says, where it does.

    Where only part of the window is held, it is at least the second, third and so on.
    """
    count = stated.low
    if fact.told and count >= 1 and int(count) == count:
        told = fact.told.format(ordinal=ordinal(int(count)))
        if stated.value is not None:
            return told
        if count > 1 and stated.high == inf:
            return f"at least the {told}"
    return f"{fact.short}: {stated_in_words(fact, stated)}"


def ordinal(number: int) -> str:
    """A number as a place in a row: first, second … tenth, 11th."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(words: Sequence[str], last: str) -> str:
    """The words as a list in a sentence: "a, b or c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def operator_in_words(kind: str, operator: str) -> str:
    """How a fact of that type is held, as it stands between the fact and the value: "is at least"."""
    words = _DATE_WORDS if kind == "date" else _NUMBER_WORDS
    many = {"one_of": "is one of", "includes": "includes", "includes_any": "includes any of", "known": "is known"}
    return many.get(operator) or words[operator]
