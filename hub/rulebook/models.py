"""Every pack ever activated, packs under change and what they would change, and every screening with its facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Versioned, Words, one_of, working

DRAFT_STATES = ("open", "proposed", "withdrawn", "activated")
BACKTEST_STATES = ("waiting", "running", "done", "failed")


class RulePack(Base):
    """A pack's files, compressed, by fingerprint; kept for ever."""

    __tablename__ = "rule_packs"
    __kept__ = AUDITED

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    files: Mapped[bytes] = mapped_column(LargeBinary)
    stored_at: Mapped[datetime]


class PackActivation(Base):
    """This pack rules from the London day `starts_on` (None: at once); the newest activation that has started is in force.

    `proposed_by` and `activated_by` are two people, but for the first installation. `refused_at` is when the alarm was
    raised that the pack does not load, so that an older one goes on ruling.
    """

    __tablename__ = "pack_activations"
    __kept__ = AUDITED

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fingerprint: Mapped[str] = mapped_column(ForeignKey("rule_packs.fingerprint"))
    at: Mapped[datetime]
    activated_by: Mapped[str]
    reason: Mapped[str]
    starts_on: Mapped[date | None]
    proposed_by: Mapped[str | None]
    draft_number: Mapped[int | None]
    refused_at: Mapped[datetime | None]


class RuleDraft(Versioned, Base):
    """A pack under change: all its files as typed, loadable or not, and how far it has come to ruling.

    It stands upon the pack `base_fingerprint`. `goes_back` is a pack that ruled before and shall rule again.
    """

    __tablename__ = "rule_drafts"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("state", DRAFT_STATES), name="state"),
        CheckConstraint("signed_by IS NULL OR signed_by <> proposed_by", name="two_people"),
        CheckConstraint("(signed_by IS NULL) = (signed_at IS NULL)", name="signed_who_and_when"),
        CheckConstraint("(proposed_by IS NULL) = (proposed_at IS NULL)", name="proposed_who_and_when"),
        Index("ix_rule_drafts_state", "state"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    base_fingerprint: Mapped[str] = mapped_column(ForeignKey("rule_packs.fingerprint"))
    fingerprint: Mapped[str]  # of the files as they are now
    files: Mapped[bytes] = mapped_column(LargeBinary)
    goes_back: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    made_at: Mapped[datetime]
    edited_by: Mapped[list[str]] = mapped_column(Words)  # ids of officers, who edited last at the end
    changed_at: Mapped[datetime]
    reason: Mapped[str | None]
    starts_on: Mapped[date | None]
    moves_down_seen: Mapped[int | None]  # how many the proposer was shown that would move down, and took on
    weaker_seen: Mapped[int | None]  # how many things that become weaker beside that they were shown, and took on
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    proposed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    signed_at: Mapped[datetime | None]
    sent_back_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    sent_back_why: Mapped[str | None]


class RuleBacktest(Base):
    """What a draft's files would have changed about stored screenings: asked for, worked through, counted.

    It compares with the pack `base_fingerprint`. `result` is as `screening_rules.backtest` lays it out: counts only.
    """

    __tablename__ = "rule_backtests"
    __kept__ = working("because it is made again from what is kept; asking, proposing and signing have their leaves")
    __table_args__ = (
        CheckConstraint(one_of("state", BACKTEST_STATES), name="state"),
        Index("ix_rule_backtests_draft", "draft_number", "asked_at"),
        Index("ix_rule_backtests_state", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    draft_number: Mapped[int] = mapped_column(ForeignKey("rule_drafts.number"))
    fingerprint: Mapped[str]
    base_fingerprint: Mapped[str] = mapped_column(ForeignKey("rule_packs.fingerprint"))
    state: Mapped[str] = mapped_column(default="waiting")
    since: Mapped[date | None]  # only concerns received from this London day on; None: all there are
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    asked_at: Mapped[datetime]
    held_by: Mapped[str | None]  # a mark of whoever works on it
    held_until: Mapped[datetime | None]  # past means that they died, and it begins anew
    total: Mapped[int] = mapped_column(default=0)  # concerns
    done: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(Words)
    problem: Mapped[str | None]  # a code


class BacktestMove(Base):
    """One person in one concern whom the draft would have moved down, in the order found; no name, no words."""

    __tablename__ = "backtest_moves"
    __kept__ = working("because it is made again from what is kept")

    backtest_id: Mapped[UUID] = mapped_column(ForeignKey("rule_backtests.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ref: Mapped[str]  # empty where the record is sealed
    place: Mapped[int]  # of the person on the form, from 1
    from_urgency: Mapped[str | None]
    to_urgency: Mapped[str | None]
    from_routes: Mapped[list[str]] = mapped_column(Words)
    to_routes: Mapped[list[str]] = mapped_column(Words)
    rules: Mapped[list[str]] = mapped_column(Words)  # those whose answer differs


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
