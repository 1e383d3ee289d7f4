"""Tokens of partners' systems: listed, issued and shown once, revoked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import accounts, clock
from hub.accounts import ROLES
from hub.db import reading, transaction
from hub.errors import Unprocessable
from hub.schemas.accounts import TokenSchema
from hub.schemas.screening import load
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.signed_in import officer
from hub.web.typed import Typed

pages = Blueprint("tokens", __name__)
DAYS = "90"


@pages.get("/officers/tokens")
def show() -> Response:
    """Every partner's token, and a form for another."""
    return _page(Typed({"days": DAYS}))


@pages.post("/officers/tokens")
def issue() -> Response:
    """A token is issued and its value shown this once, or the administrator is told what to mend."""
    try:
        told = load(TokenSchema(), request.form.to_dict())
        with transaction() as session:
            token, value = accounts.issue_token(
                session, name=told["name"], agency_id=told["agency"], role=told["role"], days=told["days"], by=officer()
            )
    except Unprocessable as problem:
        return _page(Typed(request.form.to_dict(), problem.fields), problem.status)
    html = render_template("admin/token.html", name=token.name, value=value, expires_at=token.expires_at)
    return make_response(html)


@pages.post("/officers/tokens/<uuid:token_id>/revoke")
def revoke(token_id: UUID) -> AnyResponse:
    """The token opens nothing any more."""
    with transaction() as session:
        accounts.revoke_token(session, token_id, by=officer())
    tell("The token opens nothing any more.")
    return redirect(url_for("tokens.show"), 303)


def _page(typed: Typed, status: int = 200) -> Response:
    by = officer()
    lines = look_at(lambda session: accounts.show_tokens(session, by=by), by=by)
    with reading() as session:
        places = accounts.belonging(session)
    roles = {name: role.label for name, role in ROLES.items() if name == "partner_reporter"}
    fields = [
        typed.text("name", "Name of the system", autocomplete="off"),
        typed.select("agency", "Agency", {"": "Choose", **{str(each): name for each, name in places.agencies.items()}}),
        typed.radios("role", "What it may do", roles, hint="It sends concerns and sees no lists of people"),
        typed.text("days", "Days it lasts", hint="From 1 to 365", width=3, inputmode="numeric"),
    ]
    html = render_template(
        "admin/tokens.html", lines=lines, fields=fields, errors=typed.errors, now=clock.now(), roles=ROLES
    )
    return make_response(html, status)
