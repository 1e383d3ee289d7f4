"""What Check answers says before a concern is sent: how a time was read, what is odd and of whom, what has no answer."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine
from sqlalchemy import select

from hub import concerns, db
from hub.danger.models import Alert
from tests.factories import triage as steps
from tests.factories.front_desk import FrontDesk, words_of

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
