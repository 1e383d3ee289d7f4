"""A concern's record saved as PDF, after the officer said what it is for and once more who they are."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from hub import clock, papers
from hub.accounts import Permission, require
from hub.errors import Unprocessable
from hub.papers import PURPOSES, WHY_WHO_TOLD, RecordForPaper
from hub.web.around import shell_now
from hub.web.confirming import confirm_to_take_out, confirming_fields
from hub.web.looking import look_at
from hub.web.record_paper import concern_paper
from hub.web.records import look_at_record
from hub.web.signed_in import officer
from hub.web.typed import Field, Typed

pages = Blueprint("saving", __name__)


@pages.get("/concerns/<ref>/save")
def ask(ref: str) -> Response:
    """Asks what the record is saved for, and who the officer is."""
    require(officer(), Permission.CONCERN_SAVE)
    return _page(ref, Typed())


@pages.post("/concerns/<ref>/save")
def save(ref: str) -> Response:
    """The record as PDF, or what is wrong with what was typed."""
    by, form = officer(), request.form
    purpose, ticked = form.get("purpose", ""), form.getlist("who_told")
    why = form.get("why_who_told", "") if ticked else None
    typed = {"purpose": purpose, "who_told": ticked, "why_who_told": form.get("why_who_told", "")}
    require(by, Permission.CONCERN_SAVE)
    try:
        if purpose not in PURPOSES:  # a code is not used up for want of a purpose
            raise Unprocessable({"purpose": ["Select what it is for"]})
        if why is not None and why not in WHY_WHO_TOLD:
            raise Unprocessable({"why_who_told": ["Select why who told us has to be in it"]})
        confirm_to_take_out()
    except Unprocessable as problem:
        return _page(ref, Typed(typed, problem.fields), problem.status)
    whole = look_at(lambda session: papers.gather_record(session, ref, purpose=purpose, why_who_told=why, by=by), by=by)
    return _as_pdf(whole, PURPOSES[purpose])


def _as_pdf(whole: RecordForPaper, purpose: str) -> Response:
    shell, at = shell_now(), clock.now()
    paper = concern_paper(whole, purpose=purpose, marking=shell.marking, officer=shell.officer, at=at)
    response = make_response(papers.typeset(paper, made_at=at))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{paper.reference}.pdf"'
    return response


def _page(ref: str, typed: Typed, status: int = 200) -> Response:
    view = look_at_record(ref)
    purpose = typed.radios("purpose", "What is it for?", PURPOSES)
    fields = [purpose, *([_who_told(typed)] if view.referrer is not None else []), *confirming_fields(typed)]
    html = render_template("records/save.html", ref=view.frame.ref, fields=fields, errors=typed.errors)
    return make_response(html, status)


def _who_told(typed: Typed) -> Field:
    """Offered to those who may know who told us; not ticked beforehand."""
    hint = "It is in the council’s own case file, unless they asked not to be named, and in nothing else unless you say why."
    tick = typed.checks("who_told", "Who told us", {"yes": "Put in who told us"}, hint=hint)
    tick["items"][0]["fields"] = [typed.radios("why_who_told", "Why it has to be in it", WHY_WHO_TOLD)]
    return tick
