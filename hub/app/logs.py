"""Logs: one JSON line per event in production. Where and what kind, never a value, a name or a message that could hold one."""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g

from hub.config import Settings

_FRAMES = 12
REQUEST_ID = "X-Request-Id"


def set_up_logs(settings: Settings) -> None:
    """Events go to standard error; new lines and control signs in them are escaped."""
    renderer: Any = structlog.processors.JSONRenderer(sort_keys=True)
    if settings.mode != "production":
        renderer = structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("flask_wtf.csrf").setLevel(logging.WARNING)


def name_requests(app: Flask) -> None:
    """Every line that a request causes carries its id, made here; the answer tells it, for whoever rings about an error."""

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def tell(response: Response) -> Response:
        if "request_id" in g:
            response.headers[REQUEST_ID] = g.request_id
        return response


def failure_fields(error: BaseException) -> dict[str, object]:
    """What may be logged of an error: its kind and where it arose; its message may hold what somebody typed."""
    return {"kind": type(error).__name__, "cause": type(error.__cause__).__name__, "at": _places(error.__traceback__)}


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [short_place(frame.filename, frame.lineno or 0, frame.name) for frame in frames]


def short_place(filename: str, line: int, name: str) -> str:
    """A place in the code, without the folders that lead to it."""
    return f"{'/'.join(filename.split('/')[-3:])}:{line} {name}"
