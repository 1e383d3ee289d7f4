"""How far second looks agree, by area and never by officer; and the share that is looked at twice, for the rules owner to set."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import quality
from hub.accounts import Permission, may
from hub.db import transaction
from hub.errors import Conflict, Unprocessable
from hub.quality import IS_CONFIRMED, AreaLine, Kappa, Share
from hub.schemas.quality import ShareSchema
from hub.schemas.screening import load
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.signed_in import officer
from hub.web.suggestions_page import AREAS
from hub.web.typed import Typed
from hub.web.words import capital_first, london_day

pages = Blueprint("agreement", __name__)


@pages.get("/agreement")
def show() -> str:
    """A line for each area; below the least number it says how many there are."""
    by = officer()
    view = look_at(lambda session: quality.show_agreement(session, by=by), by=by)
    return render_template(
        "pages/agreement.html",
        rows=[_row(each, view.least) for each in view.lines],
        since=f"{view.since:%B %Y}",
        least=view.least,
        share_href=url_for(".share") if may(by, Permission.SAMPLE_SET) else "",
    )


@pages.get("/agreement/share")
def share() -> Response:
    """The share that stands, what came of it, and setting another."""
    return _share(Typed())


@pages.post("/agreement/share")
def set_share() -> Response:
    """The share is as typed from now on; or what is wrong is said."""
    typed = {name: request.form.get(name, "") for name in ("per_cent", "reason")}
    try:
        told = load(ShareSchema(), {**typed, "seen": request.form.get("seen", "0")})
        with transaction() as session:
            quality.set_share(
                session, per_mille=told["per_cent"], reason=told["reason"], seen=told["seen"], by=officer()
            )
    except Unprocessable as problem:
        return _share(Typed(typed, problem.fields), status=problem.status)
    except Conflict as problem:
        return _share(Typed(typed, {"per_cent": problem.message}), status=problem.status)
    tell("The share is set. The next draw goes by it.")
    return redirect(url_for(".share"), 303)


def _row(line: AreaLine, least: int) -> dict[str, Any]:
    return {
        "area": capital_first(AREAS[line.area]),
        "pairs": line.pairs if line.pairs >= least else f"Not enough yet ({line.pairs} of {least})",
        "route": _in_words(line.route) if line.route else "",
        "urgency": _in_words(line.urgency) if line.urgency else "",
    }


def _in_words(found: Kappa) -> str:
    if found.value is None:
        return "Cannot be told: every answer was the same"
    if found.low is None or found.high is None:
        return f"{found.value:.2f} (no two answers differed, so there is no interval)"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def _share(typed: Typed, *, status: int = 200) -> Response:
    by = officer()
    view = look_at(lambda session: quality.show_share(session, by=by), by=by)
    html = render_template(
        "pages/share.html",
        now=_set(view.now),
        is_set=view.now.number > 0,
        is_confirmed=IS_CONFIRMED,
        earlier=[_set(each) for each in view.earlier],
        draws=view.draws,
        chances=[(each.concerns, per_cent(each.per_mille), each.because) for each in view.after_closing],
        action=url_for(".set_share"),
        hidden={"seen": view.now.number},
        questions=[
            typed.text("per_cent", "Share of decisions looked at twice, in per cent", hint="From 2 to 5", width=5),
            typed.text("reason", "Why", kind="textarea", rows=3, hint="Kept with your name and the day. Name nobody."),
        ],
        errors=typed.errors,
    )
    return make_response(html, status)


def _set(share: Share) -> dict[str, str]:
    return {
        "share": per_cent(share.per_mille),
        "since": london_day(share.set_at) if share.set_at else "",
        "reason": share.reason,
    }


def per_cent(per_mille: int) -> str:
    """Thousandths in per cent: "3 %", "2.5 %"."""
    return f"{per_mille / 10:g} %"
