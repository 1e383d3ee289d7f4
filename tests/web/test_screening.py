"""The queue, screening, suggestions and decision pages, as a browser without scripts meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from hub import audit
from hub.audit import Action
from hub.db import reading
from hub.triage import Decision, OwnView
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor, timeless

AsOfficer = Callable[[str], Visitor]
SUGGESTED = "Child protection discussion (IRD)"
BECAUSE = "A child may have been hurt by somebody who cares for them"
FACTS = {"harms": ["physical"], "who_caused": "parent"}


@pytest.fixture
def concern(world: World) -> tuple[str, UUID]:
    """A child hurt by a parent: its reference and id."""
    receipt = steps.received(world, people=(PersonMaker(child=True, facts=FACTS, at_home=True),))
    return receipt.ref, receipt.concern_id


def give_view(visitor: Visitor, ref: str, route: str = "cp_ird") -> str:
    page = f"/concerns/{ref}/screening"
    answer = visitor.post(page, {"route-1": route, "urgency-1": "same_day"})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def chosen(visitor: Visitor, ref: str, **more: str) -> dict[str, str]:
    """A form that agrees with everything, with the hidden fields of the page."""
    html = visitor.get(f"/concerns/{ref}/decision/1").text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    agreed = dict.fromkeys(re.findall(r'name="(route_\w+)"', html), "agree")
    said = dict.fromkeys(("words_routes", "words_urgency"), steps.SENTENCE)
    words = {**said, "agrees_urgency": "agree", "told_person": "yes"}
    hidden.pop("csrf_token")
    return {**hidden, **agreed, **words, **more}


def test_nothing_suggested_is_in_the_page_before_the_own_view(as_officer: AsOfficer, concern: tuple[str, UUID]) -> None:
    ref, _ = concern
    visitor = as_officer("screening_officer")
    for page in ("/queue", f"/concerns/{ref}/screening"):
        html = visitor.get(page).text
        assert ref in html
        assert BECAUSE not in html
        assert "Suggested, not decided" not in html
    assert visitor.get("/queue").text.count(SUGGESTED) == 0
    early = visitor.get(f"/concerns/{ref}/suggestions/1")
    assert early.status_code == 303
    assert early.location.endswith("/screening")
    assert BECAUSE in visitor.get(give_view(visitor, ref)).text


def test_a_view_left_out_is_asked_for_and_what_was_typed_stays(
    as_officer: AsOfficer, concern: tuple[str, UUID]
) -> None:
    visitor = as_officer("screening_officer")
    answer = visitor.post(f"/concerns/{concern[0]}/screening", {"route-1": "cp_ird", "urgency-1": ""})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert 'href="#urgency-1"' in answer.text
    assert '<option value="cp_ird" selected>' in answer.text


def test_views_left_out_of_several_people_are_asked_for_by_name(world: World, as_officer: AsOfficer) -> None:
    people = (PersonMaker(child=True, facts=FACTS), PersonMaker(child=True, forename="Juno"))
    page = f"/concerns/{steps.received(world, people=people).ref}/screening"
    visitor = as_officer("screening_officer")
    assert "They open for both people once you have given your view" in visitor.get(page).text
    summary = visitor.post(page, {}).text.partition("error-summary__list")[2].partition("</ul>")[0]
    for words in ("Rory Samplewood: choose a route", "Juno Samplewood: choose a route", "choose an urgency"):
        assert words in summary


def test_routes_whose_labels_hold_commas_are_told_apart(world: World, as_officer: AsOfficer) -> None:
    told = steps.received(world, people=(PersonMaker(child=True, facts=FACTS, at_home=True),), in_danger=True)
    (person,) = steps.people_on(told.concern_id)
    steps.viewed(world, told.concern_id)
    steps.decided(world, told.concern_id, person)
    page = as_officer("screening_officer").get(f"/concerns/{told.ref}/decisions").text
    routes = re.findall(r'id="decision-1">([^<]+)<', page)[0].partition(": ")[2].split("; ")
    assert routes[:2] == ["Tell the police", "Child protection discussion (IRD)"]
    assert any("," in each for each in routes)


def test_a_copied_view_is_recorded_as_copied(world: World, as_officer: AsOfficer) -> None:
    people = (PersonMaker(child=True, facts=FACTS), PersonMaker(child=True, forename="Juno"))
    receipt = steps.received(world, people=people)
    visitor, page = as_officer("screening_officer"), f"/concerns/{receipt.ref}/screening"
    copied = visitor.post(f"{page}/copy", {"route-1": "cp_ird", "urgency-1": "same_day"}, on=page)
    hidden = dict(re.findall(r'name="(copied-\d)" value="([^"]+)"', copied.text))
    assert list(hidden) == ["copied-2"]
    same = {
        f"{field}-{nth}": value for nth in (1, 2) for field, value in (("route", "cp_ird"), ("urgency", "same_day"))
    }
    assert visitor.post(page, {**same, **hidden}).status_code == 303
    with reading() as session:
        views = list(session.scalars(select(OwnView)))
    assert sorted(view.copied_from is not None for view in views) == [False, True]


def test_picking_up_opens_the_page_and_a_second_officer_is_told(
    as_officer: AsOfficer, concern: tuple[str, UUID]
) -> None:
    ref, concern_id = concern
    item = steps.queued(concern_id)
    assert item is not None
    mine, theirs = as_officer("screening_officer"), as_officer("other_officer")
    answer = mine.post(f"/queue/{item.id}/pick-up", on="/queue")
    assert answer.location.endswith(f"/concerns/{ref}/screening")
    assert "Being worked on by Screening Officer Testwell" in theirs.get("/queue").text
    assert theirs.post(f"/queue/{item.id}/pick-up", on="/queue").location.endswith("/queue")
    assert "Somebody else is working on this" in theirs.get("/queue").text
    typed = theirs.post(f"/concerns/{ref}/screening", {"route-1": "cp_ird", "urgency-1": "act_now"})
    assert typed.status_code == 409
    assert '<option value="act_now" selected>' in typed.text, "nothing typed is lost"
    assert mine.post(f"/queue/{item.id}/put-back", on="/queue").status_code == 303
    assert theirs.post(f"/queue/{item.id}/pick-up", on="/queue").location.endswith("/screening")


def test_a_decision_is_checked_and_then_made(as_officer: AsOfficer, concern: tuple[str, UUID]) -> None:
    ref, concern_id = concern
    visitor = as_officer("screening_officer")
    give_view(visitor, ref)
    page = f"/concerns/{ref}/decision/1"
    assert "checked" not in visitor.get(page).text, "no default"
    assert visitor.post(page, {}).status_code == 422
    form = chosen(visitor, ref)
    check = visitor.post(page, form)
    assert check.status_code == 200
    assert "Initial child protection planning meeting" in check.text
    with reading() as session:
        assert session.scalars(select(Decision)).all() == [], "nothing is decided on this page"
    made = visitor.post(f"{page}/make", form, on=page)
    assert made.location.endswith("/queue")
    with reading() as session:
        assert session.scalars(select(Decision)).one().state == "made"
        log = [entry.action for entry in audit.access_log(session, "concern", str(concern_id))]
    assert log[0] is Action.DECISION_MADE
    assert Action.SUGGESTIONS_SHOWN in log
    after = visitor.get("/queue").text
    assert ref not in after
    assert "It is kept with your name and your reasons. Its work is open." in after


def test_another_officers_decision_is_shown_beside_what_was_typed(world: World, as_officer: AsOfficer) -> None:
    people = (PersonMaker(child=True, facts=FACTS), PersonMaker(child=True, forename="Juno"))
    receipt = steps.received(world, people=people)
    steps.viewed(world, receipt.concern_id)
    visitor, page = as_officer("screening_officer"), f"/concerns/{receipt.ref}/decision/1"
    mine = chosen(visitor, receipt.ref, words_routes="My own words on the matter here.")
    first = steps.people_on(receipt.concern_id)[0]
    steps.decided(world, receipt.concern_id, first, words_routes="Their words on the same child.")
    answer = visitor.post(f"{page}/make", mine, on=page)
    assert answer.status_code == 409
    assert "Their words on the same child." in answer.text
    assert "My own words on the matter here." in answer.text


def test_a_sealed_concern_answers_like_one_that_does_not_exist(world: World, as_officer: AsOfficer) -> None:
    receipt = steps.received(world, of_a_hurt_child=True, about_one_of_us=True)
    visitor = as_officer("screening_officer")
    for page in ("screening", "suggestions/1", "decision/1"):
        sealed = visitor.get(f"/concerns/{receipt.ref}/{page}")
        none = visitor.get(f"/concerns/DH-2222-2222/{page}")
        assert (sealed.status_code, none.status_code) == (404, 404)
        assert timeless(sealed.text) == timeless(none.text)


@pytest.mark.parametrize("role", ["duty_worker", "chair", "auditor", "administrator", "co_ordinator"])
def test_who_does_not_screen_is_refused_and_it_is_recorded(
    as_officer: AsOfficer, concern: tuple[str, UUID], role: str
) -> None:
    visitor = as_officer(role)
    for page in (
        "/queue",
        f"/concerns/{concern[0]}/screening",
        f"/concerns/{concern[0]}/decision/1",
        "/second-person",
        "/onward",
    ):
        assert visitor.get(page).status_code == 403, page


def test_a_changed_page_key_is_no_page(as_officer: AsOfficer) -> None:
    assert as_officer("screening_officer").get("/queue?after=WzBd.made-up").status_code == 404


def test_lowering_goes_to_a_second_person_who_signs(world: World, as_officer: AsOfficer) -> None:
    receipt = steps.received(world, people=(PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),))
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "yes")
    steps.viewed(world, receipt.concern_id)
    visitor, page = as_officer("screening_officer"), f"/concerns/{receipt.ref}/decision/1"
    lower = {"agrees_urgency": "differ", "urgency": "two_working_days", "urgency_reason": "seen_safe"}
    form = chosen(visitor, receipt.ref, **lower)
    assert "A second person is needed" in visitor.post(page, form).text
    form["ask_second"] = str(world.actor("team_manager").officer_id)
    assert "Not final. Until a second person signs it, this stands: Same day" in visitor.post(page, form).text
    assert visitor.post(f"{page}/make", form, on=page).status_code == 303
    manager = as_officer("team_manager")
    listed = manager.get("/second-person").text
    (sign,) = re.findall(r'href="(/second-person/[\w-]+)"', listed)
    version = re.search(r'name="version" value="(\d+)"', manager.get(sign).text)
    assert version is not None
    assert manager.post(sign, {"verdict": "", "words": "", "version": version[1]}).status_code == 422
    signed = manager.post(sign, {"verdict": "sign", "words": steps.SENTENCE, "version": version[1]})
    assert signed.status_code == 303, signed.text
    assert steps.queued(receipt.concern_id) is None


def test_an_onward_route_is_accepted_by_name(world: World, as_officer: AsOfficer) -> None:
    receipt = steps.received(world, people=(PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),))
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "no")
    steps.viewed(world, receipt.concern_id)
    steps.decided(world, receipt.concern_id, person)
    visitor = as_officer("screening_officer")
    (accept,) = re.findall(r'action="(/onward/[\w-]+/accepted)"', visitor.get("/onward").text)
    assert visitor.post(accept, {"name": ""}, on="/onward").status_code == 422
    assert visitor.post(accept, {"name": "Dr Mock"}, on="/onward").status_code == 303
    assert "Everything passed on has been accepted" in visitor.get("/onward").text


def test_what_comes_back_stands_in_the_queue_again(world: World, as_officer: AsOfficer) -> None:
    receipt = steps.received(world, people=(PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),))
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "no")
    steps.viewed(world, receipt.concern_id)
    steps.decided(world, receipt.concern_id, person)
    visitor = as_officer("screening_officer")
    (back,) = re.findall(r'action="(/onward/[\w-]+/came-back)"', visitor.get("/onward").text)
    assert visitor.post(back, {"words": "no"}, on="/onward").status_code == 422
    assert visitor.post(back, {"words": steps.SENTENCE}, on="/onward").status_code == 303
    assert receipt.ref in visitor.get("/queue").text


def test_what_came_since_is_in_no_heading_and_stands_apart(world: World, as_officer: AsOfficer) -> None:
    refs = [steps.received(world, of_a_hurt_child=True).ref for _ in range(3)]
    visitor = as_officer("screening_officer")
    pages = [visitor.get(f"/concerns/{ref}/screening").text for ref in refs]
    assert [page.count("Since then") for page in pages] == [2, 1, 0]
    assert ["concern about this home in 56 days" in page for page in pages] == [False, True, True]
    assert "Second concern about this home" in pages[1]


def test_who_is_decided_and_waits_for_a_second_person_is_said_before_it_is_screened_again(
    world: World, as_officer: AsOfficer
) -> None:
    receipt = steps.received(world, people=(PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),))
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "yes")
    steps.viewed(world, receipt.concern_id)
    visitor = as_officer("other_officer")
    assert "Waiting for a second person" not in visitor.get(f"/concerns/{receipt.ref}").text
    steps.decided(
        world, receipt.concern_id, person, agrees_urgency=False, urgency="two_working_days", urgency_reason="seen_safe",
        verdicts=dict.fromkeys(steps.suggested(receipt.concern_id, person)[1].routes, True),
        ask_second=world.actor("team_manager").officer_id,
    )  # fmt: skip
    unscreened = visitor.get("/queue").text
    assert receipt.ref not in unscreened
    assert "Unscreened (0)" in unscreened
    decider = as_officer("screening_officer").get("/queue?view=mine").text
    assert "Waiting for a second person, since today" in decider
    assert "/pick-up" not in decider
    assert "Waiting for a second person, since today" in visitor.get(f"/concerns/{receipt.ref}").text
    page = visitor.get(f"/concerns/{receipt.ref}/screening").text
    assert "Decided, and waiting for a second person: Screening Officer Testwell, today" in page
    assert "Waiting for a second person: " not in page, "what was decided is not told before their own view"
