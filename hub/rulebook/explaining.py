"""Why a stored run says what it says about one person, made from its own facts, day and pack; made only when asked for."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from hub.rulebook.models import ScreeningRun
from hub.rulebook.running import stored_case
from screening_rules import Explanation, Facts, screen
from screening_rules import explain as explain_screening


def explain(session: Session, stored: ScreeningRun, person_id: UUID) -> Explanation:
    """The explanation of one person's part of a stored run.

    Raises:
        KeyError: the run was not about that person.
    """
    pack, case = stored_case(session, stored)
    screening = screen(pack, case, on=stored.on_day)
    return explain_screening(pack, case, screening, str(person_id))


def facts_about(session: Session, stored: ScreeningRun, person_id: UUID) -> Facts:
    """Everything a run was told that bears on one person: the concern's facts, the household's and their own."""
    _, case = stored_case(session, stored)
    subject = next((each for each in case.subjects if each.id == str(person_id)), None)
    return {**case.concern, **case.household} if subject is None else case.about(subject)
