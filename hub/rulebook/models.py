"""Every pack ever activated, and every screening with the facts it was run over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Words


class RulePack(Base):
    """A pack's files, compressed, by fingerprint; kept for ever."""

    __tablename__ = "rule_packs"
    __kept__ = AUDITED

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    files: Mapped[bytes] = mapped_column(LargeBinary)
    stored_at: Mapped[datetime]


class PackActivation(Base):
    """From `at` on, this pack rules; the newest activation is the one in force."""

    __tablename__ = "pack_activations"
    __kept__ = AUDITED

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fingerprint: Mapped[str] = mapped_column(ForeignKey("rule_packs.fingerprint"))
    at: Mapped[datetime]
    activated_by: Mapped[str]
    reason: Mapped[str]


class ScreeningRun(SealedRow, Base):
    """One run of the rules over a concern: the day, the pack, the evaluator and the concern's own facts."""

    __tablename__ = "screening_runs"
    __kept__ = AUDITED
    __table_args__ = (UniqueConstraint("concern_id", "number"),)

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"))
    number: Mapped[int]
    on_day: Mapped[date]
    at: Mapped[datetime]
    fingerprint: Mapped[str] = mapped_column(ForeignKey("rule_packs.fingerprint"))
    evaluator: Mapped[str]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    why: Mapped[str]  # received, corrected, answered, limbs
    facts = Sealed[dict[str, Any]]("screening_runs.facts")  # {"concern": …, "household": …}


class ScreeningSubject(SealedRow, Base):
    """One person's facts in a run, under their key, and what the rules recommended for them."""

    __tablename__ = "screening_subjects"
    __kept__ = AUDITED
    __table_args__ = (UniqueConstraint("run_id", "person_id"), Index("ix_screening_subjects_person", "person_id"))

    run_id: Mapped[UUID] = mapped_column(ForeignKey("screening_runs.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    rank: Mapped[int]
    urgency: Mapped[str | None]
    could_reach: Mapped[str | None]
    because_unknown: Mapped[bool]
    routes: Mapped[list[str]] = mapped_column(Words)
    possible_routes: Mapped[list[str]] = mapped_column(Words)
    mandatory_routes: Mapped[list[str]] = mapped_column(Words)
    mandatory_urgency: Mapped[str | None]
    findings: Mapped[list[list[str]]] = mapped_column(Words)  # [rule, version, answer] of every yes and unknown
    facts = Sealed[dict[str, Any]]("screening_subjects.facts")


class FactAnswer(SealedRow, Base):
    """A fact an officer learnt after receipt, about the concern or one person: what, who said it, how they know."""

    __tablename__ = "fact_answers"
    __kept__ = AUDITED
    __table_args__ = (
        Index("ix_fact_answers_concern", "concern_id", "number"),
        UniqueConstraint("concern_id", "number"),
    )

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # None: of the concern or household
    number: Mapped[int]
    fact: Mapped[str]
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    answered_at: Mapped[datetime]
    stated = Sealed[Any]("fact_answers.stated")  # as screening_rules reads a stated fact
    evidence = Sealed[str]("fact_answers.evidence")
