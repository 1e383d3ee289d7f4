"""The pages of a chair, of co-ordination and of a manager ask the database as many things for much work as for little."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy.orm import Session

from hub import clock, db
from hub.actor import Actor
from hub.conferences import ChairChoice, chair_choices, chairing, listing, people_at
from hub.conferences.choosing import Case
from hub.conferences.reading import AtConference
from hub.oversight import falling_due
from hub.queues import QUEUES, WorkItem
from hub.rulebook import Pack, Unconfirmed
from hub.triage.limits import unconfirmed_of
from tests.factories.conferences import AGNES, ISLA, RORY, Room, waiting_strands
from tests.factories.hub_world import World
from tests.factories.queues import fill_queue
from tests.factories.visitor import Visitor
from tests.web.test_queue import counted

AsOfficer = Callable[[str], Visitor]
MOST = 40  # with the leaf of each look


@pytest.fixture
def room(world: World) -> Iterator[Room]:
    """Conferences on one Tuesday morning."""
    with time_machine.travel(datetime(2026, 12, 8, 10, 0, tzinfo=UTC), tick=False):
        yield Room(world)


def statements(visitor: Visitor, page: str) -> int:
    """How many the page takes once it is known to this process."""
    visitor.get(page)
    with counted() as asked:
        assert visitor.get(page).status_code == 200
    return len(asked) - asked.count("BEGIN")


def of_a_chair(room: Room, chair: Visitor) -> tuple[int, int]:
    """How many a chair's page takes with one meeting, and with three more and one whose record is due."""
    held = room.convened(ISLA, RORY)
    one = statements(chair, "/conferences/mine/")
    with time_machine.travel(clock.now() + timedelta(days=7, hours=1), tick=False):
        room.attend(held)
        room.declare(held)
        room.decide(held, "not_register", "not_register")
        room.close(held)
    for days in (8, 9, 10):
        room.convened(ISLA, RORY, starts_at=clock.now() + timedelta(days=days))
    room.allocated(ISLA)
    assert chair.get("/conferences/mine/").text.count(f"/conferences/{held}") == 1
    return one, statements(chair, "/conferences/mine/")


def test_a_chairs_page_asks_as_many_things_for_five_conferences_as_for_one(room: Room, as_officer: AsOfficer) -> None:
    one, many = of_a_chair(room, as_officer("chair"))
    assert one == many <= MOST


def test_that_each_meetings_people_are_looked_up_alone_would_be_seen(
    room: Room, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def each_alone(session: Session, ids: Collection[UUID]) -> dict[UUID, tuple[AtConference, ...]]:
        return {each: people_at(session, each) for each in ids}

    monkeypatch.setattr(chairing, "people_at_each", each_alone)
    one, many = of_a_chair(room, as_officer("chair"))
    assert one < many


def of_coordination(room: Room, coordinator: Visitor) -> tuple[int, int]:
    """How many co-ordination's page takes with one request, and with more from those asked for and not yet asked for."""
    room.requested(ISLA, RORY)
    one = statements(coordinator, "/conferences/requests/")
    room.requested(ISLA, RORY)
    for people in ((ISLA, RORY), (AGNES,)):
        waiting_strands(room.world, *people)
    assert coordinator.get("/conferences/requests/").text.count("Thistlemere") >= 3
    return one, statements(coordinator, "/conferences/requests/")


def test_coordinations_page_asks_as_many_things_for_four_requests_as_for_one(room: Room, as_officer: AsOfficer) -> None:
    one, many = of_coordination(room, as_officer("co_ordinator"))
    assert one == many <= MOST


def test_that_each_request_looks_for_its_chairs_alone_would_be_seen(
    room: Room, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def each_alone(session: Session, cases: Collection[Case], *, by: Actor) -> tuple[tuple[ChairChoice, ...], ...]:
        return tuple(chair_choices(session, *case, by=by) for case in cases)

    monkeypatch.setattr(listing, "chair_choices_each", each_alone)
    one, many = of_coordination(room, as_officer("co_ordinator"))
    assert one < many


def of_a_manager(world: World, manager: Visitor) -> tuple[int, int]:
    """How many a manager's page takes with one piece of late work in each queue, and with thirty."""
    numbers = []
    for more in (1, 29):
        for queue in QUEUES:
            late = {"act_by": clock.now() - timedelta(hours=1), "queue": queue, "object_type": "strand"}
            fill_queue(world.teams["screening"], [late] * more)
        numbers.append(statements(manager, "/manager"))
    return numbers[0], numbers[1]


def test_a_managers_page_asks_as_many_things_for_much_late_work_as_for_little(
    world: World, as_officer: AsOfficer
) -> None:
    few, many = of_a_manager(world, as_officer("team_manager"))
    assert few == many <= MOST


def test_that_each_piece_of_late_work_is_looked_up_alone_would_be_seen(
    world: World, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_up(pack: Pack, item: WorkItem, clocks: Collection[str]) -> tuple[Unconfirmed, ...]:
        with db.reading() as session:
            return unconfirmed_of(pack, session.get_one(WorkItem, item.id), clocks)

    monkeypatch.setattr(falling_due, "unconfirmed_of", looked_up)
    few, many = of_a_manager(world, as_officer("team_manager"))
    assert few < many
