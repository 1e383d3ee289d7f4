"""Going back to rules that ruled before: proposed here, signed by a second person like any other change."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import clock
from hub.accounts import Permission, require
from hub.db import reading, transaction
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.rulebook import activating
from hub.rulebook.reading import ActivationLine, history
from hub.web.around import tell
from hub.web.rules.blueprint import pages
from hub.web.rules.signing import require_short
from hub.web.signed_in import officer
from hub.web.typed import Typed


@pages.get("/history/<int:number>/go-back")
def go_back(number: int) -> Response:
    """Asks why these rules shall rule again."""
    return _page(_line(number), Typed())


@pages.post("/history/<int:number>/go-back")
def do_go_back(number: int) -> AnyResponse:
    """The earlier rules wait for a second person."""
    line, reason = _line(number), request.form.get("reason", "")
    try:
        require_short(reason, "reason")
        with transaction() as session:
            draft = activating.go_back(
                session, reason=" ".join(reason.split()), fingerprint=line.fingerprint, by=officer()
            ).number
    except Unprocessable as problem:
        return _page(line, Typed({"reason": reason}, problem.fields), problem.status)
    except OutOfOrder as stopped:
        tell(stopped.message, "important")
        return redirect(url_for("rules.past"), 303)
    tell("Proposed. The earlier rules rule again once somebody else has signed.")
    return redirect(url_for("rules.draft", number=draft), 303)


def _line(number: int) -> ActivationLine:
    by = officer()
    require(by, Permission.RULES_CHANGE)
    with reading() as session:
        found = next((each for each in history(session, by=by) if each.number == number and not each.is_newest), None)
    if found is None:
        raise NotFound
    return found


def _page(line: ActivationLine, typed: Typed, status: int = 200) -> Response:
    fields = [typed.text("reason", "Why these rules shall rule again", kind="textarea", rows=4)]
    html = render_template(
        "rules/go_back.html", line=line, fields=fields, errors=typed.errors, today=clock.today(), hidden={}
    )
    return make_response(html, status)
