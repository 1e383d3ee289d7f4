"""The one cookie that keeps somebody signed in: a random value only, unreadable to scripts, sent to this host alone."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from hub.config import Settings


def cookie_name(settings: Settings) -> str:
    """The cookie's name; the prefix makes browsers hold it to this host, this path and TLS."""
    return "__Host-hub" if settings.secure_cookies else "hub"


def read_cookie(settings: Settings) -> str:
    """The value that came with this request, empty when none did."""
    return request.cookies.get(cookie_name(settings), "")


def set_cookie(response: Response, value: str, settings: Settings) -> None:
    """The browser keeps `value` until it is closed or the session ends on the server."""
    response.set_cookie(
        cookie_name(settings), value, path="/", secure=settings.secure_cookies, httponly=True, samesite="Lax"
    )


def drop_cookie(response: Response, settings: Settings) -> None:
    """The browser forgets the value."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.secure_cookies, httponly=True, samesite="Lax"
    )
