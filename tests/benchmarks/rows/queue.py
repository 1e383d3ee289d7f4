"""The first page of the screening queue: 25 rows, signed in, names opened, the view in the trail; beside a bare page and a helpdesk."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import create_engine, func, select, text, update

from hub import clock, db
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
OURS, ON_SQLITE, BARE, HELPDESK, HELPDESK_ALL = (
    "the hub",
    "the hub on SQLite",
    "bare keyset page",
    "django-helpdesk, open tickets",
    "django-helpdesk, all",
)
AT, SMALL, LARGE = 100_000, 10_000, 1_000_000
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
    """Pages a second and the slowest of a hundred, four workers each; what stands beside the hub is on PostgreSQL."""
    with ExitStack() as running:
        bench = _Bench(asked, running)
        for each in ground.given(asked, "postgresql"):
            _stand_beside(bench, each, *_stand(bench, each, OURS))
        for each in ground.given(asked, "sqlite"):
            _stand(bench, each, ON_SQLITE)
        rates = paired(bench.contenders, repeats=asked.repeats, budget_seconds=asked.budget_seconds)
    kept = {bench.keys[name]: values for name, values in rates.items()}
    slow = {bench.keys[name]: values[1:] for name, values in bench.p99.items()}  # the first warmed up
    return Row(
        "queue",
        "Queue page",
        "The first page of the screening queue for a signed-in officer: 25 rows with their names opened, the look in the trail "
        f"before it is shown. PostgreSQL, with fsync on, where nothing else is said; gunicorn with four workers, eight askers on the "
        f"same machine. About "
        f"{OPEN:,} concerns wait, whatever the number of concerns held. The bare page is 25 rows by their key as JSON, with "
        "nobody signed in and nothing opened; django-helpdesk's is the answer with which its ticket list fills 25 rows, with as "
        "many tickets held and open, and once more over all tickets.",
        tuple(_figures(kept, slow)),
        tuple(_ratios(kept)),
        tuple(_reaches(kept, slow)),
        tuple(bench.notes),
        tuple(bench.absent),
    )


def _stand(bench: _Bench, on: Ground, name: str) -> tuple[UUID, int]:
    """The hub answers from it; the team that is asked for, and how many wait there."""
    if on.is_ours:
        _thin(on)
    team, cookie, waiting = _signed_in(on)
    path = bench.running.enter_context(gunicorn("hub.app:create_app()", on.environ))
    page = get("/queue", {"Cookie": f"hub={cookie}"}, marker="Screening queue")
    named = len(set(REFERENCE.findall(ask(path, page))))
    bench.notes.append(
        f"{name[0].upper()}{name[1:]}: of {on.concerns:,} concerns {waiting:,} wait with the officer's team; "
        f"the page shows {named} of them."
    )
    bench.add((name, on.concerns), path, page)
    return team, waiting


def _thin(on: Ground) -> None:
    """No more than `OPEN` wait in the screening queue."""
    waiting = select(WorkItem.id).where(WorkItem.queue == "screening", WorkItem.state == "open").order_by(WorkItem.id)
    done = update(WorkItem).where(
        WorkItem.queue == "screening", WorkItem.state == "open", WorkItem.id.not_in(waiting.limit(OPEN))
    )
    engine = create_engine(on.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            done.values(state="done", done_at=clock.now(), claimed_by=None, claimed_until=None, claimed_at=None)
        )
        connection.execute(text("VACUUM"))
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _stand_beside(bench: _Bench, on: Ground, team: UUID, waiting: int) -> None:
    """What the hub is measured beside, from as many."""
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


def _sizes(kept: dict[Key, list[float]], of: str) -> list[int]:
    return sorted(size for name, size in kept if name == of)


def _ratios(kept: dict[Key, list[float]]) -> list[Figure]:
    return [
        ratio(f"{OURS} / {name}, {size:,}", kept[OURS, size], rates)
        for (name, size), rates in kept.items()
        if name in (BARE, HELPDESK, HELPDESK_ALL)
    ]


def _reaches(kept: dict[Key, list[float]], slow: dict[Key, list[float]]) -> list[Reach]:
    sizes = _sizes(kept, OURS)
    at = next((size for size in sizes if size >= 0.9 * AT), None)
    few = f"no database of {AT:,} concerns was measured"
    helpdesk = at and (HELPDESK_ALL, at) in kept and ratio("", kept[OURS, at], kept[HELPDESK_ALL, at]).median
    bare = min((ratio("", kept[OURS, size], kept[BARE, size]).median for size in sizes), default=None)
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
        _slowest(OURS, slow),
        _growth(OURS, kept),
        _slowest(ON_SQLITE, slow),
        _growth(ON_SQLITE, kept),
    ]


def _slowest(name: str, slow: dict[Key, list[float]]) -> Reach:
    slowest = max((figure("", "", slow[name, size]).median for size in _sizes(slow, name)), default=None)
    words = f"{name}: 99 of 100 within 100 ms, at every size"
    return Reach(f"queue-p99, {name}", words, 100, True, slowest, "no such database was measured")


def _growth(name: str, kept: dict[Key, list[float]]) -> Reach:
    words, sizes = f"{name}: {LARGE:,} concerns within 1.2 times of {SMALL:,}", _sizes(kept, name)
    small = next((size for size in sizes if 0.9 * SMALL <= size < 2 * SMALL), None)
    large = next((size for size in sizes if size >= 0.9 * LARGE), None)
    if small is None or large is None:
        return Reach(f"queue-growth, {name}", words, 1.2, True, None, "both sizes are needed in one run")
    grown = ratio("", kept[name, small], kept[name, large]).median
    return Reach(f"queue-growth, {name}", words, 1.2, True, grown)
