"""Two sealers and many writers at once: everything is sealed once, in one log that can be checked."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import text

from hub import audit, crypto, db
from hub.audit import verifier
from hub.audit.verifier import Report
from hub.config import Settings
from hub.jobs import seal_trail
from tests.audit.council import Council, a_team, leaf
from tests.audit.test_slots import write_for_a_while
from tests.factories.hub_world import settings_for

SEALERS, WRITERS = 2, 5


def checked(folder: Path) -> Report:
    with db.reading() as session:
        audit.export_bundle(session, folder)
    return verifier.verify(folder, audit_key=crypto.bound_keyring().audit_key)


def seal_until(stop: threading.Event, settings: Settings) -> int:
    sealed = 0
    while not stop.is_set():
        sealed += seal_trail(settings, checkpoint_now=True)
    return sealed


@pytest.mark.both_engines
def test_two_sealers_beside_many_writers_seal_everything_once(council: Council, tmp_path: Path) -> None:
    settings, stop = settings_for(tmp_path, ""), threading.Event()
    with ThreadPoolExecutor(SEALERS + WRITERS) as pool:
        sealers = [pool.submit(seal_until, stop, settings) for _ in range(SEALERS)]
        written = sum(each["saved"] for each in pool.map(write_for_a_while, [council] * WRITERS, range(WRITERS)))
        stop.set()
    sealed = sum(each.result() for each in sealers) + seal_trail(settings, checkpoint_now=True)
    report = checked(tmp_path / "bundle")
    assert report.faults == []
    assert (sealed, report.entries, report.unsealed) == (written + 1, written + 1, 0)


@pytest.mark.postgres
def test_a_sealer_overtaken_while_it_reads_raises_no_alarm(
    council: Council, engine: sqlalchemy.Engine, tmp_path: Path
) -> None:
    settings, overtaken = settings_for(tmp_path, ""), list[int]()
    seal_trail(settings, checkpoint_now=True)
    with db.transaction() as session:
        session.add(a_team(council))
        leaf(session)

    def overtake(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "max(audit_log" in statement and not overtaken:
            overtaken.append(0)
            with ThreadPoolExecutor(1) as other:
                overtaken[0] = other.submit(seal_trail, settings, checkpoint_now=True).result()

    sqlalchemy.event.listen(engine, "after_cursor_execute", overtake)
    with db.reading() as session:
        found = audit.find_unsealed(session)
    assert overtaken == [1]
    assert found.alarms == ()


@pytest.mark.postgres
def test_a_log_that_lets_two_sealers_through_is_found_out(
    council: Council, engine: sqlalchemy.Engine, tmp_path: Path
) -> None:
    """The planted defect: without its keys the log takes both, and forks."""
    with engine.begin() as connection:
        connection.execute(
            text("ALTER TABLE audit_log DROP CONSTRAINT pk_audit_log, DROP CONSTRAINT uq_audit_log_slot_seq")
        )
    with db.transaction() as session:
        session.add(a_team(council))
        leaf(session)
    with db.reading() as session:
        both = [audit.find_unsealed(session), audit.find_unsealed(session)]
    with db.transaction() as session:
        session.execute(text("ALTER TABLE audit_checkpoints DROP CONSTRAINT pk_audit_checkpoints"))
        session.execute(text("ALTER TABLE audit_nodes DROP CONSTRAINT pk_audit_nodes"))
    for each in both:
        with db.transaction() as session:
            audit.seal(session, each)
    assert {fault.kind for fault in checked(tmp_path / "bundle").faults} >= {"entry_missing", "leaf_repeated"}
