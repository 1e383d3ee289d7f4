"""Looking one person up among all that are held, by blind tokens, opened and compared; beside splink matching one new record."""

from __future__ import annotations

import csv
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import clock, db, people
from hub.people import NewPerson, Person
from tests.benchmarks import ground
from tests.benchmarks.asked import Asked
from tests.benchmarks.beside import Absent, Beside, beside
from tests.benchmarks.ground import Ground
from tests.benchmarks.measuring import figure, percentile
from tests.benchmarks.results import Figure, Reach, Row

FIELDS = ("forename", "surname", "date_of_birth", "address", "postcode")
MOST_FOR_SPLINK = 1_000_000
SEED, SPLINK_TIMES = 3, 3


@dataclass(frozen=True, slots=True)
class _Measured:
    """Milliseconds of each look-up in one database, and of splink's where it was there."""

    engine: str
    held: int
    whole: list[float]
    found: list[float]
    splink: list[float]


def measure(asked: Asked) -> Row:
    """Milliseconds of one look-up, half and 99 of 100 of them."""
    absent: list[str] = []
    measured = [
        _measured(engine, each, asked, absent) for engine in ground.ENGINES for each in ground.given(asked, engine)
    ]
    figures = [figure_ for each in measured for figure_ in _figures(each)]
    return Row(
        "lookup",
        "Looking a person up",
        "One person as told (name, date of birth, address, postcode), looked up among everybody held: tokens made, candidates "
        "found by them, opened and compared; and the part until candidates are loaded. A session of its own each time, one process. "
        "Splink compares one new record with the same people in DuckDB, in memory.",
        tuple(figures),
        reaches=tuple(_reaches(measured)),
        absent=tuple(dict.fromkeys(absent)),
    )


def _measured(engine: str, on: Ground, asked: Asked, absent: list[str]) -> _Measured:
    with on.bound(), ExitStack() as running:
        with db.reading() as session:
            held = session.scalar(select(func.count()).select_from(Person)) or 0
            told = [_told(session, random.Random(number)) for number in range(20 * asked.repeats)]
        peer = None
        if engine == "postgresql":
            try:
                peer = running.enter_context(_splink())
                _hand_over(peer)
            except Absent as why:
                absent.append(f"splink ({why})")
                peer = None
        whole, found, splink = _timed(told, peer, asked)
    return _Measured(engine, held, whole, found, splink)


def _timed(
    told: Sequence[NewPerson], peer: Beside | None, asked: Asked
) -> tuple[list[float], list[float], list[float]]:
    """Look-ups of each kind, turn and turn about; those of the first round warm up and are not kept."""
    whole: list[float] = []
    found: list[float] = []
    splink: list[float] = []
    ends, warm = time.monotonic() + asked.budget_seconds, len(told) // asked.repeats
    for number, each in enumerate(told):
        if number > 2 * warm and time.monotonic() > ends:
            break
        kept = number >= warm
        works = [(_whole, whole), (_candidates, found)]
        for work, into in reversed(works) if number % 2 else works:
            taken = _milliseconds(work, each)
            if kept:
                into.append(taken)
        if peer is not None and kept and len(splink) < SPLINK_TIMES * asked.repeats:
            splink.append(1000 * float(peer.ask("look_up", record=_fields(each))))
    return whole, found, splink


def _milliseconds(work: Callable[[Session, NewPerson], object], told: NewPerson) -> float:
    began = time.perf_counter()
    with db.reading() as session:
        work(session, told)
    return 1000 * (time.perf_counter() - began)


def _whole(session: Session, told: NewPerson) -> object:
    return people.find_like(session, told)


def _candidates(session: Session, told: NewPerson) -> object:
    return people.candidates(session, people.described_as_told(told, at=clock.now()))


def _told(session: Session, dice: random.Random) -> NewPerson:
    """Somebody held, from anywhere in the table, as another would tell of them."""
    start = UUID(int=dice.getrandbits(128), version=4)
    looked_for = (
        select(Person).where(Person.id >= start, Person.level == "open", Person.kind == "subject").order_by(Person.id)
    )
    person = session.scalars(looked_for.limit(1)).first() or session.scalars(select(Person).limit(1)).one()
    return NewPerson(**{name: getattr(person, name) or "" for name in FIELDS})


def _fields(told: NewPerson) -> dict[str, str]:
    return {name: getattr(told, name) for name in FIELDS}


def _splink() -> object:
    return beside("peer_programs.looking_up", peers=True)


def _hand_over(peer: Beside) -> None:
    """Splink holds the same people, in a file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        path = Path(folder) / "people.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(["unique_id", *FIELDS])
            lines.writerows(_everybody())
        peer.ask("prepare", path=str(path))


def _everybody() -> Iterator[list[str]]:
    with db.reading() as session:
        wanted = select(Person).limit(MOST_FOR_SPLINK).execution_options(yield_per=1000)
        for person in session.scalars(wanted):
            yield [str(person.id), *((getattr(person, name) or "") for name in FIELDS)]
            session.expunge(person)


def _figures(each: _Measured) -> list[Figure]:
    where = f"{NAMES[each.engine]}, among {each.held:,}"
    found = [
        figure(f"{where}: found, opened and compared", "ms", each.whole),
        figure(f"{where}: 99 of 100 within", "ms", [percentile(each.whole, 99)]),
        figure(f"{where}: candidates loaded", "ms", each.found),
    ]
    if each.splink:
        found.append(figure(f"splink, among {min(each.held, MOST_FOR_SPLINK):,}", "ms", each.splink))
    return found


NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def _reaches(measured: Sequence[_Measured]) -> list[Reach]:
    found = []
    for engine, name in NAMES.items():
        largest = max((each for each in measured if each.engine == engine), key=lambda each: each.held, default=None)
        for part, wanted in ((50, 1.5), (99, 5.0)):
            words = f"{name}, {part} of 100 within {wanted:g} ms, among the most people measured"
            got = percentile(largest.whole, part) if largest else None
            found.append(Reach(f"lookup-{engine}-{part}", words, wanted, True, got, "no such database was measured"))
    beside_splink = max((each for each in measured if each.splink), key=lambda each: each.held, default=None)
    got = beside_splink and figure("", "", beside_splink.splink).median / figure("", "", beside_splink.whole).median
    words = "at least 300 times faster than splink, among the most people measured"
    found.append(Reach("lookup-splink", words, 300, False, got or None, "splink was not there"))
    return found
