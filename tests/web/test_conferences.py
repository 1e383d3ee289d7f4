"""The pages of conferences as co-ordinator, chair and minute-taker use them, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from tests.factories.conferences import CALLUM, ISLA, RORY, Room, waiting_strands
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


def request_href(visitor: Visitor) -> str:
    found = re.search(r'href="(/conferences/requests/[A-Z]{2}-[^"]+)"', visitor.get("/conferences/requests/").text)
    assert found
    return found[1]


def allocated(co_ordinator: Visitor) -> str:
    """The co-ordinator allocates a chair; the conference's address."""
    page = co_ordinator.get("/conferences/requests/").text
    assert "Isla and Rory Thistlemere, 9 and 6" in page
    assert "Invite by" in page
    href = request_href(co_ordinator)
    form = co_ordinator.get(href).text
    assert "No part in the case" in form
    strands = re.findall(r'name="strands" type="checkbox" value="([^"]+)"', form)
    chosen = re.search(r'name="chair" type="radio" value="([^"]+)"', form)
    assert chosen
    assert not re.search(r'name="chair"[^>]* checked', form), "nobody chairs because somebody pressed a button"
    assert co_ordinator.post(href, {"strands": strands}).status_code == 422
    answer = co_ordinator.post(href, {"strands": strands, "chair": chosen[1]})
    assert answer.status_code == 303, answer.text
    conference = answer.location
    assert "With the chair" in co_ordinator.get(conference).text
    return conference


def timed(chair: Visitor, conference: str) -> str:
    """The chair accepts and chooses the first day offered; that moment."""
    mine = chair.get("/conferences/mine/").text
    assert "You are asked to chair" in mine
    assert "Isla and Rory" in mine
    ref = conference.rsplit("/", 1)[1]
    assert chair.post(f"/conferences/mine/{ref}/accept", on="/conferences/mine/").location.endswith("/time")
    time_page = chair.get(f"{conference}/time").text
    slot = re.search(r'name="slot" type="radio" value="(2026[^"]+)"', time_page)
    assert slot
    assert "<b>Alleged</b>" in time_page
    assert "Decide" in time_page
    kept = chair.post(f"{conference}/time", {"slot": slot[1], "place": "Room 2", "minutes_long": "90"})
    assert kept.location.endswith("/check"), kept.text
    return slot[1]


def invited(chair: Visitor, conference: str) -> None:
    """Everybody is decided on and the invitations go."""
    refused = chair.post(f"{conference}/check")
    assert refused.status_code == 422
    assert "decide whether they come" in refused.text
    for number in range(3):
        told = {
            "agency": "family",
            "role": "Family",
            "attends": "no" if number == 2 else "own_choice",
            "told_how": "in_person",
            "sees_papers": "none",
            "why_not": "Bail conditions" if number == 2 else "",
        }
        saved = chair.post(f"{conference}/people/{number}", told)
        assert saved.status_code == 303, saved.text
    chair.post(
        f"{conference}/people/new",
        {
            "agency": "health",
            "role": "School nurse",
            "name": "Priya Venn",
            "email": "priya@health.example",
            "attends": "expected",
            "told_how": "secure_mail",
            "sees_papers": "all",
        },
    )
    assert "Nobody from police is on the list" in chair.get(f"{conference}/check").text
    done = chair.post(f"{conference}/check")
    assert done.status_code == 303, done.text
    page = chair.get(conference).text
    assert "Mail is not set up: 1 invitation waits to be sent." in page


def recorded(chair: Visitor, conference: str) -> TestResponse:
    """Attendance, quorum and own words; the first decision to make."""
    record = f"{conference}/record"
    names = re.findall(r'name="(attended-[^"]+)"', chair.get(f"{record}/attendance").text)
    answer = chair.post(f"{record}/attendance", dict.fromkeys(set(names), "yes"))
    assert answer.location.endswith("/record/quorum"), answer.text
    answer = chair.post(f"{record}/quorum", {"quorate": "yes"})
    assert "/record/words/" in answer.location, answer.text
    while "/words/" in answer.location:
        answer = chair.post(answer.location, {"words": "Quiet", "gathered_by": "Advocate"})
    return answer


def decided(chair: Visitor, answer: TestResponse) -> TestResponse:
    """A decision for each child, with dissent; the page that closes."""
    for decision in ("register", "not_register"):
        assert "/decision/" in answer.location, answer.text
        answer = chair.post(
            answer.location,
            {
                "decision": decision,
                "reasons": "Because",
                "reporter_referral": "no",
                "areas_of_concern": ["domestic_abuse"] if decision == "register" else [],
                "dissent-0-who": "Priya Venn",
                "dissent-0-would_decide": "No plan",
                "dissent-0-why": "Milestones",
            },
        )
    return answer


def test_a_conference_from_request_to_close(room: Room, travel: time_machine.Traveller, as_officer: AsOfficer) -> None:
    waiting_strands(room.world, ISLA, RORY, CALLUM)
    co_ordinator, chair = as_officer("co_ordinator"), as_officer("chair")
    conference = allocated(co_ordinator)
    slot = timed(chair, conference)
    invited(chair, conference)
    travel.move_to(datetime.fromisoformat(slot) + timedelta(minutes=5))
    chair = as_officer("chair")
    answer = decided(chair, recorded(chair, conference))
    closing = chair.get(answer.location).text
    assert "First core group" in closing
    answer = chair.post(
        answer.location, {"next_review_on-day": "1", "next_review_on-month": "3", "next_review_on-year": "2027"}
    )
    assert answer.location == conference, answer.text
    closed = chair.get(conference).text
    assert "Its decisions stand" in closed
    assert "put on the register" in closed
    assert leaves()[-1]["action"] == "conference_shown"
