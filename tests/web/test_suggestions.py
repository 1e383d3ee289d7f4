"""The suggestions page and the record of it: questions answered in place, both results beside each other, who sees what when."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from hub import rulebook, triage
from hub.db import reading
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor

AsOfficer = Callable[[str], Visitor]
SUGGESTED = "Child protection discussion (IRD)"
BECAUSE = "A child may have been hurt by somebody who cares for them"


HURT = PersonMaker(child=True, facts={"harms": ["physical"], "who_caused": "parent"}, at_home=True)


@pytest.fixture
def concern(world: World) -> tuple[str, UUID]:
    """A child hurt by a parent: its reference and id."""
    receipt = steps.received(world, people=(HURT,))
    return receipt.ref, receipt.concern_id


def give_view(visitor: Visitor, ref: str) -> str:
    answer = visitor.post(f"/concerns/{ref}/screening", {"route-1": "cp_ird", "urgency-1": "same_day"})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_history_is_told_in_a_sentence_and_what_is_not_confirmed_says_so(world: World, as_officer: AsOfficer) -> None:
    *_, third = (steps.received(world, people=(HURT,)) for _ in range(3))
    visitor = as_officer("screening_officer")
    html = visitor.get(give_view(visitor, third.ref)).text
    assert "at least the third concern about this household in 56 days" in html
    for part in ("hub-why", "hub-if", "hub-ask", "that nearly applied"):
        _, _, after = html.partition(part)
        assert "Local policy not yet confirmed" in after[:6_000], part


def test_an_answer_runs_the_rules_again_and_both_results_show(as_officer: AsOfficer, concern: tuple[str, UUID]) -> None:
    ref, _ = concern
    visitor = as_officer("screening_officer")
    page = give_view(visitor, ref)
    assert "What changed" not in visitor.get(page).text
    unsourced = {"answer": "yes"}
    refused = visitor.post(f"{page}/answers/alleged_contact_today", unsourced, on=page)
    assert refused.status_code == 422
    assert 'href="#said_by-alleged_contact_today"' in refused.text
    assert 'id="said_by-alleged_contact_today"' in refused.text
    told = {**unsourced, "said_by": "The school", "how_known": "observed"}
    kept = visitor.post(f"{page}/answers/alleged_contact_today", told, on=page)
    assert (kept.status_code, kept.location.endswith("/suggestions/1#changed")) == (303, True)
    after = visitor.get(page).text
    assert "This is run 2 of the rules" in after
    for words in ("Before, run 1", "Now, run 2", "was not known, is yes", "becomes “Act now”"):
        assert words in after, words


def test_the_same_answer_sent_twice_is_kept_once_and_another_beside_it(
    as_officer: AsOfficer, concern: tuple[str, UUID]
) -> None:
    ref, concern_id = concern
    visitor = as_officer("screening_officer")
    page = give_view(visitor, ref)
    told = {"said_by": "The school", "how_known": "observed"}
    for answer, runs in (("yes", 2), ("yes", 2), ("no", 3), ("not_known", 4)):
        assert (
            visitor.post(f"{page}/answers/alleged_contact_today", {**told, "answer": answer}, on=page).status_code
            == 303
        )
        with reading() as session:
            assert rulebook.latest_run(session, concern_id).number == runs
    assert "was no, is asked, not known" in visitor.get(page).text


def test_what_was_typed_about_a_question_answered_meanwhile_is_not_lost(
    as_officer: AsOfficer, concern: tuple[str, UUID]
) -> None:
    visitor = as_officer("screening_officer")
    page = give_view(visitor, concern[0])
    answers, told = f"{page}/answers/alleged_contact_today", {"said_by": "The school", "how_known": "observed"}
    visitor.post(answers, {**told, "answer": "yes"}, on=page)
    assert "alleged_contact_today" not in visitor.get(page).text
    gone_back = visitor.post(answers, {"answer": "no", "said_by": "The head teacher"}, on=page)
    assert gone_back.status_code == 422
    assert 'value="The head teacher"' in gone_back.text
    assert 'href="#how_known-alleged_contact_today"' in gone_back.text


@pytest.mark.parametrize(
    ("question", "answer", "status"),
    [
        ("cannot_safeguard", "yes", 404),
        ("made_up", "yes", 404),
        ("age_years", "old", 422),
        ("age_years", "inf", 422),
        ("concerns_about_person_12_months", "0", 422),
        ("who_caused", "nobody_such", 422),
        ("who_caused", "", 422),
    ],
)
def test_what_is_no_answer_to_a_question_is_refused(
    as_officer: AsOfficer, concern: tuple[str, UUID], question: str, answer: str, status: int
) -> None:
    visitor = as_officer("screening_officer")
    page = give_view(visitor, concern[0])
    told = {"answer": answer, "said_by": "The school", "how_known": "observed"}
    assert visitor.post(f"{page}/answers/{question}", told, on=page).status_code == status
    with reading() as session:
        assert rulebook.latest_run(session, concern[1]).number == 1


def test_danger_answered_away_keeps_its_place_and_every_page_of_it_says_so(world: World, as_officer: AsOfficer) -> None:
    receipt = steps.received(world, people=(HURT,), danger="yes")
    visitor = as_officer("screening_officer")
    page = give_view(visitor, receipt.ref)
    kept = "This keeps its place in the queue and its limit until somebody has decided."
    assert kept not in visitor.get(page).text
    told = {"answer": "no", "said_by": "The police", "how_known": "observed"}
    visitor.post(f"{page}/answers/immediate_danger", told, on=f"{page}?answer=immediate_danger")
    for where in (page, f"/concerns/{receipt.ref}/screening", f"/concerns/{receipt.ref}"):
        assert kept in visitor.get(where).text, where


def test_nothing_is_said_to_have_changed_for_somebody_an_answer_was_not_about(
    world: World, as_officer: AsOfficer
) -> None:
    receipt = steps.received(world, people=(HURT, PersonMaker(child=True, forename="Juno", at_home=True)))
    visitor, ref = as_officer("screening_officer"), receipt.ref
    views = {
        f"{part}-{number}": code for number in "12" for part, code in (("route", "cp_ird"), ("urgency", "same_day"))
    }
    page = visitor.post(f"/concerns/{ref}/screening", views).location
    told = {"answer": "yes", "said_by": "The school", "how_known": "observed"}
    visitor.post(f"{page}/answers/alleged_contact_today", told, on=page)
    assert "What changed after an answer" in visitor.get(page).text
    other = visitor.get(page.replace("suggestions/1", "suggestions/2")).text
    assert "Juno" in other
    assert "What changed" not in other


def lines_of(html: str) -> list[str]:
    """What would change the suggestion, as it shows at once."""
    return re.findall(r"<li>(.*?)</li>", html.partition('class="hub-if"')[2].partition("</section>")[0])


def test_what_would_change_it_is_a_sentence_a_line_and_only_two_show_at_once(
    as_officer: AsOfficer, concern: tuple[str, UUID]
) -> None:
    visitor = as_officer("screening_officer")
    html = unescape(visitor.get(give_view(visitor, concern[0])).text)
    shown = lines_of(html)
    assert len(shown) == 2
    assert all(line.startswith("If ") and "would" in line for line in shown)
    assert re.search(r"\d+ other things? that would change this", html)


@pytest.mark.parametrize(
    ("told", "supposed"), [({"child": True}, False), ({"age_from": 8, "age_to": 9, "age_basis": "claimed"}, True)]
)
def test_another_age_is_supposed_only_where_no_date_of_birth_is_held(
    world: World, as_officer: AsOfficer, told: dict[str, Any], supposed: bool
) -> None:
    facts = {"harms": ["physical"], "who_caused": "parent"}
    receipt = steps.received(world, people=(PersonMaker(facts=facts, at_home=True, **told),))
    visitor = as_officer("screening_officer")
    html = unescape(visitor.get(give_view(visitor, receipt.ref)).text)
    assert lines_of(html)
    assert ("If the answer to “How old are they?” were" in html) is supposed


UNKNOWN_AGE = PersonMaker(facts={"harms": ["physical"], "who_caused": "parent"})


@pytest.mark.parametrize("typed", ["5000", "15 to 170", "about 15", "1_5"])
def test_an_age_that_nobody_has_or_that_is_not_certain_is_refused_in_plain_words_and_stays_typed(
    world: World, as_officer: AsOfficer, typed: str
) -> None:
    receipt = steps.received(world, people=(UNKNOWN_AGE,))
    visitor = as_officer("screening_officer")
    page = give_view(visitor, receipt.ref)
    told = {"answer": typed, "said_by": "The school", "how_known": "observed"}
    refused = visitor.post(f"{page}/answers/age_years", told, on=page)
    assert refused.status_code == 422
    assert refused.text.count("Enter a number of years from 0 to 130, or a range such as 15 to 17") == 2
    for words in (f'value="{typed}"', 'value="The school"'):
        assert words in refused.text
    with reading() as session:
        assert rulebook.latest_run(session, receipt.concern_id).number == 1


def test_an_age_answered_as_a_range_runs_the_rules_again(world: World, as_officer: AsOfficer) -> None:
    receipt = steps.received(world, people=(UNKNOWN_AGE,))
    visitor = as_officer("screening_officer")
    page = give_view(visitor, receipt.ref)
    assert "A range will do, such as 15 to 17." in visitor.get(page).text
    told = {"answer": "15 to 17", "said_by": "The school", "how_known": "observed"}
    assert visitor.post(f"{page}/answers/age_years", told, on=page).status_code == 303
    after = visitor.get(page).text
    assert "Age: was not known, is 15 to 17 years" in after
    assert SUGGESTED in after


def test_the_record_says_what_was_suggested_once_somebody_decided(
    world: World, as_officer: AsOfficer, concern: tuple[str, UUID]
) -> None:
    ref, concern_id = concern
    desk, page = as_officer("duty_worker"), f"/concerns/{ref}/why"
    assert BECAUSE not in desk.get(page).text
    assert BECAUSE not in as_officer("screening_officer").get(page).text, "the officer thinks first"
    steps.viewed(world, concern_id)
    assert BECAUSE in as_officer("screening_officer").get(page).text
    assert BECAUSE not in desk.get(page).text
    steps.decided(world, concern_id, steps.people_on(concern_id)[0])
    record = desk.get(page).text
    for words in (
        BECAUSE,
        SUGGESTED,
        "What would have changed it",
        "What was still open",
        "Local policy not yet confirmed",
    ):
        assert words in record, words
    assert as_officer("administrator").get(page).status_code == 403


def test_every_source_of_a_reason_is_named_with_its_section(
    world: World, as_officer: AsOfficer, concern: tuple[str, UUID]
) -> None:
    ref, concern_id = concern
    steps.viewed(world, concern_id)
    steps.decided(world, concern_id, steps.people_on(concern_id)[0])
    officer = as_officer("screening_officer")
    with reading() as session:
        (person,) = triage.show_explanations(session, ref, by=world.actor("screening_officer")).view.people
    assert person.told is not None
    cited = [each.sources for each in person.told.reasons]
    assert max(map(len, cited)) > 1, "a rule of several sources holds"
    pages = [unescape(officer.get(f"/concerns/{ref}/{page}").text) for page in ("why", "suggestions/1")]
    for source in {source for sources in cited for source in sources}:
        assert all(f"{source.title}, {source.where}" in page for page in pages), source.id
