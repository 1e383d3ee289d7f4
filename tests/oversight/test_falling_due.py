"""What is late is counted whole, the most urgent stands first, and a concern stands once for each kind of its work."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy

from hub import clock, db
from hub.oversight.falling_due import SHOWN, Due, falling_due
from tests.factories.hub_world import World
from tests.factories.queues import fill_queue

pytestmark = pytest.mark.both_engines


def late(hours: float, **values: object) -> dict[str, object]:
    return {"act_by": clock.now() - timedelta(hours=hours), **values}


def due_of(world: World) -> Due:
    with db.reading() as session:
        return falling_due(session, by=world.actor("team_manager"))


def filled(world: World, number: int, **values: object) -> None:
    """So many concerns with one late piece of open work each."""
    for _ in range(number):
        fill_queue(world.teams["screening"], [late(30, queue="strand", object_type="strand", **values)])


def test_all_that_is_late_is_counted_and_not_only_what_is_shown(world: World) -> None:
    filled(world, SHOWN + 3)
    fill_queue(world.teams["screening"], [late(-1), late(-3.9), late(-4.1)])
    due = due_of(world)
    assert (due.late, due.soon, len(due.lines)) == (SHOWN + 3, 2, SHOWN)
    assert sum(number for _, number in due.more) == 4


def test_what_is_to_be_acted_on_now_is_not_pushed_off_by_what_is_older(world: World) -> None:
    filled(world, SHOWN, rank=6)
    fill_queue(world.teams["screening"], [late(0.1, rank=0)])
    first = due_of(world).lines[0]
    assert (first.queue, first.is_late) == ("screening", True)


def test_a_concern_stands_once_for_each_kind_of_its_work(world: World) -> None:
    strand = {"queue": "strand", "object_type": "strand"}
    fill_queue(world.teams["screening"], [late(9, **strand), late(7, **strand), late(8, queue="second_person")])
    due = due_of(world)
    assert [(line.queue, len(line.items)) for line in due.lines] == [("strand", 2), ("second_person", 1)]
    assert clock.now() - due.lines[0].act_by >= timedelta(hours=9), "the soonest of them"
    assert due.late == 3


def test_a_concern_that_waits_for_a_second_person_alone_stands_once_in_their_queue(world: World) -> None:
    fill_queue(world.teams["screening"], [late(9, done_at=clock.now()), late(9, done_at=None, queue="second_person")])
    due = due_of(world)
    assert [line.queue for line in due.lines] == ["second_person"]
    assert due.late == 1


def test_what_is_late_with_another_team_is_not_told(world: World) -> None:
    fill_queue(world.teams["coordination"], [late(9)])
    assert due_of(world) == Due((), 0, 0, ())


def test_however_much_there_is_it_takes_as_many_statements(world: World, engine: sqlalchemy.Engine) -> None:
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    filled(world, 1)
    due_of(world)  # what is read once and kept is read now
    sqlalchemy.event.listen(engine, "before_cursor_execute", note)
    try:
        due_of(world)
        few = len(asked)
        filled(world, 5)
        asked.clear()
        due_of(world)
    finally:
        sqlalchemy.event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == few > 0
