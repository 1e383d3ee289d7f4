"""What an administrator sends: officers, what they hold, whom they are kept from, and tokens for partners."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate

LONGEST = 200


def _text(words: str) -> fields.String:
    return fields.String(
        required=True,
        validate=[
            validate.Predicate("strip", error=words),
            validate.Predicate("isprintable", error="Leave out line ends and signs that cannot be seen"),
            validate.Length(max=LONGEST, error=f"Use at most {LONGEST} characters"),
        ],
        error_messages={"required": words, "invalid": words},
    )


class _Sent(Schema):
    class Meta:
        unknown = EXCLUDE


class HoldingSchema(_Sent):
    """What an officer holds: roles, teams and qualifications."""

    roles = fields.List(fields.String(), load_default=list)
    teams = fields.List(fields.UUID(error_messages={"invalid_uuid": "Choose from the teams listed"}), load_default=list)
    qualifications = fields.List(fields.String(), load_default=list)


class OfficerSchema(HoldingSchema):
    """A new officer."""

    name = _text("Enter their name")
    username = _text("Enter a username")
    email = _text("Enter their email address")
    agency = fields.UUID(
        required=True,
        error_messages={"required": "Select their agency", "invalid_uuid": "Select their agency"},
    )


class KeepApartSchema(_Sent):
    """A record that an officer is kept from, and why."""

    reference = fields.String(load_default="")
    reason = fields.String(load_default="")


class TokenSchema(_Sent):
    """A token for a partner's system."""

    name = _text("Enter the name of the system")
    agency = fields.UUID(
        required=True,
        error_messages={"required": "Select the agency", "invalid_uuid": "Select the agency"},
    )
    role = fields.String(load_default="")
    days = fields.Integer(
        load_default=90, error_messages={"invalid": "Enter a number of days", "null": "Enter a number of days"}
    )


def lists_of(form: Any, *names: str) -> dict[str, Any]:
    """A form's fields, those of `names` as lists."""
    return {**form.to_dict(), **{name: form.getlist(name) for name in names}}
