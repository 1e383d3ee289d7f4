"""A section as it stands, in words: the question and the answer of everything that was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from hub import clock
from hub.concerns import NewConcern
from hub.web import forms
from hub.web.asking import Asking, Field
from hub.web.logging_concern.outline import Section, date_in_words
from hub.web.logging_concern.typing_in import listed_fields
from hub.web.logging_concern.writing import Writing
from hub.web.words import how_read

ALLEGED, BEFORE = "alleged", "immediate_danger-before"


def card(section: Section, now: Writing, read: NewConcern | None = None) -> dict[str, Any]:
    """The section's card: a row for each answer, and the way to change it that comes back here; `read` says how times were read."""
    typed = now.typed
    rows = [
        {"key": each["label"], "value": words, "note": _note(each, read)}
        for each in listed_fields(section.groups(Asking(typed), now))
        if (words := in_words(each, typed))
    ]
    if now.form == "quick" and section.id not in {"when", "caller", "sharing"}:
        href = url_for("concerns.quick", draft_id=now.id)
    else:
        href = url_for("concerns.section", draft_id=now.id, section_id=section.id, back="check")
    return {
        "id": section.id,
        "title": section.title,
        "alleged": section.id.startswith("person-") and now.person(section.number).get("role") == ALLEGED,
        "rows": rows,
        "href": href,
    }


def _note(field: Field, read: NewConcern | None) -> str:
    return how_read(read.danger_before, clock.now()) if read and field["name"] == BEFORE else ""


def in_words(field: Field, typed: Mapping[str, Any]) -> str:
    """The answer as the reader gave it, labels for codes; empty where nothing was answered."""
    value = forms.get(typed, field["name"])
    if isinstance(value, Mapping):
        return date_in_words(forms.joined_date(value))
    if field["name"].endswith("-date_of_birth"):
        return date_in_words(str(value or ""))
    labels = {item["value"]: item["text"] for item in field.get("items", ()) if item["value"]}
    if isinstance(value, list):
        return ", ".join(labels.get(each, str(each)) for each in value)
    return labels.get(value, str(value)) if value not in (None, "") else ""
