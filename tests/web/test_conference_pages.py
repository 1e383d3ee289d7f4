"""Who may open which page of a conference, what the calendar file holds, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine

from tests.factories.conferences import ISLA, RORY, Room, waiting_strands
from tests.factories.hub_world import World, leaves
from tests.factories.visitor import Visitor

AsOfficer = Callable[[str], Visitor]


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 12, 8, 10, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def room(travel: time_machine.Traveller, world: World) -> Room:
    return Room(world)


PAGES = {
    "/conferences/requests/": {"co_ordinator"},
    "/conferences/mine/": {"chair", "minute_taker"},
    "/conferences/{ref}": {"co_ordinator", "chair"},
    "/conferences/{ref}/meeting.ics": {"co_ordinator", "chair"},
    "/conferences/{ref}/time": {"co_ordinator", "chair"},
    "/conferences/{ref}/check": {"co_ordinator", "chair"},
    "/conferences/{ref}/people/new": {"co_ordinator", "chair"},
}
ROLES = ("co_ordinator", "chair", "minute_taker", "screening_officer", "duty_worker", "auditor", "administrator")


def test_each_page_opens_for_whom_it_is_for_and_nobody_else(room: Room, as_officer: AsOfficer) -> None:
    ref = room.convened(ISLA)
    found: dict[str, set[str]] = {page: set() for page in PAGES}
    for role in ROLES:
        visitor = as_officer(role)
        for page in PAGES:
            answer = visitor.get(page.format(ref=ref))
            assert answer.status_code in {200, 403}, (role, page, answer.status_code)
            if answer.status_code == 200:
                found[page].add(role)
    assert found == PAGES


def test_a_refused_look_has_its_leaf_and_shows_no_name(room: Room, as_officer: AsOfficer) -> None:
    ref = room.convened(ISLA)
    answer = as_officer("screening_officer").get(f"/conferences/{ref}")
    assert answer.status_code == 403
    assert "Isla" not in answer.text
    assert leaves()[-1]["action"] == "refused"


def test_the_calendar_file_names_nobody_and_is_not_kept(room: Room, as_officer: AsOfficer) -> None:
    ref = room.convened(ISLA)
    answer = as_officer("chair").get(f"/conferences/{ref}/meeting.ics")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="meeting-{ref}.ics"'
    assert answer.headers["Cache-Control"] == "no-store"
    (event,) = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert event["SUMMARY"] == f"Meeting {ref}"
    assert b"Isla" not in answer.data
    assert b"Thistlemere" not in answer.data
    assert leaves()[-1]["purpose"] == "calendar"


def test_a_conference_without_a_time_has_no_calendar_file(room: Room, as_officer: AsOfficer) -> None:
    ref = room.allocated(ISLA)
    assert as_officer("chair").get(f"/conferences/{ref}/meeting.ics").status_code == 404


def test_no_name_stands_in_a_title_or_an_address(room: Room, as_officer: AsOfficer) -> None:
    waiting_strands(room.world, ISLA, RORY)
    ref = room.convened(ISLA)
    for role, pages in {"co_ordinator": ["/conferences/requests/"], "chair": ["/conferences/mine/"]}.items():
        visitor = as_officer(role)
        for page in (*pages, f"/conferences/{ref}", f"/conferences/{ref}/time"):
            html = visitor.get(page).text
            (title,) = re.findall(r"<title>(.*?)</title>", html, re.DOTALL)
            hrefs = " ".join(re.findall(r'(?:href|action)="([^"]*)"', html))
            for name in ("Isla", "Rory", "Thistlemere"):
                assert name not in title
                assert name not in hrefs


def test_a_time_that_cannot_be_read_comes_back_with_everything_typed(room: Room, as_officer: AsOfficer) -> None:
    ref = room.allocated(ISLA)
    chair = as_officer("chair")
    typed = {
        "slot": "other", "other_day-day": "31", "other_day-month": "2", "other_day-year": "2027",
        "other_time": "half ten", "place": "Room 2", "minutes_long": "90",
    }  # fmt: skip
    answer = chair.post(f"/conferences/{ref}/time", typed)
    assert answer.status_code == 422
    assert "Enter the day as a real day" in answer.text
    assert "Enter a time, such as 10:30am" in answer.text
    assert "Enter a place, or a link" not in answer.text
    assert 'value="Room 2"' in answer.text
    assert 'value="half ten"' in answer.text
    assert 'value="31"' in answer.text


def test_all_that_is_missing_of_a_time_is_said_at_once_and_nobody_is_invited_before(
    room: Room, as_officer: AsOfficer
) -> None:
    ref, chair = room.allocated(ISLA), as_officer("chair")
    answer = chair.post(f"/conferences/{ref}/time", {"slot": "other", "other_time": "half ten", "minutes_long": "0"})
    for words in ("Enter the day as", "Enter a time, such", "Enter how long it takes", "Enter a place, or a link"):
        assert words in answer.text, words
    check = chair.get(f"/conferences/{ref}/check").text
    assert "Choose a time and a place</a> first" in check
    assert check.count("Not chosen yet") == 2
    assert "Convene and send" not in check
    assert chair.post(f"/conferences/{ref}/check", on="/account").status_code == 422


def test_what_somebody_else_changed_is_a_conflict_and_nothing_typed_is_lost(room: Room, as_officer: AsOfficer) -> None:
    ref = room.allocated(ISLA)
    chair, other = as_officer("chair"), as_officer("co_ordinator")
    page = chair.get(f"/conferences/{ref}/time").text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    slot = re.search(r'name="slot" type="radio" value="(2026[^"]+)"', page)
    assert seen
    assert slot
    other.post(f"/conferences/{ref}/time", {"slot": slot[1], "place": "There", "minutes_long": "90"})
    answer = chair.post(f"/conferences/{ref}/time", {"slot": slot[1], "place": "Here", "seen": seen[1]})
    assert answer.status_code == 409
    assert 'value="Here"' in answer.text
    assert "Somebody else changed this" in answer.text


def test_a_stale_decision_comes_back_with_its_words(
    room: Room, travel: time_machine.Traveller, as_officer: AsOfficer
) -> None:
    ref = room.convened(ISLA)
    travel.shift(timedelta(days=7))
    chair = as_officer("chair")
    strand = re.search(r"/record/decision/([A-Z0-9-]+)", chair.get(f"/conferences/{ref}/record/attendance").text)
    assert strand
    address = f"/conferences/{ref}/record/decision/{strand[1]}"
    room.decide(ref, "register")
    told = {"decision": "not_register", "reasons": "My own reasons", "reporter_referral": "no", "seen": "1"}
    answer = chair.post(address, told)
    assert answer.status_code == 409
    assert "My own reasons" in answer.text
    assert room.record_of(ref, room.strand_ids(ref)[0]).decision == "register"


def test_adding_a_disagreement_is_a_round_trip_that_keeps_what_was_typed(
    room: Room, travel: time_machine.Traveller, as_officer: AsOfficer
) -> None:
    ref = room.convened(ISLA)
    travel.shift(timedelta(days=7))
    chair = as_officer("chair")
    strand = re.search(r"/record/decision/([A-Z0-9-]+)", chair.get(f"/conferences/{ref}/record/attendance").text)
    assert strand
    address = f"/conferences/{ref}/record/decision/{strand[1]}"
    typed = {"reasons": "So far", "dissent-0-who": "Priya Venn", "dissent-add-another": "1"}
    answer = chair.post(address, typed)
    assert answer.status_code == 200
    assert "So far" in answer.text
    assert 'name="dissent-1-who"' in answer.text
    assert 'value="Priya Venn"' in answer.text


def test_answers_and_safeguards_are_kept_from_the_page(room: Room, as_officer: AsOfficer) -> None:
    ref = room.convened(ISLA)
    chair = as_officer("chair")
    page = chair.get(f"/conferences/{ref}").text
    name = re.search(r'name="(answer-[^"]+)"', page)
    action = re.search(r'action="([^"]+/safeguards/[^"]+)"', page)
    assert name
    assert action
    assert chair.post(f"/conferences/{ref}/answers", {name[1]: "coming"}, on=f"/conferences/{ref}").status_code == 303
    assert chair.post(action[1], {"chronology": "in_place"}, on=f"/conferences/{ref}").status_code == 303
    page = chair.get(f"/conferences/{ref}").text
    assert '<option value="coming" selected>' in page
    assert "Chronology missing" not in page


def test_cancelling_and_giving_back_ask_for_a_reason(room: Room, as_officer: AsOfficer) -> None:
    ref = room.allocated(ISLA)
    chair = as_officer("chair")
    for address in (f"/conferences/mine/{ref}/decline", f"/conferences/{ref}/cancel"):
        answer = chair.post(address, {"reason": " "})
        assert answer.status_code == 422
        assert "Enter why" in answer.text
    assert chair.post(f"/conferences/mine/{ref}/decline", {"reason": "I know them"}).status_code == 303
    co_ordinator = as_officer("co_ordinator")
    assert "Given back by a chair" in co_ordinator.get("/conferences/requests/").text


def typed_time(day: str, at: str, **more: str) -> dict[str, str]:
    """Another day and time as a chair types it: a day of December 2026."""
    return {
        "slot": "other", "other_day-day": day, "other_day-month": "12", "other_day-year": "2026", "other_time": at,
        "place": "Room 2", "minutes_long": "90", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (typed_time("7", "10am"), "Choose a time that is still to come"),
        (typed_time("15", "10:30am"), "from 10am to 11:30am that day"),
        (typed_time("15", "2pm", place=""), "Enter a place, or a link"),
    ],
)
def test_a_time_that_does_not_fit_is_refused_at_the_first_step(
    room: Room, as_officer: AsOfficer, typed: dict[str, str], words: str
) -> None:
    room.convened(RORY)  # on the 15th at 10am
    ref = room.allocated(ISLA)
    answer = as_officer("chair").post(f"/conferences/{ref}/time", typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert room.read(ref).planned is None


def test_a_day_after_the_limit_asks_for_its_reasons_at_the_first_step(room: Room, as_officer: AsOfficer) -> None:
    ref = room.allocated(ISLA)
    typed = typed_time("6", "10am", **{"other_day-month": "1", "other_day-year": "2027"})
    answer = as_officer("chair").post(f"/conferences/{ref}/time", typed)
    assert answer.status_code == 422
    assert "Enter why the conference is held after its limit" in answer.text
    kept = as_officer("chair").post(f"/conferences/{ref}/time", {**typed, "later": "yes"})
    assert kept.status_code == 303, "what is kept for later may be unfinished"


def test_a_sunday_night_is_warned_of_before_anybody_is_told(room: Room, as_officer: AsOfficer) -> None:
    ref, chair = room.allocated(ISLA), as_officer("chair")
    assert chair.post(f"/conferences/{ref}/time", typed_time("13", "3am")).status_code == 303
    assert "That is not a working day" in chair.get(f"/conferences/{ref}/check").text
    assert chair.post(f"/conferences/{ref}/time", typed_time("15", "3am")).status_code == 303
    assert "outside the council’s working hours" in chair.get(f"/conferences/{ref}/check").text
    assert chair.post(f"/conferences/{ref}/time", typed_time("15", "2pm")).status_code == 303
    assert "working hours" not in chair.get(f"/conferences/{ref}/check").text


def test_recording_before_the_meeting_says_that_it_has_not_begun(room: Room, as_officer: AsOfficer) -> None:
    ref = room.convened(ISLA)
    answer = as_officer("chair").get(f"/conferences/{ref}/record/attendance")
    assert answer.status_code == 409
    assert '<h1 class="govuk-heading-l">This meeting has not begun</h1>' in answer.text
    assert "from the time it starts" in answer.text
    assert "Someone else" not in answer.text
