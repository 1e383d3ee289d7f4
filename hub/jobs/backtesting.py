"""A draft of the rules is tried on every stored screening, by all cores, a stretch of concerns at a time; memory stays flat.

Each process has its own connection and its own copy of both packs. They work behind everybody else's backs (nice), and end when
whoever asked them does.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from hub import crypto, db
from hub.db import bound_engine, reading
from hub.rulebook import history
from hub.rulebook.history import Screened, Stretch
from screening_rules import load_pack
from screening_rules.backtest import Move, Trial, compare, trials
from screening_rules.backtest_counts import Counts, Tried, count

FEW = 4  # stretches that are not worth starting a process for
MOST = 16
POLITE = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two packs' files, the London day on which they are compared, from which day on concerns are tried (None: all), and wards."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    today: date
    since: date | None = None
    wards: Mapping[str, str] = field(default_factory=dict)  # of each postcode listed


@dataclass(frozen=True, slots=True)
class Part:
    """What a stretch came to; `moves` are those that move down, as rows of `BacktestMove` without their number."""

    concerns: int
    counts: Counts
    moves: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a process needs to read the database by itself."""

    database_url: str
    keys_folder: Path


class BacktestFailed(RuntimeError):
    """A process that worked on a backtest failed or died; the message is the kind of failure."""


def parts(
    asked: Comparison, cut: Sequence[Stretch], *, processes: int | None = None, idle: Callable[[], None] = lambda: None
) -> Iterator[Part]:
    """What each stretch comes to, in their order.

    `processes` None: one for each core, or none where there is little to do. `idle` is called in every second in which
    nothing comes back; what it raises ends the work.

    Raises:
        BacktestFailed: one of the processes did.
    """
    folder = crypto.bound_keyring().folder
    several = (1 if len(cut) <= FEW else _cores()) if processes is None else processes
    if several <= 1 or folder is None:
        yield from _one_by_one(asked, cut)
        return
    ground = Ground(bound_engine().url.render_as_string(hide_password=False), folder)
    yield from _in_order(_shared_out(asked, cut, ground, min(several, len(cut)), idle))


def _one_by_one(asked: Comparison, cut: Sequence[Stretch]) -> Iterator[Part]:
    """In this process; a failure is told by its kind, as another process would."""
    try:
        tried = _trials(asked)
        yield from (_try(each, tried, asked.wards) for each in cut)
    except Exception as error:
        raise BacktestFailed(type(error).__name__) from error


def _cores() -> int:
    """How many processes may work: one for each core of this machine, each with a connection of its own."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST)


def _trials(asked: Comparison) -> tuple[Trial, ...]:
    return trials(load_pack(asked.before), load_pack(asked.after), today=asked.today)


def _try(stretch: Stretch, tried: tuple[Trial, ...], wards: Mapping[str, str]) -> Part:
    counts: Counts = Counter()
    moved: list[tuple[Screened, Tried, Any]] = []
    with reading() as session:
        screened = history.screened_in(session, stretch, wards)
        for each in screened:
            people = [Tried(kept.raw, kept.rank, compare(tried, kept.raw), kept.ward) for kept in each.people]
            count(counts, people, source=each.source, received_on=each.received_on)
            counts["lost",] += each.lost
            ids = (kept.person_id for kept in each.people)
            moved += [(each, one, who) for one, who in zip(people, ids, strict=True) if one.move and one.move.is_down]
        places = history.places_of_people(session, list({each.id for each, _, _ in moved}))
    moves = [_row(each.ref, places.get((each.id, who), 0), one.move) for each, one, who in moved if one.move]
    return Part(stretch.concerns, +counts, moves)


def _row(ref: str, place: int, move: Move) -> dict[str, Any]:
    return {
        "ref": ref,
        "place": place,
        "from_urgency": move.before.urgency,
        "to_urgency": move.after.urgency,
        "from_routes": list(move.before.routes),
        "to_routes": list(move.after.routes),
        "rules": list(move.rules),
    }


def _in_order(found: Iterator[tuple[int, Part]]) -> Iterator[Part]:
    early, next_ = dict[int, Part](), 0
    for place, part in found:
        early[place] = part
        while next_ in early:
            yield early.pop(next_)
            next_ += 1


def _shared_out(
    asked: Comparison, cut: Sequence[Stretch], ground: Ground, several: int, idle: Callable[[], None]
) -> Iterator[tuple[int, Part]]:
    """The stretches handed to processes as each is free; places and parts as they come back."""
    spawning, left, busy = get_context("spawn"), list(enumerate(cut))[::-1], list[Connection]()
    ends, processes = [], []
    try:
        for _ in range(several):
            ours, theirs = spawning.Pipe()
            processes.append(spawning.Process(target=work, args=(theirs, asked, ground), daemon=True))
            processes[-1].start()
            theirs.close()
            ends.append(ours)
            ours.send(left.pop())
        busy += ends
        while busy:
            ready = wait(busy, timeout=1)
            if not ready:
                idle()
            for end in ready:
                assert isinstance(end, Connection)
                found = _answer(end)
                if left:
                    end.send(left.pop())
                else:
                    busy.remove(end)
                yield found
    finally:
        for end in ends:
            end.close()
        for process in processes:
            process.terminate()  # it only reads
            process.join()


def _answer(end: Connection) -> tuple[int, Part]:
    try:
        found = end.recv()
    except EOFError as error:
        raise BacktestFailed("process_died") from error
    if isinstance(found, str):
        raise BacktestFailed(found)
    place, part = found
    assert isinstance(place, int)
    assert isinstance(part, Part)
    return place, part


def work(end: Connection, asked: Comparison, ground: Ground) -> None:
    """A process tries stretches as they are handed to it, until nobody is there any more; a failure goes back by its kind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(POLITE)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            crypto.leave_no_core()
            crypto.bind_keyring(crypto.read_keys_folder(ground.keys_folder))
            db.bind(db.make_engine(ground.database_url))
            tried = _trials(asked)
            gc.freeze()  # both packs stay as long as the process does; nobody looks through them for rubbish again
            while True:
                place, stretch = end.recv()
                end.send((place, _try(stretch, tried, asked.wards)))
        except (EOFError, OSError):
            raise
        except Exception as error:
            end.send(type(error).__name__)
