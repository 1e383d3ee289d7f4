"""A chair's or minute-taker's own page: what is next, what they are asked to chair, what waits to be convened, recorded or signed."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, conferences
from hub.conferences import MeetingView, is_soon, show_conference
from hub.db import transaction
from hub.errors import Unprocessable
from hub.web import local_policy
from hub.web.around import tell
from hub.web.local_policy import Rests
from hub.web.looking import look_at
from hub.web.meeting_words import SAFEGUARD_SAYS, last_day, near_day
from hub.web.signed_in import officer
from hub.web.typed import Typed
from hub.web.words import counted, london_day, london_time

pages = Blueprint("chairing", __name__, url_prefix="/mine")


@pages.get("/")
def show() -> str:
    """The officer's conferences, by day."""
    rows = look_at(lambda session: conferences.my_conferences(session, by=officer()), by=officer())
    today = clock.today()
    soon = [row for row in rows if row.state == "convened" and is_soon(row.starts_at, today)]
    later = [row for row in rows if row.state == "convened" and row not in soon]
    asked = [row for row in rows if row.is_chair and row.state == "allocated" and not row.accepted]
    to_convene = [row for row in rows if row.is_chair and row.state in {"allocated", "inquorate"} and row not in asked]
    minutes = [row for row in rows if row.records]
    return render_template(
        "pages/chair_start.html",
        lede=_lede(soon, minutes, to_convene),
        limits=local_policy.of_rows(*_limits(asked, to_convene, minutes)),
        days=_days(soon),
        later=[_later(row) for row in later],
        to_convene=[_to_convene(row) for row in to_convene],
        reports=[],
        minutes=[_minutes(row) for row in minutes],
        minutes_words="The limits run from each meeting.",
        asked=[_asked(row) for row in asked],
        missing=[_missing(row) for row in rows if row.missing and row.state != "held"],
        missing_words="A missing safeguard is flagged. It never pushes a meeting past its last lawful day.",
        all_href="",
    )


def _limits(asked: list[MeetingView], to_convene: list[MeetingView], minutes: list[MeetingView]) -> list[Rests]:
    """Those the page shows: until when each is held, and the first that runs from it."""
    return [row.window for row in (*asked, *to_convene) if row.window] + [row.records[0] for row in minutes]


def _href(row: MeetingView) -> str:
    return url_for("conferences.one", ref=row.ref)


def _lede(soon: list[MeetingView], minutes: list[MeetingView], to_convene: list[MeetingView]) -> dict[str, str]:
    today = clock.today()
    after = f" {counted(len(minutes), 'record is', 'records are')} due." if minutes else ""
    if to_convene:
        after += f" {counted(len(to_convene), 'waits', 'wait')} to be convened."
    return {
        "before": f"{today:%A} {today.day} {today:%B}.",
        "strong": f"{counted(len(soon), 'conference', 'conferences')} in the next fortnight.",
        "after": after,
    }


def _days(rows: list[MeetingView]) -> list[dict[str, Any]]:
    found = []
    for day, meetings in groupby(rows, key=lambda row: clock.london_day(row.starts_at or clock.now())):
        found.append(
            {"label": _day_label(near_day(day, clock.today()), day), "meetings": [_meeting(row) for row in meetings]}
        )
    return found


def _day_label(words: str, day: Any) -> str:
    return (
        f"Today, {day:%A} {day.day}"
        if words == "today"
        else words.capitalize()
        if words.startswith("tomorrow")
        else words
    )


def _meeting(row: MeetingView) -> dict[str, Any]:
    started = row.starts_at is not None and row.starts_at <= clock.now()
    to_record = {"words": "Begun: record it", "kind": "waiting"}
    where = row.place or ("By video" if row.is_online else "")
    return {
        "time": london_time(row.starts_at) if row.starts_at else "",
        "href": _href(row),
        "who": row.who,
        "what": f"{row.kind_words}. {where}".strip(),
        "marks": [to_record] if started else [_roles(row), _pack(row)],
    }


def _roles(row: MeetingView) -> dict[str, str]:
    if row.roles and row.roles_coming == row.roles:
        return {"words": "All roles accepted", "kind": "done"}
    waiting = row.roles - row.roles_coming
    return {"words": f"{counted(waiting, 'agency has', 'agencies have')} not accepted yet", "kind": "waiting"}


def _pack(row: MeetingView) -> dict[str, str]:
    if not row.missing:
        return {"words": "Safeguards in place", "kind": "done"}
    return {"words": f"{counted(len(row.missing), 'safeguard')} not in place", "kind": "missing"}


def _later(row: MeetingView) -> dict[str, str]:
    when = f"{london_day(row.starts_at)}, {london_time(row.starts_at)}" if row.starts_at else ""
    return {"href": _href(row), "who": row.who, "words": f"{row.kind_words}. {when}"}


def _to_convene(row: MeetingView) -> dict[str, Any]:
    again = "Inquorate: it must be quorate this time. " if row.state == "inquorate" else ""
    return {
        "href": _href(row),
        "convene_href": url_for("conferences.convening.show", ref=row.ref),
        "who": row.who,
        "words": f"{again}{row.kind_words}.",
        "last_day": last_day(row.window, clock.today()) if row.window else None,
    }


def _minutes(row: MeetingView) -> dict[str, str]:
    first = row.records[0]
    words = f"{first.label}: {first.left}, due {london_day(first.due_at)}."
    return {"href": _href(row), "who": row.who, "strong": "Late." if first.is_late else "", "words": words}


def _asked(row: MeetingView) -> dict[str, str]:
    limits, today = row.window, clock.today()
    last = f" by {near_day(limits.last_usable_on, today)}" if limits else ""
    invite = f" Invite by {near_day(limits.invite_by, today)}." if limits else ""
    return {
        "href": _href(row),
        "who": row.who,
        "strong": "",
        "words": f"{row.kind_words}{last}.{invite}",
        "accept_action": url_for("conferences.chairing.accept", ref=row.ref),
        "decline_href": url_for("conferences.chairing.decline", ref=row.ref),
    }


def _missing(row: MeetingView) -> dict[str, str]:
    when = (
        f"Meeting {near_day(clock.london_day(row.starts_at), clock.today())}." if row.starts_at else "Not convened yet."
    )
    what = ", ".join(SAFEGUARD_SAYS[(name, "missing")].lower() for name in row.missing)
    return {"href": _href(row), "who": row.who, "what": what, "words": when}


@pages.post("/<ref>/accept")
def accept(ref: str) -> Response:
    """The chair said yes; the next step is to convene it."""
    with transaction() as session:
        conferences.accept(session, ref=ref, by=officer())
    tell("You chair this conference. Choose a time and whom to invite.")
    return redirect(url_for("conferences.convening.show", ref=ref), 303)


@pages.get("/<ref>/decline")
def decline(ref: str) -> str:
    """The page that asks why not."""
    return _decline_page(ref, Typed())


@pages.post("/<ref>/decline")
def do_decline(ref: str) -> Response | tuple[str, int]:
    """The conference is back with co-ordination, or the reason is asked for again."""
    try:
        with transaction() as session:
            conferences.decline(session, ref=ref, reason=request.form.get("reason", ""), by=officer())
    except Unprocessable as wrong:
        return _decline_page(ref, Typed(request.form, wrong.fields)), 422
    tell("Co-ordination has it back, with your reason.")
    return redirect(url_for("conferences.chairing.show"), 303)


def _decline_page(ref: str, typed: Typed) -> str:
    view = look_at(lambda session: show_conference(session, ref, by=officer(), purpose="declining"), by=officer())
    return render_template(
        "conferences/reason.html",
        heading="Give this conference back",
        caption=f"{view.kind_words} {view.ref}",
        words="Co-ordination finds another chair. You can no longer open the case afterwards.",
        fields=[typed.text("reason", "Why can you not chair it?", kind="textarea", hint="Co-ordination reads this.")],
        button="Give it back",
        warning=False,
        back={"href": url_for("conferences.chairing.show"), "label": "Back to your conferences"},
        errors=typed.errors,
    )
