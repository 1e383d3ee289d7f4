"""What a screening officer sends: views, answers, the three points, a choice, a signature, what became of an onward route.

Only shape and length are asked here; what must be there depends on what was suggested, and the actions say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

from hub.errors import Unprocessable
from hub.triage import Choice, Limb, View

LONGEST = 4_000
TOO_LONG = f"Use at most {LONGEST:,} characters"
CHOOSE = "Choose one of the answers"


def _words() -> fields.String:
    return fields.String(
        load_default="", validate=validate.Length(max=LONGEST, error=TOO_LONG), error_messages={"invalid": "Enter text"}
    )


def _code() -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=60, error=CHOOSE))


def _name() -> fields.UUID:
    return fields.UUID(load_default=None, allow_none=True, error_messages={"invalid_uuid": CHOOSE})


class _Sent(Schema):
    """A form leaves out what it does not know."""

    class Meta:
        unknown = EXCLUDE


class ViewSchema(_Sent):
    """The officer's own view of one person."""

    person_id = fields.UUID(required=True)
    routes = fields.List(fields.String(), load_default=list)
    urgency = _code()
    words = _words()
    copied_from = _name()

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> View:
        return View(**{**data, "routes": tuple(data["routes"])})


class ViewsSchema(_Sent):
    """The officer's own view of everybody screened."""

    views = fields.List(fields.Nested(ViewSchema), required=True)


class AnswersSchema(_Sent):
    """Questions answered, with who told it and how they know."""

    answers = fields.Dict(keys=fields.String(), values=fields.Raw(), load_default=dict)
    said_by = fields.String(load_default="", validate=validate.Length(max=200, error="Use at most 200 characters"))
    how_known = _code()


class LimbSchema(_Sent):
    """One of the three points."""

    answer = _code()
    evidence = _words()

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Limb:
        return Limb(**data)


class LimbsSchema(_Sent):
    """The three points, by the name of their fact."""

    limbs = fields.Dict(keys=fields.String(), values=fields.Nested(LimbSchema), required=True)


class ChoiceSchema(_Sent):
    """What an officer chose for one person."""

    person_id = fields.UUID(required=True)
    run_id = fields.UUID(required=True)
    seen = fields.Integer(load_default=0)
    verdicts = fields.Dict(keys=fields.String(), values=fields.Boolean(), load_default=dict)
    added = fields.List(fields.String(), load_default=list)
    routes_reason = _code()
    words_routes = _words()
    agrees_urgency = fields.Boolean(load_default=None, allow_none=True)
    urgency = _code()
    urgency_reason = _code()
    words_urgency = _words()
    lead_framework = _code()
    words_lead = _words()
    onward_route = _code()
    onward_words = _words()
    told_person = _code()
    words_telling = _words()
    ask_second = _name()
    alone_out_of_hours = fields.Boolean(load_default=False)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Choice:
        coded = ("routes_reason", "urgency", "urgency_reason", "lead_framework", "onward_route")
        return Choice(**{**data, "added": tuple(data["added"]), **{name: data[name] or None for name in coded}})


class SignatureSchema(_Sent):
    """The second person's word."""

    verdict = fields.String(
        required=True,
        validate=validate.OneOf(["sign", "send_back"], error="Choose whether you sign it or send it back"),
        error_messages={"required": "Choose whether you sign it or send it back"},
    )
    words = _words()
    version = fields.Integer(required=True)


class OnwardSchema(_Sent):
    """What became of an onward route."""

    name = fields.String(load_default="", validate=validate.Length(max=200, error="Use at most 200 characters"))
    reference = fields.String(load_default="", validate=validate.Length(max=100, error="Use at most 100 characters"))
    words = _words()


class ReturnAnswerSchema(_Sent):
    """Whether a closed concern stands now that another came."""

    answer = _code()
    words = _words()


class WordsSchema(_Sent):
    """A word on what a team was told."""

    words = _words()


class AlsoSchema(_Sent):
    """Who else in the home is screened."""

    person_id = _name()
    not_named = _code()


def load(schema: Schema, raw: Mapping[str, Any]) -> Any:
    """What `schema` makes of `raw`.

    Raises:
        Unprocessable: its shape is wrong; fields by dotted name.
    """
    try:
        return schema.load(raw)
    except ValidationError as error:
        raise Unprocessable(dict(_flat(cast("Mapping[str, Any]", error.messages)))) from error


def _flat(messages: Mapping[Any, Any], before: str = "") -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for name, words in messages.items():
        here = f"{before}.{name}" if before else str(name)
        found.extend(_flat(words, here) if isinstance(words, Mapping) else [(here, list(words))])
    return found
