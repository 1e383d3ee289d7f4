"""Asking for a conference: which kind, whom it joins, what starts and where it waits."""

from __future__ import annotations

from datetime import date

import pytest

from hub import conferences, db
from hub.actor import Actor
from hub.errors import NotAllowed, OutOfOrder, Unprocessable
from hub.people import NewPerson
from tests.factories.concerns import PersonMaker
from tests.factories.conferences import AGNES, BABY, ISLA, RORY, Room, waiting_strands
from tests.factories.hub_world import leaves

pytestmark = pytest.mark.both_engines


def ask(room: Room, strand_ids: list, *, kind: str | None = None, by: Actor | None = None) -> str:
    with db.transaction() as session:
        return conferences.request(session, strand_ids=strand_ids, kind=kind, by=by or room.coordinator).ref


@pytest.mark.parametrize(
    ("person", "how", "kind", "limit"),
    [
        (ISLA, {}, "initial", "cppm_initial"),
        (BABY, {}, "pre_birth", "cppm_pre_birth"),
        (AGNES, {"route": "asp_inq", "conference": "adult"}, "adult_initial", "adult_conference_initial"),
    ],
)
def test_the_kind_follows_from_route_and_birth(
    room: Room, person: NewPerson, how: dict[str, str], kind: str, limit: str
) -> None:
    ref = room.requested(person, **how)
    assert room.read(ref).kind == kind
    assert list(room.clocks(room.strand_ids(ref)[0])) == [limit]


def test_a_transfer_is_asked_for_by_name_and_has_its_own_limit(room: Room) -> None:
    ref = ask(room, waiting_strands(room.world, ISLA), kind="transfer")
    assert room.read(ref).kind == "transfer"
    assert "cppm_transfer" in room.clocks(room.strand_ids(ref)[0])


def test_siblings_share_one_meeting_one_item_and_have_a_record_each(room: Room) -> None:
    asked = waiting_strands(room.world, ISLA, RORY)
    ref = ask(room, asked)
    assert set(room.strand_ids(ref)) == set(asked)
    (item,) = room.items("coordination")
    assert (item.object_type, item.ref, item.people_count) == ("conference", ref, 2)


def test_asking_is_told_in_one_leaf_that_names_each_strand(room: Room) -> None:
    asked = waiting_strands(room.world, ISLA, RORY)
    ask(room, asked)
    leaf = leaves()[-1]
    assert leaf["action"] == "conference_requested"
    assert {str(each) for each in asked} <= {name for kind, name in leaf["objects"] if kind == "strand"}  # type: ignore[union-attr]


def test_an_unborn_sibling_may_join_and_the_first_meeting_gives_the_kind(room: Room) -> None:
    ref = ask(room, waiting_strands(room.world, ISLA, BABY))
    assert room.read(ref).kind == "initial"


def test_adults_are_not_joined(room: Room) -> None:
    two = waiting_strands(room.world, AGNES, PersonMaker(adult=True, at_home=True), route="asp_inq", conference="adult")
    with pytest.raises(Unprocessable) as refused:
        ask(room, two)
    assert "strands" in refused.value.fields


def test_a_child_and_an_adult_are_not_joined(room: Room) -> None:
    child = waiting_strands(room.world, ISLA)
    adult = waiting_strands(room.world, AGNES, route="asp_inq", conference="adult")
    with pytest.raises(Unprocessable):
        ask(room, [*child, *adult])


def test_nobody_has_two_conferences_under_way(room: Room) -> None:
    asked = waiting_strands(room.world, ISLA)
    ask(room, asked)
    with pytest.raises(OutOfOrder):
        ask(room, asked)


def test_a_route_without_a_conference_is_refused(room: Room) -> None:
    asked = waiting_strands(room.world, ISLA, route="marac", conference=None, limit="cppm_initial")
    with pytest.raises(OutOfOrder):
        ask(room, asked)


@pytest.mark.parametrize("role", ["chair", "minute_taker", "screening_officer", "team_manager", "administrator"])
def test_only_co_ordination_asks(room: Room, role: str) -> None:
    asked = waiting_strands(room.world, ISLA)
    with pytest.raises(NotAllowed):
        ask(room, asked, by=room.world.actor(role))


def test_the_limit_of_a_baby_is_28_weeks_where_that_comes_first(room: Room) -> None:
    ref = room.requested(BABY)
    with db.reading() as session:
        limits = conferences.window(session, conferences.get_conference(session, ref))
    assert (limits.last_lawful_on, limits.last_usable_on) == (date(2026, 12, 20), date(2026, 12, 18))
