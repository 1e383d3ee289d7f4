"""Own views, decisions with their reasons, onward routes; what a team was told and must acknowledge, and what was closed
before a new concern came."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.accounts import Sight
from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Versioned, Words, one_of

DECISION_STATES = ("made", "waiting_for_second", "signed", "sent_back", "replaced")
ONWARD_STATES = ("waiting", "accepted", "came_back")
NOTICE_KINDS = ("new_information", "led_elsewhere")
NOTICE_STATES = ("waiting", "acknowledged", "came_back", "settled", "withdrawn")
RETURN_STATES = ("waiting", "stands", "look_again")


class OwnView(SealedRow, Base):
    """What an officer thought of one person before the suggestions opened; kept as given."""

    __tablename__ = "own_views"
    __kept__ = AUDITED
    __table_args__ = (UniqueConstraint("concern_id", "person_id", "officer_id"),)

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    given_at: Mapped[datetime]
    routes: Mapped[list[str]] = mapped_column(Words)
    urgency: Mapped[str]
    copied_from: Mapped[UUID | None]
    words = Sealed[str]("own_views.words")


class Decision(SealedRow, Versioned, Base):
    """What a named officer decided for one person on one concern, and why; agreeing and differing both carry words."""

    __tablename__ = "decisions"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("state", DECISION_STATES), name="state"),
        CheckConstraint("second_by IS NULL OR second_by <> decided_by", name="two_people"),
        CheckConstraint("(second_by IS NULL) = (second_at IS NULL)", name="second_who_and_when"),
        UniqueConstraint("concern_id", "person_id", "number"),
        Index("ix_decisions_state", "state", "decided_at"),
    )

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[int]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("screening_runs.id"))
    state: Mapped[str]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime]
    routes: Mapped[list[str]] = mapped_column(Words)
    urgency: Mapped[str]
    agrees_routes: Mapped[bool]
    routes_reason: Mapped[str | None]  # coded, only when differing
    agrees_urgency: Mapped[bool]
    urgency_reason: Mapped[str | None]
    lowers_mandatory: Mapped[bool]
    lead_framework: Mapped[str | None]  # 16-17: child or adult
    onward_route: Mapped[str | None]  # closing below the threshold names it
    told_person: Mapped[str]  # yes, will_be, not_safe, not_known
    out_of_hours: Mapped[bool] = mapped_column(default=False)
    ask_second: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    second_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    second_at: Mapped[datetime | None]
    words_routes = Sealed[str]("decisions.words_routes")
    words_urgency = Sealed[str]("decisions.words_urgency")
    words_lead = Sealed[str]("decisions.words_lead")
    words_onward = Sealed[str]("decisions.words_onward")  # who takes it on, and what is asked of them
    words_telling = Sealed[str]("decisions.words_telling")
    words_second = Sealed[str]("decisions.words_second")


class OnwardRoute(SealedRow, Versioned, Base):
    """Where a concern below the threshold was passed on to; open until somebody named accepts it or it comes back."""

    __tablename__ = "onward_routes"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("state", ONWARD_STATES), name="state"),
        Index("ix_onward_routes_open", "state", "act_by"),
    )

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"), index=True)
    route: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), index=True)
    opened_at: Mapped[datetime]
    act_by: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    accepted_by_name = Sealed[str]("onward_routes.accepted_by_name")
    words = Sealed[str]("onward_routes.words")

    @property
    def outcome(self) -> str:
        """How it stands: its state, but `withdrawn` where it ended with its decision, so that nobody settled it."""
        is_withdrawn = self.state == "came_back" and self.settled_by is None
        return "withdrawn" if is_withdrawn else self.state


class TeamNotice(Sight, SealedRow, Versioned, Base):
    """Something a team has to know and says so of, by name, the same day: new information about work it holds, or that the
    other framework leads for a young person. Not acknowledged in time, it goes back to screening."""

    __tablename__ = "team_notices"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("kind", NOTICE_KINDS), name="kind"),
        CheckConstraint(one_of("state", NOTICE_STATES), name="state"),
        CheckConstraint("(answered_by IS NULL) = (answered_at IS NULL)", name="answered_who_and_when"),
        UniqueConstraint("concern_id", "person_id", "team_id", "kind"),
        Index("ix_team_notices_due", "state", "act_by"),
    )

    kind: Mapped[str]
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)  # their row on that concern
    strand_id: Mapped[UUID | None] = mapped_column(ForeignKey("strands.id"), index=True)
    state: Mapped[str] = mapped_column(default="waiting")
    told_at: Mapped[datetime]
    act_by: Mapped[datetime]
    came_back_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    answered_at: Mapped[datetime | None]
    fresh = Sealed[list[str]]("team_notices.fresh")  # person, source, harm:<choice>: what the open work did not know of
    words = Sealed[str]("team_notices.words")


class Return(SealedRow, Versioned, Base):
    """An earlier concern that was closed below the threshold, and the later one that brought it back to be looked at."""

    __tablename__ = "returns"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("state", RETURN_STATES), name="state"),
        CheckConstraint("earlier_id <> concern_id", name="two_concerns"),
        CheckConstraint("(answered_by IS NULL) = (answered_at IS NULL)", name="answered_who_and_when"),
        UniqueConstraint("concern_id", "earlier_id"),
    )

    earlier_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"), index=True)
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"))
    reasons: Mapped[list[str]] = mapped_column(Words)  # person, home, service, alleged
    state: Mapped[str] = mapped_column(default="waiting")
    came_at: Mapped[datetime]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    answered_at: Mapped[datetime | None]
    words = Sealed[str]("returns.words")
