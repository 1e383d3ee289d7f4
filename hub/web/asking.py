"""Questions of a form as the field macro takes them, filled with what was typed; labels come from the closed lists and the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.schemas.questions import Fact
from hub.web import forms

Field = dict[str, Any]
NOT_KNOWN = {"not_known": "Not known"}
YES_NO = {"yes": "Yes", "no": "No", "not_known": "Not known"}
FEW = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; a folded one opens at a click and is not needed for sending.

    `is_open` unfolds it from the start: something in it wants to be read again.
    """

    fields: tuple[Field, ...]
    title: str = ""
    folded: bool = False
    words: str = ""
    pair: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """Makes fields: the typed value and the error of each are found by its name."""

    typed: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str, label: str, **more: Any) -> Field:
        """A line of text; type="textarea" for several lines."""
        return self._with(name, label, {"type": "text", "value": forms.get(self.typed, name) or "", **more})

    def date(self, name: str, label: str, **more: Any) -> Field:
        """Day, month and year in three boxes."""
        value = forms.get(self.typed, name)
        boxes = value if isinstance(value, Mapping) else {}
        return self._with(name, label, {"type": "date", "value": boxes, **more})

    def radios(self, name: str, label: str, choices: Mapping[str, str], **more: Any) -> Field:
        """One of a few, none chosen until somebody does."""
        items = [{"value": value, "text": words} for value, words in choices.items()]
        inline = len(items) < FEW
        return self._with(
            name,
            label,
            {
                "type": "radios",
                "value": forms.get(self.typed, name),
                "items": items,
                "inline": inline,
                "small": True,
                **more,
            },
        )

    def select(self, name: str, label: str, choices: Mapping[str, str], **more: Any) -> Field:
        """One of many, none chosen until somebody does."""
        items = [
            {"value": "", "text": "Choose"},
            *({"value": value, "text": words} for value, words in choices.items()),
        ]
        value = forms.get(self.typed, name)
        return self._with(name, label, {"type": "select", "value": value or "", "items": items, **more})

    def checkboxes(self, name: str, label: str, choices: Mapping[str, str], **more: Any) -> Field:
        """Any of several."""
        value = forms.get(self.typed, name)
        chosen = value if isinstance(value, list) else [value] if value else []
        items = [{"value": each, "text": words} for each, words in choices.items()]
        return self._with(name, label, {"type": "checkboxes", "value": chosen, "items": items, "small": True, **more})

    def fact(self, fact: Fact, place: str, **more: Any) -> Field:
        """The question of a fact as the rules word it; not known is always an answer."""
        name, more = f"{place}-{fact.id}", {"hint": fact.hint, **more}
        if fact.type == "yes_no":
            return self.radios(name, fact.question, YES_NO, **more)
        if fact.type == "choice":
            return self.select(name, fact.question, {**(fact.choices or {}), **NOT_KNOWN}, **more)
        if fact.type == "choices":
            return self.checkboxes(name, fact.question, {**(fact.choices or {}), **NOT_KNOWN}, **more)
        return self.text(name, fact.question, width="5" if fact.type == "number" else "10", **more)

    def _with(self, name: str, label: str, rest: Field) -> Field:
        error = self.errors.get(name)
        return {"name": name, "label": label, **rest, **({"error": error} if error else {})}


def summary(groups: tuple[Group, ...], errors: Mapping[str, str]) -> list[dict[str, str]]:
    """The error summary: each error with the address of its field."""
    listed = {each["name"]: each for group in groups for each in _all_fields(group.fields)}
    found = []
    for name, words in errors.items():
        shown = listed.get(name)
        suffix = "-day" if shown and shown["type"] == "date" else ""
        found.append({"text": words, "href": f"#{name}{suffix}" if shown else ""})
    return found


def _all_fields(fields: tuple[Field, ...]) -> list[Field]:
    found: list[Field] = []
    for each in fields:
        found.append(each)
        for item in each.get("items", ()):
            found.extend(_all_fields(tuple(item.get("fields", ()))))
    return found
