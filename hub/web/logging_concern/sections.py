"""The section pages: any order, one tight group each, saved by every button and every few seconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import clock
from hub.accounts import Permission, may
from hub.actor import Actor
from hub.drafts import Conflicting, Kept
from hub.web.around import tell
from hub.web.asking import Asking, summary
from hub.web.logging_concern.blueprint import pages
from hub.web.logging_concern.finding import note_matches
from hub.web.logging_concern.outline import Section, find_section
from hub.web.logging_concern.standing_in import ENDED, hidden_fields, writer
from hub.web.logging_concern.typing_in import mistakes_in, typed_answers
from hub.web.logging_concern.writing import Writing, save, writing
from hub.web.ringing import first_to_ring
from hub.web.signed_in import officer, settings_now
from hub.web.typed import small_number
from hub.web.words import london_time

BACKS = {"check": "concerns.check", "quick": "concerns.quick"}


@pages.get("/log/<uuid:draft_id>/<section_id>")
def section(draft_id: UUID, section_id: str) -> Response:
    """One section, filled with what was typed."""
    by = officer()
    now = writing(draft_id, by)
    found = find_section(section_id, now)
    return _page(now, found, now.typed, by)


@pages.post("/log/<uuid:draft_id>/<section_id>")
def save_section(draft_id: UUID, section_id: str) -> Response | AnyResponse:
    """The section is saved and the next page shown; what has to be mended is said beside it, and is kept all the same."""
    by, is_signed_in = writer(draft_id)
    now = writing(draft_id, by)
    found = find_section(section_id, now)
    typed = typed_section(found, now)
    try:
        save(draft_id, found.id, typed, version=_version(), by=by)
    except Conflicting as conflict:
        return _page(now, found, typed, by, conflict=conflict.kept)
    if not is_signed_in:
        tell(ENDED, "important")
        return redirect(url_for("signing_in.sign_in", next=url_for("concerns.tasks", draft_id=draft_id)), 303)
    errors = mistakes_in({found.id: typed, "people": now.answers("people") or {}}, now)
    if errors:
        return _page(writing(draft_id, by), found, typed, by, errors=errors)
    return redirect(_next(draft_id, found, by), 303)


@pages.post("/log/<uuid:draft_id>/<section_id>/autosave")
def autosave(draft_id: UUID, section_id: str) -> tuple[Response, int]:
    """The section is saved as it stands on the page; its new version, or that another window was first."""
    by = officer()
    now = writing(draft_id, by)
    found = find_section(section_id, now)
    try:
        version = save(draft_id, found.id, typed_section(found, now), version=_version(), by=by, is_autosave=True)
    except Conflicting as conflict:
        return jsonify(words=conflict.message), 409
    return jsonify(version=version, saved_at=london_time(clock.now())), 200


def typed_section(found: Section, now: Writing) -> dict[str, Any]:
    """What was typed in this section's page."""
    return typed_answers(found.groups(Asking({}), now), now.answers(found.id))


def _version() -> int:
    return small_number(request.form.get("version", "")) or 0


def _next(draft_id: UUID, found: Section, by: Actor) -> str:
    """Where the button leads: back to where the reader came from, on to what follows, or to the list of sections."""
    back = request.form.get("_back", "")
    matches = 0
    if found.id.startswith("person-") and may(by, Permission.PERSON_MATCH):
        matches = note_matches(draft_id, found.number, by)
    if request.form.get("_go") == "later":
        tell("Saved. Nobody is acting on it until you send it.", "important")
        return url_for("duty.show")
    if back in BACKS:
        return url_for(BACKS[back], draft_id=draft_id)
    if matches:
        return url_for("concerns.matches", draft_id=draft_id, number=found.number)
    if found.id.startswith("person-") and writing(draft_id, by).person(found.number).get("role") != "alleged":
        return url_for("concerns.section", draft_id=draft_id, section_id=f"what-{found.number}")
    return url_for("concerns.tasks", draft_id=draft_id)


def _page(
    now: Writing,
    found: Section,
    typed: Mapping[str, Any],
    by: Actor,
    *,
    errors: Mapping[str, str] | None = None,
    conflict: Kept | None = None,
) -> Response:
    errors = errors or {}
    groups = found.groups(Asking(typed, errors), now)
    theirs = found.groups(Asking(conflict.answers), now) if conflict else ()
    html = render_template(
        "logging/section.html",
        draft=now,
        section=found,
        groups=groups,
        theirs=theirs,
        conflict=conflict,
        version=conflict.version if conflict else now.version(found.id),
        errors=summary(groups, errors),
        back=request.values.get("_back") or request.args.get("back", ""),
        hidden=hidden_fields(now, by),
        duty_phone=settings_now().duty_phone,
        duty_first=first_to_ring(by) if found.id == "danger" else (),
    )
    return make_response(html, 409 if conflict else 422 if errors else 200)
