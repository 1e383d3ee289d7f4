"""A very large city is written in several parts at once, one process each, every part a smaller city with dice of its own.

For benchmarks: parts share officers and services, and know nothing of each other's people. SQLite's writers take turns.
"""

from __future__ import annotations

import multiprocessing
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any

from hub import crypto, db
from hub.config import Settings
from hub.demo import telling
from hub.demo.bare_tables import bare_tables
from hub.demo.filing import write_rows
from hub.demo.providers import providers
from hub.demo.settling import settle
from hub.demo.sheets import Sheet, rows_of
from hub.demo.writing_concerns import write_service
from hub.errors import Unavailable

if TYPE_CHECKING:
    from hub.demo.seeding import Progress, Size

LARGE = 40_000
POLL_SECONDS = 2.0


def write_in_parts(
    settings: Settings,
    until: datetime,
    size: Size,
    parts: int,
    *,
    is_empty: bool,
    progress: Progress | None,
    truth: Path | None,
) -> int:
    """The city stands in the database, written by so many processes; how many concerns. `is_empty`: nobody else uses the hub.

    Raises:
        Unavailable: a part failed; what it said stands above.
    """
    _write_services(settings, until)
    with bare_tables(db.bound_engine()) if is_empty else nullcontext():
        return _write_all(settings, until, size, parts, progress=progress, truth=truth)


def _write_all(
    settings: Settings, until: datetime, size: Size, parts: int, *, progress: Progress | None, truth: Path | None
) -> int:
    told = multiprocessing.get_context("spawn")
    steps: Any = told.Queue()
    share = replace(size, volume=size.volume / parts)
    files = [truth.with_name(f"{truth.name}.{part}") if truth else None for part in range(parts)]
    started = [
        told.Process(
            target=_write_part,
            args=(settings, until, replace(share, dice=size.dice + part), (part, parts), files[part], steps),
        )
        for part in range(parts)
    ]
    for each in started:
        each.start()
    written = [0] * parts
    while any(each.is_alive() for each in started) or not steps.empty():
        try:
            part, done = steps.get(timeout=POLL_SECONDS)
        except Empty:
            continue
        written[part] = done
        if progress:
            progress(min(sum(written), size.concerns), size.concerns)
    if any(each.exitcode for each in started):
        raise Unavailable("A part of the city was not written. Begin again with an empty hub.")
    if truth:
        _join(files, truth)
    return sum(written)


def _write_services(settings: Settings, until: datetime) -> None:
    """Every service stands before the parts begin, so that no two of them make the same one."""
    _, shared = settle(settings, until)
    sheet = Sheet()
    for one in providers():
        write_service(shared, sheet, telling.service(one) or {}, at=until)
    write_rows(rows_of([sheet]))


def _write_part(
    settings: Settings, until: datetime, size: Size, part: tuple[int, int], truth: Path | None, steps: Any
) -> None:
    """One part, in a process of its own."""
    from hub.demo.seeding import write_city

    crypto.bind_keyring(crypto.read_keys_folder(settings.keys_folder))
    db.bind(db.make_engine(settings.database_url))
    known, shared = settle(settings, until)
    mine = replace(known, part=part[0], parts=part[1])

    def step(written: int, _total: int) -> None:
        steps.put((part[0], written))

    steps.put((part[0], write_city(mine, shared, size, progress=step, truth=truth)))


def _join(files: list[Path | None], truth: Path) -> None:
    with truth.open("w", encoding="utf-8") as whole:
        for path in files:
            if path is not None:
                whole.write(path.read_text(encoding="utf-8"))
                path.unlink()
