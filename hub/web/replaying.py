"""A concern's screenings and decisions made again, for whoever reads the trail: the same, or what differs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for

from hub import triage
from hub.rulebook import URGENCY_WORDS
from hub.rulebook.replaying import Difference
from hub.triage import ReplayView
from hub.web.looking import look_at
from hub.web.signed_in import officer

pages = Blueprint("replaying", __name__)
# What is held against what was stored, in words.
PARTS = {
    "person": "Whether they were screened",
    "rank": "Place in the queue",
    "urgency": "Urgency",
    "could_reach": "Urgency it could still reach",
    "because_unknown": "Urgent only because something is unknown",
    "routes": "Routes",
    "possible_routes": "Routes still possible",
    "mandatory_routes": "Routes that need a second person to leave out",
    "mandatory_urgency": "Urgency that needs a second person to lower",
    "findings": "What each rule answered",
    "agrees_routes": "Whether the officer’s routes agree",
    "agrees_urgency": "Whether the officer’s urgency agrees",
    "lowers_mandatory": "Whether the decision lowers what is mandatory",
    "run": "The screening it was made upon",
    "evaluator": "Release of the evaluator",
}


@pages.get("/access-log/<ref>/replay")
def show(ref: str) -> str:
    """Every screening of the concern made again from its stored facts, day and rules."""
    by = officer()
    view = look_at(lambda session: triage.show_replay(session, ref, by=by), by=by)
    runs = [{"run": each, "differences": _told(view, each.differences)} for each in view.runs]
    decisions = [
        {"decision": each, "who": _who(view, each.person_id), "differences": _told(view, each.differences)}
        for each in view.decisions
    ]
    back = url_for("access_log.of_record", ref=view.ref)
    return render_template("records/replay.html", view=view, runs=runs, decisions=decisions, back=back)


def _told(view: ReplayView, differences: tuple[Difference, ...]) -> list[dict[str, Any]]:
    return [
        {
            "who": _who(view, each.person_id),
            "what": PARTS.get(each.what, each.what),
            "stored": _value(each.stored),
            "now": _value(each.now),
        }
        for each in differences
    ]


def _who(view: ReplayView, person_id: UUID | None) -> str:
    """People are numbered as on the form: their names are not the trail's."""
    if person_id is None:
        return ""
    return f"Person {view.places[person_id]}" if person_id in view.places else "Somebody moved away since"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_value(each) for each in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    return URGENCY_WORDS.get(value) or str(value).replace("_", " ")
