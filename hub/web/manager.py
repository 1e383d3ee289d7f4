"""The manager's first page: danger, what will be late, forgotten drafts, what waits on whom."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template, url_for

from hub import danger, drafts, oversight, spool
from hub.accounts import Permission, may
from hub.schemas.choices import QUEUES
from hub.triage.choices import ONWARD
from hub.web import local_policy
from hub.web.looking import look_at
from hub.web.records import STATES
from hub.web.signed_in import officer, settings_now

pages = Blueprint("manager", __name__)


@pages.get("/manager")
def show() -> str:
    """Danger first, then what will be late, then what is forgotten."""
    by, older = officer(), timedelta(hours=settings_now().draft_stale_hours)
    work = look_at(lambda session: oversight.show_work(session, by=by), by=by)
    return render_template(
        "records/manager.html",
        alerts=look_at(lambda session: danger.show_alerts(session, by=by), by=by).open,
        work=work,
        limits=local_policy.of_rows(*work.due, *work.clocks, *work.onward),
        spooled=spool.status(settings_now().spool_folder),
        held=[(each, spool.REASONS.get(each.reason, each.reason)) for each in spool.held(settings_now().spool_folder)],
        drafts=look_at(lambda session: drafts.stale_drafts(session, older_than=older, by=by), by=by),
        queues=QUEUES,
        onward=ONWARD,
        hrefs={
            "screening": url_for("queue.show"),
            "second_person": url_for("awaiting.to_sign"),
            "strand": url_for("open_work.show"),
            "second_look": url_for("second_looks.show"),
            "look_difference": url_for("differences.show"),
        },
        states={state: words for state, (words, _) in STATES.items()},
        keeps_sealed=may(by, Permission.CONCERN_SEAL),
    )
