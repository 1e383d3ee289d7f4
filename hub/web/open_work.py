"""Open work that waits with the officer's teams and needs no conference."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for

from hub import clock, queues, triage
from hub.triage import OpenWork
from hub.web import local_policy, queue_keys
from hub.web.looking import look_at
from hub.web.signed_in import officer
from hub.web.words import capital_first, when

pages = Blueprint("open_work", __name__)


@pages.get("/work")
def show() -> str:
    """A page of it, the most urgent first."""
    by, after, before = officer(), queue_keys.asked("after"), queue_keys.asked("before")
    view = look_at(lambda session: triage.show_open_work(session, by=by, after=after, before=before), by=by)
    here = "open_work.show"
    return render_template(
        "pages/open_work.html",
        count=f"{view.count}+" if view.count >= queues.COUNTED_TO else str(view.count),
        rows=[_row(each) for each in view.rows],
        limits=local_policy.of_rows(*view.rows),
        next_href=url_for(here, after=queue_keys.signed(view.next_after)) if view.next_after else "",
        previous_href=url_for(here, before=queue_keys.signed(view.previous_before)) if view.previous_before else "",
    )


def _row(each: OpenWork) -> dict[str, Any]:
    return {
        "who": each.who,
        "route": each.route,
        "ref": each.ref,
        "href": _href(each),
        "left": capital_first(each.left),
        "due": capital_first(when(each.act_by, clock.now())),
        "late": each.is_late,
    }


def _href(each: OpenWork) -> str:
    if each.notice_id is not None:
        return url_for("coming_back.told", notice_id=each.notice_id)
    return url_for("records.decisions", ref=each.concern_ref) if each.concern_ref else ""
