"""Second looks: the next one is dealt out, read blind, answered; then both answers show. Before that the first is not in the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, quality
from hub.db import transaction
from hub.errors import Conflict, OutOfOrder, Unprocessable
from hub.quality import DIFFERENCES, BlindView
from hub.rulebook import URGENCY_WORDS
from hub.schemas.choices import RELATIONSHIPS, ROLES, SOURCES
from hub.schemas.quality import SecondLookSchema
from hub.schemas.screening import load
from hub.triage import Told
from hub.web.also_told import HOW
from hub.web.around import tell
from hub.web.concern_bar import channel_words, danger_lead
from hub.web.looking import look_at
from hub.web.signed_in import officer, settings_now
from hub.web.told_besides import told_besides
from hub.web.typed import Typed
from hub.web.words import capital_first, when

DANGER_SINCE = {
    None: "Nobody could say whether anyone is in danger now.",
    True: "Not known when told; later said to be yes.",
    False: "Not known when told; later said to be no.",
}
pages = Blueprint("second_looks", __name__)


@pages.get("/second-looks")
def show() -> str:
    """How many wait that this officer may do; which, nobody chooses."""
    return _list()


def _list(problem: str = "", words: str = "") -> str:
    by = officer()
    view = look_at(lambda session: quality.show_waiting(session, by=by), by=by)
    number = f"{view.count}+" if view.count >= view.counted_to else str(view.count)
    return render_template(
        "pages/second_looks.html",
        count=number,
        count_words="1 second look waits" if number == "1" else f"{number} second looks wait",
        due=capital_first(when(view.act_by, clock.now())) if view.act_by else "",
        left=view.left,
        local=bool(view.unconfirmed),
        in_hand_href=url_for(".one", look_id=view.in_hand) if view.in_hand else "",
        problem=problem,
        words=words,
    )


@pages.post("/second-looks/take")
def take() -> Response:
    """The next one is the officer's, and opens."""
    try:
        with transaction() as session:
            look_id = quality.take(session, minutes=settings_now().claim_minutes, by=officer()).id
    except (OutOfOrder, Conflict) as problem:
        tell(problem.message, "important")
        return redirect(url_for(".show"), 303)
    return redirect(url_for(".one", look_id=look_id), 303)


@pages.post("/second-looks/<uuid:look_id>/put-back")
def put_back(look_id: UUID) -> Response:
    """It is free for somebody else."""
    with transaction() as session:
        quality.put_back(session, look_id=look_id, by=officer())
    tell("Put back. Somebody else will look at it.")
    return redirect(url_for(".show"), 303)


@pages.get("/second-looks/<uuid:look_id>")
def one(look_id: UUID) -> Response:
    """The story and the facts as they stood, and the officer's own answer."""
    return _page(look_id, Typed())


@pages.post("/second-looks/<uuid:look_id>")
def give(look_id: UUID) -> Response:
    """The answer is kept, and both show."""
    typed = {
        "routes": request.form.getlist("routes"),
        **{name: request.form.get(name, "") for name in ("urgency", "words")},
    }
    try:
        told = load(SecondLookSchema(), typed)
        with transaction() as session:
            quality.give(session, look_id=look_id, by=officer(), **told)
    except Unprocessable as problem:
        return _page(look_id, Typed(typed, problem.fields), status=problem.status)
    except (OutOfOrder, Conflict) as problem:
        return make_response(_list(problem.message, request.form.get("words", "")), problem.status)
    tell("Your second look is kept.")
    return redirect(url_for(".both", look_id=look_id), 303)


@pages.get("/second-looks/<uuid:look_id>/both")
def both(look_id: UUID) -> str:
    """Both answers, for whoever gave the second, until the end of the day."""
    by = officer()
    view = look_at(lambda session: quality.show_both(session, look_id, by=by), by=by)
    return render_template(
        "pages/second_look_both.html", both=view, differs=[DIFFERENCES[each] for each in view.differs]
    )


def _page(look_id: UUID, typed: Typed, *, status: int = 200) -> Response:
    by = officer()
    try:
        view = look_at(lambda session: quality.show_blind(session, look_id, by=by), by=by)
    except (OutOfOrder, Conflict) as problem:
        tell(problem.message, "important")
        return redirect(url_for(".show"), 303)
    html = render_template(
        "pages/second_look.html",
        name=f"{view.name}, {view.age}" if view.age else view.name,
        is_alleged=view.role == "alleged",
        facts=[{"label": "Received", "value": capital_first(when(view.received_at, clock.now()))}],
        flags=_flags(view),
        said={"words": view.narrative, "by": _told_by(view), "facts": [_fact(each) for each in view.facts]},
        also_told=told_besides(view.happened_at, view.also, view.also_of, view.alleged),
        beside=[_beside(each) for each in view.beside],
        action=url_for(".give", look_id=look_id),
        put_back_action=url_for(".put_back", look_id=look_id),
        questions=_questions(typed, view.routes),
        errors=typed.errors,
    )
    return make_response(html, status)


def _flags(view: BlindView) -> list[dict[str, str]]:
    """Danger is never held back; who took it on is."""
    if view.danger == "not_known":
        return [{"lead": "Danger not known.", "words": view.danger_why or DANGER_SINCE[view.danger_since]}]
    lead = danger_lead(view.danger, view.danger_before)
    return [{"lead": lead, "words": view.danger_why}] if view.danger in {"yes", "later"} else []


def _told_by(view: BlindView) -> str:
    return f"{SOURCES.get(view.source_kind, 'Not known')}, {channel_words(view.channel)}."


def _fact(told: Told) -> dict[str, str]:
    label = capital_first(told.label)
    return {"how": HOW[told.how], "words": label if told.how == "not_known" else f"{label}: {told.value}"}


def _beside(each: quality.Beside) -> dict[str, Any]:
    about = [RELATIONSHIPS.get(each.relationship, "") if each.relationship != "not_known" else ""]
    about += [] if each.role == "alleged" else [ROLES[each.role]]
    return {
        "name": f"{each.name}, {each.age}" if each.age else each.name,
        "about": ". ".join(part for part in about if part),
        "is_alleged": each.role == "alleged",
    }


def _questions(typed: Typed, routes: Mapping[str, str]) -> list[dict[str, Any]]:
    hint = "Choose all that you would. If no new work is needed, choose that the information is kept."
    return [
        typed.checks("routes", "What would you do for this person?", routes, hint=hint, small=True),
        typed.radios("urgency", "How soon?", URGENCY_WORDS),
        typed.text("words", "Why, in a sentence", kind="textarea", rows=3),
    ]
