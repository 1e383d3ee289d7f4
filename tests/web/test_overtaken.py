"""What was learnt after a decision is on every page of it, and nobody signs what no longer stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from hub.concerns import Concern
from hub.db import reading
from hub.front_door import Receipt
from hub.triage import Decision
from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor
from tests.triage.test_overtaken import CRIME, asking, two, without
from tests.web.test_screening import chosen

AsOfficer = Callable[[str], Visitor]
UNDONE = "and this decision no longer stands."
SET = "A rule now sets: act now."
ANSWER = {"answer": "yes", "said_by": "The district nurse", "how_known": "observed"}


@pytest.fixture
def lowered(world: World) -> tuple[str, UUID, Decision]:
    """The reference of a concern with two people, the other one, and a lowering that waits to be signed."""
    concern, one, other = two(world, told=CRIME, danger="not_known")
    made = without(world, concern, one, "police", **asking(world))
    with reading() as session:
        return session.get_one(Concern, concern).ref, other, made


def learn(officer: Visitor, ref: str, number: int = 2) -> None:
    """Danger is answered on the page of suggestions."""
    page = f"/concerns/{ref}/suggestions/{number}"
    answered = officer.post(f"{page}/answers/immediate_danger", ANSWER, on=page)
    assert answered.status_code == 303, answered.text


def test_whoever_signs_sees_what_was_learnt_and_signs_nothing(
    as_officer: AsOfficer, lowered: tuple[str, UUID, Decision]
) -> None:
    ref, _, made = lowered
    officer, manager = as_officer("screening_officer"), as_officer("team_manager")
    page = f"/second-person/{made.id}"
    before = manager.get(page).text
    assert "Danger not known." in before
    assert "Run again" not in before
    learn(officer, ref)
    assert page not in manager.get("/second-person").text
    after = manager.get(page).text
    for words in ("Immediate danger.", "Answered in screening.", UNDONE, SET, "act now", "Run again", "decides again"):
        assert words in after, words
    assert "Danger not known." not in after
    assert "I agree and sign" not in after
    refused = manager.post(page, {"verdict": "sign", "words": steps.SENTENCE, "version": "1"})
    assert refused.status_code == 409
    assert "no longer stands" in refused.text


def test_what_was_run_again_and_stands_is_signed_with_the_newest_run_beside_it(
    as_officer: AsOfficer, world: World, lowered: tuple[str, UUID, Decision]
) -> None:
    _, other, made = lowered
    steps.answered(world, made.concern_id, other, dangerous_person_in_household="no")
    manager, page = as_officer("team_manager"), f"/second-person/{made.id}"
    shown = manager.get(page).text
    assert "Suggested when it was decided" in shown
    assert "Run again" in shown
    assert UNDONE not in shown
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version is not None
    assert manager.post(page, {"verdict": "sign", "words": steps.SENTENCE, "version": version[1]}).status_code == 303


def test_the_officer_reads_why_on_every_page_and_decides_again(
    as_officer: AsOfficer, lowered: tuple[str, UUID, Decision]
) -> None:
    ref, _, _ = lowered
    officer = as_officer("screening_officer")
    learn(officer, ref)
    of_other = officer.get(f"/concerns/{ref}/decision/2").text
    for page in (f"/concerns/{ref}/decision/1", f"/concerns/{ref}/screening"):
        html = officer.get(page).text
        assert UNDONE in html, page
        assert SET in html, page
    assert UNDONE in of_other, "among the others on this concern"
    assert f'href="/concerns/{ref}/decision/1"' in of_other
    assert "No longer stands, decide again" in officer.get(f"/concerns/{ref}/suggestions/2").text
    page = f"/concerns/{ref}/decision/1"
    made = officer.post(f"{page}/make", chosen(officer, ref), on=page)
    assert made.status_code == 303, made.text
    assert UNDONE not in officer.get(page).text


def test_before_their_own_view_nobody_reads_what_a_rule_set(
    world: World, as_officer: AsOfficer, lowered: tuple[str, UUID, Decision]
) -> None:
    ref, other, made = lowered
    steps.answered(world, made.concern_id, other, immediate_danger="yes")
    html = as_officer("other_officer").get(f"/concerns/{ref}/screening").text
    assert "The rules were run again. No longer stands. Decided" in html
    assert SET not in html


def test_an_answer_that_stands_twice_in_the_form_is_refused_in_place(world: World, as_officer: AsOfficer) -> None:
    told: Receipt = steps.received(world, of_nobody_named=True)
    officer, page = as_officer("screening_officer"), f"/concerns/{told.ref}/suggestions/1"
    steps.viewed(world, told.concern_id)
    for fact in ("ird_requested", "immediate_danger", "child_in_household", "age_years"):
        twice = {"answer": ["no", "not_known"], "said_by": "The nurse", "how_known": "observed"}
        refused = officer.post(f"{page}/answers/{fact}", twice, on=page)
        assert refused.status_code == 422, fact
