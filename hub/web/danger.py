"""Immediate danger: who has it, since when, and taking it on with one button."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from hub import danger
from hub.db import transaction
from hub.errors import OutOfOrder
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.signed_in import officer

pages = Blueprint("danger", __name__)


@pages.get("/danger")
def show() -> str:
    """Alerts nobody has yet, those somebody took today, and the rota."""
    by = officer()
    view = look_at(lambda session: danger.show_alerts(session, by=by), by=by)
    return render_template("records/danger.html", view=view)


@pages.post("/danger/<uuid:alert_id>/take")
def take(alert_id: UUID) -> Response:
    """This officer has it from now on; whoever comes second is told who has it."""
    try:
        with transaction() as session:
            danger.acknowledge(session, alert_id=alert_id, by=officer())
    except OutOfOrder as earlier:
        tell(earlier.message, "important")
    else:
        tell("You have this danger from now on. Your name and the time stand with it.")
    return redirect(url_for("danger.show"), 303)
