"""The box in the header: from a reference to its page. A reference is posted, never searched by name."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.db import Reference, read_reference, reading
from hub.web.around import is_built

pages = Blueprint("find", __name__)

PAGES_BY_KIND = {"concern": "records.show", "strand": "strands.show", "conference": "conferences.show_one"}


@pages.post("/find")
def by_reference() -> Response | tuple[str, int]:
    """To the page of the record; one that does not exist and one that may not be known of go the same way."""
    typed = request.form.get("reference", "").strip()
    ref = read_reference(typed)
    if ref is None:
        return render_template("records/not_a_reference.html", typed=typed), 422
    with reading() as session:
        held = session.get(Reference, ref)
        kind = held.kind if held else "concern"
    endpoint = PAGES_BY_KIND.get(kind, "records.show")
    return redirect(url_for(endpoint if is_built(endpoint) else "records.show", ref=ref), 303)
