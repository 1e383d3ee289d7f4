"""A form's flat names and the nested document, there and back: "people-0-forename" is document["people"]["0"]["forename"].

Nothing is read or judged here: what was typed comes back as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from hub.rulebook import read_numbers

SEPARATOR = "-"
DATE_PARTS = ("day", "month", "year")
_YES_NO = {"yes": True, "no": False}


def nested(form: MultiDict[str, str], *, names: Iterable[str], several: Iterable[str] = ()) -> dict[str, Any]:
    """The fields of these names as a nested document; anything else that was posted is left out.

    Names in `several` give lists; a name whose day, month and year were posted gives the three as typed.
    """
    document: dict[str, Any] = {}
    lists = set(several)
    for name in names:
        if name in lists:
            put(document, name, [each for each in form.getlist(name) if each])
        elif name in form:
            put(document, name, form.get(name, ""))
        else:
            for part in (f"{name}{SEPARATOR}{each}" for each in DATE_PARTS):
                if part in form:
                    put(document, part, form.get(part, ""))
    return document


def put(document: dict[str, Any], name: str, value: Any) -> None:
    """The value stands at its place; a name that runs through a plain value is left out."""
    *above, last = name.split(SEPARATOR)
    for part in above:
        inner = document.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        document = inner
    if not isinstance(document.get(last), dict):
        document[last] = value


def get(document: Mapping[str, Any], name: str) -> Any:
    """The value at a field's place, None where nothing was typed."""
    found: Any = document
    for part in name.split(SEPARATOR):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def merged(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """Documents laid over one another; where two give a value the later one stands."""
    whole: dict[str, Any] = {}
    for part in parts:
        for name, value in part.items():
            held = whole.get(name)
            both = isinstance(value, Mapping) and isinstance(held, Mapping)
            whole[name] = merged(held, value) if both else merged(value) if isinstance(value, Mapping) else value  # type: ignore[arg-type]  # both are mappings there
    return whole


def field_name(path: Iterable[str | int], order: Iterable[str] = ()) -> str:
    """The field that a place in the loaded document came from; `order` names the people as the form numbers them."""
    parts, people = [str(part) for part in path], list(order)
    if parts[:1] == ["people"] and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(people):
        parts[1] = people[int(parts[1])]
    return SEPARATOR.join(parts)


def joined_date(typed: Any) -> str:
    """Day, month and year joined: ISO where they make a date, else the words as told, in that order."""
    if not isinstance(typed, Mapping):
        return str(typed or "")
    day, month, year = (str(typed.get(part) or "").strip() for part in DATE_PARTS)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except (ValueError, OverflowError):
        return " ".join(part for part in (day, month, year) if part)


def stated(kind: str, typed: Any) -> Any:
    """What was typed for a fact of this type, as a fact is stated: yes/no, a number or range, a choice, choices.

    What is none of these stays as typed, so that it is kept and warned of. None where nothing was answered.
    """
    if typed in (None, "", []):
        return None
    if isinstance(typed, str) and kind == "yes_no":
        return _YES_NO.get(typed, typed)
    if isinstance(typed, str) and kind == "number":
        number = read_numbers(typed)
        return typed.strip() if number is None else number
    if isinstance(typed, str) and kind == "choices":
        return [typed]
    return typed
