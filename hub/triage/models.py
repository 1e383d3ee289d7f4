"""The officer's own view, the decision with its reasons, the second signature, and the onward route that waits for acceptance."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Versioned, Words, one_of

DECISION_STATES = ("made", "waiting_for_second", "signed", "sent_back", "replaced")
ONWARD_STATES = ("waiting", "accepted", "came_back")


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
