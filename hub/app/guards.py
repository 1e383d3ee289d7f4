"""Requests that ask for another host or come from another site are turned away before anything looks at them."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request

from hub.errors import HubError, NotAllowed
from hub.web.signed_in import settings_now

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
MOST_FORM_BYTES = 2 * 1024 * 1024
FOREIGN = "This came from another site. Open the hub itself and try again."


NOT_OURS = "The hub does not answer at this address. Open the address that you were given."
FOR_MACHINES = {"healthz", "readyz", "metrics"}  # asked by number from nearby; they tell no address on


def guard_requests(app: Flask) -> None:
    """From now on `app` refuses hosts that are not its own, what another site sends or embeds, and any body but an upload's over 2 MB."""
    app.before_request(_refuse_other_hosts)
    app.before_request(_limit_body)
    app.before_request(_refuse_foreign)


def _refuse_other_hosts() -> None:
    own = settings_now().own_hosts
    if own and request.endpoint not in FOR_MACHINES and urlsplit(f"//{request.host}").hostname not in own:
        raise HubError(NOT_OURS)


def _limit_body() -> None:
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MOST_FORM_BYTES


def _refuse_foreign() -> None:
    site = request.headers.get("Sec-Fetch-Site")
    if request.method in SAFE_METHODS:
        if site in {"cross-site", "same-site"} and request.headers.get("Sec-Fetch-Mode") != "navigate":
            raise NotAllowed(FOREIGN, permission="same_site")
        return
    if request.path.startswith("/api/"):
        return
    if not _is_own(site):
        raise NotAllowed(FOREIGN, permission="same_site")


def _is_own(site: str | None) -> bool:
    if site is not None:
        return site == "same-origin"
    # our pages send no referrer, so browsers say "null" here; older ones say nothing at all. The token decides then.
    return request.headers.get("Origin") in {None, "null"} | _own_origins()


def _own_origins() -> set[str | None]:
    public = urlsplit(settings_now().public_url)
    return {f"{request.scheme}://{request.host}", f"{public.scheme}://{public.netloc}"}
