"""The shape of a concern as the interface publishes it, made from the one schema that reads it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from hub.schemas.concerns import NewConcernSchema
from screening_rules import Catalogue

_TEXT = {"type": "string"}
SENT = {
    "type": "object",
    "required": ["ref", "state", "words"],
    "properties": {
        "ref": _TEXT,
        "state": _TEXT,
        "words": _TEXT,
        "received_at": {"type": "string", "format": "date-time"},
        "as_of": {"type": "string", "format": "date-time"},
        "warnings": {"type": "array", "items": _TEXT},
    },
}
KEPT_SAFELY = {
    "type": "object",
    "required": ["receipt", "state", "words"],
    "properties": {
        "receipt": _TEXT,
        "state": _TEXT,
        "words": _TEXT,
        "warnings": {"type": "array", "items": _TEXT},
    },
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"detail": _TEXT, "pointer": _TEXT}},
        },
    },
}
FACTS = {
    "type": "object",
    "properties": {
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": _TEXT,
                    "scope": {"enum": ["concern", "subject", "household"]},
                    "type": {"enum": ["yes_no", "number", "choice", "choices", "date"]},
                    "question": _TEXT,
                    "unit": {"type": ["string", "null"]},
                    "choices": {"type": "object", "additionalProperties": _TEXT},
                },
            },
        }
    },
}


def _object(listed: dict[str, fields.Field[Any]]) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _shape(field) for name, field in listed.items()},
    }
    required = [name for name, field in listed.items() if field.required]
    return {**shape, "required": required} if required else shape


def _shape(field: fields.Field[Any]) -> dict[str, Any]:
    if isinstance(field, fields.Nested):
        return _object(field.schema.fields)
    if isinstance(field, fields.List):
        return {"type": "array", "items": _shape(field.inner), **_limits(field, "maxItems")}
    if isinstance(field, fields.Dict):
        return {"type": "object", "description": "Facts by id; see /api/v1/facts"}
    if isinstance(field, fields.Boolean):
        return {"type": "boolean"}
    if isinstance(field, fields.UUID):
        return {"type": ["string", "null"] if field.allow_none else "string", "format": "uuid"}
    if isinstance(field, fields.String):
        return _text(field)
    return {"type": ["number", "string", "null"]}


def _text(field: fields.String) -> dict[str, Any]:
    chosen = next((each for each in field.validators if isinstance(each, validate.OneOf)), None)
    if chosen is not None:
        return {"type": "string", "enum": list(chosen.choices)}
    if field.required:
        return {"type": "string", "minLength": 1, "maxLength": 50_000, "pattern": r"\S"}
    return {"type": ["string", "null"], **_limits(field, "maxLength")}


def _limits(field: fields.Field[Any], name: str) -> dict[str, Any]:
    most = next((each.max for each in field.validators if isinstance(each, validate.Length) and each.max), None)
    return {name: most} if most else {}


CONCERN_BODY = _object(NewConcernSchema(catalogue=Catalogue({})).fields)
