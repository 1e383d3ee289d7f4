"""Whether the people of a concern are known already: the records that may be theirs, and what the officer says of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import triage
from hub.accounts import Permission, may
from hub.db import transaction
from hub.errors import OutOfOrder, Unprocessable
from hub.schemas.people import SAID, SameSchema
from hub.schemas.screening import load
from hub.triage import PersonMatches
from hub.web.around import tell
from hub.web.candidate_cards import card
from hub.web.concern_bar import bar, flags
from hub.web.looking import look_at
from hub.web.signed_in import officer, settings_now

pages = Blueprint("matches", __name__)
SAYS = {
    "same": "Joined. It can be undone on the person’s record.",
    "not_same": "Kept apart. These records are not offered for this person again.",
    "not_sure": "Left open. The records stay apart and are offered again.",
}


@pages.get("/concerns/<ref>/matches")
def show(ref: str) -> Response:
    """Each person of the concern with the records that may be theirs."""
    return _page(ref)


@pages.post("/concerns/<ref>/matches/<uuid:person_id>")
def say(ref: str, person_id: UUID) -> Response:
    """The officer's word on the records offered for one person."""
    try:
        said = load(SameSchema(), request.form.to_dict())
        with transaction() as session:
            triage.say_of_match(session, ref, person_id, by=officer(), **said)
    except Unprocessable:
        return _page(ref, wrong=str(person_id), words=SAID)
    except OutOfOrder as problem:
        return _page(ref, words=problem.message, status=problem.status)
    tell(SAYS[said["verdict"]])
    return redirect(url_for("matches.show", ref=ref), 303)


def _page(ref: str, *, wrong: str = "", words: str = "", status: int = 422) -> Response:
    by = officer()
    view = look_at(lambda session: triage.show_matches(session, ref, by=by), by=by)
    html = render_template(
        "people/matches.html",
        ref=ref,
        bar=bar(view.frame, "Do we know them?"),
        flags=flags(view.frame),
        people=[_person(each, may(by, Permission.PERSON_SEE)) for each in view.people],
        to_say=sum(any(not one.is_restricted for one in each.candidates) for each in view.people),
        errors=[{"text": words, "href": f"#person-{wrong}" if wrong else ""}] if words else [],
        duty_phone=settings_now().duty_phone,
        back=url_for("records.people", ref=ref),
    )
    return make_response(html, status if words else 200)


def _person(each: PersonMatches, may_open: bool) -> dict[str, Any]:
    return {
        "id": str(each.person_id),
        "name": each.name,
        "with_age": each.with_age,
        "is_alleged": each.is_alleged,
        "linked": each.linked,
        "href": url_for("people.show", person_id=each.person_id) if may_open else "",
        "cards": [card(one) for one in each.candidates if not one.is_restricted],
        "is_restricted": any(one.is_restricted for one in each.candidates),
    }
