"""Putting right what stands wrongly: a concern on the wrong person, or a limit that has to move. The original is always kept."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, pathways, triage
from hub.accounts import Permission, require
from hub.concerns import get_concern
from hub.db import reading, transaction
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.pathways import ClockView
from hub.people import NewPerson
from hub.triage import PartLine
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.records import look_at_record
from hub.web.signed_in import officer

pages = Blueprint("mending", __name__)

ABOUT = ("forename", "surname", "date_of_birth", "address", "postcode", "reason")
LIMIT = ("day-day", "day-month", "day-year", "reason", "safety_plan")
CLOSE = time(17, 0)


@pages.get("/concerns/<ref>/people/<uuid:person_id>/move")
def move(ref: str, person_id: UUID) -> str:
    """Asks who the right person is and how that is known."""
    require(officer(), Permission.CONCERN_CORRECT)
    return _moving(ref, _part(ref, person_id), dict.fromkeys(ABOUT, ""), {})


@pages.post("/concerns/<ref>/people/<uuid:person_id>/move")
def try_move(ref: str, person_id: UUID) -> Response | tuple[str, int]:
    """The concern stands on the right person, and who saw it on the wrong one is listed; or what is missing is said."""
    require(officer(), Permission.CONCERN_CORRECT)
    part, typed = _part(ref, person_id), {name: request.form.get(name, "").strip() for name in ABOUT}
    try:
        if not (typed["forename"] or typed["surname"]):
            raise Unprocessable({"forename": ["Enter a name for the right person, or what they are called"]})
        right = _right_person(part, typed)
        with transaction() as session:
            concern = get_concern(session, ref)
            triage.move(
                session, concern_id=concern.id, from_person=person_id, to=right, reason=typed["reason"], by=officer()
            )
    except Unprocessable as problem:
        return _moving(ref, part, typed, {name: words[0] for name, words in problem.fields.items()}), 422
    tell("The concern stands on the right person now. Tell the data guardian who saw it on the wrong one.")
    return redirect(url_for("mending.exposure", ref=ref), 303)


@pages.get("/concerns/<ref>/exposure")
def exposure(ref: str) -> str:
    """Who looked at the concern and who received it, for assessing a breach."""
    require(officer(), Permission.CONCERN_CORRECT)
    by = officer()
    with reading() as session:
        concern_id = get_concern(session, ref).id
    view = look_at(lambda session: triage.show_exposure(session, concern_id=concern_id, by=by), by=by)
    return render_template("records/exposure.html", ref=ref, view=view)


@pages.get("/concerns/<ref>/clocks/<uuid:clock_id>/vary")
def vary(ref: str, clock_id: UUID) -> str:
    """Asks until when, and why."""
    require(officer(), Permission.CLOCK_VARY)
    return _varying(ref, _clock(clock_id), dict.fromkeys(LIMIT, ""), {})


@pages.post("/concerns/<ref>/clocks/<uuid:clock_id>/vary")
def try_vary(ref: str, clock_id: UUID) -> Response | tuple[str, int]:
    """The limit ends on another day, the first one stays visible; or what is missing is said."""
    require(officer(), Permission.CLOCK_VARY)
    held, typed = _clock(clock_id), {name: request.form.get(name, "").strip() for name in LIMIT}
    try:
        to = clock.london(_day(typed), CLOSE)
        with transaction() as session:
            pathways.vary(
                session,
                clock_id=clock_id,
                to=to,
                reason=typed["reason"],
                safety_plan=typed["safety_plan"],
                by=officer(),
            )
    except Unprocessable as problem:
        return _varying(ref, held, typed, {name: words[0] for name, words in problem.fields.items()}), 422
    except OutOfOrder as refused:
        return _varying(ref, held, typed, {"day": refused.message}), 422
    tell("The limit is varied. The first date stays beside it.")
    is_only_asked = "senior_manager" in officer().roles  # and may not see the record itself
    return redirect(url_for("start.show") if is_only_asked else url_for("records.show", ref=ref), 303)


def _day(typed: dict[str, str]) -> date:
    try:
        return date(*(int(typed[f"day-{part}"]) for part in ("year", "month", "day")))
    except (ValueError, OverflowError) as error:
        raise Unprocessable({"day": ["Enter the day it ends on, such as 27 11 2026"]}) from error


def _part(ref: str, person_id: UUID) -> PartLine:
    found = next((each for each in look_at_record(ref).parts if each.person_id == person_id), None)
    if found is None:
        raise NotFound
    return found


def _clock(clock_id: UUID) -> ClockView:
    by = officer()
    return look_at(lambda session: pathways.show_clock(session, clock_id, by=by), by=by)


def _right_person(part: PartLine, typed: dict[str, str]) -> NewPerson:
    return NewPerson(
        role=part.role,
        forename=typed["forename"],
        surname=typed["surname"],
        date_of_birth=typed["date_of_birth"],
        address=typed["address"],
        postcode=typed["postcode"],
    )


def _moving(ref: str, part: PartLine, typed: dict[str, str], errors: dict[str, str]) -> str:
    by = officer()
    with reading() as session:
        concern_id = get_concern(session, ref).id
    ending = look_at(
        lambda session: triage.show_what_ends(session, concern_id=concern_id, person_id=part.person_id, by=by), by=by
    )
    return render_template("records/move.html", ref=ref, part=part, ending=ending, typed=typed, errors=errors)


def _varying(ref: str, held: ClockView, typed: dict[str, str], errors: dict[str, str]) -> str:
    return render_template("records/vary.html", ref=ref, clock=held, typed=typed, errors=errors)
