"""A concern in which everything that can be told was told, each answer with words of its own, and what a page says of it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from hub.schemas.concerns import NewConcernSchema
from hub.schemas.questions import Catalogue, Fact
from tests.factories.papers import one_line

Document = dict[str, Any]
UNTOLD = {"same_as", "not_same"}  # what an officer says of a match
READ = {
    "received_at": "2026-11-20T09:00:00+00:00", "at": "2026-11-19T21:40:00+00:00", "before": "2026-11-21T03:00:00+00:00",
    "date_of_birth": "1982-06-07", "due_on": "2027-02-14", "review_on": "2027-05-22", "age_from": 33, "age_to": 35,
}  # fmt: skip
SAID_SO = {
    "2026-11-20T09:00:00+00:00": "", "2026-11-19T21:40:00+00:00": "9:40pm", "2026-11-21T03:00:00+00:00": "3am",
    "1982-06-07": "7 June 1982", "2027-02-14": "14 February 2027", "2027-05-22": "22 May 2027",
    33: "33 to 35", 35: "33 to 35",
}  # fmt: skip
HELD = {"identity_number": "Held, not shown here"}


def everything(catalogue: Catalogue, schema: Schema | None = None, at: str = "") -> Document:
    """A document with an answer in every field of the schema; text fields say where they stand."""
    told: Document = {}
    for name, field in (schema or NewConcernSchema()).fields.items():
        if name not in UNTOLD:
            told[name] = _answer(catalogue, field, f"{at}{name}")
    return told


def _answer(catalogue: Catalogue, field: fields.Field, path: str) -> Any:
    name = path.rpartition(".")[2]
    if isinstance(field, fields.Nested):
        return everything(catalogue, field.schema, f"{path}.")
    if isinstance(field, fields.List):
        return [everything(catalogue, field.inner.schema, f"{path}.")] if isinstance(field.inner, fields.Nested) else []
    if isinstance(field, fields.Dict):
        scope = {"facts": "concern", "household": "household", "people.facts": "subject"}[path]
        return {fact.id: _stated(fact) for fact in catalogue if fact.scope == scope and "full" in fact.asked}
    if isinstance(field, fields.Boolean):
        return name == "address_protected"
    listed = next((each for each in field.validators if isinstance(each, validate.OneOf)), None)
    if listed:
        return _chosen(name, [each for each in listed.choices if each != "not_known"])
    return READ.get(name, f"Said{''.join(part.capitalize() for part in re.split(r'[._]', path))}")


def _chosen(name: str, listed: list[str]) -> str:
    return {"confidentiality_told": "told_may_be_shared", "role": "subject", "answer": "later"}.get(name, listed[-1])


def _stated(fact: Fact) -> Any:
    if fact.type == "yes_no":
        return True
    listed = list(fact.choices or {})
    return {"choice": listed[:1], "choices": [listed[:1]], "number": [7]}.get(fact.type, ["2026-11-02"])[0]


def answers_of(document: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Any]]:
    """Every answer with its path: ("sharing.basis", "legal_obligation")."""
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from answers_of(value, f"{at}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield from answers_of(value[0], f"{at}{name}.")
        else:
            yield f"{at}{name}", value


def words_for(path: str, value: Any, catalogue: Catalogue, labels: Mapping[str, Mapping[str, str]]) -> str:
    """What a page has to say of an answer."""
    name = path.rpartition(".")[2]
    if name in catalogue and ("facts" in path or path.startswith("household")):
        return catalogue[name].short
    if name in HELD:
        return HELD[name]
    if isinstance(value, bool):
        return "to be kept secret" if value else ""
    return str(SAID_SO.get(value, labels.get(name, {}).get(value, value)))


def text_of(page: str) -> str:
    """The words of a page's main part, in one line."""
    main = page.partition("<main")[2].partition("</main")[0] or page
    return one_line(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<select.*?</select>", " ", main, flags=re.DOTALL))))
