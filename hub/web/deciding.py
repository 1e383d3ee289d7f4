"""Deciding for one person: the page, the check, then the decision. Nothing is decided before the last step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import triage
from hub.db import transaction
from hub.errors import Conflict, OutOfOrder, Unprocessable
from hub.schemas.screening import ChoiceSchema, load
from hub.triage import Choice, DecisionView
from hub.web.around import tell
from hub.web.deciding_check_page import check_page
from hub.web.deciding_page import decision_page
from hub.web.looking import look_at
from hub.web.record_words import what_follows
from hub.web.signed_in import officer, settings_now

pages = Blueprint("deciding", __name__)
Errors = Mapping[str, Sequence[str]]


@pages.get("/concerns/<ref>/decision/<int:number>")
def show(ref: str, number: int) -> Response:
    """The decision page of one person, nothing chosen."""
    try:
        return _page(_look(ref, number), {}, {})
    except OutOfOrder as early:
        tell(early.message, "important")
        return redirect(url_for("screening.show", ref=ref), 303)


@pages.post("/concerns/<ref>/decision/<int:number>")
def check(ref: str, number: int) -> Response:
    """What the choice comes to, to be checked; or what is missing."""
    view, by = _look(ref, number), officer()
    if request.form.get("change"):
        return _page(view, {}, request.form)
    try:
        choice = _choice(view)
        preview = look_at(lambda session: triage.preview(session, ref, number - 1, choice, by=by), by=by)
    except Unprocessable as problem:
        return _page(view, problem.fields, request.form, status=problem.status)
    content = check_page(preview, choice, _typed())
    return make_response(render_template("pages/decision_check.html", **content))


@pages.post("/concerns/<ref>/decision/<int:number>/make")
def make(ref: str, number: int) -> Response:
    """The decision is made, and the officer goes on to whoever is not decided, or back to the queue."""
    view = _look(ref, number)
    settings = settings_now()
    try:
        with transaction() as session:
            decision = triage.decide(
                session,
                _choice(view),
                concern_id=view.suggestions.frame.concern_id,
                by=officer(),
                prefix=settings.reference_prefix,
                minutes=settings.claim_minutes,
            )
            state, follows = decision.state, what_follows(decision.routes, decision.onward_route)
    except Unprocessable as problem:
        return _page(view, problem.fields, request.form, status=problem.status)
    except Conflict as conflict:
        return _page(_look(ref, number), {}, request.form, status=conflict.status, words=conflict.message)
    if state == "waiting_for_second":
        tell("Kept. It waits for a second person, and the higher urgency stands until they sign.")
    else:
        tell(f"Decided. It is kept with your name and your reasons. {follows}")
    return redirect(_next(ref, view), 303)


def _next(ref: str, view: DecisionView) -> str:
    if view.undecided:
        return url_for("screening.suggestions", ref=ref, number=view.undecided[0][0] + 1)
    return url_for("queue.show")


def _look(ref: str, number: int) -> DecisionView:
    by = officer()
    return look_at(lambda session: triage.show_decision(session, ref, number - 1, by=by), by=by)


def _page(
    view: DecisionView, errors: Errors, typed: Mapping[str, Any], *, status: int = 200, words: str = ""
) -> Response:
    content = decision_page(view, errors, _typed() if typed else {}, words)
    return make_response(render_template("pages/decision.html", **content), status)


def _typed() -> dict[str, list[str]]:
    """Everything entered, so that nothing typed is lost; `csrf_token` and buttons left out."""
    return {name: values for name, values in request.form.lists() if name not in {"csrf_token", "change", "later"}}


def _choice(view: DecisionView) -> Choice:
    """The form as the schema takes it."""
    form = request.form
    raw: dict[str, Any] = {name: form[name] for name in form if not name.startswith("route_")}
    raw |= {
        "person_id": str(view.suggestions.person_id),
        "run_id": form.get("run_id") or str(view.suggestions.run_id),
        "verdicts": {
            route: form[f"route_{route}"] == "agree"
            for route in view.suggestions.suggested.routes
            if f"route_{route}" in form
        },
        "added": form.getlist("added"),
        "agrees_urgency": {"agree": True, "differ": False}.get(form.get("agrees_urgency", "")),
        "ask_second": form.get("ask_second") or None,
        "alone_out_of_hours": form.get("ask_second") == "alone",
    }
    if raw["alone_out_of_hours"]:
        raw["ask_second"] = None
    choice: Choice = load(ChoiceSchema(), raw)
    return choice
