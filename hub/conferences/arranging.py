"""What a meeting is arranged as, and whether it fits: its limit, its notice, the chair's other meetings, and who is invited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, pathways
from hub.accounts import Officer, OfficerRole
from hub.conferences.models import Conference
from hub.conferences.overlapping import Meeting, overlapping
from hub.errors import Unprocessable
from hub.pathways import Window

NO_PLACE = "Enter a place, or a link for joining by video"
INVITED = frozenset({"expected", "own_choice", "separately"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvitee:
    """Somebody on the list; `attends` is no for who is deliberately not asked, with `why_not`."""

    agency: str
    role: str
    name: str = ""
    email: str = ""
    officer_id: UUID | None = None
    attends: str = "expected"
    is_alleged: bool = False
    told_how: str = "not_safe"
    sees_papers: str = "none"
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Everything convening needs; `starts_at` is aware UTC."""

    starts_at: datetime
    minutes_long: int = 90
    place: str = ""
    link: str = ""
    minute_taker_id: UUID | None = None
    invitees: tuple[NewInvitee, ...] = ()
    notice_reason: str = ""
    late_reason: str = ""
    late_safety_plan: str = ""
    late_approved_by: UUID | None = None


def refuse_unfit(session: Session, conference: Conference, arrangement: Arrangement, limits: Window) -> None:
    """Return only if the arrangement fits.

    Raises:
        Unprocessable: by field, what is missing or does not fit.
    """
    wrong = _wrong_with_meeting(session, conference, arrangement, limits)
    if not any(each.attends in INVITED for each in arrangement.invitees):
        wrong["invitees"] = ["Add at least one person to invite"]
    for place, each in enumerate(arrangement.invitees):
        _check_invitee(place, each, wrong)
    if wrong:
        raise Unprocessable(wrong)


def refuse_unfit_meeting(session: Session, conference: Conference, arrangement: Arrangement, limits: Window) -> None:
    """Return only if the time and the place fit, whoever is invited.

    Raises:
        Unprocessable: by field, what is missing or does not fit.
    """
    wrong = _wrong_with_meeting(session, conference, arrangement, limits)
    if wrong:
        raise Unprocessable(wrong)


def _wrong_with_meeting(
    session: Session, conference: Conference, arrangement: Arrangement, limits: Window
) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    _check_time(session, conference, arrangement, limits, wrong)
    if not arrangement.place and not arrangement.link:
        wrong["place"] = [NO_PLACE]
    if arrangement.minute_taker_id is not None and arrangement.minute_taker_id == conference.chair_id:
        wrong["minute_taker"] = ["Select somebody else to take minutes: the chair cannot"]
    return wrong


def _check_time(
    session: Session, conference: Conference, arrangement: Arrangement, limits: Window, wrong: dict[str, list[str]]
) -> None:
    on = clock.london_day(arrangement.starts_at)
    if arrangement.starts_at <= clock.now():
        wrong["starts_at"] = ["Choose a time that is still to come"]
    elif others := overlapping(session, conference, arrangement.starts_at, arrangement.minutes_long):
        wrong["starts_at"] = [_taken_words(others)]
    if on < limits.notice_from and not arrangement.notice_reason:
        wrong["notice_reason"] = [f"Enter why {limits.notice_days} days’ notice cannot be kept"]
    if arrangement.starts_at <= limits.due_at:
        return
    if not arrangement.late_reason:
        wrong["late_reason"] = ["Enter why the conference is held after its limit"]
    if "interim_safety_plan" in limits.needs and not arrangement.late_safety_plan:
        wrong["late_safety_plan"] = ["Enter what keeps everybody safe until then"]
    if not _is_senior(session, arrangement.late_approved_by) or arrangement.late_approved_by == conference.chair_id:
        wrong["late_approved_by"] = ["Select the senior manager who agreed to the later date"]


def _taken_words(others: Sequence[Meeting]) -> str:
    hours = " and ".join(f"{_at(starts_at)} to {_at(ends_at)}" for starts_at, ends_at in others)
    return f"The chair has another meeting from {hours} that day. Choose another time, or ask for another chair"


def _at(instant: datetime) -> str:
    local = instant.astimezone(clock.LONDON)
    return f"{local:%I:%M%p}".lstrip("0").replace(":00", "").lower()


def out_of_hours(session: Session, starts_at: datetime, minutes_long: int) -> str:
    """Why the meeting lies outside the council's working hours, as a code: "day", "hour", or "" where it does not.

    It is never refused for this: an urgent meeting is held when it must be.
    """
    on = clock.london_day(starts_at)
    if not pathways.days_between(session, on, on)[0].is_working:
        return "day"
    last = starts_at + timedelta(minutes=minutes_long - 1)
    return "" if all(pathways.is_office_time(session, at) for at in (starts_at, last)) else "hour"


def _check_invitee(place: int, each: NewInvitee, wrong: dict[str, list[str]]) -> None:
    who = f"invitees.{place}"
    if each.attends == "undecided":
        wrong[f"{who}.attends"] = ["Decide whether the alleged source of harm comes, comes separately, or does not"]
    if each.attends in {"no", "separately"} and not each.why_not:
        wrong[f"{who}.why_not"] = ["Enter why they do not come, or come separately"]
    if each.attends in INVITED and not each.told_how:
        wrong[f"{who}.told_how"] = ["Select how they safely learn whom it concerns"]


def _is_senior(session: Session, officer_id: UUID | None) -> bool:
    if officer_id is None:
        return False
    held = (
        select(OfficerRole.officer_id)
        .join(Officer, Officer.id == OfficerRole.officer_id)
        .where(
            OfficerRole.officer_id == officer_id, OfficerRole.role == "senior_manager", Officer.disabled_at.is_(None)
        )
    )
    return session.scalars(held).first() is not None
