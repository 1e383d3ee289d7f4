"""What the rules said of one person: the run's own word, and what an earlier run made mandatory that this one does not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from hub import rulebook
from hub.rulebook import Mandatory, Recommendation, ScreeningRun, ScreeningSubject, SubjectResult, band


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the rules said of one person. `urgency` is what known facts make it, or, where they make none, what unknown
    facts could (`because_unknown`); `could_reach` is what unknown facts could still make of it. `fallen_*` is what an
    earlier run made mandatory and this one does not."""

    routes: tuple[str, ...]
    urgency: str | None
    because_unknown: bool
    could_reach: str | None
    mandatory_routes: tuple[str, ...]
    mandatory_urgency: str | None
    fallen_routes: tuple[str, ...] = ()
    fallen_urgency: str | None = None

    @property
    def binding_routes(self) -> tuple[str, ...]:
        """The routes that only two people together leave out."""
        return (*self.mandatory_routes, *self.fallen_routes)

    @property
    def binding_urgency(self) -> str | None:
        """The urgency below which only two people together go."""
        return self.fallen_urgency or self.mandatory_urgency

    def is_lowered_by(self, routes: Collection[str], urgency: str) -> bool:
        """Whether these routes and this urgency leave out or go below what binds."""
        is_slower = self.binding_urgency is not None and band(urgency) > band(self.binding_urgency)
        return is_slower or not set(self.binding_routes) <= set(routes)

    @classmethod
    def of(cls, found: ScreeningSubject | None) -> Suggested:
        """From what a run stored; nothing where it was not about them."""
        return cls((), None, False, None, (), None) if found is None else cls._made(found)

    @classmethod
    def of_result(cls, result: SubjectResult) -> Suggested:
        """From a run that was just made."""
        return cls._made(result.recommendation)

    @classmethod
    def _made(cls, found: ScreeningSubject | Recommendation) -> Suggested:
        return cls(
            tuple(found.routes),
            found.urgency or found.could_reach,
            found.urgency is None and found.could_reach is not None,
            found.could_reach,
            tuple(found.mandatory_routes),
            found.mandatory_urgency,
        )


def suggested_by(session: Session, run: ScreeningRun, person_id: UUID) -> Suggested:
    """What a run said of one person, with what fell away since earlier runs over the same concern."""
    suggested = Suggested.of(rulebook.subjects_of(session, run.id).get(person_id))
    return with_fallen(suggested, rulebook.mandatory_before(session, run, person_id))


def with_fallen(suggested: Suggested, earlier: Iterable[Mandatory]) -> Suggested:
    """The same beside what earlier runs made mandatory, every one of them since receipt (docs/decisions/0023)."""
    before = tuple(earlier)
    routes = dict.fromkeys(route for each, _ in before for route in each)
    urgency = min((each for _, each in before), key=band, default=None)
    return replace(
        suggested,
        fallen_routes=tuple(route for route in routes if route not in suggested.mandatory_routes),
        fallen_urgency=urgency if band(urgency) < band(suggested.mandatory_urgency) else None,
    )
