"""A concern comes in: recorded, screened, queued and in the trail at once, or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from hub import audit, danger, db, front_door, queues, rulebook
from hub.audit import AuditLeaf
from hub.concerns import Concern, ConcernVersion, get_concern, parts_of
from hub.db import transaction
from hub.errors import NotAllowed, Unprocessable
from hub.people import Judgement, Person, find_matches
from tests.factories.concerns import ConcernMaker, PersonMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines


def receive(world: World, by: str = "duty_worker", **traits: object) -> front_door.Receipt:
    with transaction() as session:
        return front_door.receive(session, ConcernMaker(**traits), by=world.actor(by))


def test_a_concern_is_queued_screened_and_in_the_trail(world: World) -> None:
    receipt = receive(world, of_a_hurt_child=True)
    with db.reading() as session:
        page = queues.waiting_items(session, "screening", by=world.actor("screening_officer"))
        assert [item.ref for item in page.items] == [receipt.ref]
        assert db.read_reference(receipt.ref) == receipt.ref
        log = audit.access_log(session, "concern", str(receipt.concern_id))
        assert [entry.action.value for entry in log] == ["concern_received"]
        stored = rulebook.latest_run(session, receipt.concern_id)
        assert rulebook.replay(session, stored).rank == page.items[0].rank


def test_no_one_can_read_in_the_database_what_was_told(world: World, engine: object) -> None:
    receipt = receive(world, narrative="Zebedee was hurt at the Zanzibar", people=(PersonMaker(surname="Zebedee"),))
    with db.reading() as session:
        concern = session.get(Concern, receipt.concern_id)
        version = session.scalars(select(ConcernVersion).where(ConcernVersion.concern_id == concern.id)).one()
        assert version.narrative == "Zebedee was hurt at the Zanzibar"
        assert b"Zebedee" not in version.narrative_sealed
        leaves = b"".join(session.scalars(select(AuditLeaf.body)))
        assert b"Zebedee" not in leaves
        assert b"Zanzibar" not in leaves


def test_anything_with_a_narrative_is_received_even_about_nobody_named(world: World) -> None:
    receipt = receive(world, of_nobody_named=True, narrative="Worried about a neighbour.", danger="not_known")
    with db.reading() as session:
        (part,) = parts_of(session, receipt.concern_id)
        assert part.person.description == "Person not named"
        (item,) = queues.waiting_items(session, "screening", by=world.actor("screening_officer")).items
        run = rulebook.latest_run(session, receipt.concern_id)
        assert "needs_information" in rulebook.subjects_of(session, run.id)[part.person.id].routes
        assert item.rank <= 3, "what is missing is asked by a person the same day, never closed"


def test_a_concern_without_words_is_refused_and_nothing_is_left_behind(world: World) -> None:
    with pytest.raises(Unprocessable, match="Check what you entered"):
        receive(world, narrative="   ")
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_who_may_not_log_concerns_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed):
        receive(world, by="auditor")


def test_danger_alerts_whoever_stands_on_the_first_rung(world: World) -> None:
    manager = world.actor("team_manager")
    with transaction() as session:
        session.add(danger.RotaPlace(rung=0, officer_id=manager.acting_officer_id))
        audit.record(session, by=manager, action=audit.Action.OFFICER_CHANGED)
    receipt = receive(world, in_danger=True)
    with db.reading() as session:
        (alert,) = danger.open_alerts(session)
        assert alert.id == receipt.alert_id
        called = session.scalars(select(danger.AlertCall.officer_id)).all()
        assert called == [manager.officer_id]
        (item,) = queues.waiting_items(session, "screening", by=world.actor("screening_officer")).items
        assert (item.rank, item.danger) == (0, ["danger_now"])


def test_one_of_us_is_sealed_from_the_screening_team_and_goes_to_the_named_senior(world: World) -> None:
    receipt = receive(world, about_one_of_us=True)
    with db.reading() as session:
        assert queues.waiting_items(session, "screening", by=world.actor("screening_officer")).items == ()
        (item,) = queues.waiting_items(session, "screening", by=world.actor("senior_manager")).items
        assert item.ref == receipt.ref
        assert get_concern(session, receipt.ref).level == "sealed"


def test_the_same_child_told_of_twice_is_offered_as_the_same_and_never_joined_by_itself(world: World) -> None:
    first, second = receive(world, of_a_hurt_child=True), receive(world, of_a_hurt_child=True)
    with db.reading() as session:
        (held,) = parts_of(session, first.concern_id)
        (told,) = parts_of(session, second.concern_id)
        (found,) = find_matches(session, told.person)
        assert (found.person_id, found.judgement) == (held.person.id, Judgement.CERTAIN)
        assert told.person.cluster_id != held.person.cluster_id
        facts = rulebook.subjects_of(session, rulebook.latest_run(session, second.concern_id).id)[told.person.id].facts
        assert facts["concerns_about_person_12_months"] == {"from": 2}, "the hub is not a year old"


def test_a_child_in_the_home_is_screened_and_a_grown_up_there_is_not(world: World) -> None:
    people = (
        PersonMaker(adult=True),
        PersonMaker(child=True, role="household"),
        PersonMaker(forename="Orla", date_of_birth="1992-01-01", role="household"),
    )
    receipt = receive(world, people=people)
    with db.reading() as session:
        screened = rulebook.subjects_of(session, rulebook.latest_run(session, receipt.concern_id).id)
        names = {part.person.forename for part in parts_of(session, receipt.concern_id) if part.person.id in screened}
        assert names == {"Nessa", "Rory"}


def test_an_alleged_source_of_harm_stands_outside_the_search(world: World) -> None:
    first = receive(
        world,
        people=(PersonMaker(child=True), PersonMaker(alleged=True, surname="Mockson", date_of_birth="1990-05-05")),
    )
    receive(world, people=(PersonMaker(forename="Dez", surname="Mockson", date_of_birth="1990-05-05"),))
    with db.reading() as session:
        alleged = next(part.person for part in parts_of(session, first.concern_id) if part.part.role == "alleged")
        offered = {
            found.person_id for person in session.scalars(select(Person)) for found in find_matches(session, person)
        }
        assert alleged.id not in offered


def test_a_held_record_that_does_not_open_stops_no_concern_about_the_same_person(world: World) -> None:
    held = receive(world, of_a_hurt_child=True)
    with transaction() as session:
        child = parts_of(session, held.concern_id)[0]
        child.person.key.wrapped = b"\x00" * len(child.person.key.wrapped)
    receipt = receive(world, of_a_hurt_child=True)
    with db.reading() as session:
        again = parts_of(session, receipt.concern_id)[0]
        (found,) = find_matches(session, again.person)
    assert (found.person_id, found.is_restricted, found.judgement) == (child.person.id, True, Judgement.POSSIBLE)
