"""A strand: one route of work for one person. Each has its own life; none can close another."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.accounts import Sight
from hub.db import AUDITED, Base, Versioned, one_of


class State(Enum):
    """Where a strand stands."""

    OPEN = "open"
    WITH_COORDINATION = "with_coordination"
    WITH_CHAIR = "with_chair"
    CONVENED = "convened"
    UNDER_PLAN = "under_plan"
    CLOSED = "closed"


STEPS: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.WITH_COORDINATION, State.CLOSED}),
    State.WITH_COORDINATION: frozenset({State.WITH_CHAIR, State.OPEN, State.CLOSED}),
    State.WITH_CHAIR: frozenset({State.CONVENED, State.WITH_COORDINATION, State.CLOSED}),
    State.CONVENED: frozenset({State.UNDER_PLAN, State.WITH_CHAIR, State.OPEN, State.CLOSED}),
    State.UNDER_PLAN: frozenset({State.WITH_COORDINATION, State.CLOSED}),
    State.CLOSED: frozenset(),
}


class Strand(Sight, Versioned, Base):
    """One person's route, opened by a decision; `kind` is its area."""

    __tablename__ = "strands"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("state", [state.value for state in State]), name="state"),
        Index("ix_strands_person", "person_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    ref: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"), index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), index=True)
    kind: Mapped[str]
    route: Mapped[str]
    urgency: Mapped[str]
    state: Mapped[str] = mapped_column(default=State.OPEN.value)
    conference: Mapped[str | None]  # child_protection or adult, where the route calls for one
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    closed_at: Mapped[datetime | None]


class StrandPart(Base):
    """Somebody who acted on a strand, and as what; who has a part in a case does not chair it."""

    __tablename__ = "strand_parts"
    __kept__ = AUDITED

    strand_id: Mapped[UUID] = mapped_column(ForeignKey("strands.id"), primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)  # screened, decided, second, supervises, chaired, co_ordinated
    at: Mapped[datetime]
