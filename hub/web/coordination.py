"""Co-ordination's page of requests, and giving a conference its chair."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, conferences, outbox
from hub.conferences import RequestView
from hub.db import reading, transaction
from hub.errors import Unprocessable
from hub.schemas import meeting_choices as choices
from hub.schemas.conferences import read_id
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.meeting_words import last_day, left_words, limit_source, safeguard_marks, shares
from hub.web.signed_in import officer, settings_now
from hub.web.typed import Typed
from hub.web.words import counted

pages = Blueprint("coordination", __name__, url_prefix="/requests")
ROWS = 25
DESKS = {"children": "Children’s work", "adults": "Adults’ work"}
REASONS = {"review_due": "Review due.", "cancelled": "The last meeting was cancelled."}


@pages.get("/")
def show() -> str:
    """Everything that waits, the soonest last usable day first."""
    rows = look_at(lambda session: conferences.coordination_list(session, by=officer()), by=officer())
    view, start = request.args.get("view", ""), max(0, request.args.get("start", 0, type=int))
    chosen = [row for row in rows if _is_in(row, view)]
    page = chosen[start : start + ROWS]
    return render_template(
        "pages/conference_queue.html",
        lede=_lede(rows),
        views=_views(rows, view),
        order_words="Soonest last usable day first.",
        orders=[],
        notice_words="notice",
        requests=[_row(row) for row in page],
        shown_words=_shown_words(len(page), len(chosen)),
        next_href=_href(view, start + ROWS) if len(chosen) > start + ROWS else "",
        previous_href=_href(view, max(0, start - ROWS)) if start else "",
        mail_words=_mail_words(),
    )


VIEWS = {
    "": "All",
    "children": "Children’s work",
    "adults": "Adults’ work",
    "missing": "Safeguard missing",
    "no_chair": "No chair to propose",
}


def _is_in(row: RequestView, view: str) -> bool:
    if view in DESKS:
        return row.desk == view
    if view == "missing":
        return any(state == "missing" for _, state in row.safeguards)
    return row.proposed is None if view == "no_chair" else True


def _views(rows: tuple[RequestView, ...], view: str) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{label} {sum(1 for row in rows if _is_in(row, name))}",
            "href": _href(name),
            "current": name == view,
        }
        for name, label in VIEWS.items()
    ]


def _href(view: str, start: int = 0) -> str:
    return url_for("conferences.coordination.show", view=view or None, start=start or None)


def _lede(rows: tuple[RequestView, ...]) -> dict[str, str]:
    today = clock.today()
    soon = sum(1 for row in rows if row.window and (row.window.invite_by - today).days <= 1)
    late = sum(1 for row in rows if row.window and row.window.is_past)
    missing = sum(1 for row in rows if any(state == "missing" for _, state in row.safeguards))
    after = f" {counted(missing, 'has', 'have')} a safeguard missing." if missing else ""
    before = f"{counted(len(rows), 'request is', 'requests are')} waiting." if rows else "No request is waiting."
    strong = f"{counted(soon, 'must be', 'must be')} invited by tomorrow to keep the notice." if soon else ""
    if late:
        strong = f"{counted(late, 'is', 'are')} past the limit. {strong}".strip()
    return {"before": before, "strong": strong, "after": after}


def _shown_words(shown: int, whole: int) -> str:
    return f"Showing {shown} of {whole}" if whole else ""


def _mail_words() -> str:
    """Said where mail is not set up and something waits."""
    if settings_now().smtp_host:
        return ""
    with reading() as session:
        waiting = outbox.waiting_count(session)
    return f"Mail is not set up, {counted(waiting, 'message waits', 'messages wait')}." if waiting else ""


def _row(row: RequestView) -> dict[str, Any]:
    today, limits, proposed = clock.today(), row.window, row.proposed
    gone, notice_from = shares(limits, today) if limits else (0, 1)
    able = len(row.equals)
    href = url_for("conferences.coordination.request_page", ref=row.ref)
    return {
        "kind": row.kind_words,
        "reference": row.ref,
        "href": href,
        "who": row.who,
        "joined": _joined(row),
        "words": _words(row),
        "left": left_words(limits, today) if limits else "No limit runs yet",
        "gone": gone,
        "notice_from": notice_from,
        "last_day": last_day(limits, today)
        if limits
        else {"before": "Asking for it starts", "strong": "the limit", "after": "."},
        "source": limit_source(limits) if limits else "",
        "safeguards": safeguard_marks(row.safeguards),
        "chair": proposed.name if proposed else "",
        "chair_words": ". ".join(proposed.reasons) + "." if proposed else _nobody(able),
        "chair_link": None if proposed else {"href": href, "label": "Choose between them" if able else "See why"},
    }


def _nobody(able: int) -> str:
    return f"{able} are equally placed." if able else "Nobody who chairs can take it."


def _joined(row: RequestView) -> str:
    n = len(row.names)
    if n < 2:
        return ""
    return (
        f"{n} siblings, one meeting, a record each"
        if row.is_asked
        else f"{n} children of one concern: one meeting, or one each"
    )


def _words(row: RequestView) -> str:
    said = "Given back by a chair. " if row.declined_reason else ""
    return f"{said}{DESKS[row.desk]}. {REASONS.get(row.reason, '')}".strip()


@pages.get("/<ref>")
def request_page(ref: str) -> str:
    """One request: its limit, who could chair it and who cannot, and why."""
    return _request_page(ref, Typed())


@pages.post("/<ref>")
def allocate(ref: str) -> Response | tuple[str, int]:
    """The conference is asked for where it was not yet, and has its chair."""
    form, by = request.form, officer()
    chair = read_id(form.get("chair", ""))
    if chair is None:
        return _request_page(ref, Typed(form, {"chair": ["Select who chairs it"]})), 422
    try:
        with transaction() as session:
            conference_id = _asked_for(session, ref, form.getlist("strands"), form.get("kind", ""))
            allocated = conferences.allocate(session, conference_id=conference_id, chair_id=chair, by=by)
    except Unprocessable as wrong:
        return _request_page(ref, Typed(form, wrong.fields)), 422
    tell(f"Conference {allocated.ref} has its chair. It now waits in their queue.")
    return redirect(url_for("conferences.one", ref=allocated.ref), 303)


def _asked_for(session: Any, ref: str, strands: list[str], kind: str) -> UUID:
    """The conference this request is about, asked for now where it was not."""
    row = conferences.show_request(session, ref, by=officer()).view
    if row.is_asked:
        return conferences.get_conference(session, row.ref).id
    wanted = [strand for strand, _ in row.names if str(strand) in strands] or [strand for strand, _ in row.names][:1]
    prefix = settings_now().reference_prefix
    return conferences.request(session, strand_ids=wanted, kind=kind or None, by=officer(), prefix=prefix).id


def _request_page(ref: str, typed: Typed) -> str:
    row = look_at(lambda session: conferences.show_request(session, ref, by=officer()), by=officer())
    today, limits = clock.today(), row.window
    gone, notice_from = shares(limits, today) if limits else (0, 1)
    joined = request.form.getlist("strands") or [str(strand) for strand, _ in row.names]
    return render_template(
        "conferences/request.html",
        row=row,
        limits=limits,
        left=left_words(limits, today) if limits else "",
        last_day=last_day(limits, today) if limits else None,
        source=limit_source(limits) if limits else "",
        gone=gone,
        notice_from=notice_from,
        marks=safeguard_marks(row.safeguards),
        strands=[{"value": str(strand), "text": name} for strand, name in row.names],
        joined=joined,
        kinds=typed.select("kind", "Kind of meeting", choices.KINDS_ASKED) if row.desk == "children" else None,
        chosen=typed.values.get("chair", ""),
        chair_error=typed.wrong.get("chair", ""),
        errors=typed.errors,
        back={"href": url_for("conferences.coordination.show"), "label": "Back to requests"},
    )
