"""The queue as officers see it: order, pages by key, one row an incident, what is hidden, one leaf a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from hub import audit, db, queues, triage
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import Concern, NewReferrer
from hub.db import reading, transaction
from hub.errors import Conflict
from hub.queues import Filter, WorkItem
from hub.triage import OwnView, QueueView
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines


def page(world: World, by: str = "screening_officer", **asked: object) -> QueueView:
    with reading() as session:
        return triage.show_queue(session, by=world.actor(by), **asked).view


def copies(world: World, number: int) -> None:
    """So many items of equal rank and time, told apart by their id alone."""
    receipt = steps.received(world, of_a_hurt_child=True)
    with transaction() as session:
        first = session.scalars(queues.open_items("screening", "concern", receipt.concern_id)).one()
        columns = {each.key for each in WorkItem.__table__.columns} - {"id", "version"}
        session.add_all(WorkItem(**{name: getattr(first, name) for name in columns}) for _ in range(number - 1))
        audit.record(session, by=OPERATOR, action=Action.CONCERN_CORRECTED)


def test_pages_by_key_show_every_item_once_even_with_equal_keys(world: World) -> None:
    copies(world, 60)
    seen, forwards, view = [], [], page(world)
    while True:
        forwards.append([row.item_id for row in view.rows])
        seen.extend(forwards[-1])
        if view.next_after is None:
            break
        view = page(world, after=view.next_after)
    assert [len(rows) for rows in forwards] == [25, 25, 10]
    assert len(set(seen)) == 60
    back = page(world, before=view.previous_before)
    assert [row.item_id for row in back.rows] == forwards[1]
    assert page(world).previous_before is None


def test_counts_stop_at_a_limit(world: World) -> None:
    copies(world, queues.COUNTED_TO + 5)
    assert page(world).count == queues.COUNTED_TO


def test_the_most_urgent_stands_first_and_says_why(world: World) -> None:
    steps.received(world, of_a_hurt_child=True)
    urgent = steps.received(world, in_danger=True, of_an_adult=True)
    rows = page(world).rows
    assert rows[0].ref == urgent.ref
    assert (rows[0].band, rows[0].because_unknown, rows[0].danger) == ("act_now", False, ("danger_now",))
    assert rows[0].who == "Nessa Fauxley, 78"


def test_reports_of_one_incident_are_one_row(world: World) -> None:
    for name in ("Iona", "Bram", "Isla", "Rory", "Juno"):
        steps.received(
            world,
            incident_number="PS-20261123-0417",
            referrer=NewReferrer(kind="police"),
            people=(PersonMaker(child=True, forename=name),),
        )
    (row,) = page(world).rows
    assert row.incident == "PS-20261123-0417"
    assert len({each.ref for each in row.reports}) == 5


def test_only_rows_of_the_filter_are_shown(world: World) -> None:
    child = steps.received(world, of_a_hurt_child=True)
    adult = steps.received(world, of_an_adult=True, referrer=NewReferrer(kind="gp"))
    refs = lambda **only: [row.ref for row in page(world, only=Filter(**only)).rows]  # noqa: E731  read once below
    assert refs(sources=("gp",)) == [adult.ref]
    assert refs(desks=("children", "both")) == [child.ref]
    item = steps.queued(child.concern_id)
    assert item is not None
    with transaction() as session:
        triage.take_up(session, item_id=item.id, minutes=15, by=world.actor("other_officer"))
    assert refs(owner="me") == []
    assert refs(owner="others") == [child.ref]
    assert refs(owner="nobody") == [adult.ref]
    assert refs(due_before=datetime(2020, 1, 1, tzinfo=UTC)) == []
    (mine,) = [row for row in page(world).rows if row.ref == child.ref]
    assert (mine.worker, mine.is_mine) == (world.actor("other_officer").name, False)


def test_a_restricted_record_stands_after_the_last_page_and_says_nothing(world: World) -> None:
    copies(world, 30)
    hidden = steps.received(world, of_an_adult=True, in_danger=True)
    with transaction() as session:
        session.get_one(Concern, hidden.concern_id).level = "restricted"
        session.scalars(queues.open_items("screening", "concern", hidden.concern_id)).one().level = "restricted"
        audit.record(session, by=OPERATOR, action=Action.CONCERN_CORRECTED)
    first = page(world)
    assert first.restricted == ()
    assert first.count == 30
    last = page(world, after=first.next_after)
    assert [each.ref for each in last.restricted] == [hidden.ref]
    assert "Nessa" not in repr(last)


def test_the_leaf_of_a_page_names_what_was_displayed_and_no_more(world: World) -> None:
    copies(world, 26)
    with reading() as session:
        shown = triage.show_queue(session, by=world.actor("screening_officer"))
        concerns = {row.concern_id for row in shown.view.rows}
    assert shown.look.action is Action.QUEUE_SHOWN
    assert {name for _, name in shown.look.objects} == {str(each) for each in concerns}


def test_names_are_opened_in_one_query_for_the_rows_shown(world: World) -> None:
    for _ in range(8):
        steps.received(world, of_a_hurt_child=True)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    with reading() as session:
        event.listen(db.bound_engine(), "before_cursor_execute", note)
        triage.show_queue(session, by=world.actor("screening_officer"))
        event.remove(db.bound_engine(), "before_cursor_execute", note)
    assert sum("people.surname_sealed" in statement for statement in asked) == 1
    assert len(asked) <= 12, asked


def test_after_a_quarter_of_an_hour_begun_work_softens_and_is_kept(world: World) -> None:
    concern = steps.received(world, of_a_hurt_child=True).concern_id
    steps.viewed(world, concern)
    item = steps.queued(concern)
    assert item is not None
    other = world.actor("other_officer")
    with pytest.raises(Conflict), transaction() as session:
        triage.take_up(session, item_id=item.id, minutes=15, by=other)
    assert item.claimed_until is not None
    with time_machine.travel(item.claimed_until + timedelta(minutes=1), tick=False):
        (row,) = page(world, by="other_officer").rows
        assert (row.worker, row.begun_by) == ("", world.actor("screening_officer").name)
        with transaction() as session:
            triage.take_up(session, item_id=item.id, minutes=15, by=other)
        with reading() as session:
            assert session.scalars(select(OwnView.officer_id)).all() == [world.actor("screening_officer").officer_id]


def test_a_long_claim_with_begun_work_may_be_taken_over_after_15_minutes_without_work(world: World) -> None:
    concern = steps.received(world, of_a_hurt_child=True).concern_id
    item = steps.queued(concern)
    assert item is not None
    with transaction() as session:
        triage.take_up(session, item_id=item.id, minutes=60, by=world.actor("screening_officer"))
    later = datetime.now(UTC) + timedelta(minutes=20)
    other = world.actor("other_officer")
    with time_machine.travel(later, tick=False), pytest.raises(Conflict), transaction() as session:
        triage.take_up(session, item_id=item.id, minutes=60, by=other)
    steps.viewed(world, concern, minutes=60)
    with time_machine.travel(later, tick=False), transaction() as session:
        assert triage.take_up(session, item_id=item.id, minutes=60, by=other).claimed_by == other.officer_id
