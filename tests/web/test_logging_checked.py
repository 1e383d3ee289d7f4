"""What Check answers says before a concern is sent: how a time was read, what is odd and of whom, what has no answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import time_machine
from flask import Flask
from sqlalchemy import select

from hub import concerns, db
from hub.danger.models import Alert
from tests.factories import triage as steps
from tests.factories.front_desk import FrontDesk, words_of
from tests.factories.hub_world import World

CALL = datetime(2026, 11, 23, 11, 9, tzinfo=UTC)
THREE = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def in_danger(jo: FrontDesk, before: str) -> str:
    draft = jo.start(**{"immediate_danger-answer": "later", "immediate_danger-before": before})
    jo.fill(f"{draft}/told", {"narrative": "He said that he would be back."})
    return draft


def checked(jo: FrontDesk, draft: str) -> str:
    return words_of(jo.get(f"{draft}/check").text)


def test_danger_before_3am_said_in_the_morning_is_tomorrows(jo: FrontDesk) -> None:
    with time_machine.travel(CALL, tick=False):
        draft = in_danger(jo.again(), "3am")
        assert "We read this as tomorrow, Tuesday 24 November, 3am." in checked(jo, draft)
        assert "We read this as tomorrow, Tuesday 24 November, 3am." in words_of(jo.get(draft).text)
        ref = jo.send(draft)
        received = words_of(jo.get(f"/received/{ref}").text)
        assert "Make them safe Set by your answer on danger Tomorrow, 3am Before then" in received
        assert "Danger before tomorrow, 3am" in received
        assert "Late" not in received
    with db.reading() as session:
        concern = concerns.get_concern(session, ref)
        assert concern.danger_before == THREE
        assert session.scalars(select(Alert)).one().before == THREE
    item = steps.queued(concern.id)
    assert item is not None
    assert CALL < item.act_by <= THREE


def test_the_record_shows_the_limit_that_the_queue_shows(jo: FrontDesk, app: Flask, world: World) -> None:
    with time_machine.travel(CALL, tick=False):
        ref = jo.again().send(in_danger(jo, "11:20am"))
        officer = FrontDesk(app, world, "screening_officer")
        assert "Today, 11:20am" in words_of(officer.get("/queue").text)
        clocks = words_of(officer.get(f"/concerns/{ref}").text).partition(" Clocks ")[2]
        assert clocks.startswith("Make them safe Today, 11:20am")


def test_a_time_that_passed_while_the_call_was_written_down_is_still_that_time(jo: FrontDesk) -> None:
    with time_machine.travel(CALL.replace(hour=14, minute=58), tick=False):
        draft = in_danger(jo.again(), "3pm")
    with time_machine.travel(CALL.replace(hour=15, minute=4), tick=False):
        assert "We read this as today, Monday 23 November, 3pm. That is past." in checked(jo, draft)
        ref = jo.send(draft)
    with db.reading() as session:
        assert concerns.get_concern(session, ref).danger_before == CALL.replace(hour=15, minute=0)


def test_danger_of_a_concern_keyed_late_is_read_from_when_it_was_received(jo: FrontDesk) -> None:
    with time_machine.travel(CALL, tick=False):
        draft = in_danger(jo.again(), "3am")
        jo.fill(f"{draft}/when", {"channel": "phone", "received_at": "yesterday 11pm"})
        assert "We read this as today, Monday 23 November, 3am. That is past." in checked(jo, draft)


def test_a_time_that_cannot_be_read_is_said_so(jo: FrontDesk) -> None:
    draft = in_danger(jo, "when the pubs close")
    page = checked(jo, draft)
    assert "when the pubs close We could not read this time." in page
    assert "The time before which there is danger could not be read." in page


def test_a_reason_for_danger_ends_before_the_next_sentence_begins(jo: FrontDesk) -> None:
    draft = jo.start(
        **{"immediate_danger-answer": "later", "immediate_danger-before": "3am", "immediate_danger-why": "He has a key"}
    )
    assert "He has a key." in words_of(jo.get(draft).text)


ODD = {
    "people-0-forename": "Rory",
    "people-0-surname": "Samplewood",
    "people-0-date_of_birth": "31 February 2031",
    "people-0-age_from": "17",
    "people-0-age_to": "8",
    "people-0-postcode": "NOT A CODE 1234567",
}


def odd_draft(jo: FrontDesk) -> str:
    draft = jo.start()
    jo.fill(f"{draft}/person-0", ODD)
    harms = ["physical", "not_known"]
    jo.fill(f"{draft}/what-0", {"people-0-facts-harms": harms, "people-0-facts-conditions": ["dementia", "none"]})
    jo.fill(f"{draft}/when", {"happened-when": "30 February 2099"})
    jo.fill(f"{draft}/told", {"narrative": "A few words"})
    return draft


def test_what_is_odd_is_said_of_whom_and_of_which_question_and_stops_nobody(jo: FrontDesk) -> None:
    draft = odd_draft(jo)
    page = checked(jo, draft)
    for words in (
        "Rory Samplewood: date of birth “31 February 2031” is not a date. Check it, or leave it as told.",
        "Rory Samplewood: the estimated age runs backwards, from 17 to 8.",
        "Rory Samplewood: “Postcode” does not have the form of a postcode.",
        "has “Not known” together with another answer.",
        "has “None that anyone knows of” together with another answer.",
        "When it happened: “30 February 2099” is not a date. Check it, or leave it as told.",
    ):
        assert words in page
    assert jo.send(draft)


def test_what_is_odd_leads_to_the_question_it_is_about(jo: FrontDesk) -> None:
    page = jo.get(f"{odd_draft(jo)}/check").text
    links = re.findall(r'href="([^"#]+)#([^"]+)">Check<', page)
    assert [field for _, field in links] == [
        "happened-when",
        "people-0-date_of_birth",
        "people-0-age_from",
        "people-0-postcode",
    ]
    for address, field in links:
        assert f'id="{field}"' in jo.get(unescape(address)).text, field


def test_an_age_that_cannot_be_read_is_said_of_whom(jo: FrontDesk) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/person-0", {"people-0-forename": "Rory", "people-0-age_from": "about eighty"})
    assert "Rory: the age could not be read." in checked(jo, draft)
    page = words_of(jo.get(draft).text)
    assert "About eighty" in page
    assert "About about" not in page


def test_an_age_of_thousands_of_digits_is_said_of_whom_too(jo: FrontDesk) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/person-0", {"people-0-age_from": "9" * 5000, "people-0-age_to": "8" * 5000})
    assert "Person not named yet: the age could not be read." in checked(jo, draft)


def test_a_number_that_cannot_be_read_is_said_without_the_machines_words(jo: FrontDesk) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/person-0", {"people-0-forename": "Rory", "people-0-date_of_birth": "12 3 1996"})
    jo.fill(f"{draft}/what-0", {"people-0-facts-pregnant": "yes", "people-0-facts-gestation_weeks": "a few"})
    page = checked(jo, draft)
    assert "this could not be read as a number" in page
    assert "the value must be" not in page


def test_what_is_told_plainly_is_not_called_odd(jo: FrontDesk) -> None:
    draft = jo.start()
    who = {"people-0-forename": "Rory", "people-0-date_of_birth": "March 2015", "people-0-postcode": "DD4"}
    jo.fill(f"{draft}/person-0", who)
    jo.fill(f"{draft}/when", {"happened-when": "3 weeks ago, after school"})
    jo.fill(f"{draft}/told", {"narrative": "A few words"})
    assert "Kept as you gave it" not in checked(jo, draft)


def test_dates_stand_as_dates_are_written_here(jo: FrontDesk) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/person-0", {"people-0-forename": "Rory", "people-0-date_of_birth": "1982-06-07"})
    assert "Born 7 June 1982" in words_of(jo.get(draft).text)
    assert "7 June 1982" in checked(jo, draft)


def test_an_empty_quick_log_says_what_has_no_answer_and_that_words_are_needed(jo: FrontDesk) -> None:
    page = checked(jo, jo.start_quick().removesuffix("/quick"))
    listed = page.partition("Not answered: it goes as not known")[2]
    assert "Immediate danger" in listed
    assert "What the caller saw, heard or was told : needed before it can be sent" in listed


def test_a_time_of_receipt_that_cannot_be_read_stands_open_when_it_is_come_back_to(jo: FrontDesk) -> None:
    draft = jo.start()
    closed = '<details class="govuk-details"><summary class="govuk-details__summary"><span class="govuk-details__summary-text">How and when'
    assert closed in jo.get(f"{draft}/when").text
    jo.fill(f"{draft}/when", {"channel": "phone", "received_at": "around breakfast"})
    assert closed not in jo.get(f"{draft}/when?back=check").text
    jo.fill(f"{draft}/when", {"channel": "phone", "received_at": "yesterday 4:30pm"})
    assert closed in jo.get(f"{draft}/when?back=check").text
