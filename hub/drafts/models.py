"""Half-written concerns, autosaved section by section under their own key."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.crypto import Sealed, SealedRow
from hub.db import Base, working

FORMS = ("long", "quick")
_DRAFT = working("because a draft is typing in progress; opening, sending and discarding it have leaves")


class Draft(SealedRow, Base):
    """One draft of one officer. Sent and discarded drafts stay as stubs without their sections."""

    __tablename__ = "drafts"
    __kept__ = _DRAFT
    __table_args__ = (Index("ix_drafts_owner", "owner_id", "state"), Index("ix_drafts_touched", "state", "touched_at"))

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    form: Mapped[str]  # long or quick
    state: Mapped[str] = mapped_column(default="open")  # open, sent, discarded
    danger: Mapped[str] = mapped_column(default="")
    sealed_from_start: Mapped[bool] = mapped_column(default=False)  # "this involves one of us"
    send_once_key: Mapped[UUID]
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    concern_ref: Mapped[str | None]
    label = Sealed[str]("drafts.label")  # whom it is about, for the owner's own list


class DraftSection(SealedRow, Base):
    """One section's answers; `version` rises with each save, and a save against an older one is a conflict."""

    __tablename__ = "draft_sections"
    __kept__ = _DRAFT
    __table_args__ = (UniqueConstraint("draft_id", "section"),)

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    section: Mapped[str]
    version: Mapped[int]
    saved_at: Mapped[datetime]
    answers = Sealed[dict[str, Any]]("draft_sections.answers")
