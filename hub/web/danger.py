"""Immediate danger: who has it, since when, and taking it on with one button; and who is called, set by a manager."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import danger
from hub.accounts import Permission, may
from hub.danger import RUNGS, RotaView
from hub.db import reading, transaction
from hub.errors import Conflict, OutOfOrder, Unprocessable
from hub.schemas.danger import RotaSchema
from hub.schemas.screening import load
from hub.web import local_policy
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.signed_in import officer

pages = Blueprint("danger", __name__)
RUNG_WORDS = ("Called first", "Called second", "Called third", "Called fourth")


@pages.get("/danger")
def show() -> str:
    """Alerts nobody has yet, those somebody took today, and the rota."""
    by = officer()
    view = look_at(lambda session: danger.show_alerts(session, by=by), by=by)
    return render_template(
        "records/danger.html", view=view, limits=local_policy.of_rows(view), sets_rota=may(by, Permission.ROTA_SET)
    )


@pages.get("/danger/now")
def now() -> Response:
    """A mark that changes with every alert, for a page that waits; it tells nothing and keeps nobody signed in."""
    with reading() as session:
        return jsonify(mark=danger.danger_mark(session, by=officer()))


@pages.post("/danger/<uuid:alert_id>/take")
def take(alert_id: UUID) -> AnyResponse:
    """This officer has it from now on; whoever comes second is told who has it."""
    try:
        with transaction() as session:
            danger.acknowledge(session, alert_id=alert_id, by=officer())
    except OutOfOrder as earlier:
        tell(earlier.message, "important")
    else:
        tell("You have this danger from now on. Your name and the time stand with it.")
    return redirect(url_for("danger.show"), 303)


@pages.get("/danger/rota")
def rota() -> Response:
    """Who is called, in which order; for managers to set."""
    return _rota_page({}, "")


@pages.post("/danger/rota")
def try_rota() -> AnyResponse:
    """The rota is as chosen, or the manager is told what is missing and keeps what they chose."""
    chosen = {name.removeprefix("rung-"): value for name, value in request.form.items() if name.startswith("rung-")}
    try:
        rungs = load(RotaSchema(), {"rungs": chosen})
        with transaction() as session:
            danger.set_rota(session, rungs, seen=request.form.get("seen", ""), by=officer())
    except Unprocessable as problem:
        return _rota_page(chosen, next(iter(problem.fields.values()))[0], status=problem.status)
    except Conflict as problem:
        return _rota_page(chosen, problem.message, status=problem.status)
    tell("The rota is set. Whoever is called next is called by it.")
    return redirect(url_for("danger.show"), 303)


def _rota_page(chosen: Mapping[str, str], problem: str, *, status: int = 200) -> Response:
    by = officer()
    view: RotaView = look_at(lambda session: danger.show_rota(session, by=by), by=by)
    items = [{"value": "", "text": "Not called"}, *({"value": str(n), "text": RUNG_WORDS[n]} for n in range(RUNGS))]
    fields = [_field(each, items, chosen) for each in view.lines]
    if fields and problem:
        fields[0]["error"] = problem
    html = render_template("records/rota.html", fields=fields, hidden={"seen": view.mark}, problem=problem)
    return make_response(html, status)


def _field(each: danger.RotaLine, items: list[dict[str, str]], chosen: Mapping[str, str]) -> dict[str, Any]:
    held = "" if each.rung is None else str(each.rung)
    typed = chosen.get(str(each.officer_id), held) if chosen else held
    return {
        "name": f"rung-{each.officer_id}",
        "label": each.name,
        "type": "select",
        "value": typed,
        "items": items,
        "hint": f"Now: {RUNG_WORDS[each.rung].lower()}" if chosen and each.rung is not None and typed != held else "",
    }
