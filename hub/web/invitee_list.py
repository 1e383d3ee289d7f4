"""The list of invitees while it is being planned: as typed, from the conference's sealed plan or from whom to think of first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from hub import conferences
from hub.conferences import ConferenceView, NewInvitee
from hub.errors import Unprocessable
from hub.schemas.conferences import InviteeSchema, read_form
from hub.web.signed_in import officer
from hub.web.typed import first_words

Row = dict[str, Any]


def typed_invitees(session: Session, view: ConferenceView) -> list[Row]:
    """The rows as typed so far; before any was typed, the people of the case."""
    planned = view.planned.get("invitees")
    if planned is not None:
        return [dict(row) for row in planned]
    held = conferences.get_conference(session, view.ref)
    return [as_row(each) for each in conferences.suggested_invitees(session, held, by=officer())]


def as_row(each: NewInvitee) -> Row:
    """An invitee as the form has them."""
    return {
        "agency": each.agency,
        "role": each.role,
        "name": each.name,
        "email": each.email,
        "officer_id": str(each.officer_id) if each.officer_id else None,
        "attends": each.attends,
        "told_how": each.told_how,
        "sees_papers": each.sees_papers,
        "is_alleged": each.is_alleged,
        "why_not": each.why_not,
    }


def load_invitees(rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[NewInvitee, ...], dict[str, str]]:
    """The invitees that can be read, and for the others what is wrong, by row."""
    found, wrong = [], {}
    for place, row in enumerate(rows):
        try:
            found.append(read_form(InviteeSchema(), row))
        except Unprocessable as invalid:
            name = row.get("name") or row.get("role") or "Somebody on the list"
            if row.get("attends") == "undecided":
                wrong[f"invitee-{place}"] = f"{name}: decide whether they come, come separately, or do not"
            else:
                wrong[f"invitee-{place}"] = f"{name}: {first_words(invalid.fields)}"
    return tuple(found), wrong
