"""Places in queues, ordered by rank, act-by and id; each holds what a list shows, so that a list reads no other room."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.accounts import Sight
from hub.db import AUDITED, Base, Versioned, Words, one_of

QUEUES = ("screening", "second_person", "strand", "coordination", "chairing", "second_look", "look_difference")
STATES = ("open", "done")


class WorkItem(Sight, Versioned, Base):
    """One thing to do, with one team. `rank` is 2 x band (+1 when only unknowns put it there); smaller is sooner."""

    __tablename__ = "work_items"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("queue", QUEUES), name="queue"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(claimed_by IS NULL) = (claimed_until IS NULL)", name="claim_who_and_until"),
        Index("ix_work_items_order", "queue", "team_id", "state", "level", "rank", "act_by", "id"),
        Index("ix_work_items_object", "object_type", "object_id", "queue"),
        Index("ix_work_items_claimed", "claimed_by", "state"),
        Index("ix_work_items_incident", "incident_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    queue: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    object_type: Mapped[str]  # concern, decision, strand, conference or second_look
    object_id: Mapped[UUID]
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"))
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id")
    )  # whose name the row opens, for those who may
    people_count: Mapped[int] = mapped_column(default=1)
    ref: Mapped[str]
    source_kind: Mapped[str]
    incident_id: Mapped[UUID | None]
    rank: Mapped[int]
    act_by: Mapped[datetime]
    danger: Mapped[list[str]] = mapped_column(Words)  # codes of danger words
    reason: Mapped[str]  # one reason code: a rule id or a route
    unknown: Mapped[list[str]] = mapped_column(Words)  # fact ids that only make it "could be"
    desk: Mapped[str]  # children, adults, both
    placed_at: Mapped[datetime]
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    claimed_until: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]  # of an open one: when all was done but for a second person's word
