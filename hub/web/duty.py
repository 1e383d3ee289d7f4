"""The duty desk: log a concern, danger, what waits for me, what I sent today."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, url_for

from hub import clock, danger, drafts, front_door
from hub.accounts import Permission, may
from hub.actor import Actor
from hub.db import reading
from hub.drafts import Draft
from hub.front_door import SentConcern
from hub.schemas.sent_states import STATES
from hub.web import local_policy
from hub.web.looking import look_at
from hub.web.ringing import first_to_ring
from hub.web.signed_in import officer, settings_now
from hub.web.words import capital_first, counted, london_time, when

pages = Blueprint("duty", __name__)
LIST_DAYS = 30


@pages.get("/duty")
def show() -> Response:
    """The desk of whoever logs concerns; a partner sees their own references and states, nobody's names."""
    by = officer()
    midnight = clock.london(clock.today(), time())
    alarms = look_at(lambda session: danger.show_alerts(session, by=by), by=by).open if takes_danger(by) else ()
    sent = look_at(lambda session: front_door.sent_concerns(session, since=midnight, by=by), by=by)
    with reading() as session:
        waiting = [_draft(draft) for draft in drafts.own_drafts(session, by=by)]
    html = render_template(
        "duty/desk.html",
        now=clock.now(),
        alarms=alarms,
        waiting=waiting,
        sent=[_sent(each) for each in sent],
        limits=local_policy.of_rows(*filter(is_due, sent)),
        is_council=may(by, Permission.CONCERN_SEE),
        oversees=may(by, Permission.DRAFTS_OVERSEE),
        duty_phone=settings_now().duty_phone,
        duty_first=first_to_ring(by),
        draft_hours=settings_now().draft_stale_hours,
    )
    return make_response(html)


@pages.get("/duty/sent")
def sent() -> Response:
    """What I sent in the last thirty days."""
    by, since = officer(), clock.now() - timedelta(days=LIST_DAYS)
    found = look_at(lambda session: front_door.sent_concerns(session, since=since, by=by), by=by)
    html = render_template(
        "duty/sent.html",
        sent=[_sent(each) for each in found],
        limits=local_policy.of_rows(*filter(is_due, found)),
        days=LIST_DAYS,
    )
    return make_response(html)


def takes_danger(by: Actor) -> bool:
    """Whether alerts are shown to this officer."""
    return may(by, Permission.DANGER_ACKNOWLEDGE)


def _draft(draft: Draft) -> dict[str, Any]:
    age = clock.now() - draft.touched_at
    late = age >= timedelta(hours=settings_now().draft_stale_hours)
    page = "concerns.quick" if draft.form == "quick" else "concerns.tasks"
    return {
        "label": draft.label or "no name yet",
        "href": url_for(page, draft_id=draft.id),
        "form": "Quick log" if draft.form == "quick" else "Full form",
        "started": when(draft.started_at, clock.now()),
        "saved": when(draft.touched_at, clock.now()),
        "age": counted(int(age.total_seconds() // 3600), "hour"),
        "late": late,
        "danger": draft.danger in {"yes", "later"},
        "sealed": draft.sealed_from_start,
    }


def is_due(each: SentConcern) -> bool:
    """Whether its line says until when it is screened."""
    return each.due_at is not None and each.state in {"to_be_screened", "being_screened"}


def _sent(each: SentConcern) -> dict[str, Any]:
    state, now = STATES[each.state], clock.now()
    sentence = f"{each.worker} is working on it." if each.worker else state.sentence
    if each.due_at and is_due(each):
        late = " It is late." if each.due_at < now else ""
        sentence += f" Due {when(each.due_at, now)}.{late}"
    if each.receipt:
        sentence = f"Kept as {each.receipt} while the hub was down, and received since. {sentence}"
    return {
        "ref": each.ref,
        "at": london_time(each.sent_at),
        "when": capital_first(when(each.sent_at, now)),
        "label": each.label,
        "tag": state.label,
        "kind": state.kind,
        "words": sentence,
    }
