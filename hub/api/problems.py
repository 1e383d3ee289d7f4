"""Refusals as problem+json: what is wrong, in the form's own words, with a pointer to each place. Source: RFC 9457."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify

from hub.schemas.loading import Mistake, Mistakes
from hub.schemas.published import PROBLEM

REFUSALS = {
    400: "The body or the key could not be read; nothing was received",
    401: "The token is missing, expired or revoked",
    403: "The token may not do this, or the call came from another site",
    404: "There is no such concern that this token may know of",
    409: "The key was used for something else",
    413: "The body is larger than 2 MB; nothing was received",
    415: "The body is not sent as application/json in UTF-8; nothing was received",
    422: "Something has to be mended; every mistake is named with its place",
    503: "The hub cannot work just now; nothing was received, send it again under the same key",
}
TITLE = "Some of what was sent has to be mended"


def refusals(*statuses: int) -> dict[str, Any]:
    """The refusals with these statuses, as the document describes them."""
    return {
        str(status): {"description": REFUSALS[status], "content": {"application/problem+json": {"schema": PROBLEM}}}
        for status in statuses
    }


def answer_mistakes(app: Flask) -> None:
    """A document with mistakes is answered with all of them at once."""
    app.register_error_handler(Mistakes, mistakes_answer)


def mistakes_answer(error: Mistakes) -> Response:
    """Every mistake with its place; nothing was received."""
    response = jsonify(
        type="about:blank",
        title=TITLE,
        status=422,
        detail="Nothing was received. Mend what is named below and send it again.",
        errors=[_one(each) for each in error.found],
    )
    response.status_code, response.content_type = 422, "application/problem+json"
    return response


def _one(mistake: Mistake) -> dict[str, str]:
    return {"detail": mistake.words, "pointer": mistake.pointer}
