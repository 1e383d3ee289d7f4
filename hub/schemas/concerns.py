"""A concern as told: the same shape from the long form, the quick log and JSON. Odd dates and numbers are kept and warned of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from hub.schemas import choices
from hub.schemas.reading import LONGEST_TEXT

NARRATIVE_NEEDED = "Enter what you were told. A few words are enough"
LONGEST_NARRATIVE = 50_000
MOST_PEOPLE = 40


class Text(fields.String):
    """A text; null is an empty one."""

    def deserialize(self, value: Any, *args: Any, **options: Any) -> Any:
        """Read null as nothing said."""
        return super().deserialize("" if value is None else value, *args, **options)


def text(longest: int = LONGEST_TEXT) -> fields.String:
    """A text of at most so many signs; nothing is an empty text."""
    return Text(
        load_default="",
        validate=validate.Length(max=longest, error=f"Use at most {longest:,} characters"),
        error_messages={"invalid": "Enter text"},
    )


def one_of(listed: Mapping[str, str], default: str = "not_known") -> fields.String:
    """One value of a closed list."""
    return fields.String(
        load_default=default,
        validate=validate.OneOf(list(listed), error="Select one of: " + ", ".join(listed)),
        error_messages={"invalid": "Select one of the answers", "null": "Select one of the answers"},
    )


class Flag(fields.Boolean):
    """True or false and nothing that resembles them: a number or a word is refused."""

    def _deserialize(self, value: Any, *_args: Any, **_options: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


def flag() -> Flag:
    """True or false, false where nothing is said."""
    return Flag(load_default=False, error_messages={"invalid": "Enter true or false", "null": "Enter true or false"})


class Told(Schema):
    """A part of the document; `unknown` is set by the face: forms leave out what they do not know, JSON refuses it."""

    error_messages = {"unknown": "There is no such field", "type": "Enter this as a group of fields"}  # noqa: RUF012  marshmallow's own form


class HappenedSchema(Told):
    """When it happened, as told and as a moment if there is one."""

    when = text()
    at = text()


class DangerSchema(Told):
    """Is anybody in immediate danger?"""

    answer = one_of(choices.DANGER)
    before = text()
    why = text()


class ServiceSchema(Told):
    """The service a concern is about."""

    name = text()
    kind = one_of(choices.SERVICE_KINDS, "other")
    address = text()


class ReferrerSchema(Told):
    """Who told us."""

    kind = one_of(choices.SOURCES)
    agency = text()
    name = text()
    job = text()
    phone = text()
    email = text()
    anonymous = flag()
    confidentiality_told = one_of(choices.CONFIDENTIALITY, "not_discussed")
    wants_feedback = one_of(choices.YES_NO_NOT_KNOWN)


class SharingSchema(Told):
    """On what footing this is shared."""

    consent_sought = one_of(choices.YES_NO_NOT_KNOWN)
    basis = one_of(choices.SHARING_BASES)
    override_reason = text()


class WorkerSafetySchema(Told):
    """Whether a visit could put a worker at risk."""

    risk = one_of(choices.YES_NO_NOT_KNOWN)
    details = text()
    review_on = text()


class SafeContactSchema(Told):
    """Which ways of contact are safe; not known means none of them is used."""

    phone = one_of(choices.YES_NO_NOT_KNOWN)
    text = one_of(choices.YES_NO_NOT_KNOWN)
    voicemail = one_of(choices.YES_NO_NOT_KNOWN)
    letter = one_of(choices.YES_NO_NOT_KNOWN)
    email = one_of(choices.YES_NO_NOT_KNOWN)


class PersonSchema(Told):
    """Somebody named; every part may be missing."""

    role = one_of(choices.ROLES, "subject")
    forename = text()
    surname = text()
    known_as = text()
    description = text()
    unborn = flag()
    due_on = text()
    date_of_birth = text()
    age_from = fields.Raw(load_default=None, allow_none=True)
    age_to = fields.Raw(load_default=None, allow_none=True)
    age_basis = one_of(choices.BASES, "claimed")
    sex = one_of(choices.SEXES)
    address = text()
    postcode = text()
    address_protected = flag()
    phone = text()
    email = text()
    identity_number = text()
    relationship = one_of(choices.RELATIONSHIPS)
    facts = fields.Dict(
        keys=fields.String(), load_default=dict, error_messages={"invalid": "Enter this as a group of fields"}
    )
    safe_contact = fields.Nested(SafeContactSchema, load_default=dict)
    knows = one_of(choices.YES_NO_NOT_KNOWN)
    wants = text()
    safe_to_ask = one_of(choices.YES_NO_NOT_KNOWN)
    communication = text()
    who_will_tell = text()
    why_not = text()
    same_as = fields.UUID(
        load_default=None, allow_none=True, error_messages={"invalid_uuid": "This is not one of the people offered"}
    )
    not_same = fields.List(
        fields.UUID(error_messages={"invalid_uuid": "This is not one of the people offered"}), load_default=list
    )


class NewConcernSchema(Told):
    """The whole document, of which `hub.schemas.loading` makes a concern.

    `strict` (JSON) refuses fields that do not exist, a form leaves them out.
    """

    channel = one_of(choices.CHANNELS, "other")
    received_at = text()
    back_dating_reason = text()
    happened = fields.Nested(HappenedSchema, load_default=dict)
    immediate_danger = fields.Nested(DangerSchema, load_default=dict)
    narrative = fields.String(
        required=True,
        validate=[
            validate.And(
                validate.Predicate("strip", error=NARRATIVE_NEEDED),
                validate.Length(
                    max=LONGEST_NARRATIVE, error="Use at most 50,000 characters; send the rest as a second concern"
                ),
            )
        ],
        error_messages={"required": NARRATIVE_NEEDED, "null": NARRATIVE_NEEDED, "invalid": NARRATIVE_NEEDED},
    )
    jotted = text(LONGEST_NARRATIVE)
    incident_number = text()
    service = fields.Nested(ServiceSchema, load_default=dict)
    one_of_us = one_of(choices.YES_NO_NOT_KNOWN)
    responsible_council = one_of(choices.COUNCILS)
    responsible_council_name = text()
    facts = fields.Dict(
        keys=fields.String(), load_default=dict, error_messages={"invalid": "Enter this as a group of fields"}
    )
    household = fields.Dict(
        keys=fields.String(), load_default=dict, error_messages={"invalid": "Enter this as a group of fields"}
    )
    referrer = fields.Nested(ReferrerSchema, load_default=dict)
    sharing = fields.Nested(SharingSchema, load_default=dict)
    worker_safety = fields.Nested(WorkerSafetySchema, load_default=dict)
    people = fields.List(
        fields.Nested(PersonSchema),
        load_default=list,
        validate=validate.Length(
            max=MOST_PEOPLE, error=f"Name at most {MOST_PEOPLE} people; tell us of more in the narrative"
        ),
        error_messages={"invalid": "Enter the people as a list"},
    )

    def __init__(self, *, strict: bool = True, **options: Any) -> None:
        super().__init__(unknown=RAISE if strict else EXCLUDE, **options)
        for field in self.fields.values():
            _pass_down(field, RAISE if strict else EXCLUDE)


def _pass_down(field: Any, unknown: Any) -> None:
    if isinstance(field, fields.List):
        field = field.inner
    if isinstance(field, fields.Nested):
        field.unknown = unknown
        for inner in field.schema.fields.values():
            _pass_down(inner, unknown)
