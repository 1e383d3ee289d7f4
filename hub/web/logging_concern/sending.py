"""Checking the answers and sending: one summary a section with its way back, and one reference however often it is sent."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import front_door
from hub.actor import Actor
from hub.concerns import NewConcern
from hub.db import transaction
from hub.schemas.loading import load_concern
from hub.web.logging_concern.blueprint import pages
from hub.web.logging_concern.document import document
from hub.web.logging_concern.oddities import Oddity, oddities
from hub.web.logging_concern.outline import SHARED, person_section, subjects, what_section
from hub.web.logging_concern.standing_in import hidden_fields, read_pass, sealed_writing
from hub.web.logging_concern.summing_up import card
from hub.web.logging_concern.tasks import questions_left
from hub.web.logging_concern.typing_in import UNSAID, mistakes_in
from hub.web.logging_concern.writing import AlreadySent, Writing, save, writing
from hub.web.signed_in import officer, settings_now

UNSAVED = "_unsaved"


@pages.get("/log/<uuid:draft_id>/check")
def check(draft_id: UUID) -> Response:
    """Everything typed, on one page, before it is sent."""
    by = officer()
    return _page(writing(draft_id, by), by)


@pages.post("/log/<uuid:draft_id>/check")
def send(draft_id: UUID) -> Response | AnyResponse:
    """The concern is received once; a second click, and a third, lead to the same reference."""
    by, settings = officer(), settings_now()
    _save_what_waited(draft_id, by)
    now = writing(draft_id, by)
    errors = mistakes_in(now.sections, now, is_sending=True)
    if errors:
        return _page(now, by, errors)
    told = told_of(now)
    with transaction() as session:
        answer = front_door.send_draft(
            session,
            draft_id,
            load_concern(told, now.catalogue, strict=False),
            body=json.dumps(told, sort_keys=True).encode(),
            by=by,
            prefix=settings.reference_prefix,
            rung_minutes=settings.danger_minutes,
        )
    return redirect(url_for("concerns.received", ref=answer.ref), 303)


def told_of(now: Writing) -> dict[str, Any]:
    """The draft as the document that is sent; received when it was begun, unless somebody says otherwise."""
    told = document(now.sections, now.catalogue)
    return {"received_at": now.started_at.isoformat(), **told}


def _save_what_waited(draft_id: UUID, by: Actor) -> None:
    """What a page could not save while the hub was down is saved first, if the form says that there is such."""
    if name := request.form.get(UNSAVED):
        waited = sealed_writing(read_pass(draft_id))
        save(draft_id, name, waited.answers(name), version=waited.version(name), by=by)


@pages.errorhandler(AlreadySent)
def show_reference(sent: AlreadySent) -> AnyResponse:
    """Every page of a draft that was sent leads to its reference."""
    return redirect(url_for("concerns.received", ref=sent.ref), 303)


def _page(now: Writing, by: Actor, errors: dict[str, str] | None = None) -> Response:
    told = told_of(now)
    read = (
        None
        if mistakes_in(now.sections, now)
        else load_concern({**told, "narrative": told["narrative"] or UNSAID}, now.catalogue, strict=False)
    )
    html = render_template(
        "logging/check.html",
        draft=now,
        cards=cards_of(now, read),
        warnings=[_odd(now, each) for each in oddities(now, told)] if read else (),
        left=questions_left(now) if now.form == "long" else 0,
        hidden=hidden_fields(now, by),
        errors=[{"text": words, "href": _where(now, name)} for name, words in (errors or {}).items()],
    )
    return make_response(html, 422 if errors else 200)


def _odd(now: Writing, each: Oddity) -> dict[str, str]:
    """An oddity in words, with the field it is mended in."""
    return {"words": each.words, "href": f"{_where(now, each.field)}#{each.field}" if each.field else ""}


def cards_of(now: Writing, read: NewConcern | None = None) -> list[dict[str, Any]]:
    """A card for each section, in the order of the form; `read` is what the hub makes of it, where that can be said."""
    people = [person_section(number, now) for number in now.people]
    whats = [what_section(number, now) for number in subjects(now)]
    order = [SHARED["danger"], *people, SHARED["told"], *whats]
    order += [SHARED[name] for name in ("when", "about", "place", "wishes", "caller", "sharing", "visits")]
    return [*(card(each, now, read) for each in order), *_jotted(now)]


def _jotted(now: Writing) -> list[dict[str, Any]]:
    words = str(now.typed.get("jotted") or "")
    href = f"{url_for('concerns.tasks', draft_id=now.id)}#jotted-heading"
    rows = [{"key": "Said out of turn", "value": words}]
    return [{"id": "jotted", "title": "Jotted down", "alleged": False, "rows": rows, "href": href}] if words else []


def _where(now: Writing, name: str) -> str:
    """The page on which a field is mended."""
    if now.form == "quick":
        return url_for("concerns.quick", draft_id=now.id)
    first, *rest = name.split("-")
    section = {
        "narrative": "told",
        "referrer": "caller",
        "happened": "when",
        "immediate_danger": "danger",
        "worker_safety": "visits",
    }.get(first, "when")
    if first == "people" and rest and rest[0] in now.people:
        section = f"person-{rest[0]}"
    return url_for("concerns.section", draft_id=now.id, section_id=section, back="check")
