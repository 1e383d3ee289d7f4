"""What second looks saw otherwise: a manager reads both answers the same day and says what is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, quality
from hub.db import transaction
from hub.errors import Conflict, OutOfOrder, Unprocessable
from hub.quality import DIFFERENCES, SETTLED, DifferenceLine
from hub.schemas.quality import SettlingSchema
from hub.schemas.screening import load
from hub.web import local_policy
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.signed_in import officer
from hub.web.typed import Typed
from hub.web.words import capital_first, counted, when

pages = Blueprint("differences", __name__)


@pages.get("/second-looks/differences")
def show() -> str:
    """Those that wait, the soonest due first."""
    by = officer()
    lines = look_at(lambda session: quality.show_differences(session, by=by), by=by)
    return render_template(
        "pages/differences.html",
        rows=[_row(each) for each in lines],
        limits=local_policy.of_rows(*lines),
        count_words=counted(len(lines), "difference"),
    )


@pages.get("/second-looks/differences/<uuid:look_id>")
def one(look_id: UUID) -> Response:
    """Both answers side by side, and what is done."""
    return _page(look_id, Typed())


@pages.post("/second-looks/differences/<uuid:look_id>")
def settle(look_id: UUID) -> Response:
    """What is done is kept; or what is missing is said."""
    typed = {name: request.form.get(name, "") for name in ("settled_as", "words")}
    try:
        told = load(SettlingSchema(), {**typed, "version": request.form.get("version", "0")})
        with transaction() as session:
            quality.settle(session, look_id=look_id, by=officer(), **told)
    except Unprocessable as problem:
        return _page(look_id, Typed(typed, problem.fields), status=problem.status)
    except (OutOfOrder, Conflict) as problem:
        tell(problem.message, "important")
        return redirect(url_for(".show"), 303)
    tell("Kept. What you said is done stands with both answers.")
    return redirect(url_for(".show"), 303)


def _row(each: DifferenceLine) -> dict[str, Any]:
    return {
        "href": url_for(".one", look_id=each.look_id),
        "who": each.who,
        "ref": each.ref,
        "reason": DIFFERENCES.get(each.reason, ""),
        "left": capital_first(each.left),
        "due": capital_first(when(each.act_by, clock.now())),
        "late": each.is_late,
    }


def _page(look_id: UUID, typed: Typed, *, status: int = 200) -> Response:
    by = officer()
    try:
        view = look_at(lambda session: quality.show_difference(session, look_id, by=by), by=by)
    except OutOfOrder as problem:
        tell(problem.message, "important")
        return redirect(url_for(".show"), 303)
    html = render_template(
        "pages/difference.html",
        view=view,
        both=view.both,
        differs=[DIFFERENCES[each] for each in view.both.differs],
        due=capital_first(when(view.act_by, clock.now())),
        record_href=url_for("records.show", ref=view.ref),
        action=url_for(".settle", look_id=look_id),
        hidden={"version": view.version},
        questions=[
            typed.radios("settled_as", "What is done?", SETTLED),
            typed.text("words", "What, by whom, and why", kind="textarea", rows=3),
        ],
        errors=typed.errors,
    )
    return make_response(html, status)
