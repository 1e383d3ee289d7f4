"""Earlier concerns at earlier times, so that a test says how long ago each came in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine

from hub import clock, rulebook
from hub.concerns import Concern, parts_of
from hub.db import reading, transaction
from hub.front_door import Receipt
from hub.triage import TeamNotice
from hub.triage.facts import screened_parts
from hub.triage.history import read_history
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World


@contextmanager
def ago(**how_long: float) -> Iterator[None]:
    """It is so long ago: `ago(days=56)`."""
    with time_machine.travel(clock.now() - timedelta(**how_long), tick=True):
        yield


@contextmanager
def later(**how_long: float) -> Iterator[None]:
    """It is so much later."""
    with time_machine.travel(clock.now() + timedelta(**how_long), tick=True):
        yield


def held_for(world: World, **how_long: float) -> None:
    """The hub took in its first concern so long ago, about somebody nobody knows."""
    with ago(**how_long):
        stranger = PersonMaker(forename="Zebedee", surname="Nowherian", date_of_birth="1931-01-02")
        steps.received(world, people=(stranger,))


def facts_of(concern_id: UUID, place: int = 0) -> dict[str, Any]:
    """What history makes of the home now, and over it concern, household and one person's facts of the newest run, as stored:
    numbers as they are, ranges as maps. A fact no rule of the pack asks for is not stored."""
    with reading() as session:
        run = rulebook.latest_run(session, concern_id)
        parts = parts_of(session, concern_id)
        screened = screened_parts(parts, clock.today())
        home = read_history(session, session.get_one(Concern, concern_id), parts, screened).about_household()
        person = steps.people_on(concern_id)[place]
        facts = run.facts or {}
        own = rulebook.subjects_of(session, run.id)[person].facts or {}
        return {**home, **facts.get("concern", {}), **facts.get("household", {}), **own}


def closed(world: World, *, by: str = "screening_officer", **traits: Any) -> Receipt:
    """A concern about an adult who does not meet the test, closed below the threshold and passed to the GP."""
    adult = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)
    told = steps.received(world, **({"people": (adult,)} | traits))
    (person, *_) = steps.people_on(told.concern_id)
    steps.limbs_answered(world, told.concern_id, person, "yes", "yes", "no", by=by)
    steps.viewed(world, told.concern_id, by=by)
    steps.decided(world, told.concern_id, person, by=by)
    return told


def at_work(world: World, **traits: Any) -> Receipt:
    """A hurt child, and the discussion about them opened: work that goes on."""
    told = steps.received(world, **({"of_a_hurt_child": True} | traits))
    (child, *_) = steps.people_on(told.concern_id)
    steps.answered(world, told.concern_id, child, who_caused="parent")
    steps.viewed(world, told.concern_id)
    steps.decided(world, told.concern_id, child)
    return told


def notices() -> list[TeamNotice]:
    """Everything teams were told, in the order told."""
    with reading() as session:
        return list(session.query(TeamNotice).order_by(TeamNotice.told_at, TeamNotice.id))


def state_of(concern_id: UUID) -> str:
    """Where a concern stands."""
    with transaction() as session:
        return session.get_one(Concern, concern_id).state
