"""The worker's own loop: each empties its machine's spool; the one with the lease climbs, drains, calls back, draws, sweeps and seals.

Beside the loop, in a thread of its own, drafts of the rules are tried on the past.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import structlog
from sqlalchemy import Engine, text

from hub import conferences, danger, quality, rulebook, triage
from hub.accounts import throttling
from hub.config import Settings
from hub.db import bound_engine, held_alone, reading, transaction
from hub.jobs.beating import beat
from hub.jobs.draining import Drained, drain, drain_checkpoints
from hub.jobs.replaying import Replayed, replay
from hub.jobs.sealing import seal_trail
from hub.jobs.trying_drafts import keep_trying

SECONDS_BETWEEN = 5.0
_LEASE = 727271  # an advisory lock of its own, apart from the trail's slots
log = structlog.get_logger("hub")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Tally:
    """What one turn of the loop did; `is_mine` is false where another worker holds the lease."""

    is_mine: bool
    sent: int = 0
    retried: int = 0
    given_up: int = 0
    climbed: int = 0
    reviews: int = 0
    refused: int = 0
    drawn: int = 0
    sealed: int = 0
    unspooled: int = 0
    held: int = 0
    came_back: int = 0
    swept: int = 0


def run(settings: Settings, stop: threading.Event, *, seconds: float = SECONDS_BETWEEN) -> None:
    """Turns of the loop until `stop` is set; what goes wrong in one is logged by its kind, and the next begins afresh."""
    trying = threading.Thread(target=keep_trying, args=(stop,), kwargs={"seconds": seconds}, daemon=True)
    trying.start()
    while not stop.is_set():
        try:
            run_once(settings)
        except Exception as error:
            log.error("worker_turn_failed", kind=type(error).__name__)
        stop.wait(seconds)
    trying.join()


def run_once(settings: Settings) -> Tally:
    """Everything due now was done once, unless another worker has the lease. Danger goes before mail; one failing part stops no other."""
    failed: list[Exception] = []
    emptied = _part(failed, lambda: replay(settings), Replayed())
    tally = _under_lease(settings, failed)
    if failed:
        raise failed[0]
    return dataclasses.replace(tally, unspooled=emptied.received, held=emptied.held)


def _under_lease(settings: Settings, failed: list[Exception]) -> Tally:
    with lease() as is_mine:
        if not is_mine:
            return Tally(False)
        climbed = _part(failed, lambda: _climb(settings), 0)
        drained = _part(failed, lambda: drain(settings), Drained())
        reviews = _part(failed, _call_reviews, 0)
        refused = _part(failed, _refuse_pack, 0)
        came_back = _part(failed, _bring_back, 0)
        drawn = _part(failed, _draw_looks, 0)
        swept = _part(failed, _sweep, 0)
        sealed = _part(failed, lambda: seal_trail(settings), 0)
        _part(failed, lambda: drain_checkpoints(settings), Drained())
        if not failed:
            beat()
        return Tally(
            True,
            drained.sent,
            drained.retried,
            drained.given_up,
            climbed=climbed,
            reviews=reviews,
            refused=refused,
            drawn=drawn,
            sealed=sealed,
            came_back=came_back,
            swept=swept,
        )


def _part(failed: list[Exception], work: Callable[[], Result], otherwise: Result) -> Result:
    try:
        return work()
    except Exception as error:
        failed.append(error)
        return otherwise


def _climb(settings: Settings) -> int:
    with reading() as session:
        if not danger.open_alerts(session):
            return 0
    with transaction() as session:
        return danger.climb(session, rung_minutes=settings.danger_minutes)


def _call_reviews() -> int:
    with reading() as session:
        if not conferences.reviews_to_call(session):
            return 0
    with transaction() as session:
        return conferences.call_reviews(session)


def _refuse_pack() -> int:
    with reading() as session:
        if rulebook.alarming.pack_to_refuse(session) is None:
            return 0
    with transaction() as session:
        return rulebook.alarming.refuse_pack(session)


def _bring_back() -> int:
    with reading() as session:
        if not triage.is_any_unacknowledged(session):
            return 0
    with transaction() as session:
        return triage.bring_back_unacknowledged(session)


def _draw_looks() -> int:
    with reading() as session:
        if not quality.is_due(session):
            return 0
    with transaction() as session:
        return quality.draw(session)


def _sweep() -> int:
    with reading() as session:
        if not throttling.is_any_old(session):
            return 0
    with transaction() as session:
        return throttling.sweep_throttles(session)


@contextmanager
def lease() -> Iterator[bool]:
    """Whether this worker is the one: an advisory lock on PostgreSQL, a lock file beside an SQLite database."""
    engine = bound_engine()
    beside = f"{engine.url.database}.worker"
    with _postgres(engine) if engine.dialect.name == "postgresql" else held_alone(beside) as is_mine:
        yield is_mine


@contextmanager
def _postgres(engine: Engine) -> Iterator[bool]:
    with engine.connect() as connection:
        is_mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:lease)"), {"lease": _LEASE}))
        connection.commit()
        try:
            yield is_mine
        finally:
            if is_mine:
                connection.execute(text("SELECT pg_advisory_unlock(:lease)"), {"lease": _LEASE})
                connection.commit()
