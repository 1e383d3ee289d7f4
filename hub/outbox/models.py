"""What has to leave the hub after commit: ids only, delivered at least once by the worker, each handler idempotent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.db import Base, Words, working


class Delivery(Base):
    """One thing to deliver. `about` holds codes and ids, never names or words."""

    __tablename__ = "deliveries"
    __kept__ = working("because a delivery only points at an audited change; sending has its own leaf")
    __table_args__ = (Index("ix_deliveries_due", "state", "next_try_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    about: Mapped[dict[str, str]] = mapped_column(Words)
    state: Mapped[str] = mapped_column(default="waiting")  # waiting, sent, given_up
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    last_problem: Mapped[str | None]  # a code, never a message with data
    sent_at: Mapped[datetime | None]
