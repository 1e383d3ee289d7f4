"""Adding and removing people of a draft, by a round trip to the server, so with or without scripts."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub.schemas import choices
from hub.schemas.concerns import MOST_PEOPLE
from hub.web.around import tell
from hub.web.logging_concern.blueprint import pages
from hub.web.logging_concern.outline import heading
from hub.web.logging_concern.writing import save, writing
from hub.web.signed_in import officer


@pages.get("/log/<uuid:draft_id>/people/add")
def choose_role(draft_id: UUID) -> Response:
    """Asks what part the next person has: one click each."""
    return make_response(
        render_template("logging/add_person.html", draft=writing(draft_id, officer()), roles=choices.ROLES)
    )


@pages.post("/log/<uuid:draft_id>/people/add")
def add_person(draft_id: UUID) -> AnyResponse:
    """There is one more person, and their page opens."""
    by = officer()
    now, role = writing(draft_id, by), request.form.get("role", "")
    if role not in choices.ROLES:
        abort(400)
    if len(now.people) >= MOST_PEOPLE:
        tell(f"Name at most {MOST_PEOPLE} people. Tell us of more in the narrative.", "important")
        return redirect(url_for("concerns.tasks", draft_id=draft_id), 303)
    held = now.answers("people")
    number = str(held.get("next", len(now.people)))
    order = [*now.people, number]
    save(draft_id, "people", {"order": order, "next": int(number) + 1}, version=now.version("people"), by=by)
    save(draft_id, f"person-{number}", {"people": {number: {"role": role}}}, version=0, by=by)
    return redirect(url_for("concerns.section", draft_id=draft_id, section_id=f"person-{number}"), 303)


@pages.get("/log/<uuid:draft_id>/people/<number>/remove")
def ask_remove(draft_id: UUID, number: str) -> Response:
    """Asks once more before somebody is taken off the draft."""
    now = writing(draft_id, officer())
    if number not in now.people:
        abort(404)
    return make_response(
        render_template("logging/remove_person.html", draft=now, number=number, name=heading(now, number))
    )


@pages.post("/log/<uuid:draft_id>/people/<number>/remove")
def remove_person(draft_id: UUID, number: str) -> AnyResponse:
    """The person is off the draft and what was typed about them is not sent; an emptied list begins anew with nobody named."""
    by = officer()
    now = writing(draft_id, by)
    if number not in now.people:
        abort(404)
    after = int(now.answers("people").get("next", len(now.people)))
    order = [each for each in now.people if each != number]
    if not order:
        order, after = [str(after)], after + 1
    save(draft_id, "people", {"order": order, "next": after}, version=now.version("people"), by=by)
    tell("That person is taken off.")
    return redirect(url_for("concerns.tasks", draft_id=draft_id), 303)
