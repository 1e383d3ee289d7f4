"""A queue shows each item once, in its order, whichever way it is walked and whatever comes in meanwhile."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy
from sqlalchemy import event, select, text

from hub import audit, db, queues
from hub.accounts import Exclusion, Grant, give_sight
from hub.actor import OPERATOR, Actor
from hub.errors import NotAllowed
from hub.queues import Key, Page, WorkItem
from hub.queues.walking import COUNTED_TO, PAGE
from tests.audit.council import leaf
from tests.factories.hub_world import World
from tests.factories.queues import DAY, fill_queue

SCREENING = "screening"


def page(by: Actor, **where: Key | None) -> Page:
    with db.reading() as session:
        return queues.waiting_items(session, SCREENING, by=by, **where)


def walk(by: Actor) -> Iterator[Page]:
    """Pages from the first to the last."""
    seen = page(by)
    yield seen
    while seen.next_after:
        seen = page(by, after=seen.next_after)
        yield seen


def shapes(number: int) -> list[dict[str, object]]:
    """Many with equal ranks and times, some that differ by one microsecond."""
    dice = Random(7)
    return [
        {"rank": dice.choice((0, 4, 4, 4, 7)), "act_by": DAY + dice.choice((timedelta(), timedelta(microseconds=1), timedelta(1)))}
        for _ in range(number)
    ]  # fmt: skip


def in_order(engine: sqlalchemy.Engine) -> list[UUID]:
    with engine.connect() as connection:
        return list(connection.scalars(select(WorkItem.id).order_by(WorkItem.rank, WorkItem.act_by, WorkItem.id)))


@pytest.mark.both_engines
def test_two_hundred_items_each_stand_once_in_order_forwards_and_back(world: World, engine: sqlalchemy.Engine) -> None:
    fill_queue(world.teams["screening"], shapes(200))
    by = world.actor("screening_officer")
    pages = list(walk(by))
    assert [item.id for each in pages for item in each.items] == in_order(engine)
    assert [len(each.items) for each in pages] == [PAGE] * 8
    assert pages[0].previous_before is None
    back = [pages[-1]]
    while back[-1].previous_before and len(back) < 10:
        back.append(page(by, before=back[-1].previous_before))
    shown = [each for each in reversed(back) if each.items]
    assert [[item.id for item in each.items] for each in shown] == [[item.id for item in each.items] for each in pages]


@pytest.mark.both_engines
def test_items_that_come_in_meanwhile_neither_repeat_nor_hide_another(world: World, engine: sqlalchemy.Engine) -> None:
    team, by = world.teams["screening"], world.actor("screening_officer")
    there = fill_queue(team, shapes(80))
    seen, edge = [], None
    for turn in range(20):
        here = page(by, after=edge)
        seen += [item.id for item in here.items]
        fill_queue(team, [{"rank": turn % 8, "act_by": DAY}] * 3)
        edge = here.next_after
        if edge is None:
            break
    assert len(seen) == len(set(seen))
    assert set(there) <= set(seen)


@pytest.mark.both_engines
def test_an_item_of_two_teams_and_a_grant_stands_once(world: World) -> None:
    manager = world.actor("team_manager")
    mine = {kind: fill_queue(world.teams[kind], [{"rank": 4}] * 30) for kind in ("screening", "children")}
    fill_queue(world.teams["adults"], [{"rank": 4, "level": "restricted"}] * 3)
    fill_queue(world.teams["management"], [{"rank": 0}])
    seen = [item.id for each in walk(manager) for item in each.items]
    assert sorted(seen) == sorted(mine["screening"] + mine["children"])


@pytest.mark.both_engines
def test_who_is_kept_from_a_concern_does_not_see_it_in_the_queue(world: World) -> None:
    by = world.actor("screening_officer")
    fill_queue(world.teams["screening"], [{}, {}])
    kept_from = page(by).items[0].concern_id
    with db.transaction() as session:
        session.add(
            Exclusion(
                object_type="concern", object_id=kept_from, officer_id=by.officer_id, reason_code="own", set_at=DAY
            )
        )
        leaf(session)
    assert page(by).items == ()
    assert page(by).count == 0
    assert len(page(world.actor("other_officer")).items) == 2


@pytest.mark.both_engines
def test_somebody_who_does_not_work_the_queue_is_refused_and_a_partner_sees_none_of_it(world: World) -> None:
    fill_queue(world.teams["screening"], [{}])
    with pytest.raises(NotAllowed):
        page(world.actor("chair"))
    partner = Actor(kind="partner", permissions=frozenset({"concern_screen"}))
    with db.transaction() as session:
        give_sight(session, object_type="concern", object_id=page(world.actor("screening_officer")).items[0].object_id,
                   team_id=world.teams["adults"])  # fmt: skip
        audit.record(session, by=OPERATOR, action=audit.Action.GRANT_GIVEN)
    assert page(partner).items == ()


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("queue", "kind", "role"),
    [(SCREENING, "concern", "screening_officer"), ("coordination", "strand", "co_ordinator")],
)
def test_what_the_officer_and_their_team_were_both_given_stands_once_and_counts_once(
    world: World, queue: str, kind: str, role: str
) -> None:
    by, given = world.actor(role), uuid4()
    other = {"team_id": world.teams["adults"], "queue": queue, "object_type": kind}
    fill_queue(world.teams["adults"], [other | {"object_id": given}, other | {"object_id": uuid4()}])
    with db.transaction() as session:
        for to in ({"officer_id": by.officer_id}, {"team_id": min(by.teams)}):
            give_sight(session, object_type=kind, object_id=given, **to)
        audit.record(session, by=OPERATOR, action=audit.Action.GRANT_GIVEN)
    with db.reading() as session:
        shown = queues.waiting_items(session, queue, by=by)
    assert ([item.object_id for item in shown.items], shown.count) == ([given], 1)


@pytest.mark.both_engines
def test_filters_narrow_and_the_keys_go_on_inside_them(world: World) -> None:
    by = world.actor("screening_officer")
    fill_queue(world.teams["screening"], [{"rank": n % 8, "desk": ("children", "adults")[n % 2]} for n in range(120)])
    only = queues.Filter(ranks=(1, 3), desks=("adults",), due_before=DAY + timedelta(hours=1))
    with db.reading() as session:
        first = queues.waiting_items(session, SCREENING, by=by, only=only)
        second = queues.waiting_items(session, SCREENING, by=by, only=only, after=first.next_after)
    assert {(item.rank, item.desk) for item in (*first.items, *second.items)} == {(1, "adults"), (3, "adults")}
    assert (len(first.items), len(second.items), first.count, second.next_after) == (25, 5, 30, None)


@pytest.mark.both_engines
def test_a_full_page_asks_no_more_of_the_database_than_a_short_one(world: World, engine: sqlalchemy.Engine) -> None:
    by, asked = world.actor("screening_officer"), []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    numbers = []
    for more in (1, 99):
        fill_queue(world.teams["screening"], [{}] * more)
        asked.clear()
        shown = page(by)
        _ = [(item.ref, item.danger, item.unknown) for item in shown.items]
        numbers.append(len([statement for statement in asked if statement.lstrip().startswith("SELECT")]))
    assert numbers[0] == numbers[1] <= 10


def many_shapes() -> list[dict[str, object]]:
    """Twenty thousand items, a fifth of them open."""
    dice = Random(3)
    return [
        {
            "rank": dice.randrange(8),
            "act_by": DAY + timedelta(minutes=dice.randrange(10**5)),
            "state": "open" if dice.random() < 0.2 else "done",
        }
        for _ in range(20_000)
    ]


def rows_read(plan: dict[str, Any], tables: Collection[str]) -> int:
    """How many rows of these tables were read, whether or not they were kept."""
    own = 0
    if plan.get("Relation Name") in tables:
        own = int(plan["Actual Loops"] * (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)))
    return own + sum(rows_read(part, tables) for part in plan.get("Plans", ()))


@pytest.mark.postgres
def test_a_page_and_its_counts_read_few_items_of_twenty_thousand(world: World, engine: sqlalchemy.Engine) -> None:
    fill_queue(world.teams["screening"], many_shapes())
    with engine.execution_options(hub_migration=True).begin() as connection:
        connection.execute(text("ANALYZE work_items"))
    by, told = world.actor("screening_officer"), []
    event.listen(engine, "before_cursor_execute", lambda *each: told.append((each[2], each[3])))
    shown = page(by, after=page(by).next_after)
    assert (len(shown.items), shown.count) == (PAGE, COUNTED_TO)
    statement, values = told[-1]
    with engine.connect() as connection:
        for planned in ("force_custom_plan", "force_generic_plan"):
            connection.execute(text(f"SET plan_cache_mode = {planned}"))
            few = explained(connection, statement, values)
            assert few <= 2 * (PAGE + 1) + COUNTED_TO, planned
    without_limits = re.sub(r"LIMIT \d+", "", statement)
    with engine.connect() as connection:
        assert explained(connection, without_limits, values) > 4_000, "and that it reads all would be seen"


GIVEN_OF_ALL = """SELECT id FROM work_items WHERE queue = 'coordination' AND state = 'open'
    AND (level = 'sealed' OR object_id IN (SELECT object_id FROM grants WHERE team_id = %(t0)s))"""


def given_for_years(team: UUID, number: int) -> None:
    """So many strands were given to the team, and ten of them wait with it still."""
    strands = [uuid4() for _ in range(number)]
    work = {"queue": "coordination", "object_type": "strand", "level": "restricted"}
    fill_queue(
        team, [work | {"object_id": each, "state": "done" if n >= 10 else "open"} for n, each in enumerate(strands)]
    )
    with db.transaction() as session, audit.importing(session) as batch:
        given = {"object_type": "strand", "team_id": team, "basis": "assigned", "given_at": DAY}
        batch.insert(Grant.__table__, [given | {"id": uuid4(), "object_id": each} for each in strands])
        audit.record_import(session, batch, by=OPERATOR, purpose="trial")


@pytest.mark.postgres
def test_what_was_given_to_a_team_for_years_is_not_gone_through(world: World, engine: sqlalchemy.Engine) -> None:
    by, told = world.actor("co_ordinator"), []
    given_for_years(world.teams["coordination"], 4_000)
    with engine.execution_options(hub_migration=True).begin() as connection:
        connection.execute(text("ANALYZE work_items, grants, teams"))
    event.listen(engine, "before_cursor_execute", lambda *each: told.append((each[2], each[3])))
    with db.reading() as session:
        assert len(queues.waiting_items(session, "coordination", by=by).items) == 10
    statement, values = told[-1]
    both = ("work_items", "grants")
    with engine.connect() as connection:
        for planned in ("force_custom_plan", "force_generic_plan"):
            connection.execute(text(f"SET plan_cache_mode = {planned}"))
            assert explained(connection, statement, values, both) <= 200, planned
        assert explained(connection, GIVEN_OF_ALL, values, both) >= 4_000, "and that it is gone through would be seen"


def explained(
    connection: sqlalchemy.Connection,
    statement: str,
    values: dict[str, Any],
    tables: Collection[str] = ("work_items",),
) -> int:
    """The rows of these tables read by a statement that the server prepared for all values."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        for _ in range(2):
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values, prepare=True)
        return rows_read(cursor.fetchone()[0][0]["Plan"], tables)
