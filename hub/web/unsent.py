"""A draft that a colleague typed and did not send, opened by who oversees drafts. Opening it is recorded."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template

from hub import clock, drafts, rulebook
from hub.db import reading
from hub.web.logging_concern.sending import cards_of
from hub.web.logging_concern.writing import Writing
from hub.web.looking import look_at
from hub.web.signed_in import officer

pages = Blueprint("unsent", __name__)


@pages.get("/unsent/<uuid:draft_id>")
def one(draft_id: UUID) -> Response:
    """What a colleague typed and did not send."""
    by = officer()
    stale, kept = look_at(lambda session: drafts.look_at_draft(session, draft_id, by=by), by=by)
    with reading() as session:
        catalogue = rulebook.active_pack(session).facts
    now = Writing(
        id=stale.id,
        form="long",
        danger=stale.danger,
        is_sealed=stale.is_sealed,
        started_at=stale.started_at,
        touched_at=stale.touched_at,
        kept=kept,
        catalogue=catalogue,
        alarm=None,
    )
    return make_response(render_template("duty/unsent_one.html", stale=stale, cards=cards_of(now), now=clock.now()))
