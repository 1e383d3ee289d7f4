"""A person's record: rows side by side, what came of each concern, links that can be undone, and who may see how much."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from hub import audit, people, triage
from hub.accounts import Team
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import Concern, parts_of
from hub.db import reading, transaction
from hub.errors import NotAllowed, NotFound
from hub.people import PersonLink
from hub.rulebook import ScreeningRun
from hub.strands import Strand
from hub.triage import MatchesView, PersonView
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World, leaves
from tests.factories.sight import keep_from, make_restricted, with_another_team

pytestmark = pytest.mark.both_engines


def shown(world: World, person: UUID, by: str = "screening_officer") -> PersonView:
    with reading() as session:
        return triage.show_person(session, person, by=world.actor(by)).view


def matches(world: World, ref: str, by: str = "screening_officer") -> MatchesView:
    with reading() as session:
        return triage.show_matches(session, ref, by=world.actor(by)).view


def told_twice(world: World) -> tuple[str, UUID, UUID]:
    """Two concerns about what may be one child: the second's reference, then its row and the first's."""
    first = steps.received(world)
    second = steps.received(world, people=(PersonMaker(child=True, forename="Rorie", at_home=True),))
    return second.ref, steps.people_on(second.concern_id)[0], steps.people_on(first.concern_id)[0]


def said(world: World, ref: str, person: UUID, other: UUID | None, verdict: str, by: str = "screening_officer") -> None:
    with transaction() as session:
        triage.say_of_match(session, ref, person, same_as=other, verdict=verdict, by=world.actor(by))


def test_rows_said_to_be_the_same_stand_side_by_side_each_as_told(world: World) -> None:
    ref, new, old = told_twice(world)
    assert [candidate.person_id for candidate in matches(world, ref).people[0].candidates] == [old]
    said(world, ref, new, old, "same")
    view = shown(world, new)
    assert [dict(row.told)["name"] for row in view.rows] == ["Rory Samplewood", "Rorie Samplewood"]
    assert {event.ref for event in view.events} == {row.concern_ref for row in view.rows}
    assert matches(world, ref).people[0].linked == 1
    assert leaves(Action.PERSON_MATCHED)[-1]["purpose"] == "same"


def test_joining_puts_a_concern_that_waits_to_the_rules_again(world: World) -> None:
    ref, new, old = told_twice(world)
    with reading() as session:
        before = set(session.scalars(select(ScreeningRun.id)))
    said(world, ref, new, old, "same")
    with reading() as session:
        (after,) = session.scalars(select(ScreeningRun).where(ScreeningRun.id.not_in(before)))
    assert after.why == "matched"


def test_undoing_leaves_both_exactly_as_they_were(world: World) -> None:
    ref, new, old = told_twice(world)
    said(world, ref, new, old, "same")
    (link,) = shown(world, new).links
    with transaction() as session:
        triage.take_back(session, person_id=new, link_id=link.link_id, by=world.actor("screening_officer"))
    assert [row.person_id for row in shown(world, new).rows] == [new]
    assert [candidate.person_id for candidate in matches(world, ref).people[0].candidates] == [old]
    with pytest.raises(NotFound), transaction() as session:
        triage.take_back(session, person_id=new, link_id=link.link_id, by=world.actor("screening_officer"))


def test_none_of_these_is_remembered_and_not_sure_is_offered_again(world: World) -> None:
    ref, new, _ = told_twice(world)
    said(world, ref, new, None, "not_sure")
    assert len(matches(world, ref).people[0].candidates) == 1
    said(world, ref, new, None, "not_same")
    assert matches(world, ref).people[0].candidates == ()
    with reading() as session:
        assert {link.verdict for link in session.scalars(select(PersonLink).where(PersonLink.ended_at.is_(None)))} == {
            "not_same"
        }


def test_only_a_record_that_was_offered_can_be_joined(world: World) -> None:
    ref, new, _ = told_twice(world)
    stranger = steps.received(world, people=(PersonMaker(adult=True),))
    with pytest.raises(NotFound):
        said(world, ref, new, steps.people_on(stranger.concern_id)[0], "same")
    with pytest.raises(NotFound):
        said(world, stranger.ref, new, None, "not_same")


def test_each_concern_says_how_old_they_were_and_what_came_of_it(world: World) -> None:
    with time_machine.travel(datetime(2026, 3, 3, 9, tzinfo=UTC), tick=False):
        first = steps.received(world, people=(PersonMaker(adult=True, facts={"harms": ["financial"]}),))
        (person,) = steps.people_on(first.concern_id)
        steps.limbs_answered(world, first.concern_id, person, "yes", "yes", "no")
        steps.viewed(world, first.concern_id)
        steps.decided(world, first.concern_id, person)
    with time_machine.travel(datetime(2027, 1, 2, 9, tzinfo=UTC), tick=False):
        view = shown(world, person)
    (event,) = view.events
    assert (event.age, view.age) == ("78", "79")
    assert event.routes
    assert event.onward_state == "waiting"
    assert view.held_since is not None


def test_the_same_home_names_who_else_was_told_to_live_there(world: World) -> None:
    mother = PersonMaker(role="household", forename="Ailsa", surname="Samplewood", at_home=True)
    receipt = steps.received(world, people=(PersonMaker(child=True, at_home=True), mother))
    assert [each.name for each in shown(world, steps.people_on(receipt.concern_id)[0]).home] == ["Ailsa Samplewood"]


def test_a_protected_address_and_an_identity_number_are_not_spelt_out(world: World) -> None:
    hidden = PersonMaker(child=True, at_home=True, address_protected=True, identity_number="4103171237")
    receipt = steps.received(world, people=(hidden,))
    (row,) = shown(world, steps.people_on(receipt.concern_id)[0]).rows
    assert "Invented" not in str(row.told)
    assert "4103171237" not in str(row.told)


def test_a_sealed_row_is_not_there_and_its_own_address_is_not_found(world: World) -> None:
    sealed = steps.received(world, about_one_of_us=True)
    (hidden,) = steps.people_on(sealed.concern_id)
    for nobody in (hidden, UUID(int=7)):
        with pytest.raises(NotFound):
            shown(world, nobody)
    assert shown(world, hidden, by="senior_manager").rows[0].person_id == hidden
    opened = steps.received(world)
    (person,) = steps.people_on(opened.concern_id)
    with transaction() as session:
        people.link_people(session, person_id=person, other_id=hidden, verdict="same", by=world.actor("senior_manager"))
        audit.record(session, by=world.actor("senior_manager"), action=Action.PERSON_MATCHED)
    view = shown(world, person)
    assert [row.person_id for row in view.rows] == [person]
    assert (view.more, view.links, len(view.events)) == (False, (), 1)


def test_restricted_information_is_said_to_exist_and_not_how_much(world: World) -> None:
    ref, new, old = told_twice(world)
    said(world, ref, new, old, "same")
    make_restricted(ref)
    view = shown(world, old)
    assert [row.person_id for row in view.rows] == [old]
    assert view.more
    with pytest.raises(NotAllowed):
        shown(world, new)


def test_whoever_is_kept_from_them_or_has_nothing_to_do_with_them_sees_nothing(world: World) -> None:
    receipt = steps.received(world)
    (person,) = steps.people_on(receipt.concern_id)
    keep_from(world, person)
    with pytest.raises(NotAllowed):
        shown(world, person)
    assert shown(world, person, by="other_officer").person_id == person
    with_another_team(world, receipt.ref)
    with pytest.raises(NotAllowed):
        shown(world, person, by="other_officer")


@pytest.mark.parametrize("role", ["duty_worker", "administrator", "auditor", "key_custodian", "committee_reader"])
def test_roles_without_the_work_open_no_persons_record(world: World, role: str) -> None:
    receipt = steps.received(world)
    with pytest.raises(NotAllowed):
        shown(world, steps.people_on(receipt.concern_id)[0], by=role)


def test_the_look_names_every_record_it_shows(world: World) -> None:
    ref, new, old = told_twice(world)
    said(world, ref, new, old, "same")
    with reading() as session:
        look = triage.show_person(session, new, by=world.actor("screening_officer")).look
    assert {("person", str(new)), ("person", str(old))} <= set(look.objects)
    assert sum(kind == "concern" for kind, _ in look.objects) == 2
    assert "links" in look.shown


def test_work_with_another_team_is_never_said_not_to_be_there(world: World) -> None:
    told = steps.referred(world)
    (child,) = steps.people_on(told.concern_id)
    with reading() as session:
        (strand,) = session.scalars(select(Strand))
        mine = triage.show_person(session, child, by=world.actor("screening_officer"))
    (line,) = mine.view.strands
    assert (line.ref, line.state, line.team) == (strand.ref, "open", _team(world, "children"))
    assert ("strand", str(strand.id)) in mine.look.objects


def test_of_work_whose_concern_is_not_theirs_they_learn_whom_to_ask_and_no_more(world: World) -> None:
    elsewhere = steps.referred(world)
    ref, new = _told_again(world, elsewhere.concern_id)
    with_another_team(world, elsewhere.ref)
    view = shown(world, new)
    assert (view.strands, view.asked_of, view.more) == ((), (_team(world, "children"),), True)
    for level, more in (("restricted", True), ("sealed", False)):
        _hide(elsewhere.concern_id, level)
        view = shown(world, new)
        assert (view.strands, view.asked_of, view.more) == ((), (), more), level
    assert ref in {event.ref for event in view.events}


def _team(world: World, kind: str) -> str:
    with reading() as session:
        return session.get_one(Team, world.teams[kind]).name


def _told_again(world: World, earlier: UUID) -> tuple[str, UUID]:
    """A second concern about the same child, matched: its reference and the child's new row."""
    again = steps.received(world, people=(PersonMaker(child=True, forename="Ines", surname="Harbourne"),))
    (new,), (old,) = steps.people_on(again.concern_id), steps.people_on(earlier)
    with transaction() as session:
        people.link_people(session, person_id=new, other_id=old, verdict="same", by=world.actor("screening_officer"))
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)
    return again.ref, new


def _hide(concern_id: UUID, level: str) -> None:
    """The concern, its people and its work are of this level from now on."""
    with transaction() as session:
        session.get_one(Concern, concern_id).level = level
        for each in (*session.scalars(select(Strand).where(Strand.concern_id == concern_id)),
                     *(part.person for part in parts_of(session, concern_id))):  # fmt: skip
            each.level = level
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)
