"""Recording: who came, the chair's declaration, own words, a decision each; an inquorate meeting, and never two in a row."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import pytest
import time_machine

from hub import clock, conferences, db
from hub.actor import Actor
from hub.conferences import Attendance, Dissent, OwnWords, PersonDecision
from hub.errors import Conflict, NotAllowed, OutOfOrder, Unprocessable
from tests.factories.conferences import AGNES, ISLA, RORY, Room, decided
from tests.factories.hub_world import leaves

pytestmark = pytest.mark.both_engines


@pytest.fixture
def begun(room: Room, travel: time_machine.Traveller) -> str:
    """A meeting about Isla and Rory that began a minute ago, with a minute-taker."""
    ref = room.allocated(ISLA, RORY)
    room.convene(ref, minute_taker_id=room.world.actor("minute_taker").acting_officer_id)
    travel.shift(timedelta(days=7, minutes=1))
    return ref


def decide(room: Room, ref: str, strand_id: UUID, told: PersonDecision, by: Actor | None = None, **more: int) -> None:
    with db.transaction() as session:
        conferences.record_decision(session, ref=ref, strand_id=strand_id, decided=told, by=by or room.chair, **more)


def test_nothing_is_recorded_before_the_meeting_begins(room: Room, travel: time_machine.Traveller) -> None:
    ref = room.convened(ISLA)
    travel.shift(timedelta(days=7, seconds=-1))
    with pytest.raises(OutOfOrder):
        room.attend(ref)
    travel.shift(timedelta(seconds=1))
    room.attend(ref)


def test_attendance_is_kept_for_each_with_a_leaf(room: Room, begun: str) -> None:
    room.attend(begun, "by_video")
    with db.reading() as session:
        view = conferences.show_conference(session, begun, by=room.chair).view
    assert {each.attended for each in view.invitees} == {"by_video"}
    assert dict(view.roles_here) == {"social_work": True, "health": True, "family": True}
    leaf = leaves()[-1]
    assert (leaf["action"], leaf["purpose"]) == ("conference_recorded", "attendance")


def test_an_absence_says_why_and_apologies_need_not(room: Room, begun: str) -> None:
    room.attend(begun, "apologies")
    with pytest.raises(Unprocessable):
        room.attend(begun, "absent")


def test_somebody_came_or_did_not_and_nothing_else_is_kept(room: Room, begun: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        room.attend(begun, "perhaps")
    assert {words for (words,) in refused.value.fields.values()} == {"Select whether they are here"}


def test_two_recorders_of_attendance_do_not_overwrite_each_other(room: Room, begun: str) -> None:
    with db.reading() as session:
        view = conferences.show_conference(session, begun, by=room.chair).view
    one = {view.invitees[0].id: Attendance("yes")}
    with db.transaction() as session:
        conferences.record_attendance(session, ref=begun, attendance=one, seen=view.seen_attendance, by=room.chair)
    with pytest.raises(Conflict), db.transaction() as session:
        conferences.record_attendance(
            session, ref=begun, attendance=one, seen=view.seen_attendance, by=room.world.actor("minute_taker")
        )


def test_the_minute_taker_records_but_does_not_declare(room: Room, begun: str) -> None:
    taker = room.world.actor("minute_taker")
    room.attend(begun, by=taker)
    with pytest.raises(NotAllowed), db.transaction() as session:
        conferences.declare_quorum(session, ref=begun, quorate="yes", words="", by=taker)


@pytest.mark.parametrize("role", ["co_ordinator", "screening_officer", "team_manager", "senior_manager", "auditor"])
def test_nobody_else_records(room: Room, begun: str, role: str) -> None:
    with pytest.raises(NotAllowed):
        room.attend(begun, by=room.world.actor(role))


def test_quorum_is_the_chairs_word_and_not_a_count(room: Room, begun: str) -> None:
    room.attend(begun, "apologies")
    room.declare(begun)
    assert room.read(begun).quorate == "yes"


@pytest.mark.parametrize("quorate", ["no", "proceeded"])
def test_anything_but_quorate_says_what_keeps_everybody_safe(room: Room, begun: str, quorate: str) -> None:
    with pytest.raises(Unprocessable):
        room.declare(begun, quorate)


def test_an_inquorate_meeting_is_reconvened_within_ten_working_days(room: Room, begun: str) -> None:
    room.declare(begun, "no", "Their aunt stays with them")
    assert room.read(begun).state == "inquorate"
    strand = room.strand_ids(begun)[0]
    assert room.strand(strand).state == "with_chair"
    running = room.clocks(strand)
    # from Tuesday 15 December, over Christmas Day and Boxing Day on Monday 28: Thursday 31 December
    assert clock.london_day(running["cppm_reconvene"].due_at) == date(2026, 12, 31)
    assert running["cppm_initial"].state == "running"
    (item,) = room.items("chairing")
    assert clock.london_day(item.act_by) == date(2026, 12, 26)
    assert leaves()[-1]["action"] == "conference_inquorate"


@pytest.mark.parametrize("quorate", ["no", "proceeded"])
def test_two_in_a_row_are_never_inquorate(room: Room, begun: str, travel: time_machine.Traveller, quorate: str) -> None:
    room.declare(begun, "no", "Their aunt stays with them")
    uid = room.read(begun).calendar_uid
    room.convene(begun, starts_at=clock.london(date(2026, 12, 22), time(10)))
    again = room.read(begun)
    assert (again.calendar_uid != uid, again.calendar_sequence, again.quorate) == (True, 0, None)
    travel.shift(timedelta(days=7))
    with pytest.raises(OutOfOrder):
        room.declare(begun, quorate, "Their aunt stays with them")
    room.declare(begun, "yes")


def test_a_meeting_after_one_that_went_ahead_inquorate_must_be_quorate_too(
    room: Room, begun: str, travel: time_machine.Traveller
) -> None:
    room.attend(begun)
    room.declare(begun, "proceeded", "There is enough to decide, and delay would harm")
    room.decide(begun, "register", "register")
    room.close(begun, date(2027, 1, 20))
    with db.transaction() as session:
        conferences.call_reviews(session)
    with db.transaction() as session:
        ref = conferences.request(session, strand_ids=room.strand_ids(begun), by=room.coordinator).ref
    room.allocate(ref, room.chair)
    room.convene(ref, starts_at=clock.london(date(2026, 12, 29), time(10)))
    travel.shift(timedelta(days=14))
    with pytest.raises(OutOfOrder):
        room.declare(ref, "proceeded", "Again")
    room.declare(ref, "yes")


def test_own_words_name_who_gathered_them(room: Room, begun: str) -> None:
    strand = room.strand_ids(begun)[0]
    for own in (OwnWords(words="Quiet"), OwnWords(gathered_by="Advocate")):
        with pytest.raises(Unprocessable), db.transaction() as session:
            conferences.record_own_words(session, ref=begun, strand_id=strand, own=own, by=room.chair)
    with db.transaction() as session:
        own = OwnWords(chose_not=True, gathered_by="Advocate", gathered_on="7 December")
        conferences.record_own_words(session, ref=begun, strand_id=strand, own=own, by=room.chair)
    kept = room.record_of(begun, strand).own_words
    assert kept is not None
    assert (kept["chose_not"], kept["gathered_by"]) == (True, "Advocate")


def test_a_decision_has_reasons_the_reporter_and_every_area(room: Room, begun: str) -> None:
    strand = room.strand_ids(begun)[0]
    with pytest.raises(Unprocessable) as refused:
        decide(room, begun, strand, PersonDecision(decision="register", reasons=""))
    assert set(refused.value.fields) == {"reasons", "reporter_referral", "areas_of_concern"}
    with pytest.raises(Unprocessable) as refused:
        decide(room, begun, strand, decided("keep"))
    assert set(refused.value.fields) == {"decision"}  # there is no plan that could go on


def test_dissent_is_who_what_and_why_and_stays_beside_the_decision(room: Room, begun: str) -> None:
    strand = room.strand_ids(begun)[0]
    told = decided("register")
    half = PersonDecision(**{**as_dict(told), "dissent": (Dissent("Priya Venn", "", ""),)})
    with pytest.raises(Unprocessable):
        decide(room, begun, strand, half)
    whole = PersonDecision(**{**as_dict(told), "dissent": (Dissent("Priya Venn", "No plan", "Milestones"),)})
    decide(room, begun, strand, whole)
    row = room.record_of(begun, strand)
    assert row.decision == "register"
    assert row.dissent == [{"who": "Priya Venn", "would_decide": "No plan", "why": "Milestones"}]


def as_dict(told: PersonDecision) -> dict[str, object]:
    return {name: getattr(told, name) for name in PersonDecision.__slots__}


def test_siblings_are_decided_apart_and_a_stale_decision_is_a_conflict(room: Room, begun: str) -> None:
    isla, rory = room.strand_ids(begun)
    seen = room.record_of(begun, isla).version
    decide(room, begun, isla, decided("register"), seen=seen)
    decide(room, begun, rory, decided("not_register"), seen=room.record_of(begun, rory).version)
    with pytest.raises(Conflict):
        decide(room, begun, isla, decided("not_register"), by=room.world.actor("minute_taker"), seen=seen)
    assert room.record_of(begun, isla).decision == "register"
    assert room.record_of(begun, rory).decision == "not_register"


def test_an_adult_has_no_question_about_the_reporter(room: Room, travel: time_machine.Traveller) -> None:
    ref = room.convened(AGNES, route="asp_inq", conference="adult")
    travel.shift(timedelta(days=7))
    (agnes,) = room.strand_ids(ref)
    told = decided("adult_plan")
    assert not told.reporter_referral
    decide(room, ref, agnes, told)
    assert room.record_of(ref, agnes).decision == "adult_plan"


def test_safeguards_are_said_flag_and_never_block(room: Room, begun: str) -> None:
    strand = room.strand_ids(begun)[0]
    with db.transaction() as session:
        conferences.note_safeguards(
            session, ref=begun, strand_id=strand, safeguards={"chronology": "asked"}, by=room.coordinator
        )
    assert room.record_of(begun, strand).safeguards == {"chronology": "asked"}
    assert leaves()[-1]["action"] == "safeguards_noted"
    with pytest.raises(Unprocessable), db.transaction() as session:
        conferences.note_safeguards(
            session, ref=begun, strand_id=strand, safeguards={"advocacy": "asked"}, by=room.coordinator
        )
    with db.reading() as session:
        people = conferences.show_conference(session, begun, by=room.chair).view.people
    assert dict(people[0].safeguards) == {"risk_assessment": "missing", "chronology": "asked", "views": "missing"}
