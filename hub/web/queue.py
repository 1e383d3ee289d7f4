"""The screening queue: filters, saved views, a page by its key, picking up and putting back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, queues, triage
from hub.accounts import Permission, may
from hub.actor import Actor
from hub.db import transaction
from hub.errors import Conflict
from hub.queues import Filter, Key
from hub.rulebook import URGENCY_WORDS
from hub.schemas.choices import SOURCES
from hub.web import local_policy, queue_keys
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.queue_rows import address, grouped
from hub.web.signed_in import officer, settings_now
from hub.web.words import london_day, london_time

pages = Blueprint("queue", __name__)

VIEWS = {"unscreened": "Unscreened", "mine": "Mine", "today": "Due by tonight", "overdue": "Overdue"}
DESKS = {"children": "Children’s desk", "adults": "Adults’ desk"}
RANKS = {
    "act_now": (0,),
    "same_day": (2,),
    "could": (1, 3, 5, 7, 9),
    "two_working_days": (4,),
    "five_working_days": (6, 8),
}
OWNERS = {"nobody": "No one yet", "me": "Me", "others": "Someone else"}
GROUPS = {
    "desk": ("Desk", DESKS),
    "urgency": ("Urgency", {code: URGENCY_WORDS.get(code, "Could be urgent") for code in RANKS}),
    "owner": ("Owner", OWNERS),
    "source": ("Source", SOURCES),
}


@pages.get("/queue")
def show() -> str:
    """A page of the queue; the leaf of the look is written before it is shown."""
    by, view, chosen = officer(), _view(), _chosen()
    only, after, before = _filter(view, chosen), queue_keys.asked("after"), queue_keys.asked("before")
    views = {name: _filter(name, {}) for name in VIEWS}
    found = look_at(
        lambda session: triage.show_queue(session, by=by, only=only, after=after, before=before, views=views), by=by
    )
    return render_template(
        "pages/queue.html",
        title="Screening queue",
        count_words=f"{_capped(found.count)} waiting",
        as_at=f"{london_time(found.as_at)}, {london_day(found.as_at)}",
        refresh_href=_href(view, chosen),
        save_view_href="",
        views=_views(by, view, found.counts),
        filter=_filter_panel(view, chosen),
        groups=grouped(found),
        limits=local_policy.of_rows(*found.rows),
        next_href=_href(view, chosen, after=found.next_after) if found.next_after else "",
        previous_href=_href(view, chosen, before=found.previous_before) if found.previous_before else "",
    )


@pages.post("/queue/<uuid:item_id>/pick-up")
def pick_up(item_id: UUID) -> Response:
    """The item is the officer's and its page opens; where somebody was faster, the queue says so."""
    try:
        with transaction() as session:
            minutes = settings_now().claim_minutes
            item = triage.take_up(session, item_id=item_id, minutes=minutes, by=officer())
            href = address(item.object_type, item.ref, item.object_id)
    except Conflict as conflict:
        tell(conflict.message, "important")
        return redirect(url_for("queue.show"), 303)
    return redirect(href, 303)


@pages.post("/queue/<uuid:item_id>/put-back")
def put_back(item_id: UUID) -> Response:
    """The item is free again; what the officer began is kept."""
    with transaction() as session:
        queues.put_back(session, item_id=item_id, by=officer())
    tell("Put back. What you entered so far is kept.")
    return redirect(url_for("queue.show"), 303)


def _views(by: Actor, view: str, counted: Mapping[str, int]) -> list[dict[str, Any]]:
    """Saved views with what they hold, then what waits for somebody's word."""
    found: list[dict[str, Any]] = [
        {"label": f"{label} ({_capped(counted[name])})", "href": _href(name, {}), "current": name == view}
        for name, label in VIEWS.items()
    ]
    if may(by, Permission.ONWARD_RECORD):
        found.append({"label": "Passed on", "href": url_for("awaiting.onward")})
    if may(by, Permission.CONCERN_SIGN):
        found.append({"label": "To sign", "href": url_for("awaiting.to_sign")})
    if may(by, Permission.SECOND_LOOK):
        found.append({"label": "Second looks", "href": url_for("second_looks.show")})
    if may(by, Permission.STRAND_SEE):
        found.append({"label": "Open work", "href": url_for("open_work.show")})
    return found


def _view() -> str:
    asked = request.args.get("view", "unscreened")
    return asked if asked in VIEWS else "unscreened"


def _chosen() -> dict[str, list[str]]:
    """The boxes ticked, of those there are."""
    asked = {name: [one for one in request.args.getlist(name) if one in items] for name, (_, items) in GROUPS.items()}
    return {name: values for name, values in asked.items() if values}


def _filter(view: str, chosen: dict[str, list[str]]) -> Filter:
    ranks = tuple(rank for name in chosen.get("urgency", ()) for rank in RANKS[name])
    desks = tuple(chosen.get("desk", ()))
    owners = chosen.get("owner", [])
    due_before: datetime | None = {"today": triage.due_today(), "overdue": clock.now()}.get(view)
    return Filter(
        ranks=ranks,
        desks=(*desks, "both") if desks else (),
        sources=tuple(chosen.get("source", ())),
        owner="me" if view == "mine" else owners[0] if len(owners) == 1 else "",
        to_do=view == "unscreened",
        due_before=due_before,
    )


def _capped(number: int) -> str:
    return f"{number}+" if number >= queues.COUNTED_TO else str(number)


def _filter_panel(view: str, chosen: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "action": url_for("queue.show"),
        "groups": [
            {
                "name": name,
                "legend": legend,
                "folded": name == "source" and name not in chosen,
                "items": [
                    {"value": value, "label": label, "checked": value in chosen.get(name, ())}
                    for value, label in items.items()
                ],
            }
            for name, (legend, items) in GROUPS.items()
        ],
        "chosen": [
            {"label": GROUPS[name][1][value], "remove_href": _href(view, _without(chosen, name, value))}
            for name, values in chosen.items()
            for value in values
        ],
        "clear_href": _href(view, {}),
    }


def _without(chosen: dict[str, list[str]], name: str, value: str) -> dict[str, list[str]]:
    return {each: [one for one in values if (each, one) != (name, value)] for each, values in chosen.items()}


def _href(view: str, chosen: dict[str, list[str]], *, after: Key | None = None, before: Key | None = None) -> str:
    """The address of this view; a page's key is signed, and says nothing of anybody."""
    asked: dict[str, Any] = {name: values for name, values in chosen.items() if values}
    if view != "unscreened":
        asked["view"] = view
    for name, key in (("after", after), ("before", before)):
        if key is not None:
            asked[name] = queue_keys.signed(key)
    return url_for("queue.show", **asked)
