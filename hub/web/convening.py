"""Convening step by step: a time inside the limit, then whom to invite, then everything once more before invitations leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from hub import accounts, clock, conferences
from hub.conferences import Arrangement, ConferenceView, show_conference
from hub.db import reading, transaction
from hub.errors import Conflict, Unprocessable
from hub.schemas.conferences import arrangement_of
from hub.web.around import tell
from hub.web.convene_check import check_page, on_page
from hub.web.convene_page import Offered, convene_page
from hub.web.invitee_list import load_invitees, typed_invitees
from hub.web.looking import look_at
from hub.web.signed_in import officer
from hub.web.typed import Typed, three_boxes

pages = Blueprint("convening", __name__)
TIME_FIELDS = (
    "slot", "other_time", "minutes_long", "place", "link", "minute_taker", "notice_reason", "late_reason",
    "late_safety_plan", "late_approved_by",
)  # fmt: skip


@pages.get("/<ref>/time")
def show(ref: str) -> str:
    """The days it may be held, up to three times, and why not the others."""
    return _time_page(ref, None)


@pages.post("/<ref>/time")
def keep(ref: str) -> Response | tuple[str, int]:
    """The time is kept as typed; the next page is the check, or the conference's own for later."""
    typed = {name: request.form.get(name, "").strip() for name in TIME_FIELDS}
    typed |= {"other_day": three_boxes(request.form, "other_day")}  # type: ignore[dict-item]  # three boxes in one
    typed["minutes_long"] = typed["minutes_long"] or "90"
    is_later = request.form.get("later") == "yes"
    try:
        meeting = None if is_later else arrangement_of({"time": typed}, ())
        _keep(ref, {"time": typed}, request.form.get("seen", type=int), meeting)
    except Unprocessable as wrong:
        return _time_page(ref, Typed(typed, on_page(wrong.fields))), 422
    except Conflict as conflict:
        return _time_page(ref, Typed(typed, {"slot": conflict.message})), 409
    if is_later:
        tell("What you planned is kept. Nobody is invited yet.")
        return redirect(url_for("conferences.one", ref=ref), 303)
    return redirect(url_for("conferences.convening.check", ref=ref), 303)


def _keep(ref: str, changed: Mapping[str, Any], seen: int | None, meeting: Arrangement | None) -> None:
    with transaction() as session:
        held = conferences.get_conference(session, ref)
        planned = {**(held.planned or {}), **changed}
        conferences.keep_planned(session, ref=ref, planned=planned, meeting=meeting, seen=seen, by=officer())


def _time_page(ref: str, typed: Typed | None) -> str:
    view = look_at(lambda session: show_conference(session, ref, by=officer(), purpose="convening"), by=officer())
    with reading() as session:
        offered = _offered(session, view)
    return render_template("pages/convene.html", **convene_page(view, offered, typed or Typed(_as_planned(view))))


def _offered(session: Session, view: ConferenceView) -> Offered:
    held = conferences.get_conference(session, view.ref)
    minutes = accounts.officers_with_role(session, "minute_taker")
    return Offered(
        proposal=conferences.propose(session, held, today=clock.today()),
        seniors=_by_text(accounts.officers_with_role(session, "senior_manager")),
        minutes=_by_text({one: name for one, name in minutes.items() if one != view.chair_id}),
        invitees=typed_invitees(session, view),
    )


def _by_text(officers: Mapping[UUID, str]) -> dict[str, str]:
    return {"": "Choose", **{str(one): name for one, name in officers.items()}}


def _as_planned(view: ConferenceView) -> dict[str, Any]:
    """What was typed before, or what stands where the meeting is being moved."""
    planned = dict(view.planned.get("time") or {})
    if planned:
        return planned
    return {
        "place": view.place,
        "link": view.link,
        "minutes_long": str(view.minutes_long),
        "minute_taker": str(view.minute_taker_id or ""),
    }


@pages.get("/<ref>/check")
def check(ref: str) -> str:
    """Everything once more, before anybody is told."""
    return _check_page(ref, Typed())


@pages.post("/<ref>/check")
def do_convene(ref: str) -> Response | tuple[str, int]:
    """The conference is convened and the invitations leave, or what is wrong is said with a way to mend it."""
    view = look_at(lambda session: show_conference(session, ref, by=officer(), purpose="convening"), by=officer())
    with reading() as session:
        rows = typed_invitees(session, view)
    invitees, wrong = load_invitees(rows)
    try:
        arrangement = arrangement_of(view.planned, invitees)
        if wrong:
            return _check_page(ref, Typed({}, wrong)), 422
        with transaction() as session:
            conferences.convene(
                session, ref=ref, arrangement=arrangement, seen=request.form.get("seen", type=int), by=officer()
            )
    except Unprocessable as unfit:
        return _check_page(ref, Typed({}, {**unfit.fields, **wrong})), 422
    tell("The conference is convened. The invitations are on their way.")
    return redirect(url_for("conferences.one", ref=ref), 303)


def _check_page(ref: str, typed: Typed) -> str:
    view = look_at(lambda session: show_conference(session, ref, by=officer(), purpose="convening"), by=officer())
    with reading() as session:
        rows = typed_invitees(session, view)
        minutes = accounts.officers_with_role(session, "minute_taker")
        seniors = accounts.officers_with_role(session, "senior_manager")
        odd = _odd_hours(session, view)
    names = {str(one): name for one, name in {**minutes, **seniors}.items()}
    return render_template("conferences/check.html", **check_page(view, rows, names, odd, typed))


def _odd_hours(session: Session, view: ConferenceView) -> str:
    """Why the planned time lies outside working hours; nothing where it cannot be read, which is said elsewhere."""
    try:
        meeting = arrangement_of(view.planned, ())
    except Unprocessable:
        return ""
    return conferences.out_of_hours(session, meeting.starts_at, meeting.minutes_long)
