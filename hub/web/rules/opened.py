"""The draft that a page is about, read for looking at it or for changing it."""

from __future__ import annotations

from flask import request

from hub.accounts import Permission, require
from hub.db import reading
from hub.errors import Conflict, OutOfOrder, Unprocessable
from hub.rulebook.opening import OpenedDraft, open_for_page
from hub.web.signed_in import officer
from hub.web.typed import Typed


def opened_draft(number: int) -> OpenedDraft:
    """The draft as it is now."""
    by = officer()
    with reading() as session:
        return open_for_page(session, number, by=by)


def opened_for_editing(number: int) -> OpenedDraft:
    """The draft, where it may be changed by forms.

    Raises:
        NotAllowed: not theirs to change.
        OutOfOrder: it is not open, or its lists of facts, sources or routes cannot be read.
    """
    require(officer(), Permission.RULES_CHANGE)
    found = opened_draft(number)
    if not found.is_open:
        raise OutOfOrder("This draft is not open. Take it back first, or begin another.")
    if not found.can_be_edited:
        raise OutOfOrder("The draft’s list of facts, sources or routes cannot be read. Mend its text first.")
    return found


def seen() -> int:
    """The version of the draft that stood on the page when the form was opened."""
    return request.form.get("seen", -1, type=int)


def summary(typed: Typed, *dates: str) -> list[dict[str, str]]:
    """The error summary, a day's link leading to its first box."""
    return [
        {"text": words, "href": f"#{name}-day" if name in dates else f"#{name}"} for name, words in typed.wrong.items()
    ]


def status_of(problem: Unprocessable | None, conflict: Conflict | None) -> int:
    """What the page answers with."""
    return problem.status if problem else conflict.status if conflict else 200
