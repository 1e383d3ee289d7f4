"""Running the rules over a concern and storing the run with its facts, so that it gives the same result years later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import clock, crypto
from hub.crypto import DataKey
from hub.errors import NotFound
from hub.rulebook.models import ScreeningRun, ScreeningSubject
from hub.rulebook.packs import pack_by_fingerprint
from screening_rules import Answer, Case, Pack, Screening, SubjectResult, parse_case, screen, to_json

Mandatory = tuple[tuple[str, ...], str | None]  # routes and urgency


def run(
    session: Session,
    pack: Pack,
    *,
    concern_id: UUID,
    case: Case,
    keys: dict[UUID, DataKey],
    number: int,
    why: str,
    asked_by: UUID | None,
) -> tuple[ScreeningRun, Screening]:
    """One stored screening of `case` by `pack`, the one its facts were read by, on the London day it is.

    `keys` holds the data key of each subject's person; the concern's and household's facts get a key of their own.
    `number` is `next_run_number`, 1 for a concern that has only just come in.
    """
    day = clock.today()
    screening = screen(pack, case, on=day)
    plain = to_json(case)
    stored = ScreeningRun(
        key=crypto.new_key("screening"),
        concern_id=concern_id,
        number=number,
        on_day=day,
        at=clock.now(),
        fingerprint=pack.fingerprint,
        evaluator=screening.evaluator,
        asked_by=asked_by,
        why=why,
        facts={"concern": plain["concern"], "household": plain["household"]},
    )
    session.add(stored)
    session.flush()
    facts = {subject["id"]: subject["facts"] for subject in plain["subjects"]}
    session.add_all(
        _subject(stored.id, result, keys[UUID(result.id)], facts[result.id]) for result in screening.subjects
    )
    return stored, screening


def next_run_number(session: Session, concern_id: UUID) -> int:
    """The number that the next run over a concern has."""
    newest = select(func.max(ScreeningRun.number)).where(ScreeningRun.concern_id == concern_id)
    return (session.scalar(newest) or 0) + 1


def _subject(run_id: UUID, result: SubjectResult, key: DataKey, facts: dict[str, Any]) -> ScreeningSubject:
    return ScreeningSubject(key=key, run_id=run_id, person_id=UUID(result.id), facts=facts, **found_columns(result))


def found_columns(result: SubjectResult) -> dict[str, Any]:
    """What a run stores in the open of what it says about one person."""
    found = result.recommendation
    return {
        "rank": found.rank,
        "urgency": found.urgency,
        "could_reach": found.could_reach,
        "because_unknown": found.because_unknown,
        "routes": list(found.routes),
        "possible_routes": list(found.possible_routes),
        "mandatory_routes": list(found.mandatory_routes),
        "mandatory_urgency": found.mandatory_urgency,
        "findings": [
            [each.rule, each.version.isoformat(), each.answer.name.lower()]
            for each in result.findings
            if each.answer is not Answer.NO
        ],
    }


def latest_run(session: Session, concern_id: UUID) -> ScreeningRun:
    """The newest run over a concern.

    Raises:
        NotFound: it was never screened.
    """
    found = session.scalars(
        select(ScreeningRun).where(ScreeningRun.concern_id == concern_id).order_by(ScreeningRun.number.desc()).limit(1)
    ).first()
    if found is None:
        raise NotFound
    return found


def run_before(session: Session, stored: ScreeningRun) -> ScreeningRun | None:
    """The run over the same concern before this one, or None for the first."""
    return session.scalars(
        select(ScreeningRun)
        .where(ScreeningRun.concern_id == stored.concern_id, ScreeningRun.number < stored.number)
        .order_by(ScreeningRun.number.desc())
        .limit(1)
    ).first()


def subjects_of(session: Session, run_id: UUID) -> dict[UUID, ScreeningSubject]:
    """What a run stored, by person; one query."""
    return {
        row.person_id: row for row in session.scalars(select(ScreeningSubject).where(ScreeningSubject.run_id == run_id))
    }


def mandatory_before(session: Session, stored: ScreeningRun, person_id: UUID) -> tuple[Mandatory, ...]:
    """The routes and the urgency that each earlier run over the same concern made mandatory for a person; one query."""
    if stored.number == 1:
        return ()
    rows = session.execute(
        select(ScreeningSubject.mandatory_routes, ScreeningSubject.mandatory_urgency)
        .join(ScreeningRun, ScreeningRun.id == ScreeningSubject.run_id)
        .where(
            ScreeningRun.concern_id == stored.concern_id,
            ScreeningRun.number < stored.number,
            ScreeningSubject.person_id == person_id,
        )
        .order_by(ScreeningRun.number)
    )
    return tuple((tuple(routes), urgency) for routes, urgency in rows)


def stored_case(session: Session, stored: ScreeningRun) -> tuple[Pack, Case]:
    """The facts a run was made over, and the pack it was made by."""
    pack = pack_by_fingerprint(session, stored.fingerprint)
    facts = stored.facts or {}
    rows = sorted(subjects_of(session, stored.id).values(), key=lambda row: str(row.person_id))
    plain = {
        "concern": facts.get("concern", {}),
        "household": facts.get("household", {}),
        "subjects": [{"id": str(row.person_id), "facts": row.facts or {}} for row in rows],
    }
    return pack, parse_case(pack.facts, plain)


def replay(session: Session, stored: ScreeningRun) -> Screening:
    """The run made again from its stored facts, day and pack."""
    pack, case = stored_case(session, stored)
    return screen(pack, case, on=stored.on_day)
