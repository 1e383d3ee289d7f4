"""Who looked at what: pages for the auditor and the data guardian."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, oversight, rulebook
from hub.db import reading
from hub.errors import NotFound
from hub.oversight import LogView, LookLine
from hub.web import handing_over, overseeing, replaying
from hub.web.looking import look_at
from hub.web.overseeing import moment
from hub.web.signed_in import officer
from hub.web.trail_words import footing_words, purpose_words, shown_words
from hub.web.words import capital_first, counted, when

pages = Blueprint("access_log", __name__)
for part in (overseeing.pages, handing_over.pages, replaying.pages):
    pages.register_blueprint(part)
SHOWN = 5


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
    by, before = officer(), moment(request.args.get("before"))
    view = look_at(lambda session: oversight.show_log(session, ref, by=by, before=before), by=by)
    return _log_page(view, url_for("access_log.of_record", ref=view.ref))


@pages.get("/access-log/<any(person, officer):kind>/<uuid:record_id>")
def of_one(kind: str, record_id: UUID) -> str:
    """Everybody who looked at one person, or all that one officer did, newest first."""
    by, before = officer(), moment(request.args.get("before"))
    view = look_at(lambda session: oversight.show_log_of(session, kind, record_id, by=by, before=before), by=by)
    return _log_page(view, url_for("access_log.of_one", kind=kind, record_id=record_id))


def _log_page(view: LogView, address: str) -> str:
    named = _named_by_the_rules()
    older = f"{address}?{urlencode({'before': view.before.isoformat()})}" if view.before else ""
    return render_template(
        "pages/access_log.html",
        ref=view.ref,
        name=view.ref or view.name or "A person",
        more=f"Access log of {'an' if view.kind == 'officer' else 'a'} {view.kind}",
        heading=_heading(view),
        badges=[],
        tabs=[{"label": label, "href": href, "current": href == address} for label, href in _tabs(view)],
        break_glass=None,
        log_href="",
        lede=_lede(view),
        unusual=[],
        filters=[],
        csv_href="",
        looks=[_look(line, view, named) for line in view.lines],
        next_href=older,
        previous_href=address if request.args.get("before") else "",
        trust={**TRUST, "check_href": url_for("access_log.overseeing.checkpoints")},
        hand_over_href=_hand_over(view),
        replay_href=url_for("access_log.replaying.show", ref=view.ref) if view.kind == "concern" and view.ref else "",
    )


def _heading(view: LogView) -> str:
    if view.kind == "officer":
        return f"What {view.name or 'this officer'} did, and who looked at their account"
    return f"Who has looked at this {'person' if view.kind == 'person' else 'record'}"


def _named_by_the_rules() -> dict[str, str]:
    """What the rules call the routes and limits of which the trail keeps ids."""
    with reading() as session:
        pack = rulebook.active_pack(session)
    return {name: each.label for listed in (pack.routes, pack.clocks) for name, each in listed.items()}


def _tabs(view: LogView) -> list[tuple[str, str]]:
    """The concern and each person in it; people are numbered, since their names are not the trail's."""
    if not view.on_it:
        return []
    people = [
        (f"Person {number}", url_for("access_log.of_one", kind="person", record_id=UUID(person)))
        for number, person in enumerate(view.on_it, 1)
    ]
    return [("The concern", url_for("access_log.of_record", ref=view.ref)), *people]


def _hand_over(view: LogView) -> str:
    if view.ref:
        return url_for("access_log.handing_over.ask", ref=view.ref)
    return url_for("access_log.handing_over.ask", person_id=view.id) if view.kind == "person" else ""


TRUST = {
    "state": "unchecked",
    "heading": "Not checked by this page.",
    "words": "Each entry is authenticated under a key the database does not hold, and within seconds it is sealed into a log "
    "of which signed checkpoints are kept. Whether all of it is whole is said by an operator’s command: hub audit verify.",
    "facts": [],
}


def _lede(view: LogView) -> dict[str, str]:
    refused = f" {counted(view.refused, 'attempt')} was refused; nothing was shown." if view.refused == 1 else ""
    if view.refused > 1:
        refused = f" {counted(view.refused, 'attempt')} were refused; nothing was shown."
    return {
        "before": f"This page shows {counted(len(view.lines), 'entry', 'entries')}"
        + ("." if view.kind == "officer" else f" by {counted(view.people, 'person', 'people')}."),
        "strong": refused.strip(),
        "after": "",
    }


def _look(line: LookLine, view: LogView, named: Mapping[str, str]) -> dict[str, object]:
    shown = shown_words(line.shown) or ("Nothing was shown" if line.is_refused else "")
    why = purpose_words(line.why, is_refused=line.is_refused, named=named)
    goes_on = line.officer_id is not None and view.kind != "officer"
    return {
        "when": capital_first(when(line.at, clock.now())),
        "who": line.who,
        "who_href": url_for("access_log.of_one", kind="officer", record_id=line.officer_id) if goes_on else "",
        "role": line.roles,
        "shown": f"{capital_first(line.what)}{': ' + shown if shown else ''}",
        "about": _about(line) if view.kind == "officer" else [],
        "why": ". ".join(words for words in (why, footing_words(line.basis)) if words) or "Not said",
        "unusual": line.is_refused,
    }


def _about(line: LookLine) -> list[dict[str, str]]:
    """The records an officer's line names: those with a reference first, people as a way to their own log."""
    named = [{"label": ref, "href": url_for("access_log.of_record", ref=ref)} for _, _, ref in line.about if ref]
    people = [name for kind, name, _ in line.about if kind == "person" and _is_id(name)]
    return [
        *named[:SHOWN],
        *(
            {"label": "a person", "href": url_for("access_log.of_one", kind="person", record_id=UUID(name))}
            for name in people[:SHOWN]
        ),
        *([{"label": f"and {more} more", "href": ""}] if (more := _left(len(named)) + _left(len(people))) else []),
    ]


def _left(number: int) -> int:
    return max(0, number - SHOWN)


def _is_id(name: str) -> bool:
    try:
        return bool(UUID(name))
    except ValueError:
        return False
