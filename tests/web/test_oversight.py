"""Finding, the trail, danger and the manager's page, as each role meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from hub import clock
from hub.audit import Action
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves
from tests.factories.queues import fill_queue
from tests.factories.visitor import Visitor, timeless

SignIn = Callable[[str], Visitor]


def test_finding_what_is_sealed_and_what_is_not_there_ends_alike(world: World, as_officer: SignIn) -> None:
    sealed = steps.received(world, about_one_of_us=True)
    officer = as_officer("screening_officer")
    answers = [officer.post("/find", {"reference": ref}, on="/account") for ref in (sealed.ref, "DH-2222-2222")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert timeless(answers[0].text) == timeless(answers[1].text)
    assert [leaf["objects"] for leaf in leaves(Action.REFUSED)] == [
        [["concern", str(sealed.concern_id)]],
        [["concern", ""]],
    ]


def test_a_data_guardian_who_finds_a_reference_reads_its_log(world: World, as_officer: SignIn) -> None:
    receipt = steps.received(world)
    guardian = as_officer("data_guardian")
    assert guardian.post("/find", {"reference": receipt.ref}, on="/account").location == f"/access-log/{receipt.ref}"
    assert "Who looked at what" in guardian.get("/access-log").text.partition("<footer")[2]


def test_from_a_concerns_log_to_a_persons_and_to_what_an_officer_did(world: World, as_officer: SignIn) -> None:
    receipt = steps.received(world)
    (person,) = steps.people_on(receipt.concern_id)
    as_officer("screening_officer").get(f"/people/{person}")
    guardian = as_officer("data_guardian")
    log = guardian.get(f"/access-log/{receipt.ref}").text
    assert f"/access-log/person/{person}" in log
    persons = guardian.get(f"/access-log/person/{person}").text
    assert "Looked at a person&#39;s record" in persons
    assert "date of birth" in persons
    assert "Samplewood" not in persons
    officer = world.actor("screening_officer").officer_id
    assert f"/access-log/officer/{officer}" in persons
    did = guardian.get(f"/access-log/officer/{officer}").text
    assert ", and who looked at their account" in did
    assert receipt.ref in did
    assert len(leaves(Action.ACCESS_LOG_SHOWN)) == 3


def test_the_log_of_nobody_is_not_there(as_officer: SignIn) -> None:
    guardian = as_officer("data_guardian")
    assert guardian.get("/access-log/person/12345678-1234-4234-8234-123456789abc").status_code == 404
    assert guardian.get("/access-log/concern/12345678-1234-4234-8234-123456789abc").status_code == 404
    assert guardian.get("/access-log/DH-2222-2222").status_code == 404


def test_a_long_log_is_read_a_page_at_a_time(world: World, as_officer: SignIn) -> None:
    receipt = steps.received(world)
    officer = as_officer("screening_officer")
    for _ in range(52):
        officer.get(f"/concerns/{receipt.ref}")
    guardian = as_officer("data_guardian")
    first = guardian.get(f"/access-log/{receipt.ref}").text
    older = re.search(r'href="(/access-log/[^"]+before=[^"]+)"', first)
    assert older is not None
    second = guardian.get(older[1].replace("&amp;", "&")).text
    assert first.count("Looked at a concern") == 50
    assert "Received a concern" in second
    assert "Received a concern" not in first


@pytest.mark.parametrize("role", ["administrator", "team_manager", "screening_officer"])
def test_the_trail_is_read_by_nobody_else(world: World, as_officer: SignIn, role: str) -> None:
    receipt = steps.received(world)
    visitor = as_officer(role)
    assert visitor.get(f"/access-log/{receipt.ref}").status_code == 403
    assert visitor.get(f"/access-log/officer/{world.actor(role).officer_id}").status_code == 403


def test_waiting_for_danger_keeps_nobody_signed_in(world: World, as_officer: SignIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as machine:
        manager = as_officer("team_manager")
        mark = manager.get("/danger").text.partition('data-mark="')[2].partition('"')[0]
        for _ in range(world.settings.session_idle_minutes):
            machine.shift(timedelta(minutes=1))
            answer = manager.get("/danger/now", headers={"X-Hub-Poll": "1"})
        assert answer.status_code in {303, 401}
    assert mark
    assert len(leaves(Action.DANGER_SHOWN)) == 1


def test_a_manager_sets_who_is_called(world: World, as_officer: SignIn) -> None:
    manager = as_officer("team_manager")
    duty = world.actor("duty_worker").officer_id
    empty = manager.post("/danger/rota", {f"rung-{duty}": "1", "seen": "x"})
    assert empty.status_code == 422
    assert "Choose who is called first" in empty.text
    assert re.search(rf'name="rung-{duty}".*?<option value="1" selected>', empty.text, re.DOTALL)
    seen = manager.get("/danger/rota").text.partition('name="seen" value="')[2].partition('"')[0]
    stale = manager.post("/danger/rota", {f"rung-{duty}": "0", "seen": "x"})
    assert stale.status_code == 409
    assert "Somebody else set the rota" in stale.text
    assert manager.post("/danger/rota", {f"rung-{duty}": "0", "seen": seen}).status_code == 303
    assert "Duty Worker Testwell" in manager.get("/danger").text
    assert as_officer("duty_worker").get("/danger/rota").status_code == 403


def test_a_rota_of_made_up_places_is_told_and_not_a_failure(world: World, as_officer: SignIn) -> None:
    manager = as_officer("team_manager")
    for name, value in (("rung-nobody", "0"), (f"rung-{world.actor('duty_worker').officer_id}", "high")):
        assert manager.post("/danger/rota", {name: value, "seen": "x"}).status_code == 422


def test_the_senior_manager_sees_what_is_sealed_and_a_team_manager_nothing_of_it(
    world: World, as_officer: SignIn
) -> None:
    sealed = steps.received(world, about_one_of_us=True)
    senior = as_officer("senior_manager").get("/manager").text
    assert sealed.ref in senior.partition("Sealed, kept by you")[2]
    team = as_officer("team_manager").get("/manager").text
    assert sealed.ref not in team
    assert "Sealed" not in team.partition("<main")[2].partition("</main")[0]


def test_the_managers_page_counts_work_by_age_and_by_person(world: World, as_officer: SignIn) -> None:
    receipt = steps.received(world)
    steps.received(world)
    item = steps.queued(receipt.concern_id)
    assert item is not None
    as_officer("screening_officer").post(f"/queue/{item.id}/pick-up", on="/queue")
    page = as_officer("team_manager").get("/manager").text
    table = re.sub(
        r"<[^>]+>", " ", page.partition("Being worked on now, A to Z, as a table")[2].partition("</table>")[0]
    )
    assert re.search(r"Screening Officer Testwell\s+1\s+Nobody yet\s+1", table)
    ages = re.sub(r"<[^>]+>", " ", page.partition("Open work by age, as a table")[2].partition("</table>")[0])
    assert re.search(r"Today\s+2\s+1 to 3 days\s+0", ages)


def test_every_line_leads_to_where_its_work_is(world: World, as_officer: SignIn) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    item = steps.queued(receipt.concern_id)
    assert item is not None
    for queue, kind in (("strand", "strand"), ("second_person", "decision"), ("look_difference", "second_look")):
        fill_queue(item.team_id, [{"queue": queue, "object_type": kind, "act_by": clock.now() - timedelta(hours=9)}])
    page = as_officer("team_manager").get("/manager").text
    assert "3 items late" in page
    section = page.partition('id="due"')[2].partition("</section>")[0]
    assert section.count("<li") == section.count('<a class="govuk-link" href="/')
    assert section.count("<li") >= 3
