"""Recording a meeting: one page a step, the agenda on the left; the chair closes it after everything is shown once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from hub import clock, conferences
from hub.conferences import ConferenceView, PersonView, show_conference
from hub.db import reading, transaction
from hub.errors import Conflict, NotBegun, NotFound, OutOfOrder, Unprocessable
from hub.schemas.conferences import (
    DecisionSchema,
    OwnWordsSchema,
    QuorumSchema,
    read_attendance,
    read_form,
)
from hub.schemas.days import read_day
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.record_page import next_step, record_page
from hub.web.signed_in import officer
from hub.web.typed import Typed, numbered, small_number, three_boxes
from hub.web.words import when

pages = Blueprint("recording", __name__)
DISSENT = ("who", "would_decide", "why")
Work = Callable[[Session], object]


@pages.get("/<ref>/record")
def begin(ref: str) -> Response:
    """To the first step."""
    return redirect(url_for("conferences.recording.show", ref=ref, step="attendance"), 303)


@pages.get("/<ref>/record/<step>")
@pages.get("/<ref>/record/<step>/<strand_ref>")
def show(ref: str, step: str, strand_ref: str = "") -> str:
    """One step of the record."""
    return _page(ref, step, strand_ref, None)


@pages.post("/<ref>/record/attendance")
def attendance(ref: str) -> Response | tuple[str, int]:
    """Who came is kept."""
    return _keep(
        ref, "attendance", "", dict(request.form),
        lambda session: conferences.record_attendance(
            session, ref=ref, attendance=read_attendance(request.form), seen=_seen(), by=officer()
        ),
    )  # fmt: skip


@pages.post("/<ref>/record/quorum")
def quorum(ref: str) -> Response | tuple[str, int]:
    """The chair's declaration is kept; an inquorate meeting ends here."""
    typed = {name: request.form.get(name, "") for name in ("quorate", "words")}
    return _keep(
        ref, "quorum", "", typed,
        lambda session: conferences.declare_quorum(
            session, ref=ref, **read_form(QuorumSchema(), typed), seen=_seen(), by=officer()
        ),
    )  # fmt: skip


@pages.post("/<ref>/record/words/<strand_ref>")
def own_words(ref: str, strand_ref: str) -> Response | tuple[str, int]:
    """A person's own words are kept."""
    typed = {name: request.form.get(name, "") for name in ("words", "gathered_by", "gathered_on", "where")}
    told = {**typed, "chose_not": "yes" in request.form.getlist("chose_not")}
    return _keep(
        ref, "words", strand_ref, {**told, "chose_not": request.form.getlist("chose_not")},
        lambda session: conferences.record_own_words(
            session, ref=ref, strand_id=_strand(session, ref, strand_ref), own=read_form(OwnWordsSchema(), told),
            seen=_seen(), by=officer(),
        ),
    )  # fmt: skip


@pages.post("/<ref>/record/decision/<strand_ref>")
def decision(ref: str, strand_ref: str) -> Response | tuple[str, int]:
    """What was decided about one person is kept, or one more disagreement is asked for."""
    form, dissent = request.form, numbered(request.form, "dissent", DISSENT)
    typed: dict[str, Any] = {name: form.get(name, "") for name in ("decision", "reasons", "reporter_referral")}
    typed |= {"areas_of_concern": form.getlist("areas_of_concern"), "dissent": dissent}
    if "dissent-add-another" in form or "dissent-remove" in form:
        return _page(ref, "decision", strand_ref, Typed({**typed, "dissent": _changed(dissent, form)})), 200
    return _keep(
        ref, "decision", strand_ref, typed,
        lambda session: conferences.record_decision(
            session, ref=ref, strand_id=_strand(session, ref, strand_ref), decided=read_form(DecisionSchema(), typed),
            seen=_seen(), by=officer(),
        ),
    )  # fmt: skip


def _changed(rows: list[dict[str, str]], form: Mapping[str, str]) -> list[dict[str, str]]:
    gone = small_number(form.get("dissent-remove", ""))
    if gone is not None and gone < len(rows):
        return [row for place, row in enumerate(rows) if place != gone]
    return [*rows, dict.fromkeys(DISSENT, "")]


@pages.post("/<ref>/record/close")
def close(ref: str) -> Response | tuple[str, int]:
    """The meeting is closed and its decisions take effect."""
    boxes = three_boxes(request.form, "next_review_on")
    typed = {"next_review_on": boxes}

    def work(session: Session) -> object:
        on = read_day(boxes, "next_review_on", "the next review") if any(boxes.values()) else None
        return conferences.close(session, ref=ref, next_review_on=on, seen=_seen(), by=officer())

    return _keep(ref, "close", "", typed, work)


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _strand(session: Session, ref: str, strand_ref: str) -> UUID:
    held = conferences.get_conference(session, ref)
    found = [each.strand.id for each in conferences.people_at(session, held.id) if each.strand.ref == strand_ref]
    if not found:
        raise NotFound
    return found[0]


def _keep(ref: str, step: str, strand_ref: str, typed: Mapping[str, Any], work: Work) -> Response | tuple[str, int]:
    """The step is kept and the next one shown; what was wrong comes back with everything that was typed."""
    try:
        with transaction() as session:
            work(session)
    except Unprocessable as wrong:
        return _page(ref, step, strand_ref, Typed(typed, _fields(wrong, step))), 422
    except (Conflict, OutOfOrder) as stopped:
        if step in {"words", "decision", "attendance", "quorum"}:
            return _page(ref, step, strand_ref, Typed(typed, {"conflict": stopped.message})), 409
        raise
    return _onwards(ref, step, strand_ref)


def _fields(wrong: Unprocessable, step: str) -> Mapping[str, Any]:
    """Field names as the page has them: attendance is asked by invitee."""
    return {
        name.replace("attended.", "why-") if step == "attendance" else name: words
        for name, words in wrong.fields.items()
    }


def _onwards(ref: str, step: str, strand_ref: str) -> Response:
    with reading() as session:
        view = show_conference(session, ref, by=officer()).view
    if view.state == "inquorate":
        tell("The meeting ended as inquorate. Choose a time for the next one, which must be quorate.", "important")
        return redirect(url_for("conferences.one", ref=ref), 303)
    if step == "close":
        tell("The conference is closed. Its decisions stand and the next limits run.")
        return redirect(url_for("conferences.one", ref=ref), 303)
    if request.form.get("pause") == "yes":
        return redirect(url_for("conferences.one", ref=ref), 303)
    return redirect(next_step(view, step, strand_ref), 303)


def _page(ref: str, step: str, strand_ref: str, typed: Typed | None) -> str:
    view = look_at(lambda session: show_conference(session, ref, by=officer(), purpose="recording"), by=officer())
    if view.may_record and view.state == "convened" and view.starts_at and not view.has_begun:
        raise NotBegun(f"It can be recorded from the time it starts, {when(view.starts_at, clock.now())}.")
    if not view.may_record or not view.has_begun:
        raise OutOfOrder("There is no meeting of yours to record here. It can be recorded from the time it starts.")
    person = _person(view, step, strand_ref)
    with reading() as session:
        held = conferences.get_conference(session, ref)
        at = conferences.people_at(session, held.id)
        limits = conferences.next_limits(session, held, at)
        latest = conferences.latest_review_on(session, held, at)
        missing = conferences.what_is_missing(session, held, at)
    return render_template("pages/meeting.html", **record_page(view, step, person, typed, (limits, latest, missing)))


def _person(view: ConferenceView, step: str, strand_ref: str) -> PersonView | None:
    found = next((each for each in view.people if each.strand_ref == strand_ref), None)
    if step not in {"attendance", "quorum", "words", "decision", "close"} or (found is None) == (
        step in {"words", "decision"}
    ):
        raise NotFound
    return found
