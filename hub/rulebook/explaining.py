"""Why a stored run says what it says about one person, made from its own facts, day and pack; made only when asked for."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.rulebook.models import ScreeningRun, ScreeningSubject
from hub.rulebook.packs import pack_by_fingerprint
from screening_rules import Case, Explanation, Facts, Pack, parse_case, screen
from screening_rules import explain as explain_screening


def explain(
    session: Session, stored: ScreeningRun, person_id: UUID, *, certain: frozenset[str] = frozenset()
) -> Explanation:
    """The explanation of one person's part of a stored run; nothing is tried instead of the facts that are `certain`.

    Raises:
        KeyError: the run was not about that person.
    """
    row = _row(session, stored, person_id)
    if row is None:
        raise KeyError(person_id)
    pack, case = _case(session, stored, row)
    return explain_screening(pack, case, screen(pack, case, on=stored.on_day), str(person_id), certain=certain)


def facts_about(session: Session, stored: ScreeningRun, person_id: UUID) -> Facts:
    """Everything a run was told that bears on one person: the concern's facts, the household's and their own."""
    _, case = _case(session, stored, _row(session, stored, person_id))
    return case.about(case.subjects[0])


def _row(session: Session, stored: ScreeningRun, person_id: UUID) -> ScreeningSubject | None:
    return session.scalars(
        select(ScreeningSubject).where(ScreeningSubject.run_id == stored.id, ScreeningSubject.person_id == person_id)
    ).first()


def _case(session: Session, stored: ScreeningRun, row: ScreeningSubject | None) -> tuple[Pack, Case]:
    """What the run was told, of one person alone, and its pack."""
    pack, facts = pack_by_fingerprint(session, stored.fingerprint), stored.facts or {}
    one = {"id": str(row.person_id) if row else "nobody", "facts": (row.facts or {}) if row else {}}
    shared = {scope: facts.get(scope, {}) for scope in ("concern", "household")}
    return pack, parse_case(pack.facts, {**shared, "subjects": [one]})
