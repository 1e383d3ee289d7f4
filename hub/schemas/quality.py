"""What is sent about second looks: an answer, what a manager does about a difference, and the share. Only shape is asked here."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from hub.schemas.screening import LONGEST, TOO_LONG

SHARE = "Enter the share as a number such as 3 or 2.5"


def _words() -> fields.String:
    return fields.String(
        load_default="", validate=validate.Length(max=LONGEST, error=TOO_LONG), error_messages={"invalid": "Enter text"}
    )


class _Sent(Schema):
    """A form leaves out what it does not know."""

    class Meta:
        unknown = EXCLUDE


class SecondLookSchema(_Sent):
    """A second officer's answer for one person."""

    routes = fields.List(fields.String(), load_default=list)
    urgency = fields.String(load_default="")
    words = _words()


class SettlingSchema(_Sent):
    """What a manager does about a difference."""

    settled_as = fields.String(load_default="")
    words = _words()
    version = fields.Integer(load_default=0)


class PerMille(fields.Field[int]):
    """A share typed in per cent with at most one place after the point, kept in thousandths."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> int:
        whole, point, part = str(value).strip().removesuffix("%").strip().partition(".")
        if not (whole + part).isascii() or not whole.isdigit() or len(whole) > 3 or (point and not part.isdigit()):
            raise ValidationError(SHARE)
        if len(part) > 1:
            raise ValidationError("Use at most one place after the point")
        return int(whole) * 10 + int(part or 0)


class ShareSchema(_Sent):
    """A new share and why."""

    per_cent = PerMille(required=True, error_messages={"required": SHARE})
    reason = _words()
    seen = fields.Integer(load_default=0)
