"""A stored screening made again from its facts, day and pack, and held against what was stored of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.errors import Unavailable
from hub.rulebook.models import ScreeningRun, ScreeningSubject
from hub.rulebook.running import found_columns, replay, subjects_of
from screening_rules import EVALUATOR, SubjectResult


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise; `person_id` is None where it is about the whole run."""

    person_id: UUID | None
    what: str
    stored: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """A run made again: `results` by person, and what differs from what was stored. `problem` says why it could not be."""

    id: UUID
    number: int
    on_day: date
    at: datetime
    why: str
    fingerprint: str
    evaluator: str
    results: dict[UUID, SubjectResult]
    differences: tuple[Difference, ...]
    problem: str = ""

    @property
    def is_same(self) -> bool:
        """Whether it came out as it was stored."""
        return not self.differences and not self.problem


def replay_runs(session: Session, concern_id: UUID) -> list[Replayed]:
    """Every run over a concern made again, the first first; a step of what shows them."""
    rows = select(ScreeningRun).where(ScreeningRun.concern_id == concern_id).order_by(ScreeningRun.number)
    return [replay_run(session, stored) for stored in session.scalars(rows)]


def replay_run(session: Session, stored: ScreeningRun) -> Replayed:
    """One run made again. What the evaluator of another release stored is made again by this one's, and said to be so."""
    told = (stored.id, stored.number, stored.on_day, stored.at, stored.why, stored.fingerprint, stored.evaluator)
    try:
        screening = replay(session, stored)
        kept = subjects_of(session, stored.id)
    except (Unavailable, ValueError) as error:
        return Replayed(*told, {}, (), getattr(error, "message", "Its stored facts do not fit its rules."))
    results = {UUID(each.id): each for each in screening.subjects}
    differences = [each for person in sorted(kept.keys() | results.keys()) for each in _about(kept, results, person)]
    if stored.evaluator != EVALUATOR:
        differences.insert(0, Difference(None, "evaluator", stored.evaluator, EVALUATOR))
    return Replayed(*told, results, tuple(differences))


def _about(kept: dict[UUID, ScreeningSubject], results: dict[UUID, SubjectResult], person: UUID) -> list[Difference]:
    row, result = kept.get(person), results.get(person)
    if row is None or result is None:
        return [Difference(person, "person", row is not None, result is not None)]
    now = found_columns(result)
    return [Difference(person, name, getattr(row, name), now[name]) for name in now if getattr(row, name) != now[name]]
