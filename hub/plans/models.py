"""Protection plans; a child is on the register while a child protection plan is open."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.db import AUDITED, Base, Versioned, Words, one_of

KINDS = ("child_protection", "adult_protection")


class Plan(Versioned, Base):
    """One plan of one person, from the conference that opened it to the one that ended it."""

    __tablename__ = "plans"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        Index("ix_plans_open", "kind", "ended_on", "opened_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    strand_id: Mapped[UUID] = mapped_column(ForeignKey("strands.id"), index=True)
    kind: Mapped[str]
    opened_on: Mapped[date]
    opened_at: Mapped[datetime]
    opened_by_conference: Mapped[UUID] = mapped_column(ForeignKey("conferences.id"))
    areas_of_concern: Mapped[list[str]] = mapped_column(Words)
    next_review_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_by_conference: Mapped[UUID | None] = mapped_column(ForeignKey("conferences.id"))
