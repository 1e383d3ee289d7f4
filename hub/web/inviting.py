"""One person on the list of invitees, each on a page of their own: who, whether they come, how they safely learn whom it concerns."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import conferences
from hub.conferences import show_conference
from hub.db import reading, transaction
from hub.errors import NotFound, Unprocessable
from hub.schemas import meeting_choices as choices
from hub.schemas.conferences import InviteeSchema, read_form
from hub.web.around import tell
from hub.web.invitee_list import Row, typed_invitees
from hub.web.looking import look_at
from hub.web.signed_in import officer
from hub.web.typed import Field, Typed, small_number

pages = Blueprint("inviting", __name__)
FIELDS = ("agency", "role", "name", "email", "attends", "told_how", "sees_papers", "why_not")
NEW = "new"


@pages.get("/<ref>/people/<place>")
def show(ref: str, place: str) -> str:
    """The page of one person on the list, or of one more."""
    rows, seen = _rows(ref)
    row = _row(rows, place)
    return _page(ref, place, row, Typed(row), seen)


@pages.post("/<ref>/people/<place>")
def keep(ref: str, place: str) -> Response | tuple[str, int]:
    """The person is on the list as typed, or off it, or what is wrong is said."""
    rows, seen = _rows(ref)
    row = _row(rows, place)
    typed = {**row, **{name: request.form.get(name, "").strip() for name in FIELDS}}
    if request.form.get("remove") == "yes" and place != NEW:
        rows.pop(int(place))
        return _saved(ref, rows, "They are off the list.")
    try:
        read_form(InviteeSchema(), typed)
    except Unprocessable as wrong:
        return _page(ref, place, row, Typed(typed, wrong.fields), seen), 422
    if place == NEW:
        rows.append(typed)
    else:
        rows[int(place)] = typed
    return _saved(ref, rows, "The list of invitees is kept.")


def _saved(ref: str, rows: list[Row], words: str) -> Response:
    with transaction() as session:
        held = conferences.get_conference(session, ref)
        planned = {**(held.planned or {}), "invitees": rows}
        conferences.keep_planned(
            session, ref=ref, planned=planned, seen=request.form.get("seen", type=int), by=officer()
        )
    tell(words)
    if request.form.get("another") == "yes":
        return redirect(url_for("conferences.inviting.show", ref=ref, place=NEW), 303)
    return redirect(url_for("conferences.convening.show", ref=ref, _anchor="people"), 303)


def _rows(ref: str) -> tuple[list[Row], int]:
    view = look_at(lambda session: show_conference(session, ref, by=officer(), purpose="inviting"), by=officer())
    with reading() as session:
        return typed_invitees(session, view), view.seen


def _row(rows: list[Row], place: str) -> Row:
    if place == NEW:
        return dict.fromkeys(FIELDS, "") | {"is_alleged": False, "officer_id": None}
    at = small_number(place)
    if at is None or at >= len(rows):
        raise NotFound
    return rows[at]


def _page(ref: str, place: str, row: Row, typed: Typed, seen: int) -> str:
    return render_template(
        "conferences/invitee.html",
        heading="Add somebody to invite"
        if place == NEW
        else row.get("name") or row.get("role") or "Somebody to invite",
        is_alleged=bool(row.get("is_alleged")),
        is_new=place == NEW,
        fields=_fields(typed),
        hidden={"seen": seen},
        errors=typed.errors,
        back={"href": url_for("conferences.convening.show", ref=ref), "label": "Back to the time and list"},
    )


def _fields(typed: Typed) -> list[Field]:
    return [
        typed.text("name", "Name", hint="Never written in an invitation"),
        typed.text("role", "Role", hint="Such as mother, school nurse, advocate"),
        typed.select("agency", "Agency", {"": "Choose", **choices.AGENCIES}),
        typed.radios("attends", "Are they asked to come?", choices.ATTENDS),
        typed.text("why_not", "If they come separately or not at all, why?", kind="textarea", rows=3),
        typed.radios(
            "told_how",
            "How do they safely learn whom it concerns?",
            choices.TOLD_HOW,
            hint="The invitation says only “Meeting”, a reference, the time and the place. If nobody knows a safe way, nothing is sent.",
        ),
        typed.text(
            "email",
            "Mail address",
            kind="email",
            hint="The invitation goes there. Family are written to only where secure mail is known to be safe.",
            autocomplete="off",
            spellcheck=False,
        ),
        typed.radios("sees_papers", "Which papers do they see?", choices.SEES_PAPERS),
    ]
