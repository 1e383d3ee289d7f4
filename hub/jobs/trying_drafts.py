"""Backtests that were asked for are worked through beside the worker's loop, so that danger and mail never wait for them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import structlog

from hub import clock, people
from hub.db import reading, transaction
from hub.jobs.backtesting import BacktestFailed, Comparison, parts
from hub.rulebook import history, working_through
from hub.rulebook.working_through import Taken
from screening_rules.backtest_counts import Counts, plain

SECONDS_BETWEEN = 5.0
SECONDS_TO_TELL = 1.0
MOVES_HELD = 5_000  # no more wait in memory to be written down
log = structlog.get_logger("hub")
Told = Callable[[int, int], None]  # how many concerns are done, of how many


def keep_trying(stop: threading.Event, *, seconds: float = SECONDS_BETWEEN) -> None:
    """Whatever is asked for is worked through until `stop` is set; what goes wrong is logged by its kind."""
    while not stop.is_set():
        try:
            try_next(stop)
        except Exception as error:
            log.error("backtest_turn_failed", kind=type(error).__name__)
        stop.wait(seconds)


def try_next(
    stop: threading.Event | None = None,
    *,
    backtest_id: UUID | None = None,
    processes: int | None = None,
    tell: Told | None = None,
) -> bool:
    """The oldest backtest that waits, or that one, is worked through; whether there was one. Stopped half-way it begins anew."""
    with reading() as session:
        if not working_through.is_any_to_take(session):
            return False
    with transaction() as session:
        taken = working_through.take(session, backtest_id)
    if taken is None:
        return False
    if taken.after is None:
        _settle(taken, None, "draft_changed")
        return True
    try:
        counts = _work_through(taken, stop or threading.Event(), processes, tell)
    except BacktestFailed as failed:
        _settle(taken, None, str(failed))
        return True
    if counts is not None:
        _settle(taken, counts, "")
    return True


def _work_through(taken: Taken, stop: threading.Event, processes: int | None, tell: Told | None) -> Counts | None:
    """The counts of all that is stored; None where it was stopped."""
    with reading() as session:
        cut = history.stretches(session, since=taken.since)
        wards = people.wards_of_postcodes(session)
    asked = Comparison(taken.before, taken.after or {}, clock.today(), taken.since, wards)
    counts: Counts = Counter()
    written = _Written(taken, sum(each.concerns for each in cut), tell)

    def go_on() -> None:
        written.write()
        if stop.is_set():
            raise _Stopped

    try:
        for part in parts(asked, cut, processes=processes, idle=go_on):
            counts.update(part.counts)
            written.add(part.concerns, part.moves)
            if stop.is_set():
                raise _Stopped
    except _Stopped:
        with transaction() as session:
            working_through.put_down(session, taken)
        return None
    written.write()
    return counts


class _Stopped(Exception):
    """The worker was told to stop."""


class _Written:
    """How far it is and who moves down, written every second: the row is a sign of life too."""

    def __init__(self, taken: Taken, total: int, tell: Told | None) -> None:
        self.taken, self.total, self.tell = taken, total, tell
        self.done = self.numbered = 0
        self.moves: list[dict[str, object]] = []
        self.write()

    def add(self, concerns: int, moves: list[dict[str, object]]) -> None:
        """So many more concerns are done, and these move down."""
        self.done += concerns
        for each in moves:
            self.numbered += 1
            self.moves.append({**each, "number": self.numbered})
        if time.monotonic() - self.at >= SECONDS_TO_TELL or len(self.moves) >= MOVES_HELD:
            self.write()

    def write(self) -> None:
        """It stands in the database."""
        with transaction() as session:
            working_through.note_progress(session, self.taken, done=self.done, total=self.total, moves=self.moves)
        self.at, self.moves = time.monotonic(), []
        if self.tell is not None:
            self.tell(self.done, self.total)


def _settle(taken: Taken, counts: Counts | None, problem: str) -> None:
    with transaction() as session:
        result = None if counts is None else plain(counts)
        working_through.settle(session, taken, result=result, problem=problem)
