"""Writing the synthetic city to the database: its officers, its concerns, and everything that became of them.

Rows are consistent with what the hub's own actions would have left; the trail says at the real time that they were imported.
The truth is the same for the same seed and moment; ids are random.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO

from sqlalchemy import exists, select

from hub import clock, db
from hub.concerns import Concern
from hub.config import Settings, read_settings
from hub.demo.concerns import concerns as told_concerns
from hub.demo.filing import write_rows
from hub.demo.fresh import Fresh
from hub.demo.history import History
from hub.demo.known import Known
from hub.demo.looking_twice import write_second_looks
from hub.demo.outcomes import Story
from hub.demo.parts import LARGE, write_in_parts
from hub.demo.population import City
from hub.demo.settling import settle
from hub.demo.sheets import Sheet, rows_of
from hub.demo.stories import stories, unsent_drafts
from hub.demo.truth import ToldConcern
from hub.demo.waiting import with_late_share
from hub.demo.writing import write_story
from hub.demo.writing_concerns import Shared
from hub.demo.writing_drafts import write_drafts
from hub.errors import OutOfOrder, Unprocessable

SEED = 7
CONCERNS_A_MONTH = 15_255 / 24
HOUSEHOLDS = 60_000
BATCH = 500
MOST_PARTS = 8
MOST_MONTHS = 36  # the city is seen from today: further back its children were not born
NO_SUCH_PAST = f"Enter from 1 to {MOST_MONTHS} months: the city is seen from today, and its people have no longer past."
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of the city's past: months, how many times the ordinary number of concerns, and the dice to throw."""

    months: int = 3
    volume: float = 1.0
    dice: int = SEED

    @property
    def households(self) -> int:
        """As many homes as keep repeats where they are, a multiple of 100."""
        return max(HOUSEHOLDS, round(HOUSEHOLDS * self.volume / 100) * 100)

    @property
    def concerns(self) -> int:
        """About how many concerns that is."""
        return round(self.months * CONCERNS_A_MONTH * self.volume)


def seed(
    months: int = 3,
    progress: Progress | None = None,
    ends_at: datetime | None = None,
    *,
    concerns: int | None = None,
    add: bool = False,
    truth: Path | None = None,
    settings: Settings | None = None,
) -> int:
    """The city stands in the bound database, told at `ends_at` (default now); how many concerns were written.

    `concerns` asks for about so many in those months, `add` for more beside those that are held, and `truth` for a file
    with the truth of each as a line of JSON. `progress` hears how many are written of how many.

    Raises:
        OutOfOrder: this is a production hub, or concerns are held and `add` is not said.
        Unprocessable: the city has no such past.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise Unprocessable({"months": [NO_SUCH_PAST]})
    chosen = settings or read_settings()
    refuse_to_seed(chosen, add=add)
    volume = 1.0 if concerns is None else concerns / (months * CONCERNS_A_MONTH)
    size = Size(months=months, volume=volume, dice=SEED + (1 if add else 0))
    until = ends_at or clock.now()
    if size.concerns >= LARGE and (os.cpu_count() or 1) > 1:
        parts = min(MOST_PARTS, os.cpu_count() or 1)
        return write_in_parts(chosen, until, size, parts, is_empty=not add, progress=progress, truth=truth)
    known, shared = settle(chosen, until)
    written = write_city(known, shared, size, progress=progress, truth=truth)
    write_second_looks(known)
    return written


def refuse_to_seed(settings: Settings, *, add: bool) -> None:
    """Return only if a synthetic city may be written here.

    Raises:
        OutOfOrder: it may not.
    """
    if settings.mode == "production":
        raise OutOfOrder("Synthetic people are never written to a production hub.")
    if not add and _held_concerns():
        raise OutOfOrder("This hub holds concerns already. To write more of the city beside them, say --add.")


def _held_concerns() -> bool:
    with db.reading() as session:
        return bool(session.scalar(select(exists().select_from(Concern))))


def write_city(
    known: Known, shared: Shared, size: Size, *, progress: Progress | None = None, truth: Path | None = None
) -> int:
    """The city's stories stand in the database, batch by batch; how many."""
    city, until = City(size.dice, clock.london_day(known.until), size.households), known.until
    told = told_concerns(city, months=size.months, until=until, volume=size.volume)
    written = 0
    with ExitStack() as open_files, _rarely_collecting():
        lines = open_files.enter_context(truth.open("w", encoding="utf-8")) if truth else None
        for batch in _batches(_sheets(known, shared, stories(city, told, until=until))):
            write_rows(rows_of([sheet for sheet, _ in batch]))
            written += len(batch)
            _tell_truth(lines, (fresh for _, fresh in batch))
            if progress:
                progress(written, max(written, size.concerns))
            last = batch[-1][1].story.told
    if written:
        _write_drafts(known, city, last)
    return written


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Rows hold no cycles, and looking for some after every few hundred of them costs a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(500_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _sheets(known: Known, shared: Shared, told: Iterable[Story]) -> Iterator[tuple[Sheet, Fresh]]:
    history = History()
    for story, late_share in with_late_share(told, known.until):
        yield write_story(known, history, shared, story, late_share=late_share)


def _batches(sheets: Iterator[tuple[Sheet, Fresh]]) -> Iterator[list[tuple[Sheet, Fresh]]]:
    while batch := list(islice(sheets, BATCH)):
        yield batch


def _write_drafts(known: Known, city: City, told: ToldConcern) -> None:
    sheet = Sheet()
    write_drafts(known, sheet, unsent_drafts(city, told, until=known.until))
    write_rows(rows_of([sheet]))


def _tell_truth(lines: IO[str] | None, written: Iterable[Fresh]) -> None:
    """A line for each concern: its reference, the ids of its people's rows, and what is truly so."""
    if lines is None:
        return
    for fresh in written:
        told = {
            "ref": fresh.ref,
            "concern": str(fresh.id),
            "number": fresh.story.told.number,
            "received_at": fresh.received_at.isoformat(),
            "rows": {str(each.id): each.truth for each in fresh.people},
            **asdict(fresh.story.told.truth),
        }
        lines.write(json.dumps(told, sort_keys=True) + "\n")
