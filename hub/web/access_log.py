"""Who looked at what: pages for the auditor and the data guardian."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, oversight
from hub.errors import NotFound
from hub.oversight import LogView, LookLine
from hub.web.looking import look_at
from hub.web.signed_in import officer
from hub.web.words import counted, when

pages = Blueprint("access_log", __name__)


@pages.get("/access-log")
def show() -> str:
    """Asks for a reference."""
    return render_template("records/ask_log.html", problem="", typed="")


@pages.post("/access-log")
def find() -> Response | tuple[str, int]:
    """The log of the record named, or what is wrong with the reference."""
    typed = request.form.get("reference", "")
    by = officer()
    try:
        shown = look_at(lambda session: oversight.show_log(session, typed, by=by), by=by)
    except NotFound as error:
        return render_template("records/ask_log.html", problem=error.message, typed=typed), 422
    return redirect(url_for("access_log.of_record", ref=shown.ref), 303)


@pages.get("/access-log/<ref>")
def of_record(ref: str) -> str:
    """Everybody who looked at one record, newest first."""
    by, before = officer(), _moment(request.args.get("before"))
    view = look_at(lambda session: oversight.show_log(session, ref, by=by, before=before), by=by)
    older = url_for("access_log.of_record", ref=view.ref, before=view.before.isoformat()) if view.before else ""
    return render_template(
        "pages/access_log.html",
        name=view.ref,
        more=f"Access log of a {view.kind}",
        badges=[],
        tabs=[],
        break_glass=None,
        log_href=url_for("access_log.of_record", ref=view.ref),
        lede=_lede(view),
        unusual=[],
        filters=[],
        csv_href="",
        looks=[_look(line) for line in view.lines],
        next_href=older,
        previous_href="",
        trust=TRUST,
    )


TRUST = {
    "state": "unchecked",
    "heading": "Not sealed yet.",
    "words": "Each entry is authenticated under a key the database does not hold, and the database itself refuses to change or delete it. "
    "Sealing into signed checkpoints that an outsider can check is not built yet.",
    "facts": [],
    "check_href": "",
}


def _moment(told: str | None) -> datetime | None:
    try:
        read = datetime.fromisoformat(told) if told else None
    except ValueError as error:
        raise NotFound from error
    return read if read is None or read.tzinfo else None


def _lede(view: LogView) -> dict[str, str]:
    refused = f" {counted(view.refused, 'attempt')} was refused; nothing was shown." if view.refused == 1 else ""
    if view.refused > 1:
        refused = f" {counted(view.refused, 'attempt')} were refused; nothing was shown."
    return {
        "before": f"This page shows {counted(len(view.lines), 'entry', 'entries')} by {counted(view.people, 'person', 'people')}.",
        "strong": refused.strip(),
        "after": "",
    }


def _look(line: LookLine) -> dict[str, object]:
    shown = ", ".join(name.replace("_", " ") for name in line.shown) or ("Nothing was shown" if line.is_refused else "")
    return {
        "when": when(line.at, clock.now()),
        "who": line.who,
        "role": line.roles,
        "shown": f"{line.what[:1].upper()}{line.what[1:]}{': ' + shown if shown else ''}",
        "why": " · ".join(word for word in (line.why, line.basis) if word) or "Not said",
        "unusual": line.is_refused,
    }
