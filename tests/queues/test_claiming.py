"""One item, one officer: picked up by comparing and setting, kept by work, free again when time is up."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
import sqlalchemy
import time_machine
from sqlalchemy import select

from hub import audit, db, queues
from hub.errors import Conflict, NotAllowed, NotFound
from hub.queues import WorkItem
from tests.audit import trail
from tests.audit.council import leaf
from tests.factories.hub_world import World
from tests.factories.queues import DAY, fill_queue

OFFICERS, ITEMS = 20, 50


def pick_up(world: World, item: UUID, who: str = "screening_officer", minutes: int = 15) -> None:
    with db.transaction() as session:
        queues.claim(session, item_id=item, minutes=minutes, by=world.actor(who))


def held(item: UUID) -> WorkItem:
    with db.reading() as session:
        return session.get_one(WorkItem, item)


@pytest.mark.postgres
def test_twenty_officers_at_fifty_items_never_have_one_twice(world: World, engine: sqlalchemy.Engine) -> None:
    items = fill_queue(world.teams["screening"], [{}] * ITEMS)
    with db.transaction() as session:
        for number in range(OFFICERS):
            world.add(session, f"officer_{number}", "screening_officer")
        leaf(session)

    def work(number: int) -> Counter[UUID]:
        order, mine = list(items), Counter[UUID]()
        Random(number).shuffle(order)
        for item in order:
            try:
                pick_up(world, item, f"officer_{number}")
                mine[item] += 1
            except Conflict:
                continue
        return mine

    with ThreadPoolExecutor(OFFICERS) as pool:
        taken = list(pool.map(work, range(OFFICERS)))
    assert sum(taken, Counter[UUID]()) == Counter(items)
    with db.reading() as session:
        owners = dict(session.execute(select(WorkItem.id, WorkItem.claimed_by)).all())
    for number, mine in enumerate(taken):
        assert {owners[item] for item in mine} <= {world.actor(f"officer_{number}").officer_id}
    assert trail.rows_without_leaf(engine) == []


@pytest.mark.postgres
def test_a_claim_that_looks_and_then_writes_without_comparing_is_found_out(
    world: World, engine: sqlalchemy.Engine
) -> None:
    """The planted defect: two looked at once, both saw it free, and both write; only the comparison tells them apart."""
    (item,) = fill_queue(world.teams["screening"], [{}])
    plain, officer = engine.execution_options(hub_migration=True), world.actor("screening_officer").officer_id
    taking = (
        sqlalchemy.update(WorkItem).where(WorkItem.id == item).values(claimed_by=officer, claimed_until=DAY, version=2)
    )
    for statement, taken in ((taking, [1, 1]), (taking.where(WorkItem.version == 1), [1, 0])):
        with plain.begin() as connection:
            connection.execute(sqlalchemy.update(WorkItem).values(version=1, claimed_by=None, claimed_until=None))
        found = []
        for _ in range(2):
            with plain.begin() as connection:
                found.append(connection.execute(statement).rowcount)
        assert found == taken


@pytest.mark.both_engines
def test_an_item_is_kept_by_whoever_has_it_and_can_be_picked_up_again(world: World) -> None:
    (item,) = fill_queue(world.teams["screening"], [{}])
    with time_machine.travel(DAY, tick=False) as moment:
        pick_up(world, item)
        moment.shift(600)
        pick_up(world, item)
        now_held = held(item)
        assert (now_held.claimed_at, now_held.claimed_until) == (DAY, DAY + timedelta(minutes=25))
        with pytest.raises(Conflict):
            pick_up(world, item, "other_officer")


@pytest.mark.both_engines
def test_a_claim_is_over_to_the_second_and_the_next_leaf_says_whose_it_was(world: World) -> None:
    (item,) = fill_queue(world.teams["screening"], [{}])
    with time_machine.travel(DAY, tick=False) as moment:
        pick_up(world, item)
        moment.shift(15 * 60 - 1)
        assert queues.live_claim(held(item)) is not None
        with pytest.raises(Conflict):
            pick_up(world, item, "other_officer")
        moment.shift(1)
        assert queues.live_claim(held(item)) is None
        pick_up(world, item, "other_officer")
    before, after = world.actor("screening_officer"), world.actor("other_officer")
    assert held(item).claimed_by == after.officer_id
    with db.reading() as session:
        (newest, _) = audit.access_log(session, "concern", str(held(item).object_id))
    assert newest.purpose == "claim_ran_out"
    assert ("officer", str(before.officer_id)) in newest.objects
    assert newest.actor == str(after.officer_id)


@pytest.mark.both_engines
def test_work_keeps_a_claim_and_takes_up_one_that_ran_out_unless_another_has_it(world: World) -> None:
    (item,) = fill_queue(world.teams["screening"], [{}])
    with time_machine.travel(DAY, tick=False) as moment:
        pick_up(world, item)
        moment.shift(20 * 60)
        work(world, item, "screening_officer")
        assert held(item).claimed_until == DAY + timedelta(minutes=35)
        moment.shift(20 * 60)
        pick_up(world, item, "other_officer")
        with pytest.raises(Conflict, match="What you entered is still on this page"):
            work(world, item, "screening_officer")


def work(world: World, item: UUID, who: str) -> None:
    with db.transaction() as session:
        by = world.actor(who)
        queues.extend(session, item=session.get_one(WorkItem, item), minutes=15, by=by)
        audit.record(session, by=by, action=audit.Action.VIEW_GIVEN)


@pytest.mark.both_engines
def test_what_is_put_back_is_free_and_only_ones_own_can_be(world: World) -> None:
    (item,) = fill_queue(world.teams["screening"], [{}])
    pick_up(world, item)
    with pytest.raises(NotFound):
        put_back(world, item, "other_officer")
    put_back(world, item, "screening_officer")
    free = held(item)
    assert (free.claimed_by, free.claimed_until, free.claimed_at) == (None, None, None)
    pick_up(world, item, "other_officer")
    with db.reading() as session:
        log = audit.access_log(session, "concern", str(free.object_id))
    assert [entry.action.value for entry in log] == ["item_claimed", "item_released", "item_claimed"]
    assert log[0].purpose == "screening"


def put_back(world: World, item: UUID, who: str) -> None:
    with db.transaction() as session:
        queues.put_back(session, item_id=item, by=world.actor(who))


@pytest.mark.both_engines
def test_nobody_picks_up_what_is_done_or_not_theirs(world: World) -> None:
    done, others, sealed = fill_queue(
        world.teams["screening"], [{"state": "done"}, {"team_id": world.teams["adults"]}, {"level": "sealed"}]
    )
    with pytest.raises(NotFound):
        pick_up(world, done)
    with pytest.raises(NotAllowed):
        pick_up(world, others)
    with pytest.raises(NotFound):
        pick_up(world, sealed)
    with pytest.raises(NotAllowed):
        pick_up(world, others, "chair")
