"""The first page of the screening queue: 25 rows, signed in, names opened, the view in the trail; beside a bare page and a helpdesk."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from sqlalchemy import func, select

from hub import db
from hub.accounts import Officer, OfficerRole, OfficerTeam
from hub.accounts.sessions import start_session
from hub.queues import WorkItem
from tests.benchmarks import ground
from tests.benchmarks.asked import Asked
from tests.benchmarks.beside import PEERS, Absent, beside
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import Wanted, ask, get, gunicorn, load
from tests.benchmarks.measuring import figure, paired, percentile, ratio
from tests.benchmarks.results import Figure, Reach, Row

OPEN = 2_000
OURS, BARE, HELPDESK, HELPDESK_ALL = (
    "the hub",
    "bare keyset page",
    "django-helpdesk, open tickets",
    "django-helpdesk, all",
)
AT, SMALL, LARGE = 100_000, 10_000, 1_000_000
THIN = """
    UPDATE work_items SET state = 'done', done_at = now(), claimed_by = NULL, claimed_until = NULL, claimed_at = NULL
    WHERE queue = 'screening' AND state = 'open' AND id NOT IN (
        SELECT id FROM work_items WHERE queue = 'screening' AND state = 'open' ORDER BY id LIMIT %s)
"""
REFERENCE = re.compile(rb"DH-[0-9A-Z]{4}-[0-9A-Z]{4}")
Key = tuple[str, int]


@dataclass(slots=True)
class _Bench:
    """What stands while the row is measured."""

    asked: Asked
    running: ExitStack
    contenders: dict[str, Callable[[], float]] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    p99: dict[str, list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def add(self, key: Key, path: object, wanted: Wanted) -> None:
        """One more contender, once its first answer is as wanted."""
        name = f"{key[0]}, {key[1]:,}"
        ask(path, wanted)  # type: ignore[arg-type]
        self.keys[name] = key

        def work() -> float:
            came = load(path, wanted, seconds=self.asked.work_seconds)  # type: ignore[arg-type]
            self.p99.setdefault(name, []).append(percentile(came.milliseconds, 99))
            return came.rate

        self.contenders[name] = work


def measure(asked: Asked) -> Row:
    """Pages a second and the slowest of a hundred, on PostgreSQL, four workers each."""
    with ExitStack() as running:
        bench = _Bench(asked, running)
        for each in ground.given(asked, "postgresql"):
            _stand(bench, each)
        rates = paired(bench.contenders, repeats=asked.repeats, budget_seconds=asked.budget_seconds)
    kept = {bench.keys[name]: values for name, values in rates.items()}
    slow = {bench.keys[name]: values[1:] for name, values in bench.p99.items()}  # the first warmed up
    return Row(
        "queue",
        "Queue page",
        "The first page of the screening queue for a signed-in officer: 25 rows with their names opened, the look in the trail "
        f"before it is shown. PostgreSQL with fsync on, gunicorn with four workers, eight askers on the same machine. About "
        f"{OPEN:,} concerns wait, whatever the number of concerns held. The bare page is 25 rows by their key as JSON, with "
        "nobody signed in and nothing opened; django-helpdesk's is the answer with which its ticket list fills 25 rows, with as "
        "many tickets held and open, and once more over all tickets.",
        tuple(_figures(kept, slow)),
        tuple(_ratios(kept)),
        tuple(_reaches(kept, slow)),
        tuple(bench.notes),
        tuple(bench.absent),
    )


def _stand(bench: _Bench, on: Ground) -> None:
    if on.is_ours:
        with psycopg.connect(on.url.replace("+psycopg", "")) as connection:
            connection.execute(THIN, [OPEN])
        with psycopg.connect(on.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    team, cookie, waiting = _signed_in(on)
    path = bench.running.enter_context(gunicorn("hub.app:create_app()", on.environ))
    page = get("/queue", {"Cookie": f"hub={cookie}"}, marker="Screening queue")
    named = len(set(REFERENCE.findall(ask(path, page))))
    bench.notes.append(
        f"Of {on.concerns:,} concerns {waiting:,} wait with the officer's team; the page shows {named} of them."
    )
    bench.add((OURS, on.concerns), path, page)
    bare = {"BENCH_DATABASE": on.url.replace("+psycopg", ""), "BENCH_TEAM": str(team)}
    path = bench.running.enter_context(gunicorn("tests.benchmarks.bare_page:application", bare))
    bench.add((BARE, on.concerns), path, get("/", {}, marker="[["))
    try:
        _stand_helpdesk(bench, on.concerns, min(waiting, OPEN))
    except Absent as why:
        bench.absent.append(f"django-helpdesk ({why})")


def _stand_helpdesk(bench: _Bench, tickets: int, waiting: int) -> None:
    environ = {"BENCH_HOST": str(ground.server().folder), "BENCH_NAME": ground.new_database()}
    with beside("peer_programs.helpdesk", peers=True, environ=environ) as peer:
        known = peer.ask("prepare", tickets=tickets, waiting=waiting)
    python = str(PEERS / "bin/python")
    path = bench.running.enter_context(
        gunicorn("tests.benchmarks.peer_programs.helpdesk_wsgi:application", environ, python=python)
    )
    for name, address in ((HELPDESK, "open"), (HELPDESK_ALL, "all")):
        bench.add((name, tickets), path, get(known[address], {"Cookie": known["cookie"]}, marker='"recordsTotal"'))


def _signed_in(on: Ground) -> tuple[UUID, str, int]:
    """The screening officer with most waiting: a team, the cookie of a session begun now, and how many wait there."""
    with on.bound():
        found = (
            select(OfficerTeam.team_id, Officer.id, func.count())
            .join(OfficerRole, OfficerRole.officer_id == OfficerTeam.officer_id)
            .join(Officer, Officer.id == OfficerTeam.officer_id)
            .join(WorkItem, WorkItem.team_id == OfficerTeam.team_id)
            .where(OfficerRole.role == "screening_officer", Officer.disabled_at.is_(None))
            .where(WorkItem.queue == "screening", WorkItem.state == "open", WorkItem.level == "open")
            .group_by(OfficerTeam.team_id, Officer.id)
            .order_by(func.count().desc(), Officer.id)
            .limit(1)
        )
        with db.reading() as session:
            team, officer, waiting = session.execute(found).one()
        with db.transaction() as session:
            cookie = start_session(session, officer, settings=on.settings, second_factor=False)
    return team, cookie, waiting


def _figures(kept: dict[Key, list[float]], slow: dict[Key, list[float]]) -> list[Figure]:
    rates = [figure(f"{name}, {size:,}", "pages a second", values) for (name, size), values in kept.items()]
    return rates + [
        figure(f"{name}, {size:,}: 99 of 100 within", "ms", values) for (name, size), values in slow.items()
    ]


def _sizes(kept: dict[Key, list[float]]) -> list[int]:
    return sorted({size for _, size in kept})


def _ratios(kept: dict[Key, list[float]]) -> list[Figure]:
    found = []
    for size in _sizes(kept):
        for other in (BARE, HELPDESK, HELPDESK_ALL):
            if (other, size) in kept:
                found.append(ratio(f"{OURS} / {other}, {size:,}", kept[OURS, size], kept[other, size]))
    return found


def _reaches(kept: dict[Key, list[float]], slow: dict[Key, list[float]]) -> list[Reach]:
    sizes = _sizes(kept)
    at = next((size for size in sizes if size >= 0.9 * AT), None)
    few = f"no database of {AT:,} concerns was measured"
    helpdesk = at and (HELPDESK_ALL, at) in kept and ratio("", kept[OURS, at], kept[HELPDESK_ALL, at]).median
    bare = min(ratio("", kept[OURS, size], kept[BARE, size]).median for size in sizes)
    slowest = max(figure("", "", slow[OURS, size]).median for size in sizes)
    return [
        Reach(  # the goal was set beside its list of all tickets; its list of open ones is among the ratios
            "queue-helpdesk",
            f"at least 30 times helpdesk's rows, all tickets, at {AT:,} concerns",
            30,
            False,
            helpdesk or None,
            few,
        ),
        Reach("queue-bare", "at least 0.3 of the bare page, at every size", 0.3, False, bare),
        Reach("queue-p99", "99 of 100 within 100 ms, at every size", 100, True, slowest),
        _growth(kept, sizes),
    ]


def _growth(kept: dict[Key, list[float]], sizes: list[int]) -> Reach:
    words = f"{LARGE:,} concerns within 1.2 times of {SMALL:,}"
    small = next((size for size in sizes if 0.9 * SMALL <= size < 2 * SMALL), None)
    large = next((size for size in sizes if size >= 0.9 * LARGE), None)
    if small is None or large is None:
        return Reach("queue-growth", words, 1.2, True, None, "both sizes are needed in one run")
    return Reach("queue-growth", words, 1.2, True, ratio("", kept[OURS, small], kept[OURS, large]).median)
