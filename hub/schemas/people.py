"""What an officer sends about people: a search, and their word on whether two records are one person."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from hub.people import NewPerson

LONGEST = 200
SAID = "Say whether one of these records is the same person, none of them is, or you are not sure"


def _words() -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST, error=f"Use at most {LONGEST} characters"),
        error_messages={"invalid": "Enter text"},
    )


class SearchSchema(Schema):
    """Whom to look for; every part may be missing, but not all."""

    class Meta:
        unknown = EXCLUDE

    forename = _words()
    surname = _words()
    date_of_birth = _words()
    address = _words()
    postcode = _words()
    phone = _words()
    email = _words()
    identity_number = _words()

    @post_load
    def _person(self, data: dict[str, Any], **_: Any) -> NewPerson:
        return NewPerson(**{name: value.strip() for name, value in data.items()})


class SameSchema(Schema):
    """An officer's word on the records offered for one person: the id of one, or `none`, or `not_sure`."""

    class Meta:
        unknown = EXCLUDE

    said = fields.String(load_default="")

    @post_load
    def _word(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        if data["said"] in {"none", "not_sure"}:
            return {"same_as": None, "verdict": {"none": "not_same"}.get(data["said"], "not_sure")}
        return {
            "same_as": fields.UUID(error_messages={"invalid_uuid": SAID}).deserialize(data["said"]),
            "verdict": "same",
        }
