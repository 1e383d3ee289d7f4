"""A crash between deciding and routing: whoever receives the work gets it once, and never a decision without its work."""

from __future__ import annotations

from pathlib import Path
from random import Random
from uuid import UUID

import pytest
import sqlalchemy
from sqlalchemy import select

from hub import db, strands
from hub.audit import Action
from hub.db import reading
from hub.queues import WorkItem
from hub.triage import Decision
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves
from tests.faults.length import times
from tests.faults.nursery import Nursery
from tests.faults.service import environment
from tests.triage.test_deciding import screened

NEVER = 10_000


def decided_by_who_dies(
    world: World, nursery: Nursery, concern: UUID, person: UUID, words: int, *, how: str = "decide"
) -> None:
    """An officer decides in a process that dies before its nth word to the database."""
    db.bound_engine().dispose()
    settings, officer = world.settings, world.actor("screening_officer").acting_officer_id
    given = (settings.database_url, str(settings.keys_folder), str(concern), str(person), str(officer), words)
    log = Path(settings.data_folder) / "deciding.log"
    child = nursery.fork(f"tests.faults.dying:{how}", *given, environ=environment(settings), log=log)
    child.wait()


def received(concern: UUID) -> tuple[int, int, int, int]:
    """Decisions, strands, places in co-ordination's queue, and leaves of a decision, as the receiver finds them."""
    with reading() as session:
        decisions = len(session.scalars(select(Decision).where(Decision.concern_id == concern)).unique().all())
        opened = len(strands.strands_of_concern(session, concern))
        waiting = select(WorkItem).where(WorkItem.concern_id == concern, WorkItem.queue == "coordination")
        placed = len(session.scalars(waiting).all())
    return decisions, opened, placed, len(leaves(Action.DECISION_MADE))


NOTHING, ONCE = (0, 0, 0, 0), (1, 1, 1, 1)


@pytest.mark.both_engines
def test_a_crash_between_deciding_and_routing_leaves_both_or_neither(
    world: World, engine: sqlalchemy.Engine, nursery: Nursery
) -> None:
    concern, person = screened(world)
    dice = Random(4)
    for words in sorted(dice.sample(range(5, 60), times(short=2, long=50))):
        decided_by_who_dies(world, nursery, concern, person, words)
        assert received(concern) in {NOTHING, ONCE}
    if received(concern) == NOTHING:
        steps.decided(world, concern, person)
    assert received(concern) == ONCE


@pytest.mark.both_engines
def test_a_decision_whose_process_lives_is_routed_once(
    world: World, engine: sqlalchemy.Engine, nursery: Nursery
) -> None:
    concern, person = screened(world)
    decided_by_who_dies(world, nursery, concern, person, NEVER)
    assert received(concern) == ONCE


def test_routing_in_a_transaction_of_its_own_is_found_out(world: World, nursery: Nursery) -> None:
    concern, person = screened(world)
    decided_by_who_dies(world, nursery, concern, person, NEVER, how="decide_and_route_later")
    assert received(concern) not in {NOTHING, ONCE}
