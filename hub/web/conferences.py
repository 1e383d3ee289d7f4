"""Case conferences: the page of each, its invitation as a calendar file, answers, safeguards, and cancelling."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import clock, conferences, outbox
from hub.accounts import Permission, may
from hub.conferences import ConferenceView, show_conference
from hub.db import reading, transaction
from hub.errors import NotFound, Unprocessable
from hub.notices import calendar_file
from hub.schemas import meeting_choices as choices
from hub.web import chairing, convening, coordination, inviting, recording
from hub.web.around import tell
from hub.web.conference_page import page_of
from hub.web.looking import look_at
from hub.web.signed_in import officer, settings_now
from hub.web.typed import Typed

pages = Blueprint("conferences", __name__, url_prefix="/conferences")
for part in (coordination.pages, chairing.pages, convening.pages, inviting.pages, recording.pages):
    pages.register_blueprint(part)


@pages.get("/")
def show() -> AnyResponse:
    """Where this officer's conferences wait: co-ordination's requests, or a chair's or minute-taker's own."""
    to = "coordination.show" if may(officer(), Permission.CONFERENCE_COORDINATE) else "chairing.show"
    return redirect(url_for(f"conferences.{to}"), 303)


@pages.get("/<ref>")
def one(ref: str) -> str:
    """One conference."""
    view = look_at(lambda session: show_conference(session, ref, by=officer()), by=officer())
    return render_template("conferences/one.html", **page_of(view, _mail_words(view), clock.today()))


def _mail_words(view: ConferenceView) -> str:
    """Why invitations have not left yet; empty when none waits."""
    if not view.mails_waiting:
        return ""
    n = view.mails_waiting
    words = f"{n} invitation{'s wait' if n > 1 else ' waits'} to be sent"
    return f"Mail is not set up: {words}." if not settings_now().smtp_host else f"{words}."


@pages.get("/<ref>/meeting.ics")
def calendar(ref: str) -> Response:
    """The meeting for one's own calendar: its reference, time and place, nobody's name and no reason."""
    view = look_at(lambda session: show_conference(session, ref, by=officer(), purpose="calendar"), by=officer())
    if view.starts_at is None:
        raise NotFound
    with reading() as session:
        conference = conferences.get_conference(session, view.ref)
        meeting = conferences.meeting_of(
            conference, settings=settings_now(), stamped_at=clock.now(), is_cancelled=view.state == "cancelled"
        )
    response = make_response(calendar_file(meeting, method="PUBLISH"))
    response.content_type = "text/calendar; charset=utf-8; method=PUBLISH"
    response.headers["Content-Disposition"] = f'attachment; filename="meeting-{view.ref}.ics"'
    return response


@pages.post("/<ref>/answers")
def answers(ref: str) -> AnyResponse:
    """Who said that they come is kept."""
    told = {
        UUID(name.removeprefix("answer-")): value for name, value in request.form.items() if _is_named(name, "answer-")
    }
    with transaction() as session:
        conferences.record_answers(session, ref=ref, answers=told, by=officer())
    tell("The answers are kept.")
    return redirect(url_for("conferences.one", ref=ref), 303)


def _is_named(name: str, prefix: str) -> bool:
    try:
        UUID(name.removeprefix(prefix))
    except ValueError:
        return False
    return name.startswith(prefix)


@pages.post("/<ref>/safeguards/<strand_ref>")
def safeguards(ref: str, strand_ref: str) -> AnyResponse:
    """Which safeguards of one person are in place is kept; it flags and never blocks."""
    with reading() as session:
        conference = conferences.get_conference(session, ref)
        found = [each for each in conferences.people_at(session, conference.id) if each.strand.ref == strand_ref]
    if not found:
        raise NotFound
    told = {name: request.form[name] for name in choices.SAFEGUARDS if name in request.form}
    with transaction() as session:
        conferences.note_safeguards(session, ref=ref, strand_id=found[0].strand.id, safeguards=told, by=officer())
    tell("The safeguards are kept.")
    return redirect(url_for("conferences.one", ref=ref), 303)


@pages.get("/<ref>/cancel")
def cancel(ref: str) -> str:
    """The page that asks why."""
    return _cancel_page(ref, Typed())


@pages.post("/<ref>/cancel")
def do_cancel(ref: str) -> AnyResponse | tuple[str, int]:
    """The meeting is off and everybody is told, or the reason is asked for again."""
    try:
        with transaction() as session:
            conferences.cancel(session, ref=ref, reason=request.form.get("reason", ""), by=officer())
    except Unprocessable as wrong:
        return _cancel_page(ref, Typed(request.form, wrong.fields)), 422
    tell("The conference is cancelled. Everybody invited is told, and its people wait with co-ordination.")
    return redirect(url_for("conferences.one", ref=ref), 303)


def _cancel_page(ref: str, typed: Typed) -> str:
    view = look_at(lambda session: show_conference(session, ref, by=officer(), purpose="cancelling"), by=officer())
    return render_template(
        "conferences/reason.html",
        heading="Cancel this conference",
        caption=f"{view.kind_words} {view.ref}",
        words="Everybody invited is told that it is off. The limit still runs, so the people go back to co-ordination.",
        fields=[
            typed.text("reason", "Why is it cancelled?", kind="textarea", hint="This is kept with the conference.")
        ],
        button="Cancel the conference",
        warning=True,
        back={"href": url_for("conferences.one", ref=ref), "label": "Back to the conference"},
        errors=typed.errors,
    )


def mails_waiting() -> int:
    """How many messages wait because mail is not set up; 0 where it is."""
    if settings_now().smtp_host:
        return 0
    with reading() as session:
        return outbox.waiting_count(session)
