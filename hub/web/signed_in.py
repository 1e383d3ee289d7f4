"""Who is asking. Every route needs somebody signed in unless it stands in OPEN_ROUTES with its reason."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast
from uuid import UUID

from flask import Flask, Request, Response, current_app, g, redirect, request, url_for
from flask_login import LoginManager, current_user
from sqlalchemy.exc import SQLAlchemyError

from hub import accounts, clock
from hub.accounts import SignedIn
from hub.actor import Actor
from hub.config import Settings
from hub.db import reading, transaction
from hub.errors import NotSignedIn
from hub.web.cookies import read_cookie

OPEN_ROUTES = {
    "signing_in.sign_in": "nobody is signed in yet",
    "signing_in.try_sign_in": "nobody is signed in yet",
    "signing_in.code": "somebody is half signed in; the page asks for that itself",
    "signing_in.try_code": "somebody is half signed in; the page asks for that itself",
    "signing_in.second_factor": "somebody is half signed in; the page asks for that itself",
    "signing_in.try_second_factor": "somebody is half signed in; the page asks for that itself",
    "signing_in.set_up": "a new officer has no password yet",
    "signing_in.try_set_up": "a new officer has no password yet",
    "signing_in.seconds_left": "answers 0 when nobody is signed in, so that an open page can say so",
    "signing_in.stay": "answers 0 when nobody is signed in, so that an open page can say so",
    "metrics": "asks for a token of its own, and is not there without one",
    "about.help": "says how the hub is used and holds no record",
    "about.paper_form": "an empty form, wanted most when nobody can sign in",
    "about.accessibility": "a public statement",
    "about.privacy": "a public statement",
    "concerns.save_section": "keeps what was typed when a session ends meanwhile: a signed pass names the draft; nothing is shown",
    "concerns.save_quick": "keeps what was typed when a session ends meanwhile: a signed pass names the draft; nothing is shown",
    "concerns.jot": "keeps what was typed when a session ends meanwhile: a signed pass names the draft; nothing is shown",
    "theme": "a style sheet",
    "api-docs.openapi_json": "describes the interface and holds no record",
    "healthz": "for the machine that watches; says only that the process lives",
    "readyz": "for the machine that watches; says only which part is not ready",
}
# Asked by a page on its own, not by its reader: these never extend a session.
POLLS = {"signing_in.seconds_left", "danger.now", "rules.backtest_state"}
# Open to an officer who must change their password first.
BEFORE_PASSWORD_CHANGE = {"account.show", "account.change_password", "signing_in.sign_out"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in officer or a partner's system, as flask-login wants it; the domain is handed `actor` alone."""

    actor: Actor
    signed_in: SignedIn | None = None
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """Nothing: no id of anybody stands in a cookie."""
        return ""


def settings_now() -> Settings:
    """The settings of the application that answers this request."""
    return cast("Settings", current_app.extensions["hub_settings"])


def officer() -> Actor:
    """Who asks, for handing on as `by`.

    Raises:
        NotSignedIn: nobody is.
    """
    visitor = current_user._get_current_object()
    if not isinstance(visitor, Visitor):
        raise NotSignedIn("Sign in to continue.")
    return visitor.actor


def officer_id() -> UUID:
    """The signed-in officer's id.

    Raises:
        NotSignedIn: nobody is.
    """
    return officer().acting_officer_id


def session_now() -> SignedIn | None:
    """The session of this request, half signed in or whole, as last read; None when there is none."""
    return cast("SignedIn | None", g.get("signed_in"))


def watch_sign_in(app: Flask) -> None:
    """From now on `app` knows who asks, and turns away who does not say."""
    login = LoginManager()
    login.session_protection = None
    login.request_loader(_load)
    login.init_app(app, add_context_processor=False)
    app.before_request(_require_sign_in)


def _load(asked: Request) -> Visitor | None:
    if asked.path.startswith("/api/"):
        return _bearer(asked)
    settings = settings_now()
    with reading() as session:
        found = accounts.find_session(session, read_cookie(settings), settings=settings)
    g.signed_in = found
    return Visitor(found.actor, found) if found and found.is_complete else None


def _bearer(asked: Request) -> Visitor | None:
    kind, _, value = asked.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    with reading() as session:
        actor = accounts.find_bearer(session, value.strip())
    return Visitor(actor) if actor else None


def _require_sign_in() -> Response | None:
    if request.endpoint is None or request.endpoint in OPEN_ROUTES:
        _look_who_it_is()
        return None
    visitor = current_user._get_current_object()
    if not isinstance(visitor, Visitor):
        ended = "Your session has ended. What was saved as a draft is kept. Sign in to go on."
        raise NotSignedIn(ended if read_cookie(settings_now()) else "Sign in to continue.")
    if visitor.signed_in is None:
        return None
    if not _is_poll():
        _note(visitor.signed_in)
    if visitor.signed_in.must_change_password and request.endpoint not in BEFORE_PASSWORD_CHANGE:
        return cast("Response", redirect(url_for("account.show"), 303))
    return None


def _look_who_it_is() -> None:
    """Know who asks, for the frame of an open page, which is shown all the same while the database is down."""
    with suppress(SQLAlchemyError):
        current_user._get_current_object()


def _is_poll() -> bool:
    return request.endpoint in POLLS or "X-Hub-Poll" in request.headers or "refreshed" in request.args


def _note(signed_in: SignedIn) -> None:
    """The session was used: written at most once a minute."""
    if not accounts.is_due_to_note(signed_in):
        return
    with transaction() as session:
        accounts.note_seen(session, signed_in.id_hash)
    idle = timedelta(minutes=settings_now().session_idle_minutes)
    g.signed_in = replace(signed_in, last_seen_at=clock.now(), idle_ends_at=clock.now() + idle)
