"""One of several writers, each a process of its own: submissions one after the other for a while, with the trail or without."""

from __future__ import annotations

import random
import sys
import time
from typing import Any

from sqlalchemy import Engine, event

from hub import accounts, audit, db, front_door
from hub.accounts import OfficerRole
from hub.actor import Actor
from hub.app.starting import bind_ground
from hub.audit import guard
from hub.config import read_settings
from hub.db import HubSession
from tests.benchmarks.beside import answer
from tests.benchmarks.submissions import new_concern

LISTENERS: tuple[tuple[Any, str, Any], ...] = (
    (HubSession, "after_flush", guard._note_written_rows),
    (HubSession, "before_commit", guard._refuse_unaudited),
    (Engine, "before_cursor_execute", guard._refuse_direct_changes),
)


def without_trail() -> None:
    """From now on this process writes no leaf and guards nothing: what the trail costs is the difference."""
    for target, name, listener in LISTENERS:
        event.remove(target, name, listener)
    audit.record = lambda session, **_: session.flush()


def work(seconds: float) -> dict[str, Any]:
    """How many submissions were kept in so many seconds, and how long that took in all."""
    by, taken, dice = _writer(), [], random.Random()
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        asked_at = time.perf_counter()
        with db.transaction() as session:
            front_door.receive(session, new_concern(dice), by=by)
        taken.append(1000 * (time.perf_counter() - asked_at))
    return {"count": len(taken), "seconds": time.perf_counter() - began, "milliseconds": taken}


def _writer() -> Actor:
    with db.reading() as session:
        officer = session.query(OfficerRole.officer_id).filter(OfficerRole.role == "duty_worker").first()
        assert officer
        return accounts.actor_of(session, officer[0])


if __name__ == "__main__":
    bind_ground(read_settings())
    if sys.argv[1:] == ["without-trail"]:
        without_trail()
    answer({"work": work})
