"""A whole submission over HTTP beside its floor: the same statements sent straight to the database."""

from __future__ import annotations

import json
import pickle
import random
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

from hub import accounts, db
from hub.actor import OPERATOR
from hub.app import create_app
from tests.benchmarks import ground
from tests.benchmarks.asked import Asked
from tests.benchmarks.beside import beside
from tests.benchmarks.floor import record
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import Wanted, ask, gunicorn, load
from tests.benchmarks.measuring import figure, paired, percentile, ratio
from tests.benchmarks.results import Figure, Reach, Row
from tests.benchmarks.rows.trail import together
from tests.benchmarks.submissions import document

NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
MANY = (1, 4)


def measure(asked: Asked) -> Row:
    """Submissions a second, one worker and four, both engines."""
    kept: dict[str, list[float]] = {}
    slow: dict[str, list[float]] = {}
    for engine in ground.ENGINES:
        on = ground.smallest(asked, engine)
        with ExitStack() as running:
            contenders = _contenders(on, NAMES[engine], asked, running, slow)
            kept |= paired(contenders, repeats=asked.repeats, budget_seconds=asked.budget_seconds / 2)
    pairs = [(f"{name}, HTTP, {many}", f"{name}, floor, {many}") for name in NAMES.values() for many in MANY]
    ratios = [ratio(f"{http} / floor", kept[http], kept[floor]) for http, floor in pairs]
    one, four = (kept[f"PostgreSQL, HTTP, {many}"] for many in MANY)
    scaling = ratio("PostgreSQL, HTTP, four workers / one", four, one)
    growing = [each for engine in ground.ENGINES for each in _growing(engine, asked, kept, slow)]
    figures = [figure(name, "submissions a second", values) for name, values in kept.items()]
    figures += [figure(f"{name}: 99 of 100 within", "ms", values[1:]) for name, values in slow.items()]
    return Row(
        "submission",
        "Whole submission",
        "A concern about two people sent to the API with a partner's token: read, checked, sealed, matched by tokens, screened, "
        "queued and in the trail when the answer comes. gunicorn with one worker or four, as many askers as workers and once "
        "more; fsync on. The floor is the very statements that one such submission writes, sent again with fresh ids by one "
        "process or four, with no HTTP, ORM, sealing, rules or reading. Where larger databases were given, the same is sent to "
        "each of them in turn.",
        tuple(figures),
        (*ratios, scaling, *growing),
        (
            *(
                Reach(f"submission-{http}", f"{http}: at least 0.25 of the floor", 0.25, False, each.median)
                for (http, _), each in zip(pairs, ratios, strict=True)
            ),
            Reach("submission-scaling", "PostgreSQL: four workers at least 3 times one", 3, False, scaling.median),
        ),
    )


def _growing(engine: str, asked: Asked, kept: dict[str, list[float]], slow: dict[str, list[float]]) -> list[Figure]:
    """Submissions with four workers to a database of each size, and how many more the smallest takes than each larger one."""
    given, name = sorted(ground.given(asked, engine), key=lambda each: each.concerns), NAMES[engine]
    if len(given) < 2:
        return []
    names = [f"{name}, HTTP, {MANY[-1]}, among {each.concerns:,} concerns" for each in given]
    with ExitStack() as running:
        contenders = {}
        for words, on in zip(names, given, strict=True):
            token = _token(on)
            socket = running.enter_context(gunicorn("hub.app:create_app()", on.environ, workers=MANY[-1]))
            contenders[words] = _sending(socket, token, MANY[-1], asked, slow.setdefault(words, []))
        kept |= paired(contenders, repeats=asked.repeats, budget_seconds=asked.budget_seconds / 2)
    return [ratio(f"{names[0]} / {larger}", kept[names[0]], kept[larger]) for larger in names[1:]]


def _contenders(
    on: Ground, name: str, asked: Asked, running: ExitStack, slow: dict[str, list[float]]
) -> dict[str, Callable[[], float]]:
    token, path = _prepared(on, Path(running.enter_context(tempfile.TemporaryDirectory(prefix="hub-bench-"))))
    aside = running.enter_context(ground.copied(on))  # what the floor writes opens for nobody, so nobody may meet it
    found: dict[str, Callable[[], float]] = {}
    for many in MANY:
        socket = running.enter_context(gunicorn("hub.app:create_app()", on.environ, workers=many))
        http = f"{name}, HTTP, {many}"
        found[http] = _sending(socket, token, many, asked, slow.setdefault(http, []))
        writers = [running.enter_context(beside("floor", environ=aside.environ)) for _ in range(many)]
        for place, writer in enumerate(writers):
            writer.ask("prepare", url=aside.url, path=str(path), slot=10_000 + 10 * many + place)
        floor = f"{name}, floor, {many}"
        found[floor] = together(writers, asked.work_seconds, slow.setdefault(floor, []))
    return found


def _prepared(on: Ground, folder: Path) -> tuple[str, Path]:
    """A partner's token, and the file with what one submission writes."""
    token = _token(on)
    with on.bound():
        dice = random.Random()
        client = create_app(on.settings, is_bound=True).test_client()
        recorded = record(lambda: _sent(client.post("/api/v1/concerns", headers=_headers(token), json=document(dice))))
    path = folder / "recorded"
    path.write_bytes(pickle.dumps(recorded))
    return token, path


def _token(on: Ground) -> str:
    """The token of a partner who may send concerns."""
    with on.bound():
        with db.reading() as session:
            agency = accounts.find_agency(session, "Benchmark partner")
        if agency is None:
            with db.transaction() as session:
                agency = accounts.add_agency(session, name="Benchmark partner", kind="partner", by=OPERATOR)
        with db.transaction() as session:
            _, token = accounts.issue_token(
                session, name="benchmark", agency_id=agency.id, role="partner_reporter", by=OPERATOR
            )
    return token


def _sent(reply: Any) -> None:
    if reply.status_code != 201:
        raise RuntimeError(f"the submission was answered {reply.status_code}: {reply.text[:300]}")


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}


def _sending(socket: Path, token: str, many: int, asked: Asked, slow: list[float]) -> Callable[[], float]:
    dice = random.Random()

    def request() -> bytes:
        body = json.dumps(document(dice)).encode()
        headers = {**_headers(token), "Host": "localhost", "Connection": "close", "Content-Type": "application/json"}
        lines = ["POST /api/v1/concerns HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body

    wanted = Wanted(request, 201, b'"ref"')
    ask(socket, wanted)

    def work() -> float:
        came = load(socket, wanted, seconds=asked.work_seconds, connections=2 * many)
        slow.append(percentile(came.milliseconds, 99))
        return came.rate

    return work
