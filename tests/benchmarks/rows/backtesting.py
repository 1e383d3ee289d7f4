"""A changed pack tried on every stored screening, by all cores: one rule changed, and every urgency lowered."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Callable
from multiprocessing import active_children

from sqlalchemy import select

from hub import clock, people
from hub.db import reading
from hub.jobs.backtesting import Comparison, parts
from hub.rulebook import RulePack, history
from hub.rulebook.packs import unpacked
from tests.benchmarks import ground
from tests.benchmarks.asked import Asked
from tests.benchmarks.ground import Ground
from tests.benchmarks.measuring import figure, paired, peak_of, seconds_of
from tests.benchmarks.results import Figure, Reach, Row

TWO_YEARS = 24 * ground.CONCERNS_A_MONTH
SECONDS, SECONDS_OF_A_MILLION, MILLION = 10, 180, 900_000
LOWER = ("act_now", "same_day", "two_working_days")
Files = dict[str, str]


def measure(asked: Asked) -> Row:
    """Seconds for the whole of each database, and the memory of whoever asked and of the largest process that worked."""
    two_years = [ground.seeded(engine, 300 if asked.is_tiny else TWO_YEARS) for engine in ground.ENGINES]
    large = [on for engine in ground.ENGINES for on in ground.given(asked, engine) if on.concerns >= MILLION]
    figures: list[Figure] = []
    reaches: list[Reach] = []
    workers: list[float] = []  # the peak of each working process, in MB, read again and again
    for on in (*two_years, *large):
        limit = SECONDS if on.concerns < MILLION else SECONDS_OF_A_MILLION
        for name, each in _measured(on, asked, workers).items():
            figures.append(each)
            words = f"{name}: at most {limit} seconds"
            reaches.append(Reach(f"backtesting-{name}", words, limit, True, each.median))
    if not large:
        words = "a million concerns: at most 180 seconds"
        reaches.append(Reach("backtesting-million", words, 180, True, None, "no database of that size was given"))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures.append(figure("memory of the process that asks, at most", "MB", [megabytes]))
    if any(workers):  # few concerns are tried by the process that asks
        figures.append(figure("memory of the largest working process, at most", "MB", [max(workers)]))
    return Row(
        "backtesting",
        "Backtesting",
        "A changed pack against the pack that rules, over the newest screening of every concern, with all cores: sealed facts "
        "opened, both packs asked, moves counted in six ways, ward among them, everybody who moves down named. "
        "Starting the processes is counted.",
        tuple(figures),
        reaches=tuple(reaches),
    )


def _measured(on: Ground, asked: Asked, workers: list[float]) -> dict[str, Figure]:
    with on.bound():
        with reading() as session:
            files = unpacked(session.scalars(select(RulePack.files)).all()[0])
        concerns = f"{on.url.split(':')[0].split('+')[0]}, {on.concerns:,} concerns"
        contenders = {
            f"{concerns}, one rule changed": _tries(files, _one_changed(files), workers),
            f"{concerns}, every urgency lowered": _tries(files, _all_lowered(files), workers),
        }
        if on.concerns >= MILLION:  # minutes each: once, and nothing to warm up
            kept = {name: [work()] for name, work in contenders.items()}
        else:
            kept = paired(contenders, repeats=min(3, asked.repeats), budget_seconds=asked.budget_seconds)
    return {name: figure(name, "seconds", values) for name, values in kept.items()}


def _tries(before: Files, after: Files, workers: list[float]) -> Callable[[], float]:
    def work() -> None:
        with reading() as session:
            cut, wards = history.stretches(session), people.wards_of_postcodes(session)
        counts: Counter[tuple[str, ...]] = Counter()
        for part in parts(Comparison(before, after, clock.today(), wards=wards), cut):
            counts.update(part.counts)
            workers.extend(peak_of(child.pid) for child in active_children() if child.pid)
        if counts["concerns",] < sum(each.concerns for each in cut) * 0.99:
            raise RuntimeError("not every concern was tried")

    return lambda: seconds_of(work)


def _one_changed(files: Files) -> Files:
    path = next(path for path, text in files.items() if "id: children.injury_under_two\n" in text)
    return files | {path: files[path].replace("urgency: same_day", "urgency: act_now")}


def _all_lowered(files: Files) -> Files:
    low = dict(files)
    for path in (path for path in files if path.endswith(".rule.yaml")):
        for urgency in LOWER:
            low[path] = low[path].replace(f"urgency: {urgency}", "urgency: five_working_days")
    return low
