"""A version of a rule as its form holds it: what was typed, and what a button of the form does to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from hub.rulebook.reading import Version
from hub.schemas.rule_conditions import ROOT, Group, Row, as_typed, changed, typed_condition
from hub.schemas.rule_versions import ACTIONS, ROUTES, RULES_OUT, SOURCES
from hub.web.typed import three_boxes

LISTS = (ROUTES, ACTIONS, RULES_OUT, SOURCES)
WORDS = ("area", "name", "title", "urgency", "because", "change", "confirmed")


@dataclass(frozen=True, slots=True)
class TypedVersion:
    """What stands in the form: plain values by name, and the condition; `added` is what was chosen and not added yet."""

    values: Mapping[str, Any]
    condition: Group
    added: Mapping[str, str]


def empty() -> TypedVersion:
    """A form in which nothing stands."""
    return TypedVersion({"start": {}, **{each.name: [] for each in LISTS}}, Group(), {})


def from_version(title: str, version: Version, *, is_new: bool) -> TypedVersion:
    """A form with what a version says; for a new one its day, its reason and whether it is confirmed are asked anew."""
    own = {
        "start": {"day": str(version.start.day), "month": str(version.start.month), "year": str(version.start.year)},
        "change": version.change,
        "confirmed": "yes" if version.confirmed else "no",
    }
    values = {
        "title": title,
        "urgency": version.urgency or "",
        "mandatory": ["yes"] if version.mandatory else [],
        "because": version.because,
        **{each.name: list(getattr(version, each.name)) for each in LISTS},
        **({"start": {}, "change": "", "confirmed": ""} if is_new else own),
    }
    return TypedVersion(values, as_typed(version.when), {})


def from_form(form: MultiDict[str, str]) -> TypedVersion:
    """What was typed."""
    lists = dict(form.lists())
    values: dict[str, Any] = {name: form.get(name, "") for name in WORDS}
    values |= {each.name: list(dict.fromkeys(lists.get(each.name, []))) for each in LISTS}
    values |= {"start": three_boxes(form, "start"), "mandatory": lists.get("mandatory", [])}
    added = {name: value for name, value in form.items() if name.endswith("-add") and value}
    return TypedVersion(values, typed_condition(lists), added)


def stepped(typed: TypedVersion, button: str) -> tuple[TypedVersion, str]:
    """The form after one of its buttons, and the name of what is new in it, "" where nothing is."""
    step, _, rest = button.partition(" ")
    place, _, which = rest.partition(" ")
    if step in {"take", "drop"} and place in {each.name for each in LISTS}:
        held = [each for each in typed.values[place] if each != which]
        new = typed.added.get(f"{place}-add", "") if step == "take" else ""
        values = {**typed.values, place: [*held, *([new] if new and new not in held else [])]}
        return replace(typed, values=values, added=_without(typed.added, f"{place}-add")), f"{place}-add"
    if step in {"add", "group", "remove"}:
        fact = typed.added.get(f"{place}-add", "")
        condition = changed(typed.condition, step, place, fact)
        left = {} if step == "remove" else _without(typed.added, f"{place}-add")
        return replace(typed, condition=condition, added=left), _newest(condition, place) if step != "remove" else ""
    return typed, ""


def _without(added: Mapping[str, str], name: str) -> dict[str, str]:
    return {each: value for each, value in added.items() if each != name}


def _newest(condition: Group, place: str) -> str:
    """The name of the last part of the group at that place."""
    group: Group | Row = condition
    for at in place.split("-")[1:]:
        if not isinstance(group, Group) or int(at) >= len(group.parts):
            return ""
        group = group.parts[int(at)]
    return f"{place}-{len(group.parts) - 1}" if isinstance(group, Group) and group.parts else ""


def with_all_added(typed: TypedVersion) -> tuple[TypedVersion, str]:
    """The form with everything added that was chosen and not added yet; the name of a condition that has to be filled first."""
    unfinished = ""
    for name in typed.added:
        place = name.removesuffix("-add")
        is_condition = place.partition("-")[0] == ROOT
        typed, new = stepped(typed, f"{'add' if is_condition else 'take'} {place}")
        unfinished = unfinished or (new if is_condition else "")
    return typed, unfinished
