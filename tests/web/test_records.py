"""A concern's record, its corrections, danger, and who looked: as each role sees them, and as those who may not do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from hub import audit, db, front_door
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import NewConcern, get_concern, parts_of
from tests.factories import triage as steps
from tests.factories.concerns import ConcernMaker, PersonMaker
from tests.factories.history import closed
from tests.factories.hub_world import World, leaves
from tests.factories.visitor import Visitor, timeless

SignIn = Callable[[str], Visitor]


def received(world: World, **traits: object) -> front_door.Receipt:
    new: NewConcern = ConcernMaker(**traits)
    with db.transaction() as session:
        return front_door.receive(session, new, by=world.actor("duty_worker"))


def test_the_record_shows_what_was_told_and_leaves_a_leaf_first(world: World, as_officer: SignIn) -> None:
    receipt = received(world, of_a_hurt_child=True)
    page = as_officer("screening_officer").get(f"/concerns/{receipt.ref}")
    assert page.status_code == 200
    assert "grabbed" in page.text
    assert "Local policy not yet confirmed" in page.text
    assert any(str(receipt.concern_id) in str(leaf["objects"]) for leaf in leaves(Action.CONCERN_SHOWN))


def test_nobodys_name_stands_in_the_title_or_the_address(world: World, as_officer: SignIn) -> None:
    receipt = received(world, of_a_hurt_child=True)
    page = as_officer("screening_officer").get(f"/concerns/{receipt.ref}/people")
    title = page.text.partition("<title>")[2].partition("</title>")[0]
    assert "Samplewood" not in title
    assert "Samplewood" in page.text


def test_an_alleged_source_of_harm_is_labelled(world: World, as_officer: SignIn) -> None:
    receipt = received(world, people=(PersonMaker(child=True), PersonMaker(alleged=True)))
    page = as_officer("screening_officer").get(f"/concerns/{receipt.ref}/people")
    assert "alleged" in page.text.partition("Dez")[2][:80]


def test_a_correction_is_added_and_the_original_stays(world: World, as_officer: SignIn) -> None:
    receipt = received(world, narrative="He was grabbed on Monday.")
    officer = as_officer("screening_officer")
    address = f"/concerns/{receipt.ref}/correct"
    assert officer.post(address, {"narrative": "It was Tuesday.", "reason": "Caller rang back"}).status_code == 303
    page = officer.get(f"/concerns/{receipt.ref}").text
    assert "It was Tuesday." in page
    assert "He was grabbed on Monday." in page
    assert "Caller rang back" in page


def test_a_correction_without_a_reason_keeps_what_was_typed(world: World, as_officer: SignIn) -> None:
    receipt = received(world)
    page = as_officer("screening_officer").post(
        f"/concerns/{receipt.ref}/correct", {"narrative": "It was <b>Tuesday</b>.", "reason": " "}
    )
    assert page.status_code == 422
    assert "Enter why it is corrected" in page.text
    assert "It was &lt;b&gt;Tuesday&lt;/b&gt;." in page.text


def test_a_duty_worker_may_not_correct_and_the_refusal_has_its_leaf(world: World, as_officer: SignIn) -> None:
    receipt = received(world)
    address = f"/concerns/{receipt.ref}"
    page = as_officer("duty_worker").post(f"{address}/correct", {"narrative": "x", "reason": "y"}, on="/account")
    assert page.status_code == 403
    assert leaves(Action.REFUSED)[-1]["purpose"] == "concern_correct"


@pytest.mark.parametrize(
    "role", ["administrator", "auditor", "co_ordinator", "committee_reader", "key_custodian", "rules_owner"]
)
def test_roles_without_the_work_do_not_open_records(world: World, as_officer: SignIn, role: str) -> None:
    receipt = received(world)
    assert as_officer(role).get(f"/concerns/{receipt.ref}").status_code == 403


def test_a_sealed_record_answers_like_one_that_does_not_exist(world: World, as_officer: SignIn) -> None:
    receipt = received(world, about_one_of_us=True)
    officer = as_officer("screening_officer")
    sealed, missing = officer.get(f"/concerns/{receipt.ref}"), officer.get("/concerns/DH-2222-2222")
    assert (sealed.status_code, missing.status_code) == (404, 404)
    one, other = (timeless(page.text) for page in (sealed, missing))
    assert one.replace(receipt.ref, "") == other.replace("DH-2222-2222", "")
    assert as_officer("senior_manager").get(f"/concerns/{receipt.ref}").status_code == 200


def test_a_reference_is_forgiven_its_case_and_found(world: World, as_officer: SignIn) -> None:
    receipt = received(world)
    officer = as_officer("screening_officer")
    found = officer.post("/find", {"reference": receipt.ref.lower().replace("-", " ")}, on="/account")
    assert found.location.endswith(f"/concerns/{receipt.ref}")
    wrong = officer.post("/find", {"reference": "DH-0000-0000"}, on="/account")
    assert wrong.status_code == 422
    assert "DH-0000-0000" in wrong.text


def test_the_auditor_sees_who_looked_and_why_but_not_what_was_told(world: World, as_officer: SignIn) -> None:
    receipt = received(world, of_a_hurt_child=True)
    as_officer("screening_officer").get(f"/concerns/{receipt.ref}")
    page = as_officer("auditor").get(f"/access-log/{receipt.ref}")
    assert page.status_code == 200
    assert "Screening Officer Testwell" in page.text
    assert "Looked at a concern" in page.text
    assert "Samplewood" not in page.text
    assert len(leaves(Action.ACCESS_LOG_SHOWN)) == 1


def test_a_refused_look_stands_in_the_access_log(world: World, as_officer: SignIn) -> None:
    receipt = received(world)
    with db.transaction() as session:
        get_concern(session, receipt.ref).team_id = world.teams["children"]
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)
    assert as_officer("screening_officer").get(f"/concerns/{receipt.ref}").status_code == 403
    page = as_officer("data_guardian").get(f"/access-log/{receipt.ref}").text
    assert "Was refused" in page
    assert "nothing was shown" in page


def test_two_take_on_the_same_danger_and_the_second_is_told(world: World, as_officer: SignIn) -> None:
    world.on_rota(world.actor("team_manager"))
    receipt = received(world, in_danger=True)
    manager, officer = as_officer("team_manager"), as_officer("screening_officer")
    assert "Not acknowledged yet" in manager.get("/danger").text
    assert "danger alert" in manager.get("/manager").text
    address = f"/danger/{receipt.alert_id}/take"
    token_of_officer = officer.token("/danger")
    manager.post(address, on="/danger")
    officer.client.post(address, data={"csrf_token": token_of_officer})
    page = officer.get("/danger").text
    assert "Somebody already has this" in page
    assert "Team Manager Testwell" in page
    assert [leaf["actor"] for leaf in leaves(Action.DANGER_ACKNOWLEDGED)] == [
        str(world.actor("team_manager").officer_id)
    ]


def test_a_manager_sees_what_is_late_and_forgotten(world: World, as_officer: SignIn) -> None:
    received(world, in_danger=True)
    page = as_officer("team_manager").get("/manager")
    assert page.status_code == 200
    assert "due in the next four hours" in page.text
    assert as_officer("duty_worker").get("/manager").status_code == 403


def test_a_concern_on_the_wrong_person_is_moved_and_who_saw_it_is_listed(world: World, as_officer: SignIn) -> None:
    receipt = received(world, of_a_hurt_child=True)
    as_officer("other_officer").get(f"/concerns/{receipt.ref}")
    officer = as_officer("screening_officer")
    with db.reading() as session:
        (part,) = parts_of(session, receipt.concern_id)
    address = f"/concerns/{receipt.ref}/people/{part.person.id}/move"
    assert address in officer.get(f"/concerns/{receipt.ref}/people").text
    right = {"forename": "Rowan", "surname": "Samplebairn", "date_of_birth": "2017-05-06"}
    assert "What happens to the work" not in officer.get(address).text
    steps.answered(world, receipt.concern_id, part.person.id, who_caused="parent")
    steps.viewed(world, receipt.concern_id)
    steps.decided(world, receipt.concern_id, part.person.id, onward_route=None, onward_words="")
    page = officer.get(address).text
    assert "What happens to the work" in page
    assert "it is closed, because nothing was done in it yet" in page
    refused = officer.post(address, {**right, "reason": "x"})
    assert refused.status_code == 422
    assert "Samplebairn" in refused.text
    moved = officer.post(address, {**right, "reason": "The school rang back: it was his cousin who was hurt."})
    assert moved.status_code == 303
    assert "Other Officer Testwell" in officer.get(moved.location).text
    people = officer.get(f"/concerns/{receipt.ref}/people").text
    assert "Rowan Samplebairn" in people
    assert "Rory" not in people
    assert as_officer("duty_worker").post(address, {**right, "reason": "y"}, on="/account").status_code == 403


def test_a_limit_is_varied_by_who_may_with_the_first_date_kept(world: World, as_officer: SignIn) -> None:
    receipt = received(world, of_nobody_named=True)
    manager = as_officer("team_manager")
    page = manager.get(f"/concerns/{receipt.ref}").text
    found = re.search(r'href="(/concerns/[^"]+/vary)"', page)
    assert found
    day = {"day-day": "31", "day-month": "2", "day-year": "2031"}
    refused = manager.post(found[1], {**day, "reason": "Waiting for the school"})
    assert refused.status_code == 422
    assert "Waiting for the school" in refused.text
    answer = manager.post(found[1], {**day, "day-day": "27", "reason": "Waiting for the school"})
    assert answer.status_code == 303, answer.text
    assert "First due" in manager.get(f"/concerns/{receipt.ref}").text
    assert as_officer("screening_officer").post(found[1], day, on="/account").status_code == 403


def test_a_childs_meeting_is_put_off_from_the_record_only_with_a_plan_for_safety(
    world: World, as_officer: SignIn
) -> None:
    receipt = received(world, of_a_hurt_child=True)
    (person,) = steps.people_on(receipt.concern_id)
    steps.answered(world, receipt.concern_id, person, who_caused="parent")
    steps.viewed(world, receipt.concern_id)
    steps.decided(world, receipt.concern_id, person)
    page = as_officer("team_manager").get(f"/concerns/{receipt.ref}").text
    (address,) = re.findall(r'href="(/concerns/[^"]+/vary)">Vary this limit<span[^>]*>: Initial child', page)
    told = {"day-day": "27", "day-month": "2", "day-year": "2031", "reason": "Waiting for the medical report"}
    senior = as_officer("senior_manager")
    assert senior.get(f"/concerns/{receipt.ref}").status_code == 403, "asked about the limit, not given the record"
    refused = senior.post(address, told)
    assert refused.status_code == 422
    assert "Enter what keeps everybody safe until then" in refused.text
    assert "Waiting for the medical report" in refused.text
    assert senior.post(address, {**told, "safety_plan": "Seen every day by the school"}, on=address).status_code == 303
    assert "First due" in as_officer("team_manager").get(f"/concerns/{receipt.ref}").text


def test_what_was_closed_before_stands_under_one_heading_of_the_page(world: World, as_officer: SignIn) -> None:
    closed(world)
    again = received(world, people=(PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),))
    page = as_officer("screening_officer").get(f"/concerns/{again.ref}/closed-before").text
    assert "Closed before, a new concern came" in page
    assert page.count("<h1") == 1
