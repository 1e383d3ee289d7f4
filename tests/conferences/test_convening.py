"""Convening: inside the limit, with notice, everybody told safely; moving raises the sequence, cancelling tells everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from hub import clock, conferences, db
from hub.conferences import NewInvitee
from hub.errors import Conflict, NotAllowed, OutOfOrder, Unprocessable
from hub.outbox import Delivery
from tests.factories.conferences import AGNES, CALLUM, HEALTH, ISLA, MOTHER, RORY, SOCIAL_WORK, Room
from tests.factories.hub_world import leaves

pytestmark = pytest.mark.both_engines
LATE = {"late_reason": "The family moved", "late_safety_plan": "Their aunt stays with them"}


def mails() -> list[dict[str, str]]:
    with db.reading() as session:
        return [each.about for each in session.scalars(select(Delivery).where(Delivery.kind == "invitation"))]


def fields_refused(room: Room, ref: str, **changed: object) -> set[str]:
    with pytest.raises(Unprocessable) as refused:
        room.convene(ref, **changed)
    return set(refused.value.fields)


def test_convening_sets_the_time_and_invites_those_who_can_be_written_to(room: Room) -> None:
    ref = room.convened(ISLA)
    held = room.read(ref)
    assert (held.state, held.calendar_sequence) == ("convened", 0)
    assert len(mails()) == 2  # the mother is told in person
    assert {each["method"] for each in mails()} == {"request"}
    assert room.strand(room.strand_ids(ref)[0]).state == "convened"
    leaf = leaves()[-1]
    assert (leaf["action"], leaf["counts"]) == ("conference_convened", {"invitees": 3})


@pytest.mark.parametrize(
    ("invitee", "count"),
    [
        (replace(HEALTH, told_how="phone"), 1),
        (replace(HEALTH, told_how="not_safe"), 0),
        (replace(HEALTH, email=""), 0),
        (replace(MOTHER, told_how="phone"), 0),
        (replace(MOTHER, told_how="secure_mail"), 1),
        (replace(HEALTH, attends="no", why_not="Bail"), 0),
    ],
)
def test_who_is_written_to(room: Room, invitee: NewInvitee, count: int) -> None:
    ref = room.allocated(ISLA)
    room.convene(ref, invitees=(replace(SOCIAL_WORK, email=""), invitee))
    assert len(mails()) == count


def test_deliveries_hold_ids_and_codes_only(room: Room) -> None:
    room.convened(ISLA)
    assert {name for about in mails() for name in about} == {"conference", "invitee", "uid", "sequence", "method"}


@pytest.mark.parametrize(("on", "needs"), [(date(2026, 12, 12), {"notice_reason"}), (date(2026, 12, 13), set())])
def test_shorter_notice_needs_a_reason(room: Room, on: date, needs: set[str]) -> None:
    ref = room.allocated(ISLA)
    starts_at = clock.london(on, time(10))
    if needs:
        assert fields_refused(room, ref, starts_at=starts_at) == needs
    room.convene(ref, starts_at=starts_at, notice_reason="The baby is due" if needs else "")
    assert room.read(ref).state == "convened"


def test_the_last_lawful_evening_needs_nothing_and_the_day_after_needs_three_things(room: Room) -> None:
    ref = room.allocated(ISLA)
    late = {"late_reason", "late_safety_plan", "late_approved_by"}
    assert fields_refused(room, ref, starts_at=clock.london(date(2027, 1, 6), time(0, 0))) == late
    room.convene(ref, starts_at=clock.london(date(2027, 1, 5), time(19)))


def test_only_a_senior_manager_who_is_not_the_chair_agrees_to_a_later_day(room: Room) -> None:
    ref = room.allocated(ISLA)
    later = {"starts_at": clock.london(date(2027, 1, 6), time(10)), **LATE}
    for nobody in (room.chair, room.coordinator, room.world.actor("team_manager")):
        refused = fields_refused(room, ref, late_approved_by=nobody.acting_officer_id, **later)
        assert refused == {"late_approved_by"}
    senior = room.world.actor("senior_manager").acting_officer_id
    room.convene(ref, late_approved_by=senior, **later)
    assert ["agreed_by", str(senior)] in leaves()[-1]["objects"]  # type: ignore[operator]
    with db.reading() as session:
        assert session.scalars(select(Delivery).where(Delivery.kind == "late_named")).one()


def test_a_limit_in_working_days_ends_when_the_office_closes(room: Room, travel: time_machine.Traveller) -> None:
    ref = room.convened(ISLA, starts_at=clock.london(date(2026, 12, 14), time(10)))
    travel.move_to(datetime(2026, 12, 14, 11, tzinfo=UTC))
    room.declare(ref, "no", "Their aunt stays")
    # ten working days after 14 December, over Christmas and Boxing Day: 30 December, 5pm
    assert "late_reason" in fields_refused(room, ref, starts_at=clock.london(date(2026, 12, 30), time(17, 1)))
    room.convene(ref, starts_at=clock.london(date(2026, 12, 30), time(17, 0)))


def test_the_alleged_source_of_harm_arrives_undecided_and_has_to_be_decided(room: Room) -> None:
    ref = room.allocated(ISLA, CALLUM)
    with db.reading() as session:
        conference = conferences.get_conference(session, ref)
        found = conferences.suggested_invitees(session, conference, by=room.chair)
    (alleged,) = [each for each in found if each.is_alleged]
    assert (alleged.attends, alleged.told_how, alleged.name) == ("undecided", "not_safe", "Callum Quillbrae")
    assert fields_refused(room, ref, invitees=(SOCIAL_WORK, alleged)) == {"invitees.1.attends"}
    assert fields_refused(room, ref, invitees=(SOCIAL_WORK, replace(alleged, attends="no"))) == {"invitees.1.why_not"}
    room.convene(ref, invitees=(SOCIAL_WORK, replace(alleged, attends="no", why_not="Bail conditions")))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"place": ""}, "place"),
        ({"invitees": ()}, "invitees"),
        ({"starts_at": datetime(2026, 12, 8, 10, tzinfo=UTC)}, "starts_at"),
    ],
)
def test_what_is_missing_is_named(room: Room, changed: dict[str, object], field: str) -> None:
    assert field in fields_refused(room, room.allocated(ISLA), **changed)


def test_the_chair_takes_no_minutes(room: Room) -> None:
    ref = room.allocated(ISLA)
    assert fields_refused(room, ref, minute_taker_id=room.chair.acting_officer_id) == {"minute_taker"}


def test_the_minute_taker_gets_sight_of_the_conference_but_not_of_the_concern(room: Room) -> None:
    ref = room.allocated(ISLA)
    taker = room.world.actor("minute_taker")
    room.convene(ref, minute_taker_id=taker.acting_officer_id)
    with db.reading() as session:
        view = conferences.show_conference(session, ref, by=taker).view
    assert view.may_record
    assert not view.may_arrange
    assert not view.may_chair


def test_london_time_is_kept_where_the_clocks_go_back(room: Room, travel: time_machine.Traveller) -> None:
    travel.move_to(datetime(2027, 10, 26, 9, tzinfo=UTC))
    ref = room.allocated(ISLA)
    room.convene(ref, starts_at=clock.london(date(2027, 11, 1), time(10)))
    assert room.read(ref).starts_at == datetime(2027, 11, 1, 10, tzinfo=UTC)


def test_moving_keeps_the_uid_raises_the_sequence_and_asks_again(room: Room) -> None:
    ref = room.convened(ISLA)
    before = room.read(ref)
    room.convene(ref, starts_at=clock.london(date(2026, 12, 18), time(14)))
    after = room.read(ref)
    assert after.calendar_uid == before.calendar_uid
    assert (before.calendar_sequence, after.calendar_sequence) == (0, 1)
    assert sorted(each["sequence"] for each in mails()) == ["0", "0", "1", "1"]
    assert leaves()[-1]["purpose"] == "moved"


def test_who_is_taken_off_the_list_is_told_that_it_is_off_for_them(room: Room) -> None:
    ref = room.convened(ISLA)
    room.convene(ref, invitees=(SOCIAL_WORK,))
    (off,) = [each for each in mails() if each["method"] == "cancel"]
    assert off["sequence"] == "1"


def test_two_chairs_of_one_page_do_not_overwrite_each_other(room: Room) -> None:
    ref = room.allocated(ISLA)
    seen = room.read(ref).version
    with db.transaction() as session:
        conferences.keep_planned(session, ref=ref, planned={"time": {"place": "Here"}}, seen=seen, by=room.chair)
    with pytest.raises(Conflict), db.transaction() as session:
        conferences.keep_planned(session, ref=ref, planned={"time": {"place": "There"}}, seen=seen, by=room.coordinator)
    assert room.read(ref).planned == {"time": {"place": "Here"}}


def test_planning_invites_nobody(room: Room) -> None:
    ref = room.allocated(ISLA)
    with db.transaction() as session:
        conferences.keep_planned(session, ref=ref, planned={"time": {}}, by=room.chair)
    assert mails() == []
    assert room.read(ref).state == "allocated"
    assert leaves()[-1]["action"] == "conference_planned"


def test_a_conference_without_a_chair_is_not_convened(room: Room) -> None:
    ref = room.requested(ISLA)
    with pytest.raises(OutOfOrder):
        room.convene(ref, by=room.coordinator)


@pytest.mark.parametrize("role", ["screening_officer", "team_manager", "minute_taker", "duty_worker", "administrator"])
def test_only_its_chair_or_co_ordination_convenes(room: Room, role: str) -> None:
    ref = room.allocated(ISLA)
    with pytest.raises(NotAllowed):
        room.convene(ref, by=room.world.actor(role))
    with pytest.raises(NotAllowed):
        room.convene(ref, by=room.world.officer("chair", name="Una Garrowby"))
    room.convene(ref, by=room.coordinator)


def cancel(room: Room, ref: str, reason: str = "The baby was born") -> None:
    with db.transaction() as session:
        conferences.cancel(session, ref=ref, reason=reason, by=room.chair)


def test_cancelling_tells_everybody_and_gives_the_people_back(room: Room) -> None:
    ref = room.convened(ISLA, RORY)
    cancel(room, ref)
    assert room.read(ref).state == "cancelled"
    assert [each["sequence"] for each in mails() if each["method"] == "cancel"] == ["1", "1"]
    assert sorted(item.object_type for item in room.items("coordination")) == ["strand", "strand"]
    assert room.items("chairing") == []
    strands = room.strand_ids(ref)
    assert {room.strand(each).state for each in strands} == {"with_coordination"}
    assert room.clocks(strands[0])["cppm_initial"].state == "running"
    assert leaves()[-1]["action"] == "conference_cancelled"


def test_cancelling_needs_a_reason_and_happens_once(room: Room) -> None:
    ref = room.convened(ISLA)
    with pytest.raises(Unprocessable):
        cancel(room, ref, " ")
    cancel(room, ref)
    with pytest.raises(OutOfOrder):
        cancel(room, ref)


def days_of(rows: Sequence[conferences.Slot]) -> list[date]:
    return [clock.london_day(each.starts_at) for each in rows]


def test_times_are_proposed_on_working_days_with_notice_inside_the_limit(room: Room) -> None:
    ref = room.allocated(ISLA)
    room.convened(AGNES, route="asp_inq", conference="adult", starts_at=clock.london(date(2026, 12, 14), time(10)))
    with db.reading() as session:
        conference = conferences.get_conference(session, ref)
        proposal = conferences.propose(session, conference, today=clock.today())
    assert days_of(proposal.slots) == [date(2026, 12, 14), date(2026, 12, 23), date(2027, 1, 5)]
    assert clock.london(date(2026, 12, 14), time(14)) == proposal.slots[0].starts_at  # the morning is taken
    assert [slot.suggested for slot in proposal.slots] == [False, True, False]
    shades = {day.on: day.shade for day in proposal.days}
    assert shades[date(2026, 12, 12)] == "notice"
    assert shades[date(2026, 12, 13)] == "weekend"
    assert shades[date(2026, 12, 25)] == "holiday"
    assert shades[date(2027, 1, 6)] == "outside"
    assert any("Christmas Day" in row.stops for row in proposal.why_not)
    assert (
        proposal.why_not[-1].give_up
        == "Only with the agreement of a senior manager, a reason and an interim safety plan."
    )


def test_where_the_notice_cannot_be_kept_what_is_left_is_proposed(room: Room, travel: time_machine.Traveller) -> None:
    ref = room.allocated(ISLA)
    travel.move_to(datetime(2027, 1, 3, 10, tzinfo=UTC))
    with db.reading() as session:
        conference = conferences.get_conference(session, ref)
        proposal = conferences.propose(session, conference, today=clock.today())
    assert not proposal.window.has_notice_left
    assert days_of(proposal.slots) == [date(2027, 1, 4), date(2027, 1, 5)]


def test_an_answer_is_kept_by_whoever_runs_the_conference(room: Room, travel: time_machine.Traveller) -> None:
    ref = room.convened(ISLA)
    with db.transaction() as session:
        rows = conferences.invitees_of(session, conferences.get_conference(session, ref).id)
        conferences.record_answers(session, ref=ref, answers={rows[0].id: "coming"}, by=room.coordinator)
    assert leaves()[-1]["action"] == "invitation_answered"
    with db.reading() as session:
        view = conferences.show_conference(session, ref, by=room.chair).view
    assert [each.answer for each in view.invitees] == ["coming", "waiting", "waiting"]
    travel.shift(timedelta(days=1))
    room.convene(ref, starts_at=clock.london(date(2026, 12, 18), time(14)))  # moved: everybody is asked again
    with db.reading() as session:
        view = conferences.show_conference(session, ref, by=room.chair).view
    assert {each.answer for each in view.invitees} == {"waiting"}
