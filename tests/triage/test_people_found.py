"""Searching for a person: what finds somebody, who may see the answer, and what the trail keeps of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from hub import audit, people, triage
from hub.audit import Action
from hub.crypto import DataKey
from hub.db import reading, transaction
from hub.errors import NotAllowed, NotFound, Unprocessable
from hub.people import NewPerson, PersonSearch
from hub.triage import SearchView
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World, leaves
from tests.factories.sight import keep_from, make_restricted, with_another_team

pytestmark = pytest.mark.both_engines
RORY = NewPerson(surname="Samplewood", date_of_birth="4 March 2017")


def asked(world: World, told: NewPerson = RORY, by: str = "screening_officer") -> UUID:
    with transaction() as session:
        return people.keep_search(session, told, by=world.actor(by))


def found(world: World, search: UUID, by: str = "screening_officer") -> SearchView:
    with reading() as session:
        return triage.show_found(session, search, by=world.actor(by)).view


def test_two_things_together_find_somebody_and_say_what_agrees(world: World) -> None:
    receipt = steps.received(world)
    view = found(world, asked(world))
    assert [each.person_id for each in view.found] == steps.people_on(receipt.concern_id)
    assert view.found[0].concerns == 1
    assert {row.field for row in view.found[0].candidate.comparisons} >= {"name", "date_of_birth"}


@pytest.mark.parametrize("told", [NewPerson(), NewPerson(surname="Samplewood"), NewPerson(forename="Rory")])
def test_a_name_alone_is_refused_with_what_is_needed(world: World, told: NewPerson) -> None:
    with pytest.raises(Unprocessable) as refused:
        asked(world, told)
    assert "one more thing" in refused.value.fields["surname"][0]


def test_what_was_asked_is_sealed_and_opens_for_nobody_else(world: World) -> None:
    search = asked(world)
    with reading() as session:
        assert b"Samplewood" not in (session.get_one(PersonSearch, search).asked_sealed or b"")
    with pytest.raises(NotFound):
        found(world, search, by="other_officer")


def test_an_answer_opens_until_its_half_hour_is_up_and_then_what_was_asked_is_gone(world: World) -> None:
    start = datetime(2026, 11, 24, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as machine:
        search = asked(world)
        with reading() as session:
            key = session.scalars(select(PersonSearch.key_id)).one()
        machine.move_to(start + people.LIVES_FOR - timedelta(seconds=1))
        assert found(world, search).found == ()
        machine.move_to(start + people.LIVES_FOR)
        with pytest.raises(NotFound):
            found(world, search)
        asked(world)
    with reading() as session:
        assert session.get(PersonSearch, search) is None
        assert session.get(DataKey, key) is None


@pytest.mark.parametrize("role", ["duty_worker", "administrator", "auditor", "co_ordinator", "partner_reporter"])
def test_roles_that_open_no_persons_record_search_for_none(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        asked(world, by=role)


def test_a_sealed_person_is_not_found_and_nothing_says_so(world: World) -> None:
    steps.received(world, about_one_of_us=True)
    view = found(world, asked(world))
    assert (view.found, view.is_restricted) == ((), False)


def test_a_restricted_person_is_only_said_to_be_possible(world: World) -> None:
    receipt = steps.received(world)
    make_restricted(receipt.ref)
    view = found(world, asked(world))
    assert (view.found, view.is_restricted) == ((), True)


def test_a_person_of_another_team_is_only_said_to_be_possible(world: World) -> None:
    receipt = steps.received(world)
    with_another_team(world, receipt.ref)
    view = found(world, asked(world))
    assert (view.found, view.is_restricted) == ((), True)
    assert len(found(world, asked(world, by="team_manager"), by="team_manager").found) == 1


def test_whoever_is_kept_from_a_person_does_not_find_them(world: World) -> None:
    receipt = steps.received(world)
    keep_from(world, *steps.people_on(receipt.concern_id))
    view = found(world, asked(world))
    assert (view.found, view.is_restricted) == ((), False)
    assert len(found(world, asked(world, by="other_officer"), by="other_officer").found) == 1


def test_an_alleged_source_of_harm_is_never_found(world: World) -> None:
    dez = PersonMaker(role="alleged", forename="Dez", surname="Mockford", date_of_birth="1980-01-02")
    steps.received(world, people=(PersonMaker(child=True), dez))
    view = found(world, asked(world, NewPerson(forename="Dez", surname="Mockford", date_of_birth="2 January 1980")))
    assert (view.found, view.is_restricted) == ((), False)


def test_the_leaf_names_the_records_and_the_fields_and_never_what_was_asked(world: World) -> None:
    receipt = steps.received(world)
    search = asked(world)
    with reading() as session:
        shown = triage.show_found(session, search, by=world.actor("screening_officer"))
    with transaction() as session:
        audit.record_look(session, shown.look, by=world.actor("screening_officer"))
    (leaf,) = leaves(Action.PEOPLE_SEARCHED)
    (person,) = steps.people_on(receipt.concern_id)
    assert leaf["objects"] == [["person", str(person)]]
    assert {"name", "date_of_birth"} <= set(map(str, leaf["shown"]))
    assert "Samplewood" not in str(leaf)
    assert "2017" not in str(leaf["objects"])
