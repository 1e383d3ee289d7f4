"""Where to go next, only ever a page of this hub; and many addresses of one page, built at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

_ANY = UUID(int=0)


def addresses_of(endpoint: str, part: str) -> Callable[[object], str]:
    """Gives the addresses of `endpoint` that differ in that part alone; for a list, where building each would cost most of its row."""
    named: dict[str, Any] = {part: _ANY}
    before, _, after = url_for(endpoint, **named).partition(str(_ANY))
    return lambda value: f"{before}{quote(str(value), safe='')}{after}"


def safe_next(asked: str) -> str:
    """`asked` if it is a path of this hub, else the start page. Other hosts, schemes and hidden signs are refused."""
    return asked if _is_own_path(asked) else url_for("start.show")


def _is_own_path(asked: str) -> bool:
    if not asked.startswith("/") or asked[1:2] in {"/", "\\"} or "\\" in asked:
        return False
    if any(ord(sign) < 33 or ord(sign) == 127 for sign in asked):
        return False
    parts = urlsplit(asked)
    return not parts.scheme and not parts.netloc and not parts.path.startswith("/sign-")


def page_asked_for() -> str:
    """The path, with its query, of the page that somebody wanted; empty when going there again would not show a page."""
    adapter = current_app.create_url_adapter(request)
    try:
        if adapter is None:
            return ""
        adapter.match(method="GET")
    except HTTPException:
        return ""
    return request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else request.path
