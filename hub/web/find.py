"""The box in the header: from a reference to its page. A reference is posted, never searched by name."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import oversight
from hub.accounts import Permission, may
from hub.errors import Unprocessable
from hub.oversight import Found
from hub.web.around import is_built
from hub.web.looking import look_at
from hub.web.signed_in import officer

pages = Blueprint("find", __name__)


@pages.post("/find")
def by_reference() -> Response | tuple[str, int]:
    """To the page of the record; one that does not exist and one that may not be known of are answered alike."""
    typed, by = request.form.get("reference", "").strip(), officer()
    try:
        found = look_at(lambda session: oversight.find_record(session, typed, by=by), by=by)
    except Unprocessable as problem:
        return render_template(
            "records/not_a_reference.html", typed=typed, problem=problem.fields["reference"][0]
        ), problem.status
    return redirect(_page_of(found, opens_concerns=may(by, Permission.CONCERN_SEE)), 303)


def _page_of(found: Found, *, opens_concerns: bool) -> str:
    if found.is_log:
        return url_for("access_log.of_record", ref=found.ref)
    if found.kind == "conference":
        return url_for("conferences.one", ref=found.ref)
    if found.kind == "strand" and is_built("strands.show"):
        return url_for("strands.show", ref=found.ref)
    if found.kind == "strand" and opens_concerns and found.concern_ref:
        return url_for("records.decisions", ref=found.concern_ref)
    return url_for("records.show", ref=found.ref)
