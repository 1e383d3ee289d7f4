"""A conference gets its chair, who accepts or gives it back; sight and queues follow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hub import conferences, db
from hub.accounts import has_sight_of
from hub.actor import Actor
from hub.concerns import Concern
from hub.errors import NotAllowed, OutOfOrder, Unprocessable
from hub.strands import Strand
from tests.factories.conferences import ISLA, RORY, Room, waiting_strands
from tests.factories.hub_world import leaves

pytestmark = pytest.mark.both_engines


def sees(actor: Actor, room: Room, ref: str) -> list[bool]:
    with db.reading() as session:
        conference = conferences.get_conference(session, ref)
        strand = session.get_one(Strand, room.strand_ids(ref)[0])
        concern = session.get_one(Concern, strand.concern_id)
        pairs = (("conference", conference), ("strand", strand), ("concern", concern))
        return [has_sight_of(session, actor, kind, record) for kind, record in pairs]


def test_the_chair_gets_sight_of_conference_strand_and_concern(room: Room) -> None:
    ref = room.requested(ISLA)
    assert sees(room.chair, room, ref) == [False, False, False]
    room.allocate(ref, room.chair)
    assert sees(room.chair, room, ref) == [True, True, True]


def test_the_item_moves_to_the_chair_and_is_due_when_notice_can_last_be_kept(room: Room) -> None:
    ref = room.allocated(ISLA)
    assert room.items("coordination") == []
    (item,) = room.items("chairing")
    assert item.ref == ref
    # decided 8 December: lawful until 5 January, a Tuesday; 5 days' notice: invited by Thursday 31 December, 5pm
    assert item.act_by == datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert room.strand(room.strand_ids(ref)[0]).state == "with_chair"


def test_allocating_is_told_with_the_chair_named_by_id(room: Room) -> None:
    room.allocated(ISLA)
    leaf = leaves()[-1]
    assert leaf["action"] == "chair_allocated"
    assert ["officer", str(room.chair.acting_officer_id)] in leaf["objects"]  # type: ignore[operator]


@pytest.mark.parametrize("role", ["chair", "minute_taker", "screening_officer", "team_manager", "senior_manager"])
def test_only_co_ordination_allocates(room: Room, role: str) -> None:
    ref = room.requested(ISLA)
    with pytest.raises(NotAllowed):
        room.allocate(ref, room.chair, by=room.world.actor(role))


def test_a_conference_with_a_chair_is_not_allocated_again(room: Room) -> None:
    ref = room.allocated(ISLA)
    with pytest.raises(OutOfOrder):
        room.allocate(ref, room.world.officer("chair", name="Una Garrowby"))


def test_somebody_who_does_not_chair_is_no_chair(room: Room) -> None:
    ref = room.requested(ISLA)
    with pytest.raises(Unprocessable):
        room.allocate(ref, room.world.actor("duty_worker"))


def test_accepting_is_kept_once(room: Room) -> None:
    ref = room.allocated(ISLA)
    with db.transaction() as session:
        conferences.accept(session, ref=ref, by=room.chair)
    assert room.read(ref).chair_accepted_at is not None
    assert leaves()[-1]["action"] == "chair_accepted"
    with pytest.raises(OutOfOrder), db.transaction() as session:
        conferences.accept(session, ref=ref, by=room.chair)


def test_another_chair_neither_accepts_nor_declines(room: Room) -> None:
    ref = room.allocated(ISLA)
    other = room.world.officer("chair", name="Una Garrowby")
    with pytest.raises(NotAllowed), db.transaction() as session:
        conferences.accept(session, ref=ref, by=other)
    with pytest.raises(NotAllowed), db.transaction() as session:
        conferences.decline(session, ref=ref, reason="No", by=other)


def test_declining_needs_a_reason(room: Room) -> None:
    ref = room.allocated(ISLA)
    with pytest.raises(Unprocessable), db.transaction() as session:
        conferences.decline(session, ref=ref, reason="  ", by=room.chair)


def test_declining_gives_it_back_and_ends_sight(room: Room) -> None:
    ref = room.allocated(ISLA)
    with db.transaction() as session:
        conferences.decline(session, ref=ref, reason="I know the family", by=room.chair)
    held = room.read(ref)
    assert (held.state, held.chair_id, held.declined_reason) == ("requested", None, "I know the family")
    assert sees(room.chair, room, ref) == [False, False, False]
    assert [item.ref for item in room.items("coordination")] == [ref]
    assert room.items("chairing") == []
    assert leaves()[-1]["action"] == "chair_declined"


def test_declining_one_siblings_meeting_keeps_sight_of_the_concern_for_the_other(room: Room) -> None:
    isla, rory = waiting_strands(room.world, ISLA, RORY)
    refs = []
    for strand in (isla, rory):
        with db.transaction() as session:
            refs.append(conferences.request(session, strand_ids=[strand], by=room.coordinator).ref)
        room.allocate(refs[-1], room.chair)
    with db.transaction() as session:
        conferences.decline(session, ref=refs[0], reason="Two in a week", by=room.chair)
    assert sees(room.chair, room, refs[0]) == [False, False, True]
    assert sees(room.chair, room, refs[1]) == [True, True, True]
