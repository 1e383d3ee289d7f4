"""Conferences: asked for, given a chair, convened, held, recorded; siblings share a meeting and keep a record each."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.accounts import Sight
from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Versioned, Words, one_of

KINDS = ("initial", "pre_birth", "review", "transfer", "adult_initial", "adult_review")


class State(Enum):
    """Where a conference stands."""

    REQUESTED = "requested"
    ALLOCATED = "allocated"
    CONVENED = "convened"
    HELD = "held"
    INQUORATE = "inquorate"
    CANCELLED = "cancelled"


STEPS: dict[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.ALLOCATED, State.CANCELLED}),
    State.ALLOCATED: frozenset({State.CONVENED, State.REQUESTED, State.CANCELLED}),
    State.CONVENED: frozenset({State.CONVENED, State.HELD, State.INQUORATE, State.CANCELLED}),
    State.INQUORATE: frozenset({State.CONVENED, State.CANCELLED}),
    State.HELD: frozenset(),
    State.CANCELLED: frozenset(),
}


class Conference(Sight, SealedRow, Versioned, Base):
    """A child protection planning meeting or adult case conference."""

    __tablename__ = "conferences"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("state", [state.value for state in State]), name="state"),
        CheckConstraint("minute_taker_id IS NULL OR minute_taker_id <> chair_id", name="chair_takes_no_minutes"),
        Index("ix_conferences_chair", "chair_id", "state", "starts_at"),
    )

    ref: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=State.REQUESTED.value)
    requested_at: Mapped[datetime]
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    chair_id: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    chair_accepted_at: Mapped[datetime | None]
    minute_taker_id: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    starts_at: Mapped[datetime | None]
    minutes_long: Mapped[int] = mapped_column(default=90)
    last_lawful_on: Mapped[date | None]
    calendar_uid: Mapped[str]
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    convened_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    inquorate_at: Mapped[datetime | None]  # when the last meeting could not go ahead; the next one must be quorate
    quorate: Mapped[str | None]  # the chair's declaration: yes, no, proceeded
    next_review_on: Mapped[date | None]
    late_approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    place = Sealed[str]("conferences.place")
    link = Sealed[str]("conferences.link")
    late_reason = Sealed[str]("conferences.late_reason")
    late_safety_plan = Sealed[str]("conferences.late_safety_plan")
    notice_reason = Sealed[str]("conferences.notice_reason")
    declined_reason = Sealed[str]("conferences.declined_reason")
    cancel_reason = Sealed[str]("conferences.cancel_reason")
    quorum_words = Sealed[str]("conferences.quorum_words")
    planned = Sealed[dict[str, Any]]("conferences.planned")  # as typed, until the invitations go


class ConferenceStrand(SealedRow, Versioned, Base):
    """One person at a conference, under that person's key: their strand, the decision about them, dissent, own words."""

    __tablename__ = "conference_strands"
    __kept__ = AUDITED
    __table_args__ = (UniqueConstraint("conference_id", "strand_id"),)

    conference_id: Mapped[UUID] = mapped_column(ForeignKey("conferences.id"))
    strand_id: Mapped[UUID] = mapped_column(ForeignKey("strands.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    decision: Mapped[str | None]  # register, not_register, keep, remove, adult_plan, no_plan
    reporter_referral: Mapped[str | None]  # yes, no
    areas_of_concern: Mapped[list[str]] = mapped_column(Words, default=list)
    safeguards: Mapped[dict[str, str]] = mapped_column(
        Words, default=dict
    )  # risk_assessment …: in_place, asked, missing
    reasons = Sealed[str]("conference_strands.reasons")
    dissent = Sealed[list[dict[str, Any]]]("conference_strands.dissent")
    own_words = Sealed[dict[str, Any]]("conference_strands.own_words")


class Invitee(SealedRow, Versioned, Base):
    """Someone asked to come: agency, role, a safe way to learn whom it concerns, their answer, and whether they came."""

    __tablename__ = "invitees"
    __kept__ = AUDITED
    __table_args__ = (Index("ix_invitees_conference", "conference_id", "place_in_list"),)

    conference_id: Mapped[UUID] = mapped_column(ForeignKey("conferences.id"))
    place_in_list: Mapped[int]
    agency: Mapped[str]
    role: Mapped[str]
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    attends: Mapped[str]  # expected, own_choice, separately, no
    is_alleged: Mapped[bool] = mapped_column(default=False)
    told_how: Mapped[str]  # hub, secure_mail, phone, in_person, not_safe
    sees_papers: Mapped[str]  # all, own_part, none
    invited_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    mail_problem: Mapped[str | None]  # a code, once nobody tries any more
    answer: Mapped[str] = mapped_column(default="waiting")  # waiting, coming, by_video, apologies
    attended: Mapped[str | None]  # yes, by_video, apologies, absent
    name = Sealed[str]("invitees.name")
    email = Sealed[str]("invitees.email")
    why_not = Sealed[str]("invitees.why_not")  # why somebody is not asked to come, or comes separately
    absence_reason = Sealed[str]("invitees.absence_reason")
