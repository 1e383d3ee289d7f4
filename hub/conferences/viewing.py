"""One conference as a page shows it: whom it is about, when, who is asked, what is recorded, which limits run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, pathways
from hub.accounts import Permission, may, officer_names, require_any, require_sight_of
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.conferences.convening import is_mailed
from hub.conferences.deciding import options_for, safeguards_of
from hub.conferences.models import Conference, Invitee, State
from hub.conferences.naming import KIND_WORDS, age_words, called, called_together
from hub.conferences.reading import LIVE, AtConference, get_conference, invitees_of, people_at
from hub.conferences.recording import expected_here, was_inquorate
from hub.conferences.requesting import plan_kind, window
from hub.outbox import Delivery
from hub.pathways import ClockView, Window


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person at the conference and what is recorded about them."""

    strand_id: UUID
    strand_ref: str
    concern_ref: str
    name: str
    age: str
    plan_kind: str
    safeguards: tuple[tuple[str, str], ...]
    options: tuple[str, ...]
    decision: str
    reasons: str
    reporter_referral: str
    areas_of_concern: tuple[str, ...]
    dissent: tuple[dict[str, str], ...]
    own_words: dict[str, Any] | None
    seen: int
    clocks: tuple[ClockView, ...]


@dataclass(frozen=True, slots=True)
class InviteeView:
    """Somebody on the list; `mail`: sent, waiting, given_up, or none where no mail is written to them."""

    id: UUID
    agency: str
    role: str
    name: str
    attends: str
    is_alleged: bool
    told_how: str
    sees_papers: str
    why_not: str
    answer: str
    attended: str
    absence_reason: str
    mail: str
    mailed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceView:
    """Everything the pages of one conference show; `seen` and `seen_attendance` are the versions a change answers to."""

    id: UUID
    ref: str
    kind: str
    kind_words: str
    state: str
    who: str
    people: tuple[PersonView, ...]
    invitees: tuple[InviteeView, ...]
    chair_id: UUID | None
    chair: str
    minute_taker_id: UUID | None
    minute_taker: str
    accepted_at: datetime | None
    starts_at: datetime | None
    minutes_long: int
    place: str
    link: str
    window: Window | None
    planned: dict[str, Any]
    reasons: tuple[tuple[str, str], ...]
    late_approved_by: str
    quorate: str
    quorum_words: str
    must_be_quorate: bool
    roles_here: tuple[tuple[str, bool], ...]
    next_review_on: date | None
    clocks: tuple[ClockView, ...]
    mails_waiting: int
    seen: int
    seen_attendance: int
    may_arrange: bool
    may_chair: bool
    may_record: bool

    @property
    def is_live(self) -> bool:
        """Whether it is still to be held."""
        return self.state in LIVE

    @property
    def has_begun(self) -> bool:
        """Whether it can be recorded."""
        return self.state == State.CONVENED.value and self.starts_at is not None and self.starts_at <= clock.now()


SHOWN = ("name", "age", "invitees", "place", "reasons", "own_words", "decision", "dissent", "safeguards")


def show_conference(session: Session, ref: str, *, by: Actor, purpose: str = "conference") -> Shown[ConferenceView]:
    """The conference, for whoever co-ordinates, chairs or minutes it.

    Raises:
        NotAllowed, NotFound: not theirs to see.
    """
    require_any(by, _P.CONFERENCE_CHAIR, _P.CONFERENCE_COORDINATE, _P.CONFERENCE_MINUTE)
    conference = get_conference(session, ref)
    basis = require_sight_of(session, by, "conference", conference)
    at = people_at(session, conference.id)
    view = _view(session, conference, at, by)
    objects = [("conference", str(conference.id))]
    objects += [
        (kind, str(one)) for each in at for kind, one in (("strand", each.strand.id), ("person", each.person.id))
    ]
    return Shown(view, Look(Action.CONFERENCE_SHOWN, tuple(objects), shown=SHOWN, purpose=purpose, basis=basis))


_P = Permission


def _view(session: Session, conference: Conference, at: tuple[AtConference, ...], by: Actor) -> ConferenceView:
    invitees = invitees_of(session, conference.id)
    officers = {conference.chair_id, conference.minute_taker_id, conference.late_approved_by} - {None}
    names = officer_names(session, [each for each in officers if each])
    is_chair = may(by, _P.CONFERENCE_CHAIR) and conference.chair_id == by.officer_id
    reasons = (
        ("notice_reason", conference.notice_reason), ("late_reason", conference.late_reason),
        ("late_safety_plan", conference.late_safety_plan), ("declined_reason", conference.declined_reason),
        ("cancel_reason", conference.cancel_reason),
    )  # fmt: skip
    return ConferenceView(
        id=conference.id,
        ref=conference.ref,
        kind=conference.kind,
        kind_words=KIND_WORDS[conference.kind],
        state=conference.state,
        who=called_together([each.person for each in at], clock.today()),
        people=tuple(_person(session, each) for each in at),
        invitees=tuple(_invitee(each) for each in invitees if each.attends != "no" or each.why_not),
        chair_id=conference.chair_id,
        chair=names.get(conference.chair_id, "") if conference.chair_id else "",
        minute_taker_id=conference.minute_taker_id,
        minute_taker=names.get(conference.minute_taker_id, "") if conference.minute_taker_id else "",
        accepted_at=conference.chair_accepted_at,
        starts_at=conference.starts_at,
        minutes_long=conference.minutes_long,
        place=conference.place or "",
        link=conference.link or "",
        window=window(session, conference) if conference.state in LIVE else None,
        planned=conference.planned or {},
        reasons=tuple((name, words) for name, words in reasons if words),
        late_approved_by=names.get(conference.late_approved_by, "") if conference.late_approved_by else "",
        quorate=conference.quorate or "",
        quorum_words=conference.quorum_words or "",
        must_be_quorate=was_inquorate(session, conference),
        roles_here=expected_here(session, conference.id),
        next_review_on=conference.next_review_on,
        clocks=pathways.clocks_on(session, "conference", conference.id),
        mails_waiting=_waiting(session, conference.id),
        seen=conference.version,
        seen_attendance=sum(each.version for each in invitees),
        may_arrange=is_chair or may(by, _P.CONFERENCE_COORDINATE),
        may_chair=is_chair,
        may_record=is_chair or (may(by, _P.CONFERENCE_MINUTE) and conference.minute_taker_id == by.officer_id),
    )


def _person(session: Session, each: AtConference) -> PersonView:
    row, kind = each.record, plan_kind(each.strand)
    return PersonView(
        strand_id=each.strand.id,
        strand_ref=each.strand.ref,
        concern_ref=each.concern.ref,
        name=called(each.person),
        age=age_words(each.person, clock.today()),
        plan_kind=kind,
        safeguards=tuple(safeguards_of(row, kind).items()),
        options=options_for(session, each),
        decision=row.decision or "",
        reasons=row.reasons or "",
        reporter_referral=row.reporter_referral or "",
        areas_of_concern=tuple(row.areas_of_concern),
        dissent=tuple(row.dissent or ()),
        own_words=row.own_words,
        seen=row.version,
        clocks=pathways.clocks_on(session, "strand", each.strand.id),
    )


def _invitee(row: Invitee) -> InviteeView:
    mail = "none"
    if row.invited_at is not None and is_mailed(row):
        mail = "sent" if row.mailed_at else "given_up" if row.mail_problem else "waiting"
    return InviteeView(
        id=row.id,
        agency=row.agency,
        role=row.role,
        name=row.name or "",
        attends=row.attends,
        is_alleged=row.is_alleged,
        told_how=row.told_how,
        sees_papers=row.sees_papers,
        why_not=row.why_not or "",
        answer=row.answer,
        attended=row.attended or "",
        absence_reason=row.absence_reason or "",
        mail=mail,
        mailed_at=row.mailed_at,
    )


def _waiting(session: Session, conference_id: UUID) -> int:
    """How many mails about this conference wait to leave."""
    waiting = session.scalars(select(Delivery).where(Delivery.state == "waiting", Delivery.kind == "invitation"))
    return sum(1 for each in waiting if each.about.get("conference") == str(conference_id))
