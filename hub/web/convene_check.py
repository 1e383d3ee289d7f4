"""Everything about a meeting once more, before anybody is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for

from hub.conferences import ConferenceView
from hub.schemas import meeting_choices as choices
from hub.web.convene_page import invitee_row, missing_roles
from hub.web.invitee_list import Row
from hub.web.meeting_words import hours_words
from hub.web.typed import Typed
from hub.web.words import weekday

NOT_CHOSEN = "Not chosen yet"
ODD_HOURS = {
    "day": "That is not a working day. Convene it then only if everybody who is needed can come",
    "hour": "That is outside the council’s working hours. Convene it then only if everybody who is needed can come",
}


def on_page(wrong: Mapping[str, Any]) -> dict[str, Any]:
    """Messages by the field of the page that asks: the moment is asked as one of the times offered."""
    return {"slot" if name == "starts_at" else name: words for name, words in wrong.items()}


def check_page(
    view: ConferenceView, rows: Sequence[Row], names: Mapping[str, str], odd: str, typed: Typed
) -> dict[str, Any]:
    """Everything `conferences/check.html` asks for; `odd`: why the time lies outside working hours, as a code."""
    told = view.planned.get("time") or {}
    time_href = url_for("conferences.convening.show", ref=view.ref)
    when, place = _when(told), told.get("place") or ("By video" if told.get("link") else NOT_CHOSEN)
    when_rows = [
        {"key": "When", "value": when or NOT_CHOSEN, "href": time_href},
        {"key": "Place", "value": place, "href": time_href},
        {"key": "Video", "value": told.get("link") or "No link", "href": time_href},
        {"key": "Minutes", "value": names.get(told.get("minute_taker", ""), "Nobody chosen yet"), "href": time_href},
    ]
    for name in ("notice_reason", "late_reason", "late_safety_plan"):
        if told.get(name):
            when_rows.append({"key": choices.REASON_LABELS[name], "value": told[name], "href": time_href})
    if told.get("late_approved_by"):
        when_rows.append({"key": "Agreed by", "value": names.get(told["late_approved_by"], ""), "href": time_href})
    errors = [{"text": words, "href": _mend_href(view.ref, name)} for name, words in on_page(typed.wrong).items()]
    return {
        "view": view,
        "when_rows": when_rows,
        "odd_hours": [{"words": ODD_HOURS[odd], "kind": "missing"}] if odd else [],
        "invitees": [{**invitee_row(view.ref, place, row), "mail": _mail(row)} for place, row in enumerate(rows)],
        "missing_roles": missing_roles(view, rows),
        "errors": errors,
        "hidden": {"seen": view.seen},
        "back": {"href": time_href, "label": "Back to the time and list"},
        "is_moved": view.state == "convened",
        "is_ready": NOT_CHOSEN not in (when or NOT_CHOSEN, place),
        "time_href": time_href,
    }


def _mend_href(ref: str, name: str) -> str:
    parts = name.replace("invitees.", "invitee-").split("-")
    if parts[0] == "invitee" and len(parts) > 1:
        return url_for("conferences.inviting.show", ref=ref, place=parts[1].split(".")[0])
    return url_for("conferences.convening.show", ref=ref, _anchor="people" if name == "invitees" else name)


def _when(told: Mapping[str, Any]) -> str:
    slot, minutes = told.get("slot", ""), int(told.get("minutes_long") or 90)
    if slot and slot != "other":
        try:
            starts = datetime.fromisoformat(slot)
        except ValueError:
            return ""
        return f"{weekday(starts)}, {hours_words(starts, minutes)}"
    day = told.get("other_day") or {}
    if not any(day.values()):
        return ""
    try:
        typed = date(int(day["year"]), int(day["month"]), int(day["day"]))
    except (ValueError, OverflowError):
        return ""
    return f"{weekday(typed)}, {told.get('other_time', '')}, {minutes} minutes"


def _mail(row: Row) -> str:
    """Whether an invitation goes out to this row by mail, in words."""
    if row.get("attends") not in {"expected", "own_choice", "separately"}:
        return "Nothing is sent"
    if row.get("told_how") == "not_safe":
        return "Nothing is sent: no safe way is known"
    if not row.get("email") and not row.get("officer_id"):
        return "No mail: no address"
    if row.get("agency") == "family" and row.get("told_how") != "secure_mail":
        return "No mail: tell them in person or by phone"
    return "Invitation by mail"
