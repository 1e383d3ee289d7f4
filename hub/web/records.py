"""A concern's record: as told, its people, what was decided; and correcting it by adding a version."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, concerns, triage
from hub.accounts import Permission, may
from hub.concerns import get_concern
from hub.db import transaction
from hub.errors import Unprocessable
from hub.schemas import choices
from hub.triage import Frame, RecordView
from hub.web import record_words
from hub.web.also_told import also_rows, fact_rows, happened_words
from hub.web.around import tell
from hub.web.concern_bar import channel_words, flags, soon
from hub.web.explained import explained_person
from hub.web.looking import look_at
from hub.web.queue_rows import waits_words
from hub.web.signed_in import officer
from hub.web.words import capital_first, when

pages = Blueprint("records", __name__)

TABS = (
    ("Summary", "records.show"),
    ("People", "records.people"),
    ("What was suggested", "records.why"),
    ("Decisions", "records.decisions"),
)
STATES = {
    "waiting": ("Waiting to be screened", "blue"),
    "decided": ("Decided", "green"),
    "quarantined": ("Set apart", "grey"),
}


@pages.get("/concerns/<ref>")
def show(ref: str) -> str:
    """What was told, every version, who told it, and the clocks that run."""
    view = look_at_record(ref)
    return render_template(
        "records/concern.html",
        **_frame(view.frame, "records.show"),
        view=view,
        also=[{"key": key, "value": value} for key, value in (*also_rows(view.also), *fact_rows(view.facts))],
        happened=happened_words(view.happened_at, view.also, soon),
        referrer=also_rows(view.referrer or ()),
        may_vary=may(officer(), Permission.CLOCK_VARY),
        may_save=may(officer(), Permission.CONCERN_SAVE),
    )


@pages.get("/concerns/<ref>/people")
def people(ref: str) -> str:
    """Each person's part: what was told of them, and which ways of reaching them are safe."""
    view = look_at_record(ref)
    lists = {"relationships": choices.RELATIONSHIPS, "roles": choices.ROLES, "also_rows": also_rows}
    by = officer()
    return render_template(
        "records/people.html",
        **_frame(view.frame, "records.people"),
        view=view,
        matches_href=url_for("matches.show", ref=ref) if may(by, Permission.PERSON_MATCH) else "",
        opens_people=may(by, Permission.PERSON_SEE),
        **lists,
    )


@pages.get("/concerns/<ref>/decisions")
def decisions(ref: str) -> str:
    """What was decided for each person, why, by whom, and where it went on to."""
    view = look_at_record(ref)
    return render_template("records/decisions.html", **_frame(view.frame, "records.decisions"), view=view)


@pages.get("/concerns/<ref>/why")
def why(ref: str) -> str:
    """What the rules suggested for each person and why, once somebody decided; a print of it is the record's."""
    by = officer()
    view = look_at(lambda session: triage.show_explanations(session, ref, by=by), by=by)
    people = [explained_person(each, view.frame.alleged) for each in view.people]
    return render_template("records/why.html", **_frame(view.frame, "records.why"), people=people)


@pages.get("/concerns/<ref>/correct")
def correct(ref: str) -> str:
    """Asks for the corrected words; the original stays."""
    view = look_at_record(ref)
    return _correcting(view, {"narrative": view.versions[0].narrative, "reason": ""}, {})


@pages.post("/concerns/<ref>/correct")
def try_correct(ref: str) -> Response | tuple[str, int]:
    """A version is added, or the officer is told what is missing."""
    by, typed = officer(), {name: request.form.get(name, "") for name in ("narrative", "reason")}
    try:
        with transaction() as session:
            concern = get_concern(session, ref)
            concerns.correct(
                session, concern_id=concern.id, narrative=typed["narrative"], reason=typed["reason"], by=by
            )
    except Unprocessable as problem:
        return _correcting(look_at_record(ref), typed, {name: words[0] for name, words in problem.fields.items()}), 422
    tell("The correction is added. The original words are kept below it.")
    return redirect(url_for("records.show", ref=ref), 303)


def _correcting(view: RecordView, typed: dict[str, str], errors: dict[str, str]) -> str:
    return render_template("records/correct.html", ref=view.frame.ref, typed=typed, errors=errors)


def look_at_record(ref: str) -> RecordView:
    """The record, after its leaf is on stable storage."""
    by = officer()
    return look_at(lambda session: triage.show_record(session, ref, by=by), by=by)


def _frame(frame: Frame, here: str) -> dict[str, Any]:
    words, kind = STATES[frame.state]
    if frame.waits_since:
        words, kind = waits_words(frame.waits_since, clock.now()), "yellow"
    badges: list[dict[str, Any]] = [{"words": words, "kind": kind}]
    if frame.is_late:
        badges.append({"words": "Late", "kind": "red", "local": bool(frame.unconfirmed)})
    return {
        "ref": frame.ref,
        "name": frame.heading,
        "more": f"{frame.ref} · received {when(frame.received_at, clock.now())}, {channel_words(frame.channel)}",
        "badges": badges,
        "tabs": [
            {"label": label, "href": url_for(endpoint, ref=frame.ref), "current": endpoint == here}
            for label, endpoint in TABS
        ],
        "flags": flags(frame),
        "says": record_words,
        "break_glass": None,
        "log_href": "",
        "source": capital_first(choices.SOURCES.get(frame.source_kind, "")),
    }
