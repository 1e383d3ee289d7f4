"""Whatever is decided, decided again, moved, sent back or signed, and in whatever order: nothing is left loose behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hub import clock, triage
from hub.concerns import Concern, parts_of
from hub.db import reading, transaction
from hub.people import NewPerson
from hub.queues import WorkItem
from hub.triage import Decision, View, moving, undoing
from hub.triage.facts import screened_parts
from hub.triage.following import latest_decisions
from hub.triage.viewing import without_view
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.history import later
from tests.factories.hub_world import World
from tests.factories.loose_ends import (
    HURT,
    came_back,
    closing,
    conference_asked,
    loose_ends,
    moved,
    onward_on,
    working,
)

STEPS, SEEDS = 12, (2, 7, 11, 13, 37)  # walks that between them do everything
NAMES = ("Ailsa", "Bryce", "Catriona", "Dougal", "Effie", "Fergus", "Greer", "Hamish", "Iona", "Jura")


@dataclass
class Walk:
    """One concern about two people, moved along at random by whatever is open to do next."""

    world: World
    concern: UUID
    dice: Random
    moves: int = 0

    def step(self) -> str:
        """Something that may be done now is done; what it was."""
        ways: list[Callable[[], str]] = [self._decide, self._move, self._come_back, self._answer, self._ask]
        self.dice.shuffle(ways)
        return next(filter(None, (each() for each in ways)), "nothing")

    def _decide(self) -> str:
        with reading() as session:
            if session.get_one(Concern, self.concern).state != "waiting":
                return ""
            screened = screened_parts(parts_of(session, self.concern), clock.today())
            decided = latest_decisions(session, self.concern)
            by = self.world.actor("screening_officer")
            unseen = without_view(session, self.concern, screened, by.acting_officer_id)
        if unseen:
            views = [View(person_id=each, routes=("info_only",), urgency="same_day") for each in unseen]
            with transaction() as session:
                triage.give_views(session, concern_id=self.concern, views=views, by=by)
        person = self.dice.choice(screened).person.id
        seen = decided[person].number if person in decided else 0
        made = steps.decided(self.world, self.concern, person, seen=seen, **self._choice(person))
        return f"decided {made.routes}: {made.state}"

    def _choice(self, person: UUID) -> dict[str, Any]:
        asked: dict[str, Any] = {"ask_second": self.world.actor("team_manager").officer_id}
        kind = self.dice.choice(("work", "close", "lower"))
        if kind == "work":
            return working(**asked)
        if kind == "close":
            return closing(self.concern, person, **asked)
        verdicts = {route: route != "police" for route in steps.suggested(self.concern, person)[1].routes}
        return asked | {"verdicts": verdicts, "routes_reason": "already_acting"}

    def _move(self) -> str:
        if self.moves == len(NAMES) or self.dice.random() < 0.5:
            return ""
        wrong = self.dice.choice(steps.people_on(self.concern))
        name, self.moves = NAMES[self.moves], self.moves + 1
        moved(self.world, self.concern, wrong, NewPerson(forename=name, surname="Mocksley", date_of_birth="2016-01-01"))
        return "moved"

    def _come_back(self) -> str:
        waiting = [each.id for each in onward_on(self.concern) if each.state == "waiting"]
        if not waiting:
            return ""
        came_back(self.world, self.dice.choice(waiting))
        return "came back"

    def _answer(self) -> str:
        with reading() as session:
            asked = select(Decision).where(Decision.concern_id == self.concern, Decision.state == "waiting_for_second")
            waiting = session.scalars(asked.order_by(Decision.decided_at)).all()
        if not waiting:
            return ""
        decision, word = self.dice.choice(waiting), self.dice.choice((triage.sign, triage.send_back))
        with transaction() as session:
            word(
                session,
                decision_id=decision.id,
                version=decision.version,
                words=steps.SENTENCE,
                by=self.world.actor("team_manager"),
            )
        return word.__name__

    def _ask(self) -> str:
        with reading() as session:
            item = session.scalars(
                select(WorkItem).where(
                    WorkItem.queue == "coordination", WorkItem.object_type == "strand", WorkItem.state == "open"
                )
            ).first()
        if item is None or self.dice.random() < 0.5:
            return ""
        conference_asked(self.world, item.object_id)
        return "asked for a conference"


def begun(world: World, seed: int) -> Walk:
    people = [PersonMaker(child=True, forename=name, at_home=True, facts=HURT) for name in ("Rory", "Juno")]
    danger = "yes" if seed % 2 else "no"
    return Walk(world, steps.received(world, people=people, danger=danger).concern_id, Random(seed))


def walked(walk: Walk) -> list[str]:
    """What was done, until something is loose or the walk is over."""
    done: list[str] = []
    for minute in range(STEPS):
        with later(seconds=minute):
            done.append(walk.step())
        if loose := loose_ends(walk.concern):
            return [*done, *(f"LOOSE: {each}" for each in loose)]
    return done


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_loose_after_any_step_of_a_walk(world: World, seed: int) -> None:
    done = walked(begun(world, seed))
    assert not [each for each in done if each.startswith("LOOSE")], done


@pytest.mark.parametrize(
    ("name", "chosen", "seen"), [("let_go", working, "goes on"), ("open_onward", closing, "passed on")]
)
def test_what_is_left_behind_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, chosen: Callable[..., dict[str, Any]], seen: str
) -> None:
    """With the step left out that ends it, it is found loose."""
    for module in (undoing, moving):
        monkeypatch.setattr(module, name, lambda *_, **__: (), raising=False)
    walk = begun(world, 0)
    child, sibling = steps.people_on(walk.concern)
    steps.viewed(world, walk.concern)
    for each in (child, sibling):
        about = () if chosen is working else (walk.concern, each)
        steps.decided(world, walk.concern, each, **chosen(*about))
    moved(world, walk.concern, child)
    assert [each for each in loose_ends(walk.concern) if seen in each]
