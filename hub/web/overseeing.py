"""Looking at looking: what is worth a question, and how far the log of it all is sealed."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template, request, url_for

from hub import oversight
from hub.errors import NotFound
from hub.oversight import PERIODS
from hub.oversight import unusual as rule
from hub.web.looking import look_at
from hub.web.signed_in import officer
from hub.web.trail_words import footing_words
from hub.web.typed import small_number
from hub.web.words import told_day

pages = Blueprint("overseeing", __name__)
# What the sealer found, in words; what stands at its place is not sealed, nor what came after it.
ALARMS = {
    "forged": "An entry does not carry the hub’s mark, or stands where it does not belong",
    "missing": "An entry is missing",
    "counter_back": "A counter of entries was turned back",
    "log_changed": "The log is not what its newest checkpoint signed",
}


@pages.get("/access-log/unusual")
def unusual() -> str:
    """Much looking, looking without a relation, and refusals of the last days."""
    by, days = officer(), small_number(request.args.get("days", str(PERIODS[0])))
    view = look_at(lambda session: oversight.show_unusual(session, days=days or 0, by=by), by=by)
    return render_template(
        "records/unusual.html", view=view, periods=PERIODS, rule=rule, footing=footing_words, day=told_day
    )


@pages.get("/access-log/checkpoints")
def checkpoints() -> str:
    """How far the log is sealed, what waits, and what was found wrong."""
    by, before = officer(), moment(request.args.get("before"))
    view = look_at(lambda session: oversight.show_sealed_log(session, by=by, before=before), by=by)
    return render_template(
        "records/checkpoints.html",
        view=view,
        alarms=ALARMS,
        older_href=url_for(".checkpoints", before=view.before.isoformat()) if view.before else "",
        newest_href=url_for(".checkpoints") if before else "",
    )


def moment(told: str | None) -> datetime | None:
    """The instant at which a page begins, as the address of the page before it said.

    Raises:
        NotFound: it is none.
    """
    try:
        read = datetime.fromisoformat(told) if told else None
        return read.astimezone(UTC) if read is not None and read.tzinfo else None
    except (ValueError, OverflowError) as error:
        raise NotFound from error
