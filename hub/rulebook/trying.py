"""One case tried by the rules that rule now and by a draft, side by side; nothing is stored and nobody is screened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from hub.accounts import Permission, require
from hub.actor import Actor
from hub.rulebook.drafts import files_of, get_draft
from hub.rulebook.packs import active_pack
from screening_rules import Case, Pack, PackError, SubjectResult, explain, load_pack, screen
from screening_rules.results import Screening


@dataclass(frozen=True, slots=True)
class Side:
    """What one pack says about one person: routes in words, urgency, and the rules that hold with why."""

    routes: tuple[str, ...]
    urgency: str | None
    could_reach: str | None
    because_unknown: bool
    reasons: tuple[tuple[str, str, bool], ...]  # title, because, confirmed
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """One person by the rules that rule now and, where one was named, by a draft."""

    subject: str
    now: Side
    draft: Side | None

    @property
    def differs(self) -> bool:
        """Whether the draft says something else."""
        return self.draft is not None and self.draft != self.now


def try_case(session: Session, case: Case, *, draft: int | None, on: date, by: Actor) -> tuple[Beside, ...]:
    """What the case comes to on that day; a draft that cannot be used yet says nothing.

    Raises:
        NotAllowed, NotFound: not theirs to read, or there is no such draft.
    """
    require(by, Permission.RULES_READ)
    now = _sides(active_pack(session), case, on)
    other = _draft_pack(session, draft) if draft is not None else None
    then = _sides(other, case, on) if other else {}
    return tuple(Beside(subject, side, then.get(subject)) for subject, side in now.items())


def _draft_pack(session: Session, number: int) -> Pack | None:
    try:
        return load_pack(files_of(get_draft(session, number)))
    except PackError:
        return None


def _sides(pack: Pack, case: Case, on: date) -> dict[str, Side]:
    screening = screen(pack, case, on=on)
    return {result.id: _side(pack, case, screening, result) for result in screening.subjects}


def _side(pack: Pack, case: Case, screening: Screening, result: SubjectResult) -> Side:
    found, told = result.recommendation, explain(pack, case, screening, result.id)
    return Side(
        routes=tuple(pack.routes[route].label for route in found.routes),
        urgency=found.urgency,
        could_reach=found.could_reach,
        because_unknown=found.because_unknown,
        reasons=tuple((reason.title, reason.because, reason.confirmed) for reason in told.reasons),
        questions=tuple(each.question for each in told.questions if each.could_change)[:3],
    )
