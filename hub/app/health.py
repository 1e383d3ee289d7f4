"""Whether the process lives, is ready (database, schema, keys, trail, worker), and what waits in the spool. Says no more."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Flask, Response, jsonify
from sqlalchemy import text

from hub import audit, crypto, jobs, spool
from hub.actor import SYSTEM
from hub.audit import Action
from hub.db import newest_revision, reading, revision_of, transaction
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
        status = overall(found)
        return jsonify(status=status, parts=found, spool=kept), 503 if status == "not ready" else 200


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
    """Each part: ready, or not ready; of the worker also late or never."""
    needed = {"database": _database, "schema": _schema, "keys": _keys, "audit": _trail}
    return {**{name: _state(proof) for name, proof in needed.items()}, "worker": _worker()}


def overall(found: Mapping[str, str]) -> str:
    """ready; degraded when only the background work is late, for pages work without it; else not ready."""
    if any(state != "ready" for name, state in found.items() if name != "worker"):
        return "not ready"
    return "ready" if found["worker"] == "ready" else "degraded"


def _state(proof: Callable[[], None]) -> str:
    try:
        proof()
    except Exception:
        return "not ready"
    return "ready"


def _database() -> None:
    with reading() as session:
        session.execute(text("SELECT 1"))


def _schema() -> None:
    """A database ahead of this release is no fault: the next release was prepared while this one still serves."""
    with reading() as session:
        held = revision_of(session.connection()) or ""
    if held < newest_revision():
        raise Unavailable("The database is behind this release. Run: hub db upgrade")


def _worker() -> str:
    try:
        with reading() as session:
            return jobs.state(session)
    except Exception:
        return "not ready"


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
