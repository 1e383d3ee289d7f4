"""The list of sections: what is answered, what is not, in any order; sending is always open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import drafts
from hub.db import transaction
from hub.drafts import Conflicting
from hub.schemas import choices
from hub.schemas.concerns import LONGEST_NARRATIVE
from hub.web.around import tell
from hub.web.logging_concern.blueprint import pages
from hub.web.logging_concern.finding import said_of
from hub.web.logging_concern.outline import (
    SHARED,
    Progress,
    Section,
    heading,
    hint_of,
    person_section,
    progress,
    subjects,
    what_section,
)
from hub.web.logging_concern.standing_in import ENDED, hidden_fields, writer
from hub.web.logging_concern.writing import Writing, save, writing
from hub.web.signed_in import officer, settings_now
from hub.web.typed import small_number

JOTTED = "jotted"


@pages.get("/log/<uuid:draft_id>")
def tasks(draft_id: UUID) -> Response:
    """The draft with all its sections."""
    by = officer()
    now = writing(draft_id, by)
    return _page(now, hidden_fields(now, by))


@pages.post("/log/<uuid:draft_id>/jotted")
def jot(draft_id: UUID) -> Response | AnyResponse:
    """What was said out of turn is kept, word for word."""
    by, is_signed_in = writer(draft_id)
    now = writing(draft_id, by)
    words = request.form.get(JOTTED, "")[:LONGEST_NARRATIVE]
    version = small_number(request.form.get("version", "")) or 0
    try:
        save(draft_id, JOTTED, {JOTTED: words}, version=version, by=by)
    except Conflicting as conflict:
        both = f"{conflict.kept.answers.get(JOTTED, '')}\n\n{words}".strip()
        save(draft_id, JOTTED, {JOTTED: both}, version=conflict.kept.version, by=by)
    if not is_signed_in:
        tell(ENDED, "important")
        return redirect(url_for("signing_in.sign_in", next=url_for("concerns.tasks", draft_id=now.id)), 303)
    tell("Note kept.")
    return redirect(url_for("concerns.tasks", draft_id=draft_id), 303)


@pages.get("/log/<uuid:draft_id>/discard")
def ask_discard(draft_id: UUID) -> Response:
    """Asks once more before a draft is thrown away."""
    return make_response(render_template("logging/discard.html", draft=writing(draft_id, officer())))


@pages.post("/log/<uuid:draft_id>/discard")
def discard(draft_id: UUID) -> AnyResponse:
    """The draft is gone for good."""
    by = officer()
    with transaction() as session:
        drafts.discard_draft(session, draft_id, by=by)
    tell("The draft is discarded.")
    return redirect(url_for("duty.show"), 303)


def _page(now: Writing, hidden: dict[str, str]) -> Response:
    html = render_template(
        "logging/tasks.html",
        draft=now,
        hidden=hidden,
        channel=choices.CHANNELS.get(str(now.typed.get("channel") or "phone"), "Phone"),
        danger=now.typed.get("immediate_danger") or {},
        danger_words=choices.DANGER,
        people=[_person_task(now, number) for number in now.people],
        happened=_happened(now),
        caller=[_task(now, SHARED[name]) for name in ("caller", "sharing")],
        visits=[_task(now, SHARED["visits"])],
        left=questions_left(now),
        jotted=str(now.typed.get(JOTTED) or ""),
        jotted_version=now.version(JOTTED),
        duty_phone=settings_now().duty_phone,
    )
    return make_response(html)


def all_sections(now: Writing) -> list[Section]:
    """Every section of the form, in the order of the list."""
    people = [person_section(number, now) for number in now.people]
    happened = [what_section(number, now) for number in subjects(now)]
    shared = [SHARED[name] for name in ("told", "when", "about", "place", "wishes", "caller", "sharing", "visits")]
    return [*people, *shared[:1], *happened, *shared[1:]]


def questions_left(now: Writing) -> int:
    """How many questions have no answer; they go as not known. What only comes up sometimes is not counted."""
    return sum(progress(each, now).left for each in all_sections(now) if each.id != "place")


def _task(now: Writing, section: Section, hint: str = "") -> dict[str, Any]:
    return _row(now, section, progress(section, now), hint)


def _row(now: Writing, section: Section, state: Progress, hint: str = "") -> dict[str, Any]:
    href = url_for("concerns.section", draft_id=now.id, section_id=section.id)
    return {"label": section.title, "href": href, "hint": hint, "status": state.words, "kind": state.kind}


def _person_task(now: Writing, number: str) -> dict[str, Any]:
    section, person, said = person_section(number, now), now.person(number), said_of(now, number)
    state, hint = progress(section, now), hint_of(person) if person else ""
    if person.get("role") == "alleged":
        hint = "Never required. Kept apart from the people above"
    elif said.get("_count") and not said.get("_said"):
        count = int(said["_count"])
        state = Progress(f"Check {count} match{'es' if count > 1 else ''}", "yellow", 0)
    row = _row(now, section, state, hint)
    if state.kind == "yellow":
        row["href"] = url_for("concerns.matches", draft_id=now.id, number=number)
    return {**row, "label": heading(now, number), "alleged": person.get("role") == "alleged", "number": number}


def _happened(now: Writing) -> list[dict[str, Any]]:
    words = len(str(now.typed.get("narrative") or "").split())
    hints = {
        "told": f"{words:,} words" if words else "A few words are enough to send",
        "wishes": "Including whether it is safe to contact them",
        "place": "Only if it is about a service, or somebody who lives elsewhere",
    }
    whats = [_task(now, what_section(number, now)) for number in subjects(now)]
    shared = [_task(now, SHARED[name], hints.get(name, "")) for name in ("told", "when", "about", "wishes", "place")]
    return [*shared[:1], *whats, *shared[1:]]
