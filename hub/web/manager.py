"""The manager's first page: danger, what will be late, forgotten drafts, what waits on whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, render_template, url_for

from hub import danger, drafts, oversight, spool
from hub.accounts import Permission, may
from hub.oversight import Due, DueLine
from hub.schemas.choices import QUEUES
from hub.triage.choices import ONWARD
from hub.web import local_policy
from hub.web.looking import look_at
from hub.web.queue_rows import address
from hub.web.records import STATES
from hub.web.signed_in import officer, settings_now

pages = Blueprint("manager", __name__)


@pages.get("/manager")
def show() -> str:
    """Danger first, then what will be late, then what is forgotten."""
    by, older = officer(), timedelta(hours=settings_now().draft_stale_hours)
    work = look_at(lambda session: oversight.show_work(session, by=by), by=by)
    hrefs = {
        "screening": url_for("queue.show"),
        "second_person": url_for("awaiting.to_sign"),
        "strand": url_for("open_work.show"),
        "second_look": url_for("second_looks.show"),
        "look_difference": url_for("differences.show"),
    }
    return render_template(
        "records/manager.html",
        alerts=look_at(lambda session: danger.show_alerts(session, by=by), by=by).open,
        work=work,
        due=[(each, _href(each, hrefs)) for each in work.due.lines],
        more=[(words, number, _more_href(queue, hrefs)) for queue, words, number in _more(work.due)],
        limits=local_policy.of_rows(*work.due.lines, *work.clocks, *work.onward),
        spooled=spool.status(settings_now().spool_folder),
        held=[(each, spool.REASONS.get(each.reason, each.reason)) for each in spool.held(settings_now().spool_folder)],
        drafts=look_at(lambda session: drafts.stale_drafts(session, older_than=older, by=by), by=by),
        queues=QUEUES,
        onward=ONWARD,
        hrefs=hrefs,
        states={state: words for state, (words, _) in STATES.items()},
        keeps_sealed=may(by, Permission.CONCERN_SEAL),
    )


def _more(due: Due) -> list[tuple[str, str, int]]:
    return [(queue, QUEUES[queue], number) for queue, number in due.more]


def _more_href(queue: str, hrefs: Mapping[str, str]) -> str:
    """Where the rest of a queue's pressing work is listed; of the screening queue what is due today, which holds all that is late."""
    return url_for("queue.show", view="today") if queue == "screening" else hrefs.get(queue, "")


def _href(line: DueLine, hrefs: Mapping[str, str]) -> str:
    """Where the line's work is done: its own page where one thing waits, else the page that has all of it."""
    lead = line.items[0]
    if line.queue == "screening" or lead.object_type == "team_notice":
        return address(lead.object_type, lead.ref, lead.object_id)
    if line.queue == "second_person" and len(line.items) == 1:
        return url_for("awaiting.show", decision_id=lead.object_id)
    if line.queue in {"second_person", "second_look", "look_difference"}:
        return hrefs[line.queue]
    return url_for("records.decisions", ref=line.concern_ref)
