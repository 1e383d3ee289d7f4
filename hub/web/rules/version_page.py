"""The page on which a version of a rule is written: its fields and its condition, as the template takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.rulebook import URGENCY_WORDS
from hub.rulebook.opening import OpenedDraft
from hub.rulebook.reading import Lists
from hub.schemas.rule_conditions import DEEPEST, GROUPS, ROOT, Group, Part, Row, operator_words, sentence
from hub.schemas.rule_versions import (
    ACTIONS,
    AREA_WORDS,
    ROUTES,
    RULES_OUT,
    SOURCES,
    YES_NO,
    Several,
)
from hub.web.rules.version_form import TypedVersion
from hub.web.typed import Field, Typed

Wrong = Mapping[str, str]
SCOPES = {"concern": "The concern", "household": "The household", "subject": "The person"}


def version_page(opened: OpenedDraft, typed: TypedVersion, wrong: Wrong, *, focus: str = "") -> dict[str, Any]:
    """Everything that `rules/version.html` shows of the form; `focus` names what was just added."""
    lists = opened.read.lists
    return {
        "condition": _part(typed.condition, ROOT, lists, typed, wrong),
        "facts": _facts(lists),
        "reads": sentence(typed.condition, lists.facts),
        "fields": _fields(Typed(typed.values, dict(wrong))),
        "several_lists": {
            each.name: _several(each, typed, labels, wrong)
            for each, labels in (
                (ROUTES, {route.id: route.label for route in lists.routes.values()}),
                (RULES_OUT, {route.id: route.label for route in lists.routes.values()}),
                (ACTIONS, dict(lists.actions)),
                (SOURCES, {each.id: f"{each.title}, {each.where}" for each in lists.sources.values()}),
            )
        },
        "errors": [{"text": words, "href": f"#{_id(name, typed, lists)}"} for name, words in wrong.items()],
        "focus": focus,
    }


def _fields(typed: Typed) -> dict[str, Field]:
    return {
        "area": typed.select("area", "Area", {"": "Choose", **AREA_WORDS}),
        "name": typed.text(
            "name", "Short name for files", hint="Lower-case letters, figures and _, never changed later", width=30,
            autocomplete="off", spellcheck=False,
        ),
        "title": typed.text("title", "What the rule is called"),
        "urgency": typed.select("urgency", "How soon", {"": "Choose", **URGENCY_WORDS}),
        "mandatory": typed.checks(
            "mandatory", "Going below it", {"yes": "A lower choice needs a second person"}, small=True
        ),
        "because": typed.text(
            "because", "Because", kind="textarea", rows=3, hint="A sentence an officer can read to a family"
        ),
        "start": typed.day("start", "From which day", hint="The version before it ends the day before, and is kept for ever"),
        "change": typed.text("change", "What changes, and why now", kind="textarea", rows=3),
        "confirmed": typed.radios(
            "confirmed", "Have Dundee’s own authorised people agreed it?", YES_NO,
            hint="Until they have, every page shows it as not yet confirmed", inline=True, small=True,
        ),
    }  # fmt: skip


def _several(each: Several, typed: TypedVersion, labels: Mapping[str, str], wrong: Wrong) -> dict[str, Any]:
    name = f"{each.name}-add"
    chosen = typed.values.get(each.name, [])
    items = [{"value": value, "text": words} for value, words in labels.items() if value not in chosen]
    return {
        "name": each.name,
        "label": each.label,
        "chosen": [{"id": value, "words": labels.get(value, value)} for value in chosen],
        "field": {
            "type": "select",
            "name": name,
            "label": f"Add to: {each.label[:1].lower()}{each.label[1:]}",
            "items": [{"value": "", "text": "Choose"}, *items],
            "value": typed.added.get(name, ""),
            "error": wrong.get(name, ""),
        },
    }


def _facts(lists: Lists) -> list[dict[str, Any]]:
    """Every fact that a condition may look at, by whom it is about."""
    return [
        {"label": label, "items": [fact for fact in lists.facts if fact.scope == scope]}
        for scope, label in SCOPES.items()
    ]


def _part(part: Part, at: str, lists: Lists, typed: TypedVersion, wrong: Wrong) -> dict[str, Any]:
    if isinstance(part, Row):
        return _row(part, at, lists, wrong)
    return {
        "is_group": True,
        "name": at,
        "kind": part.kind,
        "kinds": GROUPS,
        "parts": [_part(each, f"{at}-{place}", lists, typed, wrong) for place, each in enumerate(part.parts)],
        "chosen": typed.added.get(f"{at}-add", ""),
        "may_nest": at.count("-") < DEEPEST - 1,
        "error": wrong.get(f"{at}-add", "") or wrong.get(f"{at}-kind", ""),
    }


def _row(row: Row, at: str, lists: Lists, wrong: Wrong) -> dict[str, Any]:
    fact = lists.facts.by_id.get(row.fact)
    values = (*row.values, "", "", "")
    return {
        "is_group": False,
        "name": at,
        "fact": row.fact,
        "label": fact.short if fact else row.fact,
        "type": fact.type if fact else "",
        "unit": (fact.unit or "") if fact else "",
        "choices": (fact.choices or {}) if fact else {},
        "operator": row.operator,
        "operators": operator_words(fact) if fact else {},
        "values": row.values,
        "value": values[0],
        "boxes": dict(zip(("day", "month", "year"), values[:3], strict=True)),
        "operator_error": wrong.get(f"{at}-operator", ""),
        "value_error": wrong.get(f"{at}-value", ""),
    }


def _id(name: str, typed: TypedVersion, lists: Lists) -> str:
    """The id of the first box of a field."""
    if name == "start":
        return "start-day"
    part: Part | None = typed.condition
    path, _, last = name.removeprefix(ROOT).strip("-").rpartition("-")
    for at in filter(None, path.split("-")):
        part = part.parts[int(at)] if isinstance(part, Group) and at.isdigit() and int(at) < len(part.parts) else None
    is_day = isinstance(part, Row) and part.fact in lists.facts and lists.facts[part.fact].type == "date"
    return f"{name}-day" if name.startswith(f"{ROOT}-") and last == "value" and is_day else name
