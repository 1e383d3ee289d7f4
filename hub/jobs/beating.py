"""The worker's heartbeat: one row that every process can see, written at most four times a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from hub import clock
from hub.db import insert_once, reading, transaction
from hub.jobs.models import WorkerBeat

BETWEEN = timedelta(seconds=15)
LATE = timedelta(minutes=2)
_NAME = "worker"


def beat() -> None:
    """It stands in the database that a worker did its work now, unless that was said a moment ago."""
    now = clock.now()
    with reading() as session:
        last = last_beat(session)
    if last is not None and last <= now < last + BETWEEN:
        return
    with transaction() as session:
        insert_once(session, WorkerBeat, name=_NAME, at=now)
        session.execute(update(WorkerBeat).where(WorkerBeat.name == _NAME).values(at=now))


def last_beat(session: Session) -> datetime | None:
    """When a worker last did everything that was due; None when none ever did."""
    found = session.get(WorkerBeat, _NAME)
    return found.at if found else None


def state(session: Session) -> str:
    """ready; late when nothing was done for two minutes; never when no worker was here yet."""
    last = last_beat(session)
    if last is None:
        return "never"
    return "ready" if clock.now() - last < LATE else "late"
