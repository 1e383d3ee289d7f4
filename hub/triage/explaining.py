"""How a concern was screened, for its record and for other systems: what the rules said of each person, and why.

A person's part shows once somebody decided for them, or to an officer who has given their own view: a named person
thinks first, wherever the suggestion is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import clock, rulebook
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Part
from hub.people import age_words, called
from hub.rulebook import Explanation, ScreeningRun
from hub.triage.facts import certain_of
from hub.triage.following import latest_decisions
from hub.triage.framing import Frame, Opened, open_concern
from hub.triage.models import Decision
from hub.triage.suggested import Suggested
from hub.triage.viewing import views_of

FIELDS = ("suggested_routes", "suggested_urgency", "reasons", "questions", "near_misses", "counterfactuals", "name")


@dataclass(frozen=True, slots=True)
class RunLine:
    """Which run of the rules it is: the day whose rules it took, when it ran, and by which pack and evaluator."""

    number: int
    on: date
    at: datetime
    fingerprint: str
    evaluator: str


@dataclass(frozen=True, slots=True)
class PersonExplained:
    """One person's part: the run it was decided on, or the newest; `run` and `told` are None where it does not show yet."""

    place: int
    name: str
    run: RunLine | None
    suggested: Suggested
    route_labels: tuple[str, ...]
    told: Explanation | None


@dataclass(frozen=True, slots=True)
class ExplainedView:
    """Everybody screened on a concern, in the order told."""

    frame: Frame
    people: tuple[PersonExplained, ...]


def show_explanations(session: Session, ref: str, *, by: Actor) -> Shown[ExplainedView]:
    """What the rules said of everybody on a concern and why, with the leaf of this look.

    Raises:
        NotAllowed, NotFound: not theirs to open, or not to be known of.
    """
    require(by, Permission.CONCERN_SEE)
    opened = open_concern(session, ref, by=by)
    viewed = (
        {view.person_id for view in views_of(session, opened.concern.id, by.officer_id)} if by.officer_id else set()
    )
    decided = latest_decisions(session, opened.concern.id)
    people = tuple(
        _explained(session, opened, each, decided.get(each.person.id), has_view=each.person.id in viewed)
        for each in opened.screened
    )
    return Shown(ExplainedView(opened.frame, people), _look(opened, people))


def _look(opened: Opened, people: tuple[PersonExplained, ...]) -> Look:
    shown = {each.place for each in people if each.told is not None}
    named = [("person", str(each.person.id)) for each in opened.screened if each.part.place in shown]
    objects = (("concern", str(opened.concern.id)), *named)
    return Look(Action.SUGGESTIONS_SHOWN, objects, FIELDS if shown else (), purpose="record", basis=opened.basis)


def _explained(
    session: Session, opened: Opened, each: Part, decision: Decision | None, *, has_view: bool
) -> PersonExplained:
    name = ", ".join(part for part in (called(each.person), age_words(each.person, clock.today())) if part)
    run = _run(session, opened.concern.id, decision) if decision or has_view else None
    found = rulebook.subjects_of(session, run.id).get(each.person.id) if run else None
    if run is None or found is None:
        return PersonExplained(each.part.place, name, None, Suggested.of(None), (), None)
    suggested, labels = Suggested.of(found), rulebook.pack_by_fingerprint(session, run.fingerprint).routes
    named = tuple(labels[route].label for route in suggested.routes)
    line = RunLine(run.number, run.on_day, run.at, run.fingerprint, run.evaluator)
    told = rulebook.explain(session, run, each.person.id, certain=certain_of(each.person, run.on_day))
    return PersonExplained(each.part.place, name, line, suggested, named, told)


def _run(session: Session, concern_id: UUID, decision: Decision | None) -> ScreeningRun:
    decided_on = session.get(ScreeningRun, decision.run_id) if decision else None
    return decided_on or rulebook.latest_run(session, concern_id)
