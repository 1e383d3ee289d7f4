"""Second looks: how large their share is, each draw, each look, and the answer pairs that agreement is counted from."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Versioned, Words, one_of

KINDS = ("sample", "safety_net")
STATES = ("waiting", "given", "withdrawn")


class SecondLookShare(Base):
    """From `set_at` on, this share of decisions is drawn; the newest stands, earlier ones stay."""

    __tablename__ = "second_look_shares"
    __kept__ = AUDITED
    __table_args__ = (CheckConstraint("per_mille BETWEEN 20 AND 50", name="between_two_and_five_per_cent"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    per_mille: Mapped[int]
    reason: Mapped[str]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    set_at: Mapped[datetime]


class SecondLookDraw(Base):
    """One draw: from which decisions, with which share, and how many of each area were drawn; `netted` are of those that closed."""

    __tablename__ = "second_look_draws"
    __kept__ = AUDITED

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    per_mille: Mapped[int]
    considered: Mapped[dict[str, int]] = mapped_column(Words)
    sampled: Mapped[dict[str, int]] = mapped_column(Words)
    closed: Mapped[int]
    netted: Mapped[int]


class SecondLook(SealedRow, Versioned, Base):
    """A decision drawn for a second look, and the answer given. It names no officer: the grant does while it is looked at."""

    __tablename__ = "second_looks"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(state = 'given') = (given_at IS NOT NULL)", name="given_and_when"),
        CheckConstraint("(settled_as IS NULL) = (settled_at IS NULL)", name="settled_as_and_when"),
        Index("ix_second_looks_state", "state", "drawn_at"),
    )

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), unique=True)
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    draw_number: Mapped[int] = mapped_column(ForeignKey("second_look_draws.number"))
    kind: Mapped[str]
    area: Mapped[str]
    chance_per_mille: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting")
    drawn_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    routes: Mapped[list[str] | None] = mapped_column(Words)
    urgency: Mapped[str | None]
    differs: Mapped[list[str] | None] = mapped_column(Words)  # codes of `comparing`
    settled_at: Mapped[datetime | None]
    settled_as: Mapped[str | None]
    words = Sealed[str]("second_looks.words")
    settled_words = Sealed[str]("second_looks.settled_words")


class AnswerPair(Base):
    """Two answers about one person, and nothing else: no officer, decision, concern or day leads to it or from it."""

    __tablename__ = "answer_pairs"
    __kept__ = AUDITED
    __table_args__ = (Index("ix_answer_pairs_month", "given_in", "area"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str]
    given_in: Mapped[str]  # the London month, such as 2026-11
    first_family: Mapped[str]
    second_family: Mapped[str]
    first_urgency: Mapped[str]
    second_urgency: Mapped[str]
