"""The screening page and the suggestions after it. Before the officer's own view is kept, nothing suggested is in the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import triage
from hub.db import transaction
from hub.errors import Conflict, OutOfOrder, Unprocessable
from hub.schemas.screening import AnswersSchema, LimbsSchema, ViewsSchema, load
from hub.triage import LIMBS, ScreeningView, SuggestionsView
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.screening_page import fitting_routes, screening_page
from hub.web.signed_in import officer, settings_now
from hub.web.suggestions_page import suggestions_page

pages = Blueprint("screening", __name__)

Errors = Mapping[str, Sequence[str]]


@pages.get("/concerns/<ref>/screening")
def show(ref: str) -> Response:
    """What was said, this home, the people, and the officer's own view of each."""
    return _screening(_look(ref), {}, {})


@pages.post("/concerns/<ref>/screening")
def give_views(ref: str) -> Response:
    """The officer's views are kept and the suggestions open."""
    view = _look(ref)
    try:
        given = load(ViewsSchema(), {"views": _typed_views(view)})["views"]
        with transaction() as session:
            triage.give_views(
                session,
                concern_id=view.frame.concern_id,
                views=[each for each in given if each.person_id in view.to_view],
                by=officer(),
                minutes=settings_now().claim_minutes,
            )
    except (Unprocessable, Conflict) as problem:
        return _screening(view, _errors(problem), request.form, status=problem.status, words=problem.message)
    tell("Your view is kept. The suggestions are open.")
    return redirect(url_for("screening.suggestions", ref=ref, number=view.people[0].place + 1), 303)


@pages.post("/concerns/<ref>/screening/copy")
def copy(ref: str) -> Response:
    """The page again with one view copied to everybody without one whom its route fits; each is marked as copied."""
    view = _look(ref)
    typed = dict(request.form.items())
    source = next((each for each in view.people if _is_filled(typed, each.place + 1)), None)
    if source is None:
        return _screening(
            view,
            {f"route-{view.people[0].place + 1}": ["Give your view of one person, then copy it"]},
            typed,
            status=422,
        )
    for each in view.people:
        number = each.place + 1
        fits = typed.get(f"route-{source.place + 1}") in fitting_routes(view, each)
        if each is not source and fits and not _is_filled(typed, number):
            for field in ("route", "urgency"):
                typed[f"{field}-{number}"] = typed[f"{field}-{source.place + 1}"]
            typed[f"copied-{number}"] = str(source.person_id)
    return _screening(view, {}, typed)


@pages.get("/concerns/<ref>/suggestions/<int:number>")
def suggestions(ref: str, number: int) -> Response:
    """What the rules suggest for one person, once the officer has given their own view of everybody."""
    try:
        return _suggestions(ref, number, {}, {})
    except OutOfOrder as early:
        tell(early.message, "important")
        return redirect(url_for("screening.show", ref=ref), 303)


@pages.post("/concerns/<ref>/suggestions/<int:number>/answers/<fact>")
def answer(ref: str, number: int, fact: str) -> Response:
    """One question's answer is kept and the rules run again; the page then shows both results."""
    view, form = _suggested(ref, number, asking=fact), request.form
    try:
        source = {name: form.get(name, "") for name in ("said_by", "how_known")}
        number_of_run = _keep_answer(view, load(AnswersSchema(), {"answers": _typed_answer(fact), **source}))
    except (Unprocessable, Conflict) as problem:
        wrong, status = _errors(problem), problem.status
        return _suggestions(ref, number, wrong, form, asking=fact, status=status, words=problem.message)
    tell(f"Answer kept. This is run {number_of_run} of the rules; earlier runs are kept too.")
    return redirect(url_for("screening.suggestions", ref=ref, number=number, _anchor="changed"), 303)


@pages.post("/concerns/<ref>/suggestions/<int:number>/three-points")
def answer_points(ref: str, number: int) -> Response:
    """The three points are answered with their evidence and the rules run again."""
    view, form = _suggested(ref, number), request.form
    try:
        limbs = {fact: {"answer": form.get(fact, ""), "evidence": form.get(f"{fact}_evidence", "")} for fact in LIMBS}
        told = load(LimbsSchema(), {"limbs": limbs})
        with transaction() as session:
            triage.answer_limbs(
                session,
                concern_id=view.frame.concern_id,
                person_id=view.person_id,
                limbs=told["limbs"],
                by=officer(),
                minutes=settings_now().claim_minutes,
            )
    except (Unprocessable, Conflict) as problem:
        return _suggestions(ref, number, _errors(problem), form, status=problem.status, words=problem.message)
    tell("The three points are answered and the rules were run again.")
    return redirect(url_for("screening.suggestions", ref=ref, number=number, _anchor="changed"), 303)


def _look(ref: str) -> ScreeningView:
    by = officer()
    return look_at(lambda session: triage.show_screening(session, ref, by=by), by=by)


def _screening(
    view: ScreeningView, errors: Errors, typed: Mapping[str, str], *, status: int = 200, words: str = ""
) -> Response:
    content = screening_page(view, errors, typed, words)
    return make_response(render_template("pages/screening.html", **content), status)


def _suggested(ref: str, number: int, *, asking: str = "") -> SuggestionsView:
    by = officer()
    return look_at(lambda session: triage.show_suggestions(session, ref, number - 1, asking=asking, by=by), by=by)


def _suggestions(
    ref: str,
    number: int,
    errors: Errors,
    typed: Mapping[str, str],
    *,
    asking: str = "",
    status: int = 200,
    words: str = "",
) -> Response:
    content = suggestions_page(_suggested(ref, number, asking=asking), errors, typed, words)
    return make_response(render_template("pages/suggestions.html", **content), status)


def _errors(problem: Unprocessable | Conflict) -> Errors:
    return problem.fields if isinstance(problem, Unprocessable) else {}


def _typed_views(view: ScreeningView) -> list[dict[str, Any]]:
    form, found = request.form, []
    for each in view.people:
        number = each.place + 1
        route = form.get(f"route-{number}", "")
        copied = form.get(f"copied-{number}", "")
        found.append(
            {
                "person_id": str(each.person_id),
                "routes": [route] if route else [],
                "urgency": form.get(f"urgency-{number}", ""),
                "copied_from": copied if _is_still_a_copy(view, number, copied) else None,
            }
        )
    return found


def _is_still_a_copy(view: ScreeningView, number: int, copied: str) -> bool:
    """A copy that was changed afterwards is a view of its own."""
    source = next((each for each in view.people if str(each.person_id) == copied), None)
    if source is None:
        return False
    mine, theirs = (
        [request.form.get(f"{field}-{one}") for field in ("route", "urgency")] for one in (number, source.place + 1)
    )
    return mine == theirs


def _is_filled(typed: Mapping[str, str], number: int) -> bool:
    return bool(typed.get(f"route-{number}") and typed.get(f"urgency-{number}"))


def _keep_answer(view: SuggestionsView, told: Mapping[str, Any]) -> int:
    """The number of the newest run after it. A button pressed twice meets itself: the second then finds it kept."""
    try:
        return _answered(view, told)
    except Conflict:
        return _answered(view, told)


def _answered(view: SuggestionsView, told: Mapping[str, Any]) -> int:
    with transaction() as session:
        run = triage.answer_facts(
            session,
            concern_id=view.frame.concern_id,
            person_id=view.person_id,
            by=officer(),
            minutes=settings_now().claim_minutes,
            rung_minutes=settings_now().danger_minutes,
            **told,
        )
        return run.number


def _typed_answer(fact: str) -> dict[str, Any]:
    """The answer by its fact; a question left alone is not an answer."""
    given = [value for value in (each.strip() for each in request.form.getlist("answer")) if value]
    return {fact: given[0] if len(given) == 1 else given} if given else {}
