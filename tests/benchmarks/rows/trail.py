"""What the trail costs: submissions with it and without, eight writers, PostgreSQL with fsync on; the peers' ratios beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from tests.benchmarks import ground
from tests.benchmarks.asked import Asked
from tests.benchmarks.beside import Absent, Beside, beside
from tests.benchmarks.measuring import figure, paired, percentile, ratio
from tests.benchmarks.results import Reach, Row

WRITERS = 8
WITH, WITHOUT = "with the trail", "without"
PEERS = {
    "django-simple-history": "django_trails",
    "django-auditlog": "django_trails",
    "sqlalchemy-continuum": "continuum",
}


def measure(asked: Asked) -> Row:
    """Submissions a second of eight writers together, and how many times longer each takes with the trail."""
    on = ground.smallest(asked, "postgresql")
    slowest: dict[str, list[float]] = {WITH: [], WITHOUT: []}
    absent: list[str] = []
    with ExitStack() as running:
        contenders: dict[str, Callable[[], float]] = {}
        for name in (WITH, WITHOUT):
            words = () if name == WITH else ("without-trail",)
            writers = [running.enter_context(beside("writers", *words, environ=on.environ)) for _ in range(WRITERS)]
            contenders[f"the hub, {name}"] = together(writers, asked.work_seconds, slowest[name])
        for peer, program in PEERS.items():
            contenders |= _peers(peer, program, running, asked, absent)
        kept = paired(contenders, repeats=asked.repeats, budget_seconds=asked.budget_seconds)
    times = {
        name: ratio(f"{name}: {WITHOUT} / {WITH}", kept[f"{name}, {WITHOUT}"], kept[f"{name}, {WITH}"])
        for name in ("the hub", *PEERS)
        if f"{name}, {WITH}" in kept
    }
    figures = [figure(name, "submissions a second", values) for name, values in kept.items()]
    figures += [figure(f"the hub, {name}: 99 of 100 within", "ms", values) for name, values in slowest.items()]
    return Row(
        "trail",
        "What the trail costs",
        f"Whole submissions (two people, screened and queued) by {WRITERS} processes at once, PostgreSQL with fsync on, with a leaf "
        "and the guard of every change, and with both taken out. The peers keep a history of a concern, its two people and its "
        "place in a queue, written in one transaction by as many processes; none of theirs is tamper-evident.",
        tuple(figures),
        tuple(times.values()),
        (Reach("trail-cost", "at most 1.2 times a submission without", 1.2, True, times["the hub"].median),),
        absent=tuple(absent),
    )


def _peers(
    name: str, program: str, running: ExitStack, asked: Asked, absent: list[str]
) -> dict[str, Callable[[], float]]:
    found = {}
    try:
        for manner in (WITHOUT, WITH):
            environ = {"BENCH_HOST": str(ground.server().folder), "BENCH_NAME": ground.new_database()}
            words = (name, "plain" if manner == WITHOUT else "kept")
            writers = [
                running.enter_context(beside(f"peer_programs.{program}", *words, peers=True, environ=environ))
                for _ in range(WRITERS)
            ]
            writers[0].ask("prepare")
            found[f"{name}, {manner}"] = together(writers, asked.work_seconds, [])
    except Absent as why:
        absent.append(f"{name} ({why})")
        return {}
    return found


def together(writers: Sequence[Beside], seconds: float, slowest: list[float]) -> Callable[[], float]:
    """All write at the same time; what they manage together, a second. Keeps the slowest of a hundred, in ms."""

    def work() -> float:
        for writer in writers:
            writer.tell("work", seconds=seconds)
        came = [writer.hear() for writer in writers]
        slowest.append(percentile([each for one in came for each in one.get("milliseconds", [0.0])], 99))
        return float(sum(one["count"] / one["seconds"] for one in came))

    return work
