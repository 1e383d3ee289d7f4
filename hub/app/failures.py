"""What goes wrong, told to whoever asked: a page, or problem+json under /api. Refusals get their leaf; nothing personal is logged."""

from __future__ import annotations

import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from hub import audit
from hub.accounts import NOBODY
from hub.actor import Actor
from hub.api.keeping import keep_call
from hub.app.logs import failure_fields
from hub.audit import Action
from hub.db import is_outage, transaction
from hub.errors import (
    HubError,
    NotAllowed,
    NotFound,
    NotSignedIn,
    OutOfOrder,
    TooManyAttempts,
    Unavailable,
    Unprocessable,
)
from hub.web.addresses import page_asked_for
from hub.web.around import tell
from hub.web.logging_concern.outage import keep_form
from hub.web.resuming import note_not_done
from hub.web.signed_in import Visitor

log = structlog.get_logger("hub")
LAST_RESORT = (
    "<!DOCTYPE html><html lang='en-GB'><head><title>The hub cannot work just now</title></head><body>"
    "<h1>The hub cannot work just now</h1><p>If someone is in danger now, call 999. Do not wait for the hub.</p>"
    "<p>If you saw no reference number, the concern was not received.</p></body></html>"
)


def answer_failures(app: Flask) -> None:
    """Every error of `app` ends in an answer of its own face."""
    app.register_error_handler(HubError, _on_refusal)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(DBAPIError, _on_database)
    app.register_error_handler(PoolTimeoutError, _on_database)
    app.register_error_handler(Exception, _on_anything)


def _on_refusal(error: HubError) -> AnyResponse:
    if isinstance(error, NotSignedIn):
        return _ask_to_sign_in(error)
    if isinstance(error, NotAllowed):
        return _refuse(error, error.permission, error.message)
    if isinstance(error, NotFound) and error.object_type:
        return _refuse(error, "sight", "")
    if isinstance(error, Unavailable):
        _log("unavailable", error)
        return _keep_or_say_so()
    heading = error.title if isinstance(error, OutOfOrder) else ""  # of a 409 that is nobody else's doing
    response = _answer(error.status, error.title, _words(error), getattr(error, "fields", None), heading=heading)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.wait_seconds)
    return response


def _words(error: HubError) -> str:
    """What the page says; a missing record and a sealed one get the same standing words."""
    return "" if isinstance(error, NotFound | Unavailable | Unprocessable) else error.message


def _refuse(error: NotAllowed | NotFound, permission: str, words: str) -> Response:
    """The refusal's leaf is written in a transaction of its own, since the one it arose in was rolled back.

    A record that is sealed and one that does not exist cost the same: a leaf each, and the same page.
    """
    about = [(error.object_type, error.object_id)] if error.object_type else []
    try:
        with transaction() as session:
            audit.record(
                session,
                by=_who(),
                action=Action.REFUSED,
                objects=about,
                purpose=permission,
                basis="none",
                outcome="refused",
            )
    except Exception as failure:
        _log("refusal_not_recorded", failure)
        return _answer(503, Unavailable.title)
    return _answer(error.status, error.title, words)


def _who() -> Actor:
    known = g.get("_login_user")
    return known.actor if isinstance(known, Visitor) else NOBODY


def _ask_to_sign_in(error: NotSignedIn) -> AnyResponse:
    if _is_api() or request.headers.get("Sec-Fetch-Dest") == "empty":
        response = _problem(401, error.title, error.message)
        response.headers["WWW-Authenticate"] = "Bearer" if _is_api() else "Form"
        return response
    asked = page_asked_for()
    if asked != url_for("start.show"):
        tell(note_not_done(asked) or error.message, "important")
    return redirect(url_for("signing_in.sign_in", next=asked or None), 303)


def _on_http(error: HTTPException) -> AnyResponse:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    response = _answer(error.code or 500, error.name)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _on_database(error: DBAPIError | PoolTimeoutError) -> Response:
    _log("database_failed", error)
    return _keep_or_say_so() if is_outage(error) else _answer(500, "Something went wrong")


def _keep_or_say_so() -> Response:
    """In an outage a concern is kept in the spool and its sender told so; anything else is told that nothing works."""
    try:
        return keep_form() or keep_call() or _answer(503, Unavailable.title)
    except Exception as failure:
        _log("spool_failed", failure)
        return _answer(503, Unavailable.title)


def _on_anything(error: Exception) -> Response:
    _log("unexpected", error)
    return _answer(500, "Something went wrong")


def _log(event: str, error: BaseException) -> None:
    rule = request.url_rule.rule if request.url_rule else ""
    log.error(event, method=request.method, rule=rule, **failure_fields(error))


def _is_api() -> bool:
    return request.path.startswith("/api/")


def _answer(status: int, title: str, words: str = "", fields: object = None, *, heading: str = "") -> Response:
    if _is_api():
        return _problem(status, title, words, fields)
    try:
        return make_response(
            render_template("errors/error.html", status=status, heading=heading, problem=words), status
        )
    except Exception as failure:
        _log("error_page_failed", failure)
        return make_response(LAST_RESORT, status)


def _problem(status: int, title: str, words: str = "", fields: object = None) -> Response:
    """RFC 9457; `errors` holds the messages by field."""
    body = {"type": "about:blank", "title": title, "status": status}
    if words:
        body["detail"] = words
    response = jsonify(body | ({"errors": fields} if fields else {}))
    response.status_code, response.content_type = status, "application/problem+json"
    return response
