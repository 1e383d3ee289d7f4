"""What was screened and decided, made again years later: the same facts, day and rules give the same, or what differs is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import get_concern, parts_of
from hub.db import read_reference
from hub.rulebook import Mandatory, replay_runs
from hub.rulebook.replaying import Difference, Replayed
from hub.triage.models import Decision
from hub.triage.suggested import Suggested, with_fallen


@dataclass(frozen=True, slots=True)
class ReplayedDecision:
    """A decision held against the run it was made upon, made again: did it agree, did it lower, as was stored of it?"""

    person_id: UUID
    number: int
    run_number: int
    decided_at: datetime
    state: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ReplayView:
    """All runs and decisions of a concern made again; `places` says where each person stands on the form, from 1. No names."""

    ref: str
    runs: tuple[Replayed, ...]
    decisions: tuple[ReplayedDecision, ...]
    places: dict[UUID, int]

    @property
    def is_same(self) -> bool:
        """Whether everything came out as it was stored."""
        return all(run.is_same for run in self.runs) and not any(each.differences for each in self.decisions)


def show_replay(session: Session, ref: str, *, by: Actor) -> Shown[ReplayView]:
    """Every screening of the concern made again, and every decision held against its own, with the leaf of this look.

    Raises:
        NotAllowed: not theirs to check.
        NotFound: there is no such concern.
    """
    require(by, Permission.AUDIT_READ)
    concern = get_concern(session, read_reference(ref) or ref)
    runs = tuple(replay_runs(session, concern.id))
    rows = select(Decision).where(Decision.concern_id == concern.id).order_by(Decision.decided_at, Decision.number)
    decisions = tuple(_decision(each, {run.id: run for run in runs}) for each in session.scalars(rows))
    places = {each.person.id: each.part.place + 1 for each in parts_of(session, concern.id)}
    people = (("person", str(each)) for each in sorted({who for run in runs for who in run.results}))
    about = (("concern", str(concern.id)), *people)
    look = Look(Action.RUN_REPLAYED, about, ("routes", "urgency", "findings"), purpose="replay", basis="audit")
    return Shown(ReplayView(concern.ref, runs, decisions, places), look)


def _decision(each: Decision, runs: dict[UUID, Replayed]) -> ReplayedDecision:
    """Only what was stored of the rules' side is held against it; the officer's own words are theirs."""
    run = runs.get(each.run_id)
    result = run.results.get(each.person_id) if run else None
    told = (each.person_id, each.number, run.number if run else 0, each.decided_at, each.state)
    if run is None or result is None:
        return ReplayedDecision(*told, (Difference(each.person_id, "run", True, False),))
    now = _compared(each, with_fallen(Suggested.of_result(result), _mandatory_before(run, each.person_id, runs)))
    return ReplayedDecision(
        *told,
        tuple(
            Difference(each.person_id, name, getattr(each, name), value)
            for name, value in now.items()
            if getattr(each, name) != value
        ),
    )


def _mandatory_before(run: Replayed, person_id: UUID, runs: dict[UUID, Replayed]) -> list[Mandatory]:
    """What the runs before that one, made again, made mandatory for a person."""
    found = (
        each.results[person_id] for each in runs.values() if each.number < run.number and person_id in each.results
    )
    return [(each.recommendation.mandatory_routes, each.recommendation.mandatory_urgency) for each in found]


def _compared(each: Decision, suggested: Suggested) -> dict[str, bool]:
    return {
        "agrees_routes": set(each.routes) == set(suggested.routes),
        "agrees_urgency": each.urgency == suggested.urgency,
        "lowers_mandatory": suggested.is_lowered_by(each.routes, each.urgency),
    }
