"""The page after sending: the reference, who has the danger, what to say to the caller, and which clocks run from when."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import clock, front_door
from hub.accounts import Permission, may
from hub.db import read_reference, reading
from hub.front_door import Received
from hub.schemas.sent_states import STATES
from hub.web.logging_concern.blueprint import pages
from hub.web.looking import look_at
from hub.web.signed_in import officer, settings_now
from hub.web.words import at_or_when, when

REFRESH_SECONDS = 15


@pages.get("/kept/<receipt>")
def kept(receipt: str) -> Response | AnyResponse:
    """From a receipt of the spool to its reference, once it has one."""
    by = officer()
    with reading() as session:
        ref = front_door.find_received(session, read_reference(receipt) or "", by=by)
    if ref is not None:
        return redirect(url_for("concerns.received", ref=ref), 303)
    return make_response(
        render_template("logging/kept_yet.html", receipt=receipt, duty_phone=settings_now().duty_phone)
    )


@pages.get("/received/<ref>")
def received(ref: str) -> Response:
    """What the sender is told once the concern is on stable storage; open again from their own list."""
    by = officer()
    view = look_at(lambda session: front_door.received(session, ref, by=by), by=by)
    html = render_template(
        "logging/received.html",
        view=view,
        state=STATES[view.sent.state],
        spoken=ref.replace("-", " "),
        alarm=view.alarm,
        danger_words=danger_words(view),
        say=_say(view),
        clocks=_clocks(view),
        now=clock.now(),
        sees_people=may(by, Permission.CONCERN_SEE),
        duty_phone=settings_now().duty_phone,
    )
    response = make_response(html)
    if view.alarm and not view.alarm.is_taken:
        response.headers["Refresh"] = f"{REFRESH_SECONDS}; url=?refreshed=1"
    return response


def danger_words(view: Received) -> str:
    """The danger in a few words: "Danger now", "Danger before 3:05pm", "Danger before tomorrow, 3am"."""
    if view.danger_before:
        return f"Danger before {at_or_when(view.danger_before, clock.now())}"
    return "Danger now"


def _say(view: Received) -> list[str]:
    """A script for a caller who may still be on the line."""
    lines = [f"Thank you. We have it, and the number is {view.sent.ref.replace('-', ' ')}."]
    if view.alarm:
        lines.append("If anything changes before we ring you, call 999.")
    lines.append("Please do not ask anybody more questions about it, and do not speak to the family about this call.")
    if view.wants_feedback == "yes":
        lines.append("We will tell you as much of what happens as we may.")
    return lines


def _clocks(view: Received) -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {
            "label": each.label,
            "due": when(each.due_at, now),
            "left": each.left,
            "is_late": each.is_late,
            "sources": "; ".join(each.sources),
            "confirmed": each.confirmed,
        }
        for each in view.clocks
    ]
