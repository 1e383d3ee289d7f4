"""The first page after signing in: where each role's work waits."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from hub.accounts import Permission, may
from hub.actor import Actor
from hub.web.around import is_built, menu_title
from hub.web.signed_in import officer

pages = Blueprint("start", __name__)

# the first of the officer's roles that stands here leads; a page that is not built yet is passed over
START_PAGES = (
    ("senior_manager", "manager.show"),
    ("team_manager", "manager.show"),
    ("co_ordinator", "conferences.show"),
    ("chair", "conferences.show"),
    ("minute_taker", "conferences.show"),
    ("screening_officer", "queue.show"),
    ("duty_worker", "duty.show"),
    ("partner_reporter", "duty.show"),
    ("data_guardian", "access_log.show"),
    ("auditor", "access_log.show"),
    ("rules_owner", "rules.show"),
    ("committee_reader", "reports.show"),
    ("rules_owner", "agreement.show"),
    ("committee_reader", "agreement.show"),
    ("administrator", "admin.show"),
)


@pages.get("/")
def show() -> Response | str:
    """The officer's own start page, or a plain one."""
    by = officer()
    endpoint = start_page(by)
    if endpoint:
        return redirect(url_for(endpoint), 303)
    keeps_keys = may(by, Permission.KEYS_MANAGE)
    return render_template("signing_in/start.html", heading=menu_title(by), keeps_keys=keeps_keys)


def start_page(by: Actor) -> str:
    """The endpoint where this actor's work waits; empty when no page is built for it."""
    return next((endpoint for role, endpoint in START_PAGES if role in by.roles and is_built(endpoint)), "")
