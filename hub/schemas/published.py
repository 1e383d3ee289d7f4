"""The shape of a concern as the interface publishes it, made from the one schema that reads it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from hub.schemas.concerns import NewConcernSchema
from screening_rules import URGENCIES

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
                    "least": {"type": ["number", "null"], "description": "The least a number can be"},
                    "most": {"type": ["number", "null"], "description": "The most a number can be"},
                },
            },
        }
    },
}
_WORDS = {"type": "array", "items": _TEXT}
_FLAG = {"type": "boolean"}
_URGENCY = {"enum": [*URGENCIES, None]}
_ANSWERS = {
    "type": "array",
    "description": "Answers or values that come to the same, and what follows; each was tried",
    "items": {
        "type": "object",
        "properties": {"if": _TEXT, "then": _TEXT, "changes": _FLAG, "routes": _WORDS, "urgency": _URGENCY},
    },
}


def _listed(**properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": properties}}


_RUN = {
    "type": ["object", "null"],
    "description": "Null until somebody has decided for this person",
    "properties": {
        "number": {"type": "integer"},
        "on": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "date-time"},
        "fingerprint": _TEXT,
        "evaluator": _TEXT,
    },
}
_FACTS_BEHIND = _listed(fact=_TEXT, label=_TEXT, value=_TEXT, basis={"type": ["string", "null"]}, words=_TEXT)
_REASONS = _listed(
    rule=_TEXT,
    title=_TEXT,
    because=_TEXT,
    facts=_FACTS_BEHIND,
    sources=_listed(id=_TEXT, title=_TEXT, where=_TEXT, link={"type": ["string", "null"]}),
    confirmed=_FLAG,
    mandatory=_FLAG,
    routes=_WORDS,
    urgency=_URGENCY,
)
_QUESTIONS = _listed(
    fact=_TEXT,
    question=_TEXT,
    who=_WORDS,
    could_change=_FLAG,
    together=_FLAG,
    confirmed=_FLAG,
    answers=_ANSWERS,
)
_HELD = {"fact": _TEXT, "label": _TEXT, "value": _TEXT, "confirmed": _FLAG, "answers": _ANSWERS}
SCREENING = {
    "type": "object",
    "required": ["ref", "as_of", "people"],
    "properties": {
        "ref": _TEXT,
        "as_of": {"type": "string", "format": "date-time"},
        "people": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["person", "run"],
                "properties": {
                    "person": {"type": "integer", "description": "Their place on the form, from 1"},
                    "run": _RUN,
                    "routes": _WORDS,
                    "urgency": _URGENCY,
                    "could_reach": _URGENCY,
                    "reasons": _REASONS,
                    "questions": _QUESTIONS,
                    "near_misses": _listed(rule=_TEXT, title=_TEXT, needed=_TEXT, **_HELD),
                    "counterfactuals": _listed(**_HELD),
                    "settled": {
                        "type": ["boolean", "null"],
                        "description": "Whether nothing that could still be asked changes routes or urgency; null where not worked out",
                    },
                },
            },
        },
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


CONCERN_BODY = _object(NewConcernSchema().fields)
