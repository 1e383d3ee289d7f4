"""Clocks that run: which limit, from which event, until when, and each variation with its reason."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Versioned, one_of

STATES = ("running", "met", "missed", "stopped")


class RunningClock(Versioned, Base):
    """One limit on one record, with the pack and version it was counted by; `due_at` moves only by a variation."""

    __tablename__ = "running_clocks"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        Index("ix_running_clocks_object", "object_type", "object_id", "clock"),
        Index("ix_running_clocks_due", "state", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    clock: Mapped[str]
    version_on: Mapped[date]
    fingerprint: Mapped[str]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    first_due_at: Mapped[datetime]
    last_usable_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="running")
    ended_at: Mapped[datetime | None]


class ClockVariation(SealedRow, Base):
    """Why a limit was moved, and who agreed; the original stays on the clock."""

    __tablename__ = "clock_variations"
    __kept__ = AUDITED

    clock_id: Mapped[UUID] = mapped_column(ForeignKey("running_clocks.id"), index=True)
    from_due_at: Mapped[datetime]
    to_due_at: Mapped[datetime]
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    approver_role: Mapped[str]
    at: Mapped[datetime]
    reason = Sealed[str]("clock_variations.reason")
    safety_plan = Sealed[str]("clock_variations.safety_plan")
