"""The first question of every call: is anyone in immediate danger. Answering it opens the draft."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import drafts
from hub.accounts import Permission, require
from hub.db import transaction
from hub.web.asking import Asking
from hub.web.logging_concern import fields
from hub.web.logging_concern.blueprint import pages
from hub.web.logging_concern.typing_in import typed_answers
from hub.web.logging_concern.writing import ALARMING, save
from hub.web.ringing import first_to_ring
from hub.web.signed_in import officer, settings_now

QUICK_DEFAULTS: dict[str, dict[str, Any]] = {
    "when": {"channel": "police_report"},
    "caller": {"referrer": {"kind": "police", "agency": "Police Scotland"}},
    "sharing": {"referrer": {"confidentiality_told": "told_may_be_shared"}},
}


@pages.get("/log")
def log() -> Response:
    """The page with the first question."""
    by = officer()
    require(by, Permission.CONCERN_RECEIVE)
    html = render_template(
        "logging/start.html",
        groups=fields.danger(Asking({})),
        duty_phone=settings_now().duty_phone,
        duty_first=first_to_ring(by),
    )
    return make_response(html)


@pages.post("/log")
def start() -> AnyResponse:
    """A draft is open with the first answers in it; danger has alerted already."""
    by = officer()
    answers = typed_answers(fields.danger(Asking({})), {})
    with transaction() as session:
        draft = drafts.open_draft(session, form="long", by=by)
    save(draft.id, "danger", answers, version=0, by=by)
    save(draft.id, "when", {"channel": "phone"}, version=0, by=by)
    if answers.get("immediate_danger", {}).get("answer") in ALARMING:
        return redirect(url_for("concerns.section", draft_id=draft.id, section_id="danger"), 303)
    return redirect(url_for("concerns.tasks", draft_id=draft.id), 303)


@pages.post("/log/quick")
def start_quick() -> AnyResponse:
    """A quick log is open with its defaults."""
    by = officer()
    with transaction() as session:
        draft = drafts.open_draft(session, form="quick", by=by)
    for section, answers in QUICK_DEFAULTS.items():
        save(draft.id, section, answers, version=0, by=by)
    return redirect(url_for("concerns.quick", draft_id=draft.id), 303)
