"""Logs: one JSON line per event in production. Where and what kind, never a value, a name or a message that could hold one."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog

from hub.config import Settings

_FRAMES = 12


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


def failure_fields(error: BaseException) -> dict[str, object]:
    """What may be logged of an error: its kind and where it arose; its message may hold what somebody typed."""
    return {"kind": type(error).__name__, "cause": type(error.__cause__).__name__, "at": _places(error.__traceback__)}


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    return "/".join(filename.split("/")[-3:])
