"""When background work was last done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from hub.db import Base, working


class WorkerBeat(Base):
    """The last turn in which everything due was done, by whichever worker."""

    __tablename__ = "worker_beats"
    __kept__ = working("because it only says that the worker lives")

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
