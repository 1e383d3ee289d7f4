"""Questions of a form as the `field` macro takes them, with what was typed and what was wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Field = dict[str, Any]


class Typed:
    """What was typed into a form and what was wrong with it, by field name; an empty one before anything was sent."""

    def __init__(self, values: Mapping[str, Any] | None = None, wrong: Mapping[str, Any] | None = None) -> None:
        self.values: Mapping[str, Any] = values or {}
        self.wrong: dict[str, str] = {name: first_words(told) for name, told in (wrong or {}).items()}

    @property
    def errors(self) -> list[dict[str, str]]:
        """The error summary, in the order they were found."""
        return [{"text": words, "href": f"#{name}"} for name, words in self.wrong.items()]

    def text(self, name: str, label: str, *, hint: str = "", kind: str = "text", **more: Any) -> Field:
        """A line, or a larger box."""
        return self._field(name, label, hint, type=kind, value=self.values.get(name, ""), **more)

    def radios(self, name: str, label: str, listed: Mapping[str, str], *, hint: str = "", **more: Any) -> Field:
        """One of a list, none chosen beforehand."""
        return self._field(
            name, label, hint, type="radios", value=self.values.get(name) or None, items=_items(listed), **more
        )

    def checks(self, name: str, label: str, listed: Mapping[str, str], *, hint: str = "", **more: Any) -> Field:
        """Several of a list."""
        chosen = list(self.values.get(name) or [])
        return self._field(name, label, hint, type="checkboxes", value=chosen, items=_items(listed), **more)

    def select(self, name: str, label: str, listed: Mapping[str, str], *, hint: str = "", **more: Any) -> Field:
        """One of a list that is folded away."""
        return self._field(
            name, label, hint, type="select", value=self.values.get(name, ""), items=_items(listed), **more
        )

    def day(self, name: str, label: str, *, hint: str = "", **more: Any) -> Field:
        """A day in three boxes."""
        return self._field(name, label, hint, type="date", value=self.values.get(name) or {}, **more)

    def _field(self, name: str, label: str, hint: str, **more: Any) -> Field:
        return {"name": name, "label": label, "hint": hint, "error": self.wrong.get(name, ""), **more}


def _items(listed: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "text": text} for value, text in listed.items()]


def first_words(told: Any) -> str:
    """The first message of whatever shape a schema gives it."""
    while not isinstance(told, str):
        told = next(iter(told.values())) if isinstance(told, Mapping) else told[0]
    return told


def small_number(told: str) -> int | None:
    """The whole number written in at most eight plain digits; None for anything else that somebody posts."""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else None


def three_boxes(form: Mapping[str, str], name: str) -> dict[str, str]:
    """A day as typed in the boxes of a date field."""
    return {part: form.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year")}


def numbered(form: Mapping[str, str], name: str, parts: Sequence[str]) -> list[dict[str, str]]:
    """Rows of an add-another group, in order: `dissent-0-who`, `dissent-0-why`, and so on."""
    rows: dict[int, dict[str, str]] = {}
    for key, value in form.items():
        group, _, rest = key.partition("-")
        number, _, part = rest.partition("-")
        bare = number.strip("[]")
        at = small_number(bare)
        if group == name and part in parts and at is not None and at < 50:
            rows.setdefault(at, dict.fromkeys(parts, ""))[part] = value.strip()
    return [rows[number] for number in sorted(rows)]
