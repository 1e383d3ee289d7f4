"""Every stored screening of two years made again from its facts, day and pack, on one core; each comes out as it was stored."""

from __future__ import annotations

import time

from sqlalchemy import select

from hub.concerns import Concern
from hub.db import reading
from hub.rulebook import replay_runs
from tests.benchmarks import ground
from tests.benchmarks.asked import Asked
from tests.benchmarks.ground import Ground
from tests.benchmarks.measuring import figure
from tests.benchmarks.results import Reach, Row

TWO_YEARS = 24 * ground.CONCERNS_A_MONTH
AT_ONCE = 500


def measure(asked: Asked) -> Row:
    """Screenings a second, and how many of all came out the same."""
    figures, reaches = [], []
    for engine in ground.ENGINES:
        on = ground.seeded(engine, 300 if asked.is_tiny else TWO_YEARS)
        runs, same, seconds = _replayed(on)
        figures.append(figure(f"{engine}, {runs:,} screenings", "a second", [runs / seconds]))
        words = f"{engine}: every screening comes out the same"
        reaches.append(Reach(f"replaying-{engine}", words, 1, False, same / runs))
    return Row(
        "replaying",
        "Replaying",
        "Every stored screening of two years of the synthetic city is read, its sealed facts opened, made again by its own pack and held "
        "against every column that was stored of it; one process.",
        tuple(figures),
        reaches=tuple(reaches),
    )


def _replayed(on: Ground) -> tuple[int, int, float]:
    """How many runs there are, how many came out the same, and the seconds it took."""
    runs = same = 0
    with on.bound():
        with reading() as session:
            concerns = session.scalars(select(Concern.id).order_by(Concern.received_at)).all()
        began = time.perf_counter()
        for first in range(0, len(concerns), AT_ONCE):
            with reading() as session:  # one for all would hold every row it ever read
                found = [run for each in concerns[first : first + AT_ONCE] for run in replay_runs(session, each)]
            runs, same = runs + len(found), same + sum(run.is_same for run in found)
        return runs, same, time.perf_counter() - began
