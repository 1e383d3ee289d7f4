"""What must never go wrong while a concern is logged: lost words, two windows, an ended session, who may see what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from hub import clock, concerns, db
from hub.audit import Action
from hub.people import PersonLink
from tests.factories.front_desk import FrontDesk, hidden_fields, words_of
from tests.factories.hub_world import World, leaves
from tests.web.test_logging_quick import inputs

NAUGHTY = [
    "<script>alert(1)</script>",
    "'; DROP TABLE drafts; --",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "Zoë’s “gran” – ½ £5 ﷽ 👩‍👧 \u202eright\u202c",
    '=HYPERLINK("http://x")\t|cmd',
    "  spaces  around  ",
    "a\u0000b",
    "İıſK Ⅻ ﬁ",
    "%s %d %n \\ \\n \\x00",
    "undefined null NaN true []",
]
QUICK_CODED = (
    "danger",
    "caller",
    "sharing",
    "visits",
    "about",
    "what-0",
    "wishes",
    "person-0",
    "told",
    "when",
    "place",
)


@pytest.mark.parametrize("words", NAUGHTY)
def test_naughty_words_come_back_as_typed(jo: FrontDesk, words: str) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/told", {"narrative": words})
    for field in ("forename", "surname", "date_of_birth", "age_from", "address", "postcode", "description"):
        reply = jo.fill(f"{draft}/person-0", {f"people-0-{field}": words})
        assert reply.status_code in {303, 422}, field
    for page in ("", "/told", "/person-0", "/what-0", "/check"):
        assert jo.get(draft + page).status_code == 200
    assert jo.fill(f"{draft}/person-0", {"people-0-forename": words}).status_code == 303
    ref = jo.send(draft)
    with db.reading() as session:
        concern = concerns.get_concern(session, ref)
        assert concerns.latest_version(session, concern.id).narrative == words
    assert jo.get("/duty").status_code == 200
    assert "<script>alert" not in jo.get(f"/received/{ref}").text


@pytest.mark.parametrize(
    "name", ["immediate_danger", "people", "people-0", "referrer", "facts", "people-0-facts-harms-x"]
)
def test_fields_that_are_not_on_the_page_are_left_out(jo: FrontDesk, name: str) -> None:
    draft = jo.start()
    for page in ("danger", "person-0", "what-0", "caller", "about", "wishes"):
        reply = jo.fill(f"{draft}/{page}", {name: ["x", "y"]})
        assert reply.status_code == 303, page
    assert jo.get(f"{draft}/check").status_code == 200


def coded_questions(html: str) -> set[str]:
    """Choices of a page's main part that are not folded away: radios, boxes and lists; a group counts once."""
    main = re.sub(r"<details.*?</details>", "", html.partition("<main")[2].partition("</main>")[0], flags=re.DOTALL)
    main = re.sub(r'<div class="hub-reveal.*?</div></div>', "", main, flags=re.DOTALL)
    radios = re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="(?:radio|checkbox)"', main)
    return {*radios, *re.findall(r'<select[^>]*name="([^"]+)"', main)}


def test_a_phone_concern_asks_at_most_twelve_coded_questions(jo: FrontDesk) -> None:
    draft = jo.start()
    asked = {name for page in QUICK_CODED for name in coded_questions(jo.get(f"{draft}/{page}").text)}
    assert len(asked) <= 12, sorted(asked)
    assert {"immediate_danger-answer", "people-0-facts-harms", "referrer-kind"} <= asked


def test_facts_are_asked_in_the_rules_own_words(jo: FrontDesk) -> None:
    page = words_of(jo.get(f"{jo.start()}/what-0").text)
    assert "Can the person said to have caused this reach them today?" in page


def test_a_question_hides_only_where_it_certainly_does_not_apply(jo: FrontDesk) -> None:
    draft = jo.start()
    assert "people-0-facts-child_alone" in inputs(jo.get(f"{draft}/what-0").text)
    jo.fill(f"{draft}/person-0", {"people-0-age_from": "17", "people-0-age_to": "19"})
    assert "people-0-facts-child_alone" in inputs(jo.get(f"{draft}/what-0").text)
    jo.fill(f"{draft}/person-0", {"people-0-age_from": "19", "people-0-age_to": "21"})
    assert "people-0-facts-child_alone" not in inputs(jo.get(f"{draft}/what-0").text)


@pytest.mark.both_engines
def test_two_windows_show_both_texts_and_lose_neither(jo: FrontDesk) -> None:
    draft = jo.start()
    hidden = hidden_fields(jo.get(f"{draft}/told").text)
    jo.fill(f"{draft}/told", {"narrative": "From the second window"})
    reply = jo.post(f"{draft}/told", {**hidden, "narrative": "From the first window"})
    assert reply.status_code == 409
    assert "From the second window" in reply.text
    assert "From the first window" in reply.text
    again = jo.post(f"{draft}/told", {**hidden_fields(reply.text), "narrative": "Both, put together"})
    assert again.status_code == 303


def test_autosave_answers_with_the_new_version_or_a_conflict(jo: FrontDesk) -> None:
    draft = jo.start()
    first = jo.post(f"{draft}/told/autosave", {"version": "0", "narrative": "one"})
    assert (first.status_code, first.json["version"]) == (200, 1)
    assert jo.post(f"{draft}/told/autosave", {"version": "1", "narrative": "two"}).json["version"] == 2
    assert jo.post(f"{draft}/told/autosave", {"version": "1", "narrative": "old"}).status_code == 409
    assert not leaves(Action.DRAFT_SHOWN)


def test_an_ended_session_still_keeps_what_was_typed(jo: FrontDesk) -> None:
    draft = jo.start()
    hidden = hidden_fields(jo.get(f"{draft}/told").text)
    later = clock.now() + timedelta(minutes=20)
    with time_machine.travel(later, tick=True):
        reply = jo.post(f"{draft}/told", {**hidden, "narrative": "Typed while the session ended"})
        assert reply.status_code == 303
        assert reply.location.startswith("/sign-in")
        assert jo.get(draft).location.startswith("/sign-in")
    assert "Typed while the session ended" in jo.get(f"{draft}/told").text


def test_without_its_signed_pass_an_ended_session_saves_nothing(jo: FrontDesk) -> None:
    draft, other = jo.start(), jo.start()
    passes = [hidden_fields(jo.get(f"{each}/told").text)["_pass"] for each in (draft, other)]
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=True):
        for wrong in ("", "nonsense", passes[1]):
            reply = jo.post(f"{draft}/told", {"version": "0", "_pass": wrong, "narrative": "Not theirs"})
            assert reply.status_code in {303, 401}
    assert "Not theirs" not in jo.get(f"{draft}/told").text


def test_nobody_else_opens_the_draft(jo: FrontDesk, app: Flask, world: World) -> None:
    draft = jo.start()
    other = FrontDesk(app, world, "duty_worker", name="Kim Otherly")
    for page in ("", "/told", "/check", "/quick", "/matches/0", "/people/add", "/discard"):
        assert other.get(draft + page).status_code == 404, page
    for page in ("/told", "/told/autosave", "/check", "/quick", "/jotted", "/people/add", "/discard", "/matches/0"):
        assert other.post(draft + page, {"role": "subject"}).status_code == 404, page


def test_what_is_jotted_down_twice_is_kept_twice(jo: FrontDesk) -> None:
    draft = jo.start()
    jo.post(f"{draft}/jotted", {"jotted": "Gran was a nurse", "version": "0"})
    jo.post(f"{draft}/jotted", {"jotted": "Juno has a test", "version": "0"})
    page = words_of(jo.get(draft).text)
    assert "Gran was a nurse" in page
    assert "Juno has a test" in page


def test_people_are_added_and_taken_off_by_a_round_trip(jo: FrontDesk) -> None:
    draft = jo.start()
    reply = jo.post(f"{draft}/people/add", {"role": "alleged"})
    assert reply.location == f"{draft}/person-1"
    jo.fill(f"{draft}/person-1", {"people-1-forename": "Dez"})
    page = jo.get(draft).text
    assert 'Dez <span class="hub-alleged">(<b>alleged</b> source of harm)</span>' in page
    assert f"{draft}/what-1" not in page
    assert jo.post(f"{draft}/people/1/remove").status_code == 303
    assert "Dez" not in words_of(jo.get(draft).text)
    assert jo.post(f"{draft}/people/add", {"role": "subject"}).location == f"{draft}/person-2"


@pytest.mark.both_engines
def test_none_of_these_is_remembered_and_same_person_joins_on_sending(jo: FrontDesk) -> None:
    person = {"people-0-forename": "Rory", "people-0-surname": "Samplewood", "people-0-date_of_birth": "12 3 2017"}

    def told(said: Callable[[str], str]) -> None:
        draft = jo.start()
        jo.fill(f"{draft}/told", {"narrative": "A few words"})
        where = jo.fill(f"{draft}/person-0", person).location
        if where.endswith("/matches/0"):
            page = jo.get(where).text
            assert "Agrees" in words_of(page)
            offered = re.findall(r'name="offered" value="([^"]*)"', page)[0]
            assert jo.post(where, {"said": said(offered), "offered": offered}).location == f"{draft}/what-0"
        jo.send(draft)

    told(lambda _: "")
    told(lambda offered: offered.split(",")[0])
    told(lambda _: "none")
    with db.reading() as session:
        verdicts = [link.verdict for link in session.scalars(select(PersonLink).order_by(PersonLink.said_at))]
    assert verdicts[0] == "same"
    assert set(verdicts[1:]) == {"not_same"}
    assert len(leaves(Action.CANDIDATES_SHOWN)) == 2
