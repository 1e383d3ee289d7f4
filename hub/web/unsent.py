"""What did not come in: a colleague's unsent draft, a concern held in the spool. Opened by who oversees drafts; that is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template

from hub import clock, drafts, front_door, rulebook, spool
from hub.accounts import Permission, require
from hub.crypto import Unsealable
from hub.db import reading
from hub.errors import NotFound
from hub.spool import Entry, Waiting
from hub.web.logging_concern.sending import cards_of
from hub.web.logging_concern.writing import Writing
from hub.web.looking import look_at
from hub.web.signed_in import officer, settings_now

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


@pages.get("/unsent/spool/<entry_id>")
def held(entry_id: str) -> Response:
    """A concern that waited in the spool and could not come in, with its words as they were sent."""
    by = officer()
    require(by, Permission.DRAFTS_OVERSEE)
    entry = spool.find_held(settings_now().spool_folder, entry_id)
    if entry is None:
        raise NotFound
    told = _opened(entry)
    found = told and look_at(
        lambda session: front_door.look_at_held(session, told, receipt=entry.receipt, by=by), by=by
    )
    html = render_template(
        "duty/held_one.html",
        entry=entry,
        why=spool.REASONS.get(entry.reason, entry.reason),
        found=found,
        lines=list(lines_of(found.document)) if found else [],
    )
    return make_response(html)


def _opened(entry: Entry) -> Waiting | None:
    try:
        return spool.open_entry(entry)
    except (Unsealable, OSError):
        return None


def lines_of(document: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Every answer of a document with its place, as "people 1, forename"."""
    pairs = enumerate(document, 1) if isinstance(document, list) else document.items()
    for name, value in pairs:
        place = (
            f"{above} {name}".strip()
            if isinstance(document, list)
            else ", ".join(filter(None, (above, _plain(str(name)))))
        )
        if isinstance(value, Mapping | list) and value:
            yield from lines_of(value, place)
        elif value not in ("", None, [], {}):
            yield place, str(value)


def _plain(name: str) -> str:
    return name.replace("_", " ")
