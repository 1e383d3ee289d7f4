"""Closing: decisions take effect together; plans, limits, strands and queues follow; reviews are asked for in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from hub import clock, conferences, db, plans
from hub.errors import Conflict, NotAllowed, OutOfOrder, Unprocessable
from hub.people import NewPerson
from tests.factories.conferences import AGNES, BABY, ISLA, RORY, Room
from tests.factories.hub_world import leaves

pytestmark = pytest.mark.both_engines
ADULT = {"route": "asp_inq", "conference": "adult"}


def meet(room: Room, travel: time_machine.Traveller, *people: NewPerson, decisions: tuple[str, ...], **how: str) -> str:
    """A meeting on Tuesday 15 December, 10am, recorded and ready to close."""
    ref = room.convened(*people, **how)
    travel.shift(timedelta(days=7, hours=2))
    room.attend(ref)
    room.declare(ref)
    room.decide(ref, *decisions)
    return ref


def on(view: object) -> date:
    return clock.london_day(view.due_at)  # type: ignore[attr-defined]


def test_registering_starts_core_group_and_review_and_meets_the_first_limit(
    room: Room, travel: time_machine.Traveller
) -> None:
    ref = meet(room, travel, ISLA, decisions=("register",))
    room.close(ref, date(2027, 3, 1))
    strand = room.strand_ids(ref)[0]
    running = room.clocks(strand)
    assert running["cppm_initial"].state == "met"
    assert on(running["core_group_first"]) == date(2027, 1, 8)  # 15 working days over Christmas and New Year
    assert on(running["cppm_review"]) == date(2027, 6, 15)
    with db.reading() as session:
        conference = conferences.get_conference(session, ref)
    about = room.clocks(conference.id, "conference")
    assert on(about["cppm_record"]) == date(2026, 12, 31)
    assert about["cppm_decisions_summary"].due_at == datetime(2026, 12, 17, 10, tzinfo=UTC)
    assert (conference.state, conference.held_at) == ("held", datetime(2026, 12, 15, 10, tzinfo=UTC))
    assert room.items("chairing") == []


def test_a_plan_carries_its_areas_and_the_chosen_review(room: Room, travel: time_machine.Traveller) -> None:
    ref = meet(room, travel, ISLA, decisions=("register",))
    room.close(ref, date(2027, 3, 1))
    with db.reading() as session:
        person = room.strand(room.strand_ids(ref)[0]).person_id
        plan = plans.open_plan_of(session, person, "child_protection")
    assert plan is not None
    assert (plan.areas_of_concern, plan.next_review_on) == (["domestic_abuse"], date(2027, 3, 1))


def test_without_a_plan_the_strand_is_its_teams_again(room: Room, travel: time_machine.Traveller) -> None:
    ref = meet(room, travel, ISLA, decisions=("not_register",))
    room.close(ref)
    assert room.strand(room.strand_ids(ref)[0]).state == "open"
    (item,) = room.items("strand")
    assert (item.reason, item.team_id) == ("no_plan", room.world.teams["children"])


def test_before_birth_the_review_comes_within_three_months(room: Room, travel: time_machine.Traveller) -> None:
    ref = meet(room, travel, BABY, decisions=("register",))
    with pytest.raises(Unprocessable):
        room.close(ref, date(2027, 3, 16))
    room.close(ref, date(2027, 3, 15))
    assert on(room.clocks(room.strand_ids(ref)[0])["cppm_review_after_pre_birth"]) == date(2027, 3, 15)


def test_an_adults_plan_has_core_group_review_minutes_and_actions(room: Room, travel: time_machine.Traveller) -> None:
    ref = meet(room, travel, AGNES, decisions=("adult_plan",), **ADULT)
    room.close(ref, date(2027, 3, 15))
    running = room.clocks(room.strand_ids(ref)[0])
    assert running["adult_conference_initial"].state == "met"
    assert on(running["adult_core_group"]) == date(2027, 1, 12)
    assert on(running["adult_review"]) == date(2027, 3, 15)
    about = room.clocks(room.read(ref).id, "conference")
    assert set(about) == {"adult_minutes", "adult_decisions_circulated"}
    assert not about["adult_minutes"].confirmed


def test_the_next_limits_are_known_before_closing(room: Room, travel: time_machine.Traveller) -> None:
    ref = meet(room, travel, ISLA, decisions=("register",))
    with db.reading() as session:
        conference = conferences.get_conference(session, ref)
        ahead = conferences.next_limits(session, conference, conferences.people_at(session, conference.id))
    assert [(each.clock, each.due_on) for each in ahead] == [
        ("cppm_decisions_summary", date(2026, 12, 17)),
        ("cppm_record", date(2026, 12, 31)),
        ("core_group_first", date(2027, 1, 8)),
        ("cppm_review", date(2027, 6, 15)),
    ]


@pytest.mark.parametrize(("review", "fits"), [(date(2027, 6, 15), True), (date(2027, 6, 16), False), (None, False)])
def test_the_next_review_stands_within_its_limit(
    room: Room, travel: time_machine.Traveller, review: date | None, fits: bool
) -> None:
    ref = meet(room, travel, ISLA, decisions=("register",))
    if fits:
        room.close(ref, review)
    else:
        with pytest.raises(Unprocessable) as refused:
            room.close(ref, review)
        assert set(refused.value.fields) == {"next_review_on"}


def test_what_is_not_recorded_is_named_by_step(room: Room, travel: time_machine.Traveller) -> None:
    ref = room.convened(ISLA, RORY)
    travel.shift(timedelta(days=7))
    with pytest.raises(Unprocessable) as refused:
        room.close(ref)
    steps = {name.partition(".")[0] for name in refused.value.fields}
    assert steps == {"attendance", "quorum", "words", "decision"}
    assert len(refused.value.fields) == 6


def test_only_the_chair_closes_and_only_once(room: Room, travel: time_machine.Traveller) -> None:
    ref = meet(room, travel, ISLA, decisions=("not_register",))
    for other in (room.coordinator, room.world.actor("minute_taker"), room.world.actor("senior_manager")):
        with pytest.raises(NotAllowed):
            room.close(ref, by=other)
    room.close(ref)
    with pytest.raises(OutOfOrder):
        room.close(ref)


def test_closing_against_an_older_version_is_a_conflict(room: Room, travel: time_machine.Traveller) -> None:
    ref = meet(room, travel, ISLA, decisions=("not_register",))
    with pytest.raises(Conflict), db.transaction() as session:
        conferences.close(session, ref=ref, seen=room.read(ref).version - 1, by=room.chair)


def test_closing_has_one_leaf_over_everything_it_changed(room: Room, travel: time_machine.Traveller) -> None:
    ref = meet(room, travel, ISLA, decisions=("register",))
    room.close(ref, date(2027, 3, 1))
    leaf = leaves()[-1]
    assert (leaf["action"], leaf["counts"]) == ("conference_outcome", {"people": 1, "plans": 1})
    tables = {row[0] for row in leaf["rows"]}  # type: ignore[union-attr,attr-defined]
    assert {"conferences", "plans", "running_clocks", "strands", "work_items", "strand_parts"} <= tables


def reviewed(room: Room, travel: time_machine.Traveller) -> str:
    """The first meeting registered Isla; the review is asked for in time and convened."""
    first = meet(room, travel, ISLA, decisions=("register",))
    room.close(first, date(2027, 1, 20))
    with db.transaction() as session:
        assert conferences.call_reviews(session) == 1
    with db.transaction() as session:
        ref = conferences.request(session, strand_ids=room.strand_ids(first), by=room.coordinator).ref
    room.allocate(ref, room.chair)
    room.convene(ref, starts_at=clock.london(date(2027, 1, 12), time(10)))
    travel.move_to(datetime(2027, 1, 12, 12, tzinfo=UTC))
    room.attend(ref)
    return ref


def test_a_review_keeps_the_plan_and_starts_the_next_six_months(room: Room, travel: time_machine.Traveller) -> None:
    ref = reviewed(room, travel)
    assert room.read(ref).kind == "review"
    room.declare(ref)
    room.decide(ref, "keep")
    room.close(ref, date(2027, 7, 1))
    strand = room.strand_ids(ref)[0]
    running = room.clocks(strand)
    assert (running["cppm_review"].state, on(running["cppm_review_next"])) == ("met", date(2027, 7, 12))
    assert room.strand(strand).state == "under_plan"


def test_a_review_that_ends_the_plan_takes_the_child_off_the_register(
    room: Room, travel: time_machine.Traveller
) -> None:
    ref = reviewed(room, travel)
    room.declare(ref)
    room.decide(ref, "remove")
    room.close(ref)
    strand = room.strand(room.strand_ids(ref)[0])
    with db.reading() as session:
        assert plans.is_on_register(session, strand.person_id, date(2027, 1, 11))
        assert not plans.is_on_register(session, strand.person_id, date(2027, 1, 12))
    assert room.clocks(strand.id)["core_group_first"].state == "stopped"
    assert strand.state == "open"


def test_an_inquorate_review_that_goes_ahead_cannot_end_the_plan(room: Room, travel: time_machine.Traveller) -> None:
    ref = reviewed(room, travel)
    room.declare(ref, "proceeded", "There is enough to decide, and delay would harm")
    with pytest.raises(Unprocessable) as refused:
        room.decide(ref, "remove")
    assert set(refused.value.fields) == {"decision"}
    room.decide(ref, "keep")
    room.close(ref, date(2027, 2, 12))


def test_a_plan_ended_before_quorum_was_declared_is_stopped_at_closing(
    room: Room, travel: time_machine.Traveller
) -> None:
    ref = reviewed(room, travel)
    room.decide(ref, "remove")
    room.declare(ref, "proceeded", "There is enough to decide, and delay would harm")
    with pytest.raises(Unprocessable):
        room.close(ref)


@pytest.mark.parametrize(("days_before", "called"), [(43, 0), (42, 1)])
def test_a_review_is_asked_for_six_weeks_before_it_is_due(
    room: Room, travel: time_machine.Traveller, days_before: int, called: int
) -> None:
    ref = meet(room, travel, ISLA, decisions=("register",))
    room.close(ref, date(2027, 6, 1))
    travel.move_to(datetime(2027, 6, 1, 9, tzinfo=UTC) - timedelta(days=days_before))
    with db.transaction() as session:
        assert conferences.call_reviews(session) == called
    assert len(room.items("coordination")) == called
    with db.transaction() as session:
        assert conferences.call_reviews(session) == 0  # once is enough
    if called:
        assert leaves()[-1]["action"] == "review_called"


def test_the_one_who_chaired_is_remembered_as_having_chaired(room: Room, travel: time_machine.Traveller) -> None:
    ref = reviewed(room, travel)
    with db.reading() as session:
        conference = conferences.get_conference(session, ref)
        strands = [each.strand for each in conferences.people_at(session, conference.id)]
        found = conferences.chair_choices(
            session, strands, conferences.window(session, conference), by=room.coordinator
        )
    assert found[0].is_same_chair
    assert found[0].can
