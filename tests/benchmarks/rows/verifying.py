"""Verifying the log: taken out of the database and checked, and a bundle of it checked by the file that needs no hub."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

from hub import audit, crypto, db
from hub.actor import OPERATOR
from hub.audit import Action, verifier
from hub.jobs import seal_trail
from tests.benchmarks import ground
from tests.benchmarks.asked import Asked
from tests.benchmarks.ground import Ground
from tests.benchmarks.measuring import figure, paired, seconds_of
from tests.benchmarks.results import Reach, Row

WANTED = 200_000
ENTRIES, AT_ONCE, SHOWN = 100_000, 500, 3
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def measure(asked: Asked) -> Row:
    """Entries a second, from the database to the verdict and from the bundle to the verdict."""
    entries = 500 if asked.is_tiny else ENTRIES
    kept: dict[str, list[float]] = {}
    for engine, name in NAMES.items():
        on = ground.empty(engine)
        with on.bound(), ExitStack() as running:
            _write(entries)
            seal_trail(on.settings, checkpoint_now=True)
            contenders = _contenders(on, name, running)
            kept |= paired(contenders, repeats=asked.repeats, budget_seconds=asked.budget_seconds / 2)
    figures = {name: figure(name, "entries a second", values) for name, values in kept.items()}
    return Row(
        "verifying",
        "Verifying the log",
        f"A log of {entries:,} looks, sealed: every leaf's hash and mark, the roots of every checkpoint and their signatures, and "
        "the gapless numbers. From the database it is first taken out as a bundle. As many processes as the machine has processors.",
        tuple(figures.values()),
        reaches=tuple(
            Reach(f"verifying-{name}", f"{name}: at least {WANTED:,} entries a second", WANTED, False, each.median)
            for name, each in figures.items()
        ),
    )


def _write(entries: int) -> None:
    for _ in range(0, entries, AT_ONCE):
        with db.transaction() as session:
            for _ in range(AT_ONCE):
                about = [("concern", uuid4()) for _ in range(SHOWN)]
                audit.record(session, by=OPERATOR, action=Action.QUEUE_SHOWN, objects=about, shown=("name", "age"))


def _contenders(on: Ground, name: str, running: ExitStack) -> dict[str, Callable[[], float]]:
    bundle = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="hub-bench-"))) / "bundle"
    entries = _export(bundle)
    return {
        f"{name}, taken out and checked": lambda: entries / seconds_of(_export_and_check),
        f"{name}, bundle checked": lambda: entries / seconds_of(lambda: _check(bundle)),
    }


def _export(folder: Path) -> int:
    with db.reading() as session:
        return audit.export_bundle(session, folder)


def _export_and_check() -> None:
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        _export(Path(folder))
        _check(Path(folder))


def _check(folder: Path) -> None:
    key = crypto.bound_keyring().audit_key
    report = verifier.verify(folder, public_key=crypto.checkpoint_public_key(), audit_key=key)
    if report.faults:
        raise RuntimeError(f"the log is not whole: {report.faults[0]}")
