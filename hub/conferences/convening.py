"""Convening: a time inside the limit, a place, and everybody invited with a safe way to learn whom it concerns.

Invitations leave through the outbox. Convening again moves the meeting: the same calendar entry, a higher sequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock, crypto, outbox, strands
from hub.accounts import Officer, OfficerRole, Permission, require_any
from hub.actor import Actor
from hub.audit import Action
from hub.conferences.allocating import give_sight_of_case, objects_of
from hub.conferences.models import Conference, Invitee, State
from hub.conferences.reading import AtConference, get_conference, invitees_of, people_at, refuse_stale, require_runs
from hub.conferences.requesting import place_in, window
from hub.errors import OutOfOrder, Unprocessable
from hub.pathways import Window

INVITED = frozenset({"expected", "own_choice", "separately"})
CAN_CONVENE = frozenset({State.ALLOCATED.value, State.CONVENED.value, State.INQUORATE.value})


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


def keep_planned(
    session: Session, *, ref: str, planned: dict[str, Any], seen: int | None = None, by: Actor
) -> Conference:
    """What was typed about time, place and invitees is kept as typed, sealed; nobody is invited yet.

    Raises:
        NotAllowed, NotFound: the actor does not run this conference.
        OutOfOrder: it cannot be convened from where it stands.
        Conflict: somebody else saved meanwhile.
    """
    require_any(by, Permission.CONFERENCE_COORDINATE, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_runs(session, by, conference)
    _refuse_out_of_order(conference)
    refuse_stale(conference.version, seen)
    conference.planned = planned
    audit.record(
        session,
        by=by,
        action=Action.CONFERENCE_PLANNED,
        objects=[("conference", conference.id)],
        purpose="convening",
        basis=basis,
    )
    return conference


def convene(session: Session, *, ref: str, arrangement: Arrangement, seen: int | None = None, by: Actor) -> Conference:
    """The conference is convened: everybody who comes is invited after commit, and a meeting already convened is moved.

    Raises:
        NotAllowed, NotFound: the actor does not run this conference.
        OutOfOrder: it has no chair, is held, or is cancelled.
        Conflict: somebody else saved meanwhile.
        Unprocessable: by field, what is missing or does not fit.
    """
    require_any(by, Permission.CONFERENCE_COORDINATE, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_runs(session, by, conference)
    _refuse_out_of_order(conference)
    refuse_stale(conference.version, seen)
    limits = window(session, conference)
    refuse_unfit(session, conference, arrangement, limits)
    is_moved = conference.state == State.CONVENED.value
    _take_time(conference, arrangement, is_moved=is_moved)
    at = people_at(session, conference.id)
    _invite(session, conference, arrangement.invitees)
    _share(session, conference, at, arrangement)
    for each in at:
        strands.step(each.strand, strands.State.CONVENED)
    place_in(session, conference, "chairing")
    audit.record(
        session,
        by=by,
        action=Action.CONFERENCE_CONVENED,
        objects=[*objects_of(conference, at), *_agreed(arrangement)],
        purpose="moved" if is_moved else conference.kind,
        basis=basis,
        counts={"invitees": sum(1 for each in arrangement.invitees if each.attends in INVITED)},
    )
    return conference


def _refuse_out_of_order(conference: Conference) -> None:
    if conference.state not in CAN_CONVENE or conference.chair_id is None:
        raise OutOfOrder("This conference cannot be convened from where it stands. It needs a chair first.")


def refuse_unfit(session: Session, conference: Conference, arrangement: Arrangement, limits: Window) -> None:
    """Return only if the arrangement fits.

    Raises:
        Unprocessable: by field, what is missing or does not fit.
    """
    wrong: dict[str, list[str]] = {}
    _check_time(session, conference, arrangement, limits, wrong)
    if not arrangement.place and not arrangement.link:
        wrong["place"] = ["Enter a place, or a link for joining by video"]
    if arrangement.minute_taker_id is not None and arrangement.minute_taker_id == conference.chair_id:
        wrong["minute_taker"] = ["Select somebody else to take minutes: the chair cannot"]
    if not any(each.attends in INVITED for each in arrangement.invitees):
        wrong["invitees"] = ["Add at least one person to invite"]
    for place, each in enumerate(arrangement.invitees):
        _check_invitee(place, each, wrong)
    if wrong:
        raise Unprocessable(wrong)


def _check_time(
    session: Session, conference: Conference, arrangement: Arrangement, limits: Window, wrong: dict[str, list[str]]
) -> None:
    on = clock.london_day(arrangement.starts_at)
    if arrangement.starts_at <= clock.now():
        wrong["starts_at"] = ["Choose a time that is still to come"]
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


def _take_time(conference: Conference, arrangement: Arrangement, *, is_moved: bool) -> None:
    if is_moved:
        conference.calendar_sequence += 1
    elif conference.state == State.INQUORATE.value:  # another meeting: the one that failed stays in people's calendars
        conference.calendar_uid, conference.calendar_sequence = f"{uuid4()}@safeguarding-hub", 0
        conference.quorate = conference.quorum_words = None
    conference.starts_at, conference.minutes_long = arrangement.starts_at, arrangement.minutes_long
    conference.place, conference.link = arrangement.place or None, arrangement.link or None
    conference.minute_taker_id = arrangement.minute_taker_id
    conference.notice_reason, conference.late_reason = (
        arrangement.notice_reason or None,
        arrangement.late_reason or None,
    )
    conference.late_safety_plan = arrangement.late_safety_plan or None
    conference.late_approved_by = arrangement.late_approved_by
    conference.convened_at, conference.planned = clock.now(), None
    conference.chair_accepted_at = conference.chair_accepted_at or clock.now()
    conference.state = State.CONVENED.value


def _invite(session: Session, conference: Conference, wanted: Sequence[NewInvitee]) -> None:
    """The list is exactly `wanted`: who stays keeps their row, who left is told that it is off for them."""
    held = {
        _same(row.agency, row.role, row.name or "", row.officer_id): row for row in invitees_of(session, conference.id)
    }
    kept = set()
    for place, each in enumerate(wanted):
        same = _same(each.agency, each.role, each.name, each.officer_id)
        row = held.get(same)
        if row is None:
            row = Invitee(key=crypto.new_key("invitee"), conference_id=conference.id, name=each.name or None)
            session.add(row)
        kept.add(same)
        _write(row, each, place)
        session.flush()
        send_to(session, conference, row, "request" if each.attends in INVITED else "cancel")
    for same, row in held.items():
        if same not in kept:
            row.attends = "no"
            send_to(session, conference, row, "cancel")


def _same(agency: str, role: str, name: str, officer_id: UUID | None) -> tuple[str, ...]:
    return ("officer", str(officer_id)) if officer_id else (agency, role.casefold(), name.casefold())


def _write(row: Invitee, each: NewInvitee, place: int) -> None:
    row.place_in_list, row.agency, row.role, row.officer_id = place, each.agency, each.role, each.officer_id
    row.attends, row.is_alleged, row.told_how, row.sees_papers = (
        each.attends,
        each.is_alleged,
        each.told_how,
        each.sees_papers,
    )
    row.email, row.why_not = each.email or None, each.why_not or None
    row.answer, row.attended, row.absence_reason = "waiting", None, None
    row.mailed_at = row.mail_problem = None


def send_to(session: Session, conference: Conference, row: Invitee, method: str) -> None:
    """An invitation or its withdrawal waits in the outbox; who was never invited needs no withdrawal."""
    if method == "cancel" and row.invited_at is None:
        return
    if method == "request":
        row.invited_at = clock.now()
    if is_mailed(row):
        outbox.enqueue(
            session,
            "invitation",
            conference=str(conference.id),
            invitee=str(row.id),
            uid=conference.calendar_uid,
            sequence=str(conference.calendar_sequence),
            method=method,
        )


def is_mailed(row: Invitee) -> bool:
    """Whether this person may be written to by e-mail: never where no way is safe; the family only where e-mail is known to be."""
    if row.told_how == "not_safe" or not (row.email or row.officer_id):
        return False
    return row.agency != "family" or row.told_how == "secure_mail"


def _share(session: Session, conference: Conference, at: Sequence[AtConference], arrangement: Arrangement) -> None:
    """The minute-taker sees the conference and its strands; the senior manager named as agreeing is told of it."""
    if arrangement.minute_taker_id is not None:
        give_sight_of_case(session, conference, at, arrangement.minute_taker_id, with_concerns=False)
    if arrangement.late_approved_by is not None:
        outbox.enqueue(session, "late_named", conference=str(conference.id), officer=str(arrangement.late_approved_by))


def _agreed(arrangement: Arrangement) -> list[tuple[str, UUID]]:
    return [("agreed_by", arrangement.late_approved_by)] if arrangement.late_approved_by else []
