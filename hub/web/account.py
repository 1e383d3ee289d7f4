"""One's own account: who one is here, and changing the password."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from hub import accounts
from hub.accounts import QUALIFICATIONS
from hub.db import transaction
from hub.errors import NotSignedIn
from hub.web.around import role_words, tell
from hub.web.cookies import set_cookie
from hub.web.signed_in import officer, session_now, settings_now

pages = Blueprint("account", __name__)


@pages.get("/account")
def show() -> Response:
    """The officer's own account."""
    return _page({})


@pages.post("/account")
def change_password() -> Response:
    """The password is changed and every other session ended, or the officer is told what to mend."""
    known, settings, form = session_now(), settings_now(), request.form
    if known is None:
        raise NotSignedIn("Sign in to continue.")
    with transaction() as work:
        outcome = accounts.change_password(
            work,
            known,
            old=form.get("old", ""),
            new=form.get("password", ""),
            address=request.remote_addr or "",
            settings=settings,
        )
    if not outcome.is_set:
        words = {name: first[0] for name, first in outcome.errors.items()}
        return _page(words or {"old": "There were too many tries. Wait a few minutes, then try again."})
    session.clear()
    tell("Your password is changed. You are signed out everywhere else.")
    response = redirect(url_for("account.show"), 303)
    set_cookie(response, outcome.cookie, settings)
    return response


def _page(errors: dict[str, str]) -> Response:
    by, known = officer(), session_now()
    html = render_template(
        "signing_in/account.html",
        errors=errors,
        name=by.name,
        roles=role_words(by),
        qualifications=[QUALIFICATIONS[one] for one in sorted(by.qualifications)],
        must_change=bool(known and known.must_change_password),
        has_second_factor=bool(known and known.second_factor_at),
    )
    return make_response(html, 422 if errors else 200)
