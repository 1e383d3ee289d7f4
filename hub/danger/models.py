"""Immediate danger: an alert, who was rung in which order, and the named person who has it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.db import AUDITED, Base, Versioned


class Alert(Versioned, Base):
    """One alert about a concern or a draft; open until somebody named has acknowledged it."""

    __tablename__ = "alerts"
    __kept__ = AUDITED
    __table_args__ = (
        Index("ix_alerts_open", "acknowledged_at", "next_rung_at"),
        UniqueConstraint("draft_id"),
        UniqueConstraint("concern_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    concern_id: Mapped[UUID | None] = mapped_column(ForeignKey("concerns.id"))
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("drafts.id"))
    answer: Mapped[str]  # yes, not_known, later
    before: Mapped[datetime | None]
    raised_at: Mapped[datetime]
    raised_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    rung: Mapped[int] = mapped_column(default=0)
    next_rung_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    acknowledged_at: Mapped[datetime | None]


class AlertCall(Base):
    """Somebody the ladder reached for, and when."""

    __tablename__ = "alert_calls"
    __kept__ = AUDITED

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alerts.id"), primary_key=True)
    rung: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    called_at: Mapped[datetime]


class RotaPlace(Versioned, Base):
    """Who stands on which rung of the ladder; rung 0 is called first."""

    __tablename__ = "rota_places"
    __kept__ = AUDITED
    __table_args__ = (UniqueConstraint("rung", "officer_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    rung: Mapped[int]
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
