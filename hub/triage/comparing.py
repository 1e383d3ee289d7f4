"""The newest run beside the one before it: what came to be known between them, and what that changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import rulebook
from hub.rulebook import Facts, Pack, ScreeningRun, Stated, stated_in_words
from hub.triage.suggested import Suggested


@dataclass(frozen=True, slots=True)
class Learnt:
    """A fact of which something else is held than in the run before, in words."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Before:
    """What the run before the newest suggested for one person, why there is a newer one, and what that learnt."""

    run_number: int
    run_at: datetime
    why: str  # corrected, answered, limbs, moved …
    suggested: Suggested
    learnt: tuple[Learnt, ...]


def before_of(session: Session, pack: Pack, run: ScreeningRun, person_id: UUID) -> Before | None:
    """The run before this one as far as it was about that person; None where there is none."""
    earlier = rulebook.run_before(session, run)
    found = rulebook.subjects_of(session, earlier.id).get(person_id) if earlier else None
    if earlier is None or found is None:
        return None
    held, now = (rulebook.facts_about(session, each, person_id) for each in (earlier, run))
    return Before(earlier.number, earlier.at, run.why, Suggested.of(found), _learnt(pack, held, now))


def _learnt(pack: Pack, held: Facts, now: Facts) -> tuple[Learnt, ...]:
    nothing = Stated()
    told = ((fact, held.get(fact.id, nothing), now.get(fact.id, nothing)) for fact in pack.facts)
    return tuple(
        Learnt(fact.short, stated_in_words(fact, before), stated_in_words(fact, after))
        for fact, before, after in told
        if _value(before) != _value(after)
    )


def _value(stated: Stated) -> tuple[object, ...]:
    """What is held, whoever said it."""
    return stated.value, stated.low, stated.high, stated.asked
