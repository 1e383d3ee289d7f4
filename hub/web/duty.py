"""The duty desk: log a concern, danger, what waits for me, what I sent today."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import audit, clock, drafts, front_door
from hub.accounts import Permission, may
from hub.actor import Actor
from hub.audit import Shown
from hub.db import reading, transaction
from hub.drafts import Draft
from hub.front_door import Alarm, SentConcern
from hub.schemas.sent_states import STATES
from hub.web.around import tell
from hub.web.signed_in import officer, settings_now
from hub.web.words import capital_first, counted, london_time, when

pages = Blueprint("duty", __name__)
LIST_DAYS = 30


@pages.get("/duty")
def show() -> Response:
    """The desk of whoever logs concerns; a partner sees their own references and states, nobody's names."""
    by = officer()
    midnight = clock.london(clock.today(), time())
    alarms, sent = _looked_at(by, since=midnight)
    with reading() as session:
        waiting = [_draft(draft) for draft in drafts.own_drafts(session, by=by)]
    html = render_template(
        "duty/desk.html",
        now=clock.now(),
        alarms=alarms,
        waiting=waiting,
        sent=[_sent(each) for each in sent],
        is_council=may(by, Permission.CONCERN_SEE),
        oversees=may(by, Permission.DRAFTS_OVERSEE),
        duty_phone=settings_now().duty_phone,
        draft_hours=settings_now().draft_stale_hours,
    )
    return make_response(html)


@pages.get("/duty/sent")
def sent() -> Response:
    """What I sent in the last thirty days."""
    by = officer()
    with reading() as session:
        shown = front_door.sent_concerns(session, since=clock.now() - timedelta(days=LIST_DAYS), by=by)
    with transaction() as session:
        audit.record_look(session, shown.look, by=by)
    return make_response(render_template("duty/sent.html", sent=[_sent(each) for each in shown.view], days=LIST_DAYS))


@pages.post("/danger/<uuid:alert_id>/take")
def take(alert_id: UUID) -> AnyResponse:
    """The officer has this danger from now on, by name."""
    by = officer()
    with transaction() as session:
        ref = front_door.take_danger(session, alert_id, by=by)
    tell(f"You have it: {ref}." if ref else "You have it. It is a draft still: ring whoever is writing it.")
    return redirect(url_for("duty.show"), 303)


def _looked_at(by: Actor, *, since: Any) -> tuple[tuple[Alarm, ...], tuple[SentConcern, ...]]:
    with reading() as session:
        alarms: Shown[tuple[Alarm, ...]] | None = None
        if may(by, Permission.DANGER_ACKNOWLEDGE):
            alarms = front_door.open_alarms(session, by=by)
        shown = front_door.sent_concerns(session, since=since, by=by)
    for look in [each.look for each in (alarms, shown) if each and each.view]:
        with transaction() as session:
            audit.record_look(session, look, by=by)
    return (alarms.view if alarms else ()), shown.view


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


def _sent(each: SentConcern) -> dict[str, Any]:
    state, now = STATES[each.state], clock.now()
    sentence = f"{each.worker} is working on it." if each.worker else state.sentence
    if each.due_at and each.state in {"to_be_screened", "being_screened"}:
        late = " It is late." if each.due_at < now else ""
        sentence += f" Due {when(each.due_at, now)}.{late}"
    return {
        "ref": each.ref,
        "at": london_time(each.sent_at),
        "when": capital_first(when(each.sent_at, now)),
        "label": each.label,
        "tag": state.label,
        "kind": state.kind,
        "words": sentence,
    }
