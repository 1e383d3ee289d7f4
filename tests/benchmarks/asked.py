"""What a run of the benchmarks was asked for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path("var/bench")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows, at which sizes, how often, for how long at most, and databases that are seeded already."""

    rows: tuple[str, ...] = ()
    sizes: tuple[int, ...] = (10_000, 100_000)
    repeats: int = 11
    budget_seconds: float = 300.0
    work_seconds: float = 3.0
    databases: tuple[tuple[str, Path], ...] = ()  # address and keys folder of each
    seed_reports: tuple[Path, ...] = field(default=())
    is_tiny: bool = False
    only_page: bool = False


def read_arguments(words: Sequence[str], rows: Sequence[str]) -> Asked:
    """What the command line asks for."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description="Measure the hub beside others.")
    parser.add_argument("rows", nargs="*", metavar="row", help=f"of: {', '.join(rows)} (default: all)")
    parser.add_argument("--sizes", default="10000,100000", help="how many concerns or people, with commas")
    parser.add_argument("--repeats", type=int, default=11, help="rounds of each comparison")
    parser.add_argument(
        "--budget", type=float, default=300, help="seconds after which a comparison begins no new round"
    )
    parser.add_argument("--work", type=float, default=3, help="seconds that each round under load lasts")
    parser.add_argument(
        "--database", action="append", default=[], help="the address of a seeded database to measure too"
    )
    parser.add_argument("--keys", type=Path, action="append", default=[], help="the keys folder of that database")
    parser.add_argument("--seed-report", type=Path, action="append", default=[], help="a file with `hub seed --json`")
    parser.add_argument("--tiny", action="store_true", help="only try that everything runs; no reach is judged")
    parser.add_argument("--page", action="store_true", help="only write the page anew from what was measured before")
    found = parser.parse_args(words)
    if unknown := set(found.rows) - set(rows):
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    if len(found.database) != len(found.keys):
        parser.error("each --database needs its --keys")
    sizes = tuple(int(size) for size in found.sizes.split(",") if size)
    return Asked(
        rows=tuple(found.rows) or tuple(rows),
        sizes=(() if found.database else (300,)) if found.tiny else sizes,
        repeats=2 if found.tiny else found.repeats,
        budget_seconds=20 if found.tiny else found.budget,
        work_seconds=0.5 if found.tiny else found.work,
        databases=tuple(zip(found.database, found.keys, strict=True)),
        seed_reports=tuple(found.seed_report),
        is_tiny=found.tiny,
        only_page=found.page,
    )
