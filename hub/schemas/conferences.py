"""What is typed about conferences: a time in London, whom to invite, who came, what was decided. Words of error live here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load, validate, validates_schema

from hub import clock
from hub.conferences import NO_PLACE, Arrangement, Attendance, Dissent, NewInvitee, OwnWords, PersonDecision
from hub.errors import Unprocessable
from hub.schemas import meeting_choices as choices
from hub.schemas.days import NO_TIME, read_day, read_time

LONGEST_WORDS = 20_000
LONGEST_LINE = 300
_LINK = re.compile(r"^https://[^\s<>\"]{4,500}$")
_EMAIL = re.compile(r"^[^\s@<>\"]{1,64}@[^\s@<>\"]{1,190}\.[^\s@<>\"]{2,}$")


def words(longest: int = LONGEST_WORDS) -> fields.String:
    """A text of at most so many signs, empty when nothing was typed."""
    return fields.String(
        load_default="", validate=validate.Length(max=longest, error=f"Use at most {longest:,} characters")
    )


def line() -> fields.String:
    """One short line."""
    return words(LONGEST_LINE)


def choice(listed: Mapping[str, str], missing: str, default: str | None = None) -> fields.String:
    """One value of a closed list; without a default it has to be chosen."""
    settled: dict[str, Any] = {"required": True} if default is None else {"load_default": default}
    return fields.String(
        validate=validate.OneOf(list(listed), error=missing),
        error_messages={"required": missing, "null": missing},
        **settled,
    )


def read_form(schema: Schema, typed: Mapping[str, Any]) -> Any:
    """What the schema makes of what was typed.

    Raises:
        Unprocessable: by field, what is wrong with it.
    """
    try:
        return schema.load(typed)
    except ValidationError as wrong:
        told: dict[str, Any] = wrong.normalized_messages()  # type: ignore[no-untyped-call]  # marshmallow leaves it untyped
        raise Unprocessable({name: [_first(each)] for name, each in told.items()}) from None


def _first(told: Any) -> str:
    """The first message of whatever shape a schema gives it."""
    while not isinstance(told, str):
        told = next(iter(told.values())) if isinstance(told, Mapping) else told[0]
    return told


class Form(Schema):
    """A form: what it does not know is left out, and every text loses the space around it."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def strip(self, data: Mapping[str, Any], **_options: Any) -> dict[str, Any]:
        """Texts without the space around them."""
        return {name: value.strip() if isinstance(value, str) else value for name, value in data.items()}


class TimeSchema(Form):
    """When and where: one of the times proposed, or any other."""

    slot = fields.String(load_default="")
    other_day = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    other_time = line()
    minutes_long = fields.Integer(
        load_default=90,
        validate=validate.Range(15, 480, error="Enter how long it takes, from 15 to 480 minutes"),
        error_messages={"invalid": "Enter how long it takes in minutes, such as 90"},
    )
    place = line()
    link = fields.String(
        load_default="",
        validate=lambda told: (
            None if not told or _LINK.match(told) else _refuse("Enter a link that begins with https://")
        ),
    )
    minute_taker = fields.String(load_default="")
    notice_reason = words(2000)
    late_reason = words(2000)
    late_safety_plan = words(2000)
    late_approved_by = fields.String(load_default="")

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def say_all(self, data: Mapping[str, Any], original: Mapping[str, Any], **_options: Any) -> None:
        """Where the moment or a field cannot be read, a missing place is said with it; else it is said with what does not fit.

        Raises:
            ValidationError: by field.
        """
        wrong = _wrong_moment(data)
        is_read = not wrong and self.fields.keys() <= data.keys()
        if not is_read and not original.get("place") and not original.get("link"):
            wrong["place"] = [NO_PLACE]
        if wrong:
            raise ValidationError(wrong)

    @post_load
    def read(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """`starts_at` as an aware UTC instant; ids as ids."""
        data["starts_at"] = _starts_at(data)
        for name in ("minute_taker", "late_approved_by"):
            data[name] = read_id(data[name])
        return data


def _starts_at(told: Mapping[str, Any]) -> datetime:
    if told["slot"] == "other":
        return clock.london(read_day(told["other_day"], "other_day", "the day"), read_time(told["other_time"]))
    return datetime.strptime(told["slot"], "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)


def _wrong_moment(told: Mapping[str, Any]) -> dict[str, list[str]]:
    """What cannot be read of when it begins, the day and the hour each for itself."""
    wrong: dict[str, list[str]] = {}
    if told.get("slot") != "other":
        try:
            _starts_at(told)
        except (KeyError, ValueError, OverflowError):
            wrong["slot"] = ["Select a time"]
        return wrong
    try:
        read_day(told.get("other_day", {}), "other_day", "the day")
    except Unprocessable as unread:
        wrong |= {name: list(said) for name, said in unread.fields.items()}
    try:
        read_time(told.get("other_time", ""))
    except ValidationError:
        wrong["other_time"] = [NO_TIME]
    return wrong


def _refuse(words_of_error: str) -> None:
    raise ValidationError(words_of_error)


def read_id(typed: str) -> UUID | None:
    """An id as typed by a select box; None for nothing or nonsense."""
    try:
        return UUID(typed)
    except ValueError:
        return None


class InviteeSchema(Form):
    """One person on the list of invitees."""

    agency = choice(choices.AGENCIES, "Select their agency")
    role = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_LINE, error="Enter their role, such as school nurse"),
        error_messages={"required": "Enter their role, such as school nurse"},
    )
    name = line()
    email = fields.String(
        load_default="",
        validate=lambda told: (
            None if not told or _EMAIL.match(told) else _refuse("Enter a mail address like name@example.com")
        ),
    )
    officer_id = fields.UUID(load_default=None, allow_none=True)
    attends = choice(choices.ATTENDS, "Select whether they are asked to come")
    told_how = choice(choices.TOLD_HOW, "Select how they safely learn whom it concerns")
    sees_papers = choice(choices.SEES_PAPERS, "Select which papers they see")
    is_alleged = fields.Boolean(load_default=False)
    why_not = words(2000)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> NewInvitee:
        """The invitee."""
        if data["attends"] in {"no", "separately"} and not data["why_not"]:
            raise ValidationError("Enter why they do not come, or come separately", "why_not")
        return NewInvitee(**data)


def arrangement_of(planned: Mapping[str, Any], invitees: tuple[NewInvitee, ...]) -> Arrangement:
    """What was planned, ready to convene.

    Raises:
        Unprocessable: the time was not said, or cannot be read.
    """
    told = read_form(TimeSchema(), planned.get("time") or {})
    return Arrangement(
        starts_at=told["starts_at"],
        minutes_long=told["minutes_long"],
        place=told["place"],
        link=told["link"],
        minute_taker_id=told["minute_taker"],
        invitees=invitees,
        notice_reason=told["notice_reason"],
        late_reason=told["late_reason"],
        late_safety_plan=told["late_safety_plan"],
        late_approved_by=told["late_approved_by"],
    )


class ReasonSchema(Form):
    """A reason, asked for on its own page."""

    reason = words(2000)


def read_attendance(typed: Mapping[str, str]) -> dict[UUID, Attendance]:
    """Who came and why not, by invitee; of whom nothing was said is left out.

    Raises:
        Unprocessable: by invitee, something else than the answers offered.
    """
    said = {
        name.removeprefix("attended-"): told for name, told in typed.items() if name.startswith("attended-") and told
    }
    told = {invitee: attended for one, attended in said.items() if (invitee := read_id(one))}
    if wrong := {f"attended-{one}": ["Select whether they came"] for one in told if told[one] not in choices.ATTENDED}:
        raise Unprocessable(wrong)
    return {one: Attendance(attended, typed.get(f"why-{one}", "").strip()) for one, attended in told.items()}


class QuorumSchema(Form):
    """The chair's declaration."""

    quorate = choice(choices.QUORATE, "Select whether the meeting is quorate")
    words = words(5000)


class OwnWordsSchema(Form):
    """A person's own words."""

    words = words()
    gathered_by = line()
    gathered_on = line()
    where = line()
    chose_not = fields.Boolean(load_default=False)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> OwnWords:
        """The words."""
        return OwnWords(**data)


class DissentSchema(Form):
    """Somebody who disagrees."""

    who = line()
    would_decide = line()
    why = words(5000)


class DecisionSchema(Form):
    """What was decided about one person; the Reporter and the decision have no default."""

    decision = choice(choices.DECISIONS, "Select what was decided")
    reasons = words()
    reporter_referral = fields.String(load_default="", validate=validate.OneOf(["", *choices.REPORTER]))
    areas_of_concern = fields.List(fields.String(), load_default=list)
    dissent = fields.List(fields.Nested(DissentSchema), load_default=list)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> PersonDecision:
        """The decision; rows of dissent left empty are none."""
        known = choices.CHILD_AREAS.keys() | choices.ADULT_AREAS.keys()
        return PersonDecision(
            decision=data["decision"],
            reasons=data["reasons"],
            reporter_referral=data["reporter_referral"],
            areas_of_concern=tuple(area for area in data["areas_of_concern"] if area in known),
            dissent=tuple(Dissent(**one) for one in data["dissent"] if any(one.values())),
        )
