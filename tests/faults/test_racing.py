"""Many at once after the same thing: an item goes to one officer, and a concern sent five times over is received once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy
from sqlalchemy import select, update

from hub import audit, clock, db, queues
from hub.actor import OPERATOR, Actor
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import Conflict
from hub.queues import WorkItem
from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.faults.judging import ALL_WELL, judge
from tests.faults.length import times
from tests.faults.nursery import Nursery
from tests.faults.senders import Told, post
from tests.faults.service import running

OFFICERS, ITEMS = times(short=20, long=200), times(short=40, long=1000)
PATIENCE = times(short=600, long=2 * 60 * 60)  # seconds; 200,000 claims by the threads of one process
CONCERNS, AT_ONCE = times(short=10, long=1000), 5


def claim_by_the_hub(item: UUID, officer: Actor) -> bool:
    """Whether the officer has it."""
    try:
        with transaction() as session:
            queues.claim(session, item_id=item, minutes=15, by=officer)
    except Conflict:
        return False
    return True


def claim_by_looking_first(item: UUID, officer: Actor) -> bool:
    """As somebody might write it: look whether it is free, then take it."""
    with reading() as session:
        held = session.scalar(select(WorkItem.claimed_by).where(WorkItem.id == item))
    if held is not None:
        return False
    taken = {"claimed_by": officer.officer_id, "claimed_until": clock.now() + timedelta(minutes=15)}
    with db.bound_engine().execution_options(hub_migration=True, hub_write=True).begin() as connection:
        connection.execute(update(WorkItem).where(WorkItem.id == item).values(**taken))
    return True


def wins(world: World, claim: Callable[[UUID, Actor], bool], *, officers: int, items: int) -> Counter[UUID]:
    """How often each item was claimed when so many officers reach for all of them at the same time."""
    racers, listed = _ready(world, officers, items)
    won, start, lock = Counter(dict.fromkeys(listed, 0)), threading.Barrier(officers), threading.Lock()

    def race(officer: Actor) -> None:
        start.wait(60)
        for item in listed:
            if claim(item, officer):
                with lock:
                    won[item] += 1

    with _patiently(world), ThreadPoolExecutor(officers) as pool:
        for each in [pool.submit(race, officer) for officer in racers]:
            each.result(PATIENCE)
    return won


@contextmanager
def _patiently(world: World) -> Iterator[None]:
    """Two hundred in one process wait for its twenty connections as long as it takes; a service has no more threads than that."""
    before = db.bound_engine()
    patient = db.make_engine(world.settings.database_url, pool_timeout=PATIENCE)
    db.bind(patient)
    yield
    db.bind(before)
    patient.dispose()


def _ready(world: World, officers: int, items: int) -> tuple[list[Actor], list[UUID]]:
    receipt = steps.received(world, of_a_hurt_child=True)
    with transaction() as session:
        first = session.scalars(queues.open_items("screening", "concern", receipt.concern_id)).one()
        columns = {each.key for each in WorkItem.__table__.columns} - {"id", "version"}
        session.add_all(WorkItem(**{name: getattr(first, name) for name in columns}) for _ in range(items - 1))
        racers = [world.add(session, f"racer_{nth}", "screening_officer") for nth in range(officers)]
        audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
    with reading() as session:
        listed = [item.id for item in session.scalars(queues.open_items("screening", "concern", receipt.concern_id))]
    assert len(listed) == items
    return racers, listed


@pytest.mark.postgres
def test_no_item_is_claimed_twice(world: World) -> None:
    won = wins(world, claim_by_the_hub, officers=OFFICERS, items=ITEMS)
    assert set(won.values()) == {1}, "each item exactly once"


@pytest.mark.postgres
def test_claiming_by_looking_first_is_found_out(world: World) -> None:
    won = wins(world, claim_by_looking_first, officers=20, items=20)
    assert max(won.values()) > 1


@pytest.mark.both_engines
def test_a_concern_sent_five_times_at_once_is_received_once(
    world: World, engine: sqlalchemy.Engine, nursery: Nursery
) -> None:
    told = _five_at_once(world, nursery, CONCERNS)
    assert len(told.acknowledged) == CONCERNS
    assert {len(refs) for refs in told.acknowledged.values()} == {1}, "the same reference each time"
    assert judge(told) == ALL_WELL


def test_a_hub_that_forgets_its_keys_receives_it_more_than_once(world: World, nursery: Nursery) -> None:
    told = _five_at_once(world, nursery, 1, application="tests.faults.stand_ins:forgets_keys()")
    assert judge(told).doubled


def _five_at_once(world: World, nursery: Nursery, concerns: int, **how: str) -> Told:
    """Each concern posted by five at the same moment to a service of two processes."""
    told, token = Told(), world.token()
    db.bound_engine().dispose()
    with running(nursery, world.settings, **how) as service, ThreadPoolExecutor(AT_ONCE) as pool:
        service.wait_until_answering()
        for nth in range(concerns):
            key, gate = f"concern {nth}", threading.Barrier(AT_ONCE)
            told.sent(key)
            for each in [pool.submit(_post, service.port, token, key, gate) for _ in range(AT_ONCE)]:
                assert told.answered(key, *each.result(120))
    return told


def _post(port: int, token: str, key: str, gate: threading.Barrier) -> tuple[int, str]:
    gate.wait(60)
    return post(port, token, key)
