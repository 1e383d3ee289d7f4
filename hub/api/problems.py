"""Refusals as problem+json: what is wrong, in the form's own words, with a pointer to each place. Source: RFC 9457."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from hub.schemas.loading import Mistake, Mistakes

TITLE = "Some of what was sent has to be mended"


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
