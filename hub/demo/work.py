"""Strands of work in the synthetic city, as far as conferences and plans have brought them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from hub.demo.deciding import STRAND_ROUTES
from hub.demo.outcomes import ToldConference, ToldDecision, ToldPlan, ToldStrand
from hub.demo.truth import AREAS, ToldConcern

WITH = {"requested": "with_coordination", "allocated": "with_chair", "convened": "convened"}


@dataclass(frozen=True, slots=True)
class Course:
    """What a concern came to by `until`: its conferences in order and the plans they opened."""

    told: ToldConcern
    held: tuple[ToldConference, ...]
    opened: tuple[ToldPlan, ...]
    until: datetime


def strands(rng: Random, made: Sequence[ToldDecision], course: Course) -> Iterator[ToldStrand]:
    """A strand for each route of work decided, with its state now; none while a second person is asked for."""
    for one in made:
        for route in dict.fromkeys(one.routes):
            if route in STRAND_ROUTES and one.decided_at and not one.waits:
                yield _strand(rng, one, route, one.decided_at, course)


def _strand(rng: Random, made: ToldDecision, route: str, opened_at: datetime, course: Course) -> ToldStrand:
    confers = route == made.routes[0] and AREAS[route] in {"children", "adults"}
    mine = [one for one in course.held if confers and made.person in one.people]
    ends = opened_at + timedelta(days=rng.randint(3, 40))
    state, ended = ("closed", ends) if ends < course.until else ("open", None)
    if mine:
        plan = next((one for one in course.opened if one.person == made.person), None)
        state, ended = _after_conferences(mine, plan, course.until)
    conference = course.told.truth.conference if mine else ""
    return ToldStrand(made.person, AREAS[route], route, made.urgency, state, conference, opened_at, made.by, ended)


def _after_conferences(
    held: Sequence[ToldConference], plan: ToldPlan | None, until: datetime
) -> tuple[str, datetime | None]:
    """A review under way shows first, then an open plan; without either the strand closed after the last conference."""
    last = held[-1]
    if last.held_at is None:
        return WITH[last.state], None
    if plan and plan.ended_on is None:
        return "under_plan", None
    return "closed", min(last.held_at + timedelta(hours=1), until)
