"""People in the pages: no name in an address, a title or the log; what may not be known of answers like nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from hub.audit import Action
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World, leaves
from tests.factories.visitor import Visitor, timeless

SignIn = Callable[[str], Visitor]
ASKED = {"surname": "Samplewood", "postcode": "DD4 9ZZ"}


def title(html: str) -> str:
    return html.partition("<title>")[2].partition("</title>")[0]


def test_a_search_is_posted_and_answered_where_no_name_stands(
    world: World, as_officer: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    steps.received(world)
    officer = as_officer("screening_officer")
    assert "what you type is kept sealed for half an hour" in officer.get("/people").text
    answer = officer.post("/people/search", ASKED, on="/people")
    assert answer.status_code == 303
    page = officer.get(answer.location)
    assert "Rory Samplewood" in page.text
    assert "last read: never" in page.text
    assert "Samplewood" not in answer.location + title(page.text)
    printed = capsys.readouterr()
    assert "Samplewood" not in printed.out + printed.err
    assert "Samplewood" not in str(leaves())
    assert len(leaves(Action.PEOPLE_SEARCHED)) == 1


def test_a_surname_alone_comes_back_with_what_is_needed_and_what_was_typed(as_officer: SignIn) -> None:
    page = as_officer("screening_officer").post("/people/search", {"surname": "Sample<wood"}, on="/people")
    assert page.status_code == 422
    assert "Give a surname with one more thing" in page.text
    assert 'value="Sample&lt;wood"' in page.text
    assert title(page.text).startswith("Error:")


def test_a_duty_worker_has_no_search_and_the_refusal_has_its_leaf(as_officer: SignIn) -> None:
    duty = as_officer("duty_worker")
    assert 'href="/people"' not in duty.get("/duty").text
    assert duty.get("/people").status_code == 403
    assert leaves(Action.REFUSED)[-1]["purpose"] == "person_see"


def test_a_persons_record_is_opened_from_the_concern(world: World, as_officer: SignIn) -> None:
    receipt = steps.received(world)
    officer = as_officer("screening_officer")
    (person,) = steps.people_on(receipt.concern_id)
    assert f"/people/{person}" in officer.get(f"/concerns/{receipt.ref}/people").text
    page = officer.get(f"/people/{person}").text
    assert "Rory Samplewood" in page
    assert "Samplewood" not in title(page)
    assert receipt.ref in page
    assert "main record was last read: never" in page
    assert "not known, so not used" in page


def test_a_sealed_person_and_nobody_are_answered_alike_and_both_leave_a_leaf(world: World, as_officer: SignIn) -> None:
    sealed = steps.received(world, about_one_of_us=True)
    (hidden,) = steps.people_on(sealed.concern_id)
    officer = as_officer("screening_officer")
    before = len(leaves(Action.REFUSED))
    answers = [officer.get(f"/people/{person}") for person in (hidden, UUID(int=5))]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert timeless(answers[0].text) == timeless(answers[1].text)
    refused = leaves(Action.REFUSED)[before:]
    assert [leaf["objects"] for leaf in refused] == [[["person", str(hidden)]], [["person", ""]]]


def test_records_are_compared_joined_and_the_joining_undone(world: World, as_officer: SignIn) -> None:
    steps.received(world)
    second = steps.received(world, people=(PersonMaker(child=True, forename="Rorie", at_home=True),))
    (person,) = steps.people_on(second.concern_id)
    officer = as_officer("screening_officer")
    address = f"/concerns/{second.ref}/matches"
    page = officer.get(address).text
    assert "1 person has" in page
    assert "Agrees" in page
    other = page.partition('name="said" value="')[2].partition('"')[0]
    assert officer.post(f"{address}/{person}", {"said": other}, on=address).status_code == 303
    record = officer.get(f"/people/{person}").text
    assert "Rory Samplewood" in record
    assert "Rorie Samplewood" in record
    undo = record.partition('class="hub-rows__do" method="post" action="')[2].partition('"')[0]
    assert officer.post(undo, on=f"/people/{person}").status_code == 303
    assert "Joined by" not in officer.get(f"/people/{person}").text


def test_saying_nothing_of_a_match_is_told_and_a_made_up_record_is_not_found(world: World, as_officer: SignIn) -> None:
    steps.received(world)
    second = steps.received(world)
    (person,) = steps.people_on(second.concern_id)
    officer = as_officer("screening_officer")
    address = f"/concerns/{second.ref}/matches"
    silent = officer.post(f"{address}/{person}", {"said": ""}, on=address)
    assert silent.status_code == 422
    assert "Say whether one of these records is the same person" in silent.text
    assert officer.post(f"{address}/{person}", {"said": str(UUID(int=3))}, on=address).status_code == 404
    assert officer.post(f"{address}/{UUID(int=3)}", {"said": "none"}, on=address).status_code == 404
    assert officer.post(f"{address}/{person}", {"said": "none"}, on=address).status_code == 303
    assert officer.post(f"{address}/{person}", {"said": "none"}, on=address).status_code == 409


def test_a_persons_record_says_whom_to_ask_about_work_with_another_team(world: World, as_officer: SignIn) -> None:
    (child,) = steps.people_on(steps.referred(world).concern_id)
    page = as_officer("screening_officer").get(f"/people/{child}").text
    assert "With another team: ask Children" in page
    assert "1 kind of work open" in page
