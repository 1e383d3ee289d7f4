"""Many officers pick up the same items at once: each item goes to one of them."""

from __future__ import annotations

import threading
from collections import Counter
from uuid import UUID

import pytest

from hub import audit, queues
from hub.actor import OPERATOR, Actor
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import Conflict
from hub.queues import WorkItem
from tests.factories import triage as steps
from tests.factories.hub_world import World

OFFICERS, ITEMS = 20, 50


@pytest.mark.postgres
def test_no_item_is_claimed_twice(world: World) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    with transaction() as session:
        first = session.scalars(queues.open_items("screening", "concern", receipt.concern_id)).one()
        columns = {each.key for each in WorkItem.__table__.columns} - {"id", "version"}
        session.add_all(WorkItem(**{name: getattr(first, name) for name in columns}) for _ in range(ITEMS - 1))
        racers = [world.add(session, f"racer_{nth}", "screening_officer") for nth in range(OFFICERS)]
        audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
    with reading() as session:
        items = [item.id for item in session.scalars(queues.open_items("screening", "concern", receipt.concern_id))]
    assert len(items) == ITEMS
    won: Counter[UUID] = Counter()
    start, lock = threading.Barrier(OFFICERS), threading.Lock()

    def race(officer: Actor) -> None:
        start.wait()
        for item in items:
            try:
                with transaction() as session:
                    queues.claim(session, item_id=item, minutes=15, by=officer)
            except Conflict:
                continue
            with lock:
                won[item] += 1

    threads = [threading.Thread(target=race, args=(officer,)) for officer in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == Counter(items), "each item exactly once"
