"""Steps of screening, each in its own transaction, so that a test tells a story in a line a step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub import front_door, queues, rulebook, triage
from hub.concerns import parts_of
from hub.db import reading, transaction
from hub.queues import WorkItem
from hub.rulebook import ScreeningSubject
from hub.triage import Choice, Decision, Limb, View
from tests.factories.concerns import ConcernMaker, PersonMaker
from tests.factories.hub_world import World

SENTENCE = "This is what was seen and said today."


def received(world: World, **traits: Any) -> front_door.Receipt:
    """A concern comes in."""
    with transaction() as session:
        return front_door.receive(session, ConcernMaker(**traits), by=world.actor("duty_worker"))


def people_on(concern_id: UUID) -> list[UUID]:
    """The ids of those on a concern, in the order told."""
    with reading() as session:
        return [each.person.id for each in parts_of(session, concern_id)]


def queued(concern_id: UUID, queue: str = "screening") -> WorkItem | None:
    """The open item of a concern in a queue."""
    with reading() as session:
        return session.scalars(queues.open_items(queue, "concern", concern_id)).first()


def suggested(concern_id: UUID, person_id: UUID) -> tuple[UUID, ScreeningSubject]:
    """The newest run and what it said of one person."""
    with reading() as session:
        run = rulebook.latest_run(session, concern_id)
        return run.id, rulebook.subjects_of(session, run.id)[person_id]


def viewed(
    world: World, concern_id: UUID, by: str = "screening_officer", route: str = "info_only", minutes: int = 15
) -> None:
    """The officer gives a view of everybody screened."""
    with transaction() as session:
        run = rulebook.latest_run(session, concern_id)
        people = rulebook.subjects_of(session, run.id)
        views = [View(person_id=each, routes=(route,), urgency="same_day") for each in people]
        triage.give_views(session, concern_id=concern_id, views=views, by=world.actor(by), minutes=minutes)


def answered(world: World, concern_id: UUID, person_id: UUID, by: str = "screening_officer", **facts: Any) -> None:
    """Questions are answered by somebody who saw it."""
    with transaction() as session:
        triage.answer_facts(
            session,
            concern_id=concern_id,
            person_id=person_id,
            answers=facts,
            said_by="The district nurse",
            how_known="observed",
            by=world.actor(by),
        )


def limbs_answered(
    world: World, concern_id: UUID, person_id: UUID, *answers: str, by: str = "screening_officer"
) -> None:
    """The three points are answered in their order."""
    names = ("cannot_safeguard", "at_risk_of_harm", "more_vulnerable")
    limbs = {name: Limb(answer, SENTENCE) for name, answer in zip(names, answers, strict=True)}
    with transaction() as session:
        triage.answer_limbs(session, concern_id=concern_id, person_id=person_id, limbs=limbs, by=world.actor(by))


def choice(concern_id: UUID, person_id: UUID, **values: Any) -> Choice:
    """Agreeing with everything suggested, with words; closing passes on to the GP. Values change it."""
    run_id, found = suggested(concern_id, person_id)
    given: dict[str, Any] = {
        "person_id": person_id,
        "run_id": run_id,
        "verdicts": dict.fromkeys(found.routes, True),
        "words_routes": SENTENCE,
        "agrees_urgency": True,
        "words_urgency": SENTENCE,
        "told_person": "yes",
        "onward_route": "gp",
        "onward_words": SENTENCE,
    }
    return Choice(**(given | values))


def referred(world: World) -> front_door.Receipt:
    """A child is referred to the Reporter, beside what was suggested: work that waits with the children's team."""
    told = received(world, people=(PersonMaker(child=True, forename="Ines", surname="Harbourne"),))
    (child,) = people_on(told.concern_id)
    viewed(world, told.concern_id)
    more = {"added": ("reporter",), "routes_reason": "more_is_needed", "onward_route": None, "onward_words": ""}
    decided(world, told.concern_id, child, **more)
    return told


def decided(world: World, concern_id: UUID, person_id: UUID, by: str = "screening_officer", **values: Any) -> Decision:
    """The officer decides for one person."""
    made = choice(concern_id, person_id, **values)
    with transaction() as session:
        return triage.decide(session, made, concern_id=concern_id, by=world.actor(by))
