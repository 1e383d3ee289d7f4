"""From a posted form to a section's answers, and what in them has to be mended; what was typed is kept either way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request

from hub.schemas.loading import Mistakes, load_concern
from hub.web import forms
from hub.web.asking import Field, Group
from hub.web.logging_concern.document import document, people_sent
from hub.web.logging_concern.writing import Writing

UNSAID = "nothing said yet"


def typed_answers(groups: Iterable[Group], before: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed on this page; earlier answers to questions that were not posted stay as they were.

    A box that is not posted was unticked; of anything else a browser posts what it shows.
    """
    listed = list(listed_fields(groups))
    several = {each["name"] for each in listed if each["type"] == "checkboxes"}
    shown = {each["name"] for each in listed}
    typed = forms.nested(request.form, names=shown, several=several)
    for name, value in _leaves(before):
        if forms.get(typed, name) is None and name not in several:
            forms.put(typed, name, value)
    return typed


def listed_fields(groups: Iterable[Group]) -> Iterable[Field]:
    """Every field of the page, those that a choice opens included."""
    for group in groups:
        for each in group.fields:
            yield each
            for item in each.get("items", ()):
                yield from item.get("fields", ())


def _leaves(document_part: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in document_part.items():
        whole = f"{above}-{name}" if above else name
        if isinstance(value, Mapping):
            yield from _leaves(value, whole)
        else:
            yield whole, value


def mistakes_in(
    sections: Mapping[str, Mapping[str, Any]], writing: Writing, *, is_sending: bool = False
) -> dict[str, str]:
    """The first message for each field that has to be mended. A missing narrative is only a mistake when sending."""
    told = document(sections, writing.catalogue)
    if not is_sending and not str(told.get("narrative") or "").strip():
        told["narrative"] = UNSAID
    try:
        load_concern(told, writing.catalogue, strict=False)
    except Mistakes as mistakes:
        order = people_sent(sections)
        found: dict[str, str] = {}
        for each in mistakes.found:
            found.setdefault(forms.field_name(each.path, order), each.words)
        return found
    return {}
