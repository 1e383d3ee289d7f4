"""`hub seed`: a synthetic city of any length and size, with its truth in a file for whoever measures against it."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from hub.app.starting import start
from hub.cli.demo import write_people
from hub.cli.telling import Parsers, add_json, say, say_json
from hub.config import Settings, read_settings
from hub.demo import seeding
from hub.errors import StartRefused, Unprocessable


def add_commands(parts: Parsers) -> None:
    """`hub seed`."""
    seed = parts.add_parser("seed", help="write a synthetic city to the database")
    seed.add_argument("--months", type=int, default=3, help="how much of the city's past, from 1 to 36 (default: 3)")
    seed.add_argument("--concerns", type=int, help="about how many concerns in those months, for benchmarks")
    seed.add_argument(
        "--truth", type=Path, metavar="FILE", help="write what is truly so of each concern, a line of JSON each"
    )
    seed.add_argument("--add", action="store_true", help="write more beside the concerns that are held")
    add_json(seed)
    seed.set_defaults(run=_seed)


def _seed(asked: argparse.Namespace) -> int:
    settings = read_settings()
    if settings.mode == "production":
        raise StartRefused("HUB_MODE is production; synthetic people are never written there.")
    if asked.concerns is not None and asked.concerns < 1:
        raise Unprocessable({"concerns": ["Enter at least one concern."]})
    start(settings)
    began = time.monotonic()
    written = _with_bar(asked, settings)
    seconds = round(time.monotonic() - began, 1)
    if settings.is_demo:
        write_people(settings)
    if asked.json:
        say_json({"concerns": written, "months": asked.months, "seconds": seconds, "truth": asked.truth})
    else:
        say(f"{written:,} concerns of {asked.months} months written in {seconds} seconds.")
    return 0


def _with_bar(asked: argparse.Namespace, settings: Settings) -> int:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=asked.json) as bar:
        task = bar.add_task("Making a synthetic city", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return seeding.seed(
            asked.months, progress, concerns=asked.concerns, add=asked.add, truth=asked.truth, settings=settings
        )
