"""Moving a concern, deciding it again, coming back: steps of their own, and whether anything is left loose after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, conferences, pathways, queues, triage
from hub.concerns import Concern, parts_of
from hub.db import reading, transaction
from hub.people import NewPerson
from hub.queues import WorkItem
from hub.strands import Strand, strands_of_concern
from hub.triage import Decision, OnwardRoute
from hub.triage.facts import screened_parts
from hub.triage.following import SETTLED, latest_decisions
from hub.triage.undoing import REPLACED, WRONG_PERSON
from tests.factories import triage as steps
from tests.factories.hub_world import World

LET_GO = {("strand", WRONG_PERSON), ("strand", REPLACED)}
HURT = {"harms": ["physical"], "who_caused": "parent", "injury": True}
NORA = NewPerson(role="subject", forename="Nora", surname="Otherson", date_of_birth="2016-01-01")


def moved(world: World, concern_id: UUID, person_id: UUID, to: NewPerson = NORA) -> UUID:
    """The concern is moved from the wrong person to this one, whose id it is."""
    by = world.actor("screening_officer")
    with transaction() as session:
        part = triage.move(session, concern_id=concern_id, from_person=person_id, to=to, reason=steps.SENTENCE, by=by)
        return part.person_id


def closing(concern_id: UUID, person_id: UUID, **values: Any) -> dict[str, Any]:
    """A choice that opens no work and passes the person on, differing from all else that was suggested."""
    _, found = steps.suggested(concern_id, person_id)
    kept = {"cp_wellbeing", "police", *found.mandatory_routes} - {"cp_ird"}
    added = () if "cp_wellbeing" in found.routes else ("cp_wellbeing",)
    verdicts = {route: route in kept for route in found.routes}
    return {"verdicts": verdicts, "added": added, "routes_reason": "already_acting"} | values


def working(**values: Any) -> dict[str, Any]:
    """A choice that agrees with everything suggested and passes nothing on."""
    return {"onward_route": None, "onward_words": ""} | values


def came_back(world: World, onward_id: UUID) -> None:
    """Nobody took it on."""
    with transaction() as session:
        triage.came_back(session, onward_id=onward_id, words=steps.SENTENCE, by=world.actor("screening_officer"))


def conference_asked(world: World, strand_id: UUID) -> str:
    """Co-ordination asks for a conference for this strand; its reference."""
    with transaction() as session:
        return conferences.request(session, strand_ids=[strand_id], by=world.actor("co_ordinator")).ref


def strands_on(concern_id: UUID) -> list[Strand]:
    """The work a concern opened, oldest first."""
    with reading() as session:
        return list(strands_of_concern(session, concern_id))


def onward_on(concern_id: UUID) -> list[OnwardRoute]:
    """What was passed on from a concern, in the order it was."""
    with reading() as session:
        found = select(OnwardRoute).where(OnwardRoute.concern_id == concern_id).order_by(OnwardRoute.opened_at)
        return list(session.scalars(found))


def places(concern_id: UUID) -> set[tuple[str, str, str]]:
    """Where a concern and its work stand now: queue, what stands there, and why."""
    with reading() as session:
        return {(each.queue, each.object_type, each.reason) for each in _items(session, concern_id)}


def loose_ends(concern_id: UUID) -> list[str]:
    """What waits, runs or is open for a decision or a person that stands no more; and a concern that waits for nothing."""
    with reading() as session:
        return [*_of_concern(session, concern_id), *_of_waiting(session, concern_id), *_of_work(session, concern_id)]


def _items(session: Session, concern_id: UUID) -> list[WorkItem]:
    found = select(WorkItem).where(WorkItem.concern_id == concern_id, WorkItem.state == "open")
    return list(session.scalars(found))


def _of_concern(session: Session, concern_id: UUID) -> Iterator[str]:
    concern, decided = session.get_one(Concern, concern_id), latest_decisions(session, concern_id)
    screened = [each.person.id for each in screened_parts(parts_of(session, concern_id), clock.today())]
    states = [decided[each].state if each in decided else "undecided" for each in screened]
    to_do = [each for each in states if each not in SETTLED]
    if (concern.state == "waiting") != bool(to_do):
        yield f"the concern is {concern.state} and its people are {states}"
    item = session.scalars(queues.open_items("screening", "concern", concern_id)).first()
    if (item is not None) != bool(to_do):
        yield f"it stands in the screening queue: {item is not None}; its people are {states}"
    only_signing = bool(to_do) and set(to_do) == {"waiting_for_second"}
    if item is not None and (item.done_at is not None) != only_signing:
        yield f"its row says it only waits for a second person: {item.done_at is not None}; its people are {states}"


def _of_waiting(session: Session, concern_id: UUID) -> Iterator[str]:
    here = {each.person.id for each in parts_of(session, concern_id)}
    asked = {each.object_id for each in _items(session, concern_id) if each.queue == "second_person"}
    waiting = set()
    for each in session.scalars(select(Decision).where(Decision.concern_id == concern_id)):
        if each.state == "waiting_for_second" and each.person_id in here:
            waiting.add(each.id)
        elif any(one.state == "running" for one in pathways.clocks_on(session, "decision", each.id)):
            yield f"a clock runs on a decision that is {each.state}"
    if asked != waiting:
        yield f"{len(asked)} decisions stand with the second person, {len(waiting)} wait for one"
    for onward in session.scalars(select(OnwardRoute).where(OnwardRoute.concern_id == concern_id)):
        decision = session.get_one(Decision, onward.decision_id)
        if onward.state == "waiting" and (decision.state not in SETTLED or onward.person_id not in here):
            yield f"passed on to {onward.route} for a decision that is {decision.state}"


def _of_work(session: Session, concern_id: UUID) -> Iterator[str]:
    """Until somebody is decided anew, the work of the decision before goes on."""
    decided, items = latest_decisions(session, concern_id), _items(session, concern_id)
    here = {each.person.id for each in parts_of(session, concern_id)}
    for strand in strands_of_concern(session, concern_id):
        at = {(each.queue, each.reason) for each in items if each.object_id == strand.id}
        running = any(each.state == "running" for each in pathways.clocks_on(session, "strand", strand.id))
        if strand.state == "closed":
            if at or running:
                yield f"{strand.route} is closed and stands in {at}, its clocks running: {running}"
            continue
        latest = decided.get(strand.person_id)
        stands = latest is None or latest.state not in SETTLED or strand.route in latest.routes
        why = WRONG_PERSON if strand.person_id not in here else None if stands else REPLACED
        if why is not None and ("strand", why) not in at:
            yield f"{strand.route} goes on, {why}"
        if why is not None and "coordination" in {queue for queue, _ in at}:
            yield f"{strand.route} waits for a conference, {why}"
        if latest is not None and latest.state in SETTLED and why is None and at & LET_GO:
            yield f"{strand.route} stands, and is before its team"
