"""What was already received under a client's key, so that sending twice gives the same reference once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hub.db import Base, working


class SentOnce(Base):
    """A key a client used, a keyed hash of what it sent, and the answer it got; kept seven days."""

    __tablename__ = "sent_once"
    __kept__ = working("because it only repeats the answer to a request that has its own leaf")

    client: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_mark: Mapped[bytes] = mapped_column(LargeBinary)
    ref: Mapped[str]
    status: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
