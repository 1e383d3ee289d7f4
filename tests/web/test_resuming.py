"""A form that met an ended session: its reader is told that it was not sent, at signing in and on coming back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask, get_flashed_messages, session

from hub import clock
from hub.audit import Action
from hub.web import resuming
from tests.factories.front_desk import FrontDesk, words_of
from tests.factories.hub_world import PASSWORD, leaves

NOT_SENT = "It was not sent"
NOT_SAVED = "was not saved or sent"


def signed_in_anew(jo: FrontDesk, sign_in: str) -> str:
    """Signs in on the page the browser was led to; the page that opens then, and where that is."""
    reply = jo.post(sign_in, {"username": jo.username, "password": PASSWORD})
    assert reply.status_code == 303, words_of(reply.text)
    return str(reply.location)


def posted_too_late(jo: FrontDesk, path: str) -> str:
    """The address of the page that a form leads to once its session is over."""
    reply = jo.post(path)
    assert (reply.status_code, reply.location.partition("?")[0]) == (303, "/sign-in")
    return str(reply.location)


def test_sending_with_an_ended_session_says_that_it_was_not_sent(jo: FrontDesk) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/told", {"narrative": "A few words"})
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=True):
        sign_in = posted_too_late(jo, f"{draft}/check")
        page = words_of(jo.get(sign_in).text)
        assert f"{NOT_SENT}. What was saved as a draft is kept. Sign in, then press Send again." in page
        back = signed_in_anew(jo, sign_in)
        assert back == f"{draft}/check"
        assert f"{NOT_SENT}, because your session had ended. Press Send again." in words_of(jo.get(back).text)
        assert NOT_SENT not in words_of(jo.get(back).text)
        assert leaves(Action.CONCERN_RECEIVED) == []
        assert jo.get(f"/received/{jo.again().send(draft)}").status_code == 200


@pytest.mark.parametrize("path", ["/people/add", "/discard", "/told"])
def test_any_form_with_an_ended_session_says_that_nothing_was_saved(jo: FrontDesk, path: str) -> None:
    draft = jo.start()
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=True):
        sign_in = posted_too_late(jo, f"{draft}{path}")
        assert NOT_SAVED in words_of(jo.get(sign_in).text)
        assert NOT_SAVED in words_of(jo.get(signed_in_anew(jo, sign_in)).text)


def test_a_form_without_a_page_of_its_own_says_so_on_the_first_page(jo: FrontDesk) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=True):
        sign_in = posted_too_late(jo, "/log/quick")
        assert NOT_SAVED in words_of(jo.get(sign_in).text)
        first = jo.get(signed_in_anew(jo, sign_in), follow_redirects=True)
        assert NOT_SAVED in words_of(first.text)


def test_a_page_that_was_only_looked_at_and_signing_out_lose_nothing(jo: FrontDesk) -> None:
    draft = jo.start()
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=True):
        looked = jo.get(f"{draft}/check").location
        assert "Your session has ended" in words_of(jo.get(looked).text)
        assert NOT_SAVED not in words_of(jo.get(signed_in_anew(jo, looked)).text)
    with time_machine.travel(clock.now() + timedelta(minutes=60), tick=True):
        out = posted_too_late(jo, "/sign-out")
        assert NOT_SAVED not in words_of(jo.get(out).text)


def test_whoever_goes_elsewhere_is_not_told_of_it_there(jo: FrontDesk) -> None:
    draft = jo.start()
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=True):
        posted_too_late(jo, f"{draft}/check")
        jo.get("/sign-in")
        elsewhere = signed_in_anew(jo, "/sign-in?next=/account")
        assert NOT_SENT not in words_of(jo.get(elsewhere).text)


def test_it_is_told_after_the_second_factor_too(app: Flask) -> None:
    with app.test_request_context("/log/1/check", method="POST"):
        session[resuming._KEPT] = ["/log/1/check", resuming.SENDING]
        session["kept"] = "of a stranger"
        resuming.forget_the_stranger("/log/1/check", is_signed_in=False)
        assert "kept" not in session
        resuming.forget_the_stranger("/log/1/check", is_signed_in=True)
        assert get_flashed_messages() == [resuming.ON_RETURN[resuming.SENDING]]
