"""Convening: a time inside the limit, a place, and everybody invited with a safe way to learn whom it concerns.

Invitations leave through the outbox. Convening again moves the meeting: the same calendar entry, a higher sequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from hub import audit, clock, crypto, outbox, strands
from hub.accounts import Permission, require_any
from hub.actor import Actor
from hub.audit import Action
from hub.conferences.allocating import give_sight_of_case, objects_of
from hub.conferences.arranging import INVITED, Arrangement, NewInvitee, refuse_unfit, refuse_unfit_meeting
from hub.conferences.models import Conference, Invitee, State
from hub.conferences.overlapping import hold_diary
from hub.conferences.reading import AtConference, get_conference, invitees_of, people_at, refuse_stale, require_runs
from hub.conferences.requesting import place_in, window
from hub.errors import OutOfOrder

CAN_CONVENE = frozenset({State.ALLOCATED.value, State.CONVENED.value, State.INQUORATE.value})


def keep_planned(
    session: Session,
    *,
    ref: str,
    planned: dict[str, Any],
    meeting: Arrangement | None = None,
    seen: int | None = None,
    by: Actor,
) -> Conference:
    """What was typed about time, place and invitees is kept as typed, sealed; nobody is invited yet.

    `meeting`: the time and place as read, where they must fit already; without it anything is kept for later.

    Raises:
        NotAllowed, NotFound: the actor does not run this conference.
        OutOfOrder: it cannot be convened from where it stands.
        Conflict: somebody else saved meanwhile.
        Unprocessable: by field, what is wrong with the time or the place.
    """
    require_any(by, Permission.CONFERENCE_COORDINATE, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_runs(session, by, conference)
    _refuse_out_of_order(conference)
    refuse_stale(conference.version, seen)
    if meeting is not None:
        refuse_unfit_meeting(session, conference, meeting, window(session, conference))
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
    hold_diary(session, conference)
    refuse_unfit(session, conference, arrangement, window(session, conference))
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
