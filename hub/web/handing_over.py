"""The trail of one record for somebody outside, after the officer said once more who they are."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from hub import oversight
from hub.accounts import Permission, require
from hub.errors import Unprocessable
from hub.oversight import HANDING_OVER_REASONS, LogView
from hub.web.confirming import confirm_to_take_out, confirming_fields
from hub.web.looking import look_at
from hub.web.signed_in import officer
from hub.web.typed import Typed

pages = Blueprint("handing_over", __name__)
NO_REASON = "Select why it is handed over"


@pages.get("/access-log/<ref>/hand-over")
@pages.get("/access-log/person/<uuid:person_id>/hand-over")
def ask(ref: str = "", person_id: UUID | None = None) -> Response:
    """Asks why, and who the officer is."""
    return _page(ref, person_id, Typed())


@pages.post("/access-log/<ref>/hand-over")
@pages.post("/access-log/person/<uuid:person_id>/hand-over")
def give(ref: str = "", person_id: UUID | None = None) -> Response:
    """The archive, or what is wrong with what was typed."""
    by, reason = officer(), request.form.get("reason", "")
    require(by, Permission.AUDIT_READ)
    kind, told = ("person", str(person_id)) if person_id else ("record", ref)
    try:
        if reason not in HANDING_OVER_REASONS:  # a code is not used up for want of a reason
            raise Unprocessable({"reason": [NO_REASON]})
        confirm_to_take_out()
        made = look_at(lambda session: oversight.hand_over(session, kind, told, reason=reason, by=by), by=by)
    except Unprocessable as problem:
        return _page(ref, person_id, Typed({"reason": reason}, problem.fields), problem.status)
    response = make_response(made.archive)
    response.mimetype = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def _page(ref: str, person_id: UUID | None, typed: Typed, status: int = 200) -> Response:
    by = officer()

    def log() -> LogView:
        if person_id:
            return look_at(lambda session: oversight.show_log_of(session, "person", person_id, by=by), by=by)
        return look_at(lambda session: oversight.show_log(session, ref, by=by), by=by)

    view = log()
    fields = [typed.radios("reason", "Why is it handed over?", HANDING_OVER_REASONS), *confirming_fields(typed)]
    back = url_for("access_log.of_one", kind="person", record_id=person_id) if person_id else ""
    html = render_template(
        "records/hand_over.html",
        name=view.ref or "A person",
        fields=fields,
        errors=typed.errors,
        back=back or url_for("access_log.of_record", ref=view.ref),
    )
    return make_response(html, status)
