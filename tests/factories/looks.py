"""Second looks: decisions made and drawn with loaded dice, taken and given, each step in its own transaction."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import time_machine
from sqlalchemy import select

from hub import clock, quality
from hub.db import reading, transaction
from hub.quality import SecondLook
from hub.queues import WorkItem
from hub.triage import Decision
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

NOBODY, FIRST = 0.99, 1e-9


class Loaded(Random):
    """Dice that fall as told, and leave every row in its order: `FIRST` draws the first of a short row, `NOBODY` nobody."""

    def __init__(self, *falls: float) -> None:
        super().__init__(0)
        self.falls = list(falls)

    def random(self) -> float:
        return self.falls.pop(0) if len(self.falls) > 1 else self.falls[0]

    def shuffle(self, x: Any) -> None:
        """The row stays as it is."""


def closed(world: World, surname: str = "Fauxley", by: str = "screening_officer", **more: Any) -> Decision:
    """An adult of whom the third point is not met: closed, and passed on to the GP."""
    receipt = steps.received(
        world, people=(PersonMaker(adult=True, surname=surname, facts={"harms": ["financial"]}),), **more
    )
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "no", by=by)
    steps.viewed(world, receipt.concern_id, by=by)
    return steps.decided(world, receipt.concern_id, person, by=by)


def opened(world: World, surname: str = "Harbourne", by: str = "screening_officer") -> Decision:
    """A child is referred to the Reporter: work is opened."""
    receipt = steps.received(world, people=(PersonMaker(child=True, forename="Ines", surname=surname),))
    (person,) = steps.people_on(receipt.concern_id)
    steps.viewed(world, receipt.concern_id, by=by)
    more = {"added": ("reporter",), "routes_reason": "more_is_needed", "onward_route": None, "onward_words": ""}
    return steps.decided(world, receipt.concern_id, person, by=by, **more)


def draw(*falls: float, after: timedelta = timedelta(hours=1)) -> int:
    """A draw an hour from now, with dice that fall so; the first of whatever there is, where nothing is said."""
    with time_machine.travel(clock.now() + after, tick=True), transaction() as session:
        return quality.draw(session, Loaded(*(falls or (FIRST,))))


def drawn(decision: Decision, *falls: float) -> UUID:
    """The look at this decision, which was drawn by such dice."""
    draw(*falls)
    return look_at(decision).id


def look_at(decision: Decision) -> SecondLook:
    """The look at a decision as it stands."""
    with reading() as session:
        return session.scalars(select(SecondLook).where(SecondLook.decision_id == decision.id)).one()


def taken(world: World, by: str = "other_officer", minutes: int = 15) -> UUID:
    """The officer takes the next one they may do."""
    with transaction() as session:
        return quality.take(session, minutes=minutes, by=world.actor(by)).id


def given(
    world: World, look_id: UUID, *routes: str, urgency: str = "five_working_days", by: str = "other_officer"
) -> SecondLook:
    """The officer would take these routes, this soon."""
    with transaction() as session:
        return quality.give(
            session, look_id=look_id, routes=routes, urgency=urgency, words=steps.SENTENCE, by=world.actor(by)
        )


def one(model: type[Any], **values: object) -> Any:
    """The only row of these values."""
    with reading() as session:
        return session.scalars(select(model).filter_by(**values)).one()


def items(queue: str) -> list[WorkItem]:
    """What is open in a queue."""
    with reading() as session:
        return list(session.scalars(select(WorkItem).where(WorkItem.queue == queue, WorkItem.state == "open")))


def waits_for(world: World, name: str) -> int:
    """How many second looks the officer may take."""
    with reading() as session:
        return quality.show_waiting(session, by=world.actor(name)).view.count


def blind(world: World, look_id: UUID, by: str = "other_officer") -> quality.BlindView:
    """What the officer is given to read."""
    with reading() as session:
        return quality.show_blind(session, look_id, by=world.actor(by)).view
