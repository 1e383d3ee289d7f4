"""Whether the process lives, whether it is ready (database, keys, trail), and how much waits in the spool; for the machine that watches."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, jsonify
from sqlalchemy import text

from hub import audit, crypto, spool
from hub.actor import SYSTEM
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import Unavailable

KEPT_SECONDS = 2.0  # an answer this old is given again: asking often costs nothing


class _TriedOnly(Exception):
    """Rolls a trial back."""


def answer_health(app: Flask) -> None:
    """/healthz and /readyz answer."""
    last: list[tuple[float, dict[str, str], dict[str, object]]] = []

    @app.get("/healthz", endpoint="healthz")
    def healthz() -> Response:
        return jsonify(status="alive")

    @app.get("/readyz", endpoint="readyz")
    def readyz() -> tuple[Response, int]:
        if not last or time.monotonic() - last[0][0] > KEPT_SECONDS:
            last[:] = [(time.monotonic(), parts(), in_spool(app.extensions["hub_settings"].spool_folder))]
        _, found, kept = last[0]
        is_ready = set(found.values()) == {"ready"}
        answer = jsonify(status="ready" if is_ready else "not ready", parts=found, spool=kept)
        return answer, 200 if is_ready else 503


def in_spool(folder: Path) -> dict[str, object]:
    """What this machine's spool holds. It changes nothing about being ready: the hub works, but somebody has to know."""
    now = spool.status(folder)
    return {
        "state": now.state,
        "waiting": now.waiting,
        "oldest_seconds": now.oldest_seconds,
        "held": now.held,
        "bytes": now.size_bytes,
    }


def parts() -> dict[str, str]:
    """Each part the hub cannot work without: ready, or not ready."""
    return {"database": _state(_database), "keys": _state(_keys), "audit": _state(_trail)}


def _state(proof: Callable[[], None]) -> str:
    try:
        proof()
    except Exception:
        return "not ready"
    return "ready"


def _database() -> None:
    with reading() as session:
        session.execute(text("SELECT 1"))


def _keys() -> None:
    with reading() as session:
        wrong = [key.name for key in crypto.key_status(session) if key.state != "right"]
    if wrong:
        raise Unavailable(f"These keys are missing or wrong: {', '.join(wrong)}.")


def _trail() -> None:
    try:
        with transaction() as session:
            audit.record(session, by=SYSTEM, action=Action.REFUSED, purpose="trial")
            raise _TriedOnly
    except _TriedOnly:
        return
