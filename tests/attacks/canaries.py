"""A word that stands nowhere else, told in every place that takes words, and the ways in which it could be seen again."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from marshmallow import Schema, fields

from hub.concerns import NewConcern, NewReferrer
from hub.people import NewPerson
from hub.schemas.concerns import NewConcernSchema, Text


def encodings(word: str) -> Iterator[tuple[str, bytes]]:
    """How a word could stand in bytes: five ways, each as it may fall."""
    plain = word.encode()
    yield "utf-8", plain
    yield "utf-16", word.encode("utf-16-le")
    yield "utf-16", word.encode("utf-16-be")
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + plain)
        yield "base64", whole[4 if shift else 0 : -4]
    yield "hex", plain.hex().encode()
    yield "hex", plain.hex().upper().encode()
    yield "percent", quote(word).encode()
    yield "percent", quote(word).lower().encode()
    yield "json", word.encode("unicode_escape")


def sightings(dump: bytes, word: str) -> set[str]:
    """The ways in which the word stands in the dump, in any case of letters."""
    low = dump.lower()
    return {name for name, form in encodings(word) if form in dump or form.lower() in low}


def everything_told(word: str) -> NewConcern:
    """A concern with the word in every place that takes words."""
    texts = {
        field.name: word
        for field in dataclasses.fields(NewPerson)
        if field.type == "str"
        and field.name not in {"role", "age_basis", "sex", "relationship", "knows", "safe_to_ask"}
    }
    referrer = dict.fromkeys(("agency", "name", "job", "phone", "email"), word)
    told = {
        "jotted": word,
        "happened": {"when": word},
        "sharing": {"override_reason": word},
        "danger_why": word,
    }
    people = tuple(
        NewPerson(**(texts | {"role": role}), facts={"harms": ["physical"]}, safe_contact={"phone": word})
        for role in ("subject", "household", "alleged")
    )
    return NewConcern(
        narrative=f"{word} came in. " * 40,
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        incident_number=word,
        service={"name": word, "address": word},
        referrer=NewReferrer(kind="school", **referrer),
        people=people,
        told=told,
    )


def filled(schema: Schema, word: str) -> dict[str, Any]:
    """A document of that shape with the word wherever words may stand."""
    found: dict[str, Any] = {}
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            held = filled(inner.schema, word)
            found[name] = [held] if inner is not field else held
        elif (isinstance(field, Text) and field.load_default == "" and not _is_closed(field)) or name == "narrative":
            found[name] = word
    return found


def _is_closed(field: fields.Field) -> bool:
    return any(type(each).__name__ == "OneOf" for each in field.validators)


def told_to_the_interface(word: str) -> dict[str, Any]:
    """A concern about a child with the word in every place for words."""
    document = filled(NewConcernSchema(), word)
    document["people"][0] |= {"role": "subject", "date_of_birth": "2017-03-04", "facts": {"harms": ["physical"]}}
    document["immediate_danger"]["answer"], document["referrer"]["kind"] = "no", "school"
    document["people"].append({**document["people"][0], "role": "alleged", "date_of_birth": word})
    return document
