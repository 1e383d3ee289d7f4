"""Slots count without a gap, whatever becomes of the writers: rolled back, killed, or eight at once."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
import sqlalchemy
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hub import audit, db
from hub.actor import OPERATOR
from hub.audit import AuditLeaf
from hub.db import transaction
from tests.audit import trail
from tests.audit.council import Council, a_team, leaf

WRITERS, TIMES = 8, 20


def gaps(engine: sqlalchemy.Engine) -> list[tuple[int, list[int]]]:
    """The slots whose numbers are not 1, 2, 3 … up to their counter."""
    with engine.connect() as connection:
        counters = dict(connection.execute(text("SELECT id, seq FROM audit_slots")).all())
        leaves = connection.execute(select(AuditLeaf.slot, AuditLeaf.seq).order_by(AuditLeaf.slot, AuditLeaf.seq))
        held: dict[int, list[int]] = {slot: [] for slot in counters}
        for slot, seq in leaves:
            held.setdefault(slot, []).append(seq)
    return [(slot, found) for slot, found in held.items() if found != list(range(1, counters.get(slot, 0) + 1))]


class Undone(Exception):
    """A writer changed its mind."""


def write(council: Council, *, undo: bool = False) -> None:
    with transaction() as session:
        session.add(a_team(council))
        leaf(session)
        if undo:
            raise Undone


def write_for_a_while(council: Council, seed: int) -> Counter[str]:
    dice, outcomes = Random(seed), Counter[str]()
    for _ in range(TIMES):
        try:
            write(council, undo=dice.random() < 0.3)
            outcomes["saved"] += 1
        except Undone:
            outcomes["undone"] += 1
        except DBAPIError:
            outcomes["cut off"] += 1
    return outcomes


@pytest.mark.both_engines
def test_eight_writers_who_sometimes_roll_back_leave_no_gap(council: Council, engine: sqlalchemy.Engine) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        outcomes = sum(pool.map(write_for_a_while, [council] * WRITERS, range(WRITERS)), Counter[str]())
    assert outcomes["saved"] + outcomes["undone"] == WRITERS * TIMES
    assert gaps(engine) == []
    assert trail.rows_without_leaf(engine) == []
    with engine.connect() as connection:
        assert len(trail.read(connection).leaves) == outcomes["saved"] + 1


@pytest.mark.postgres
def test_connections_killed_in_the_middle_leave_no_gap(council: Council, engine: sqlalchemy.Engine) -> None:
    done = threading.Event()

    def kill_now_and_then() -> int:
        killed = 0
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # its own, which it spares
            while not done.wait(0.05):
                killed += len(
                    connection.execute(
                        text(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                            "AND pid <> pg_backend_pid() ORDER BY random() LIMIT 2"
                        )
                    ).all()
                )
        return killed

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        killer = pool.submit(kill_now_and_then)
        outcomes = sum(pool.map(write_for_a_while, [council] * WRITERS, range(WRITERS)), Counter[str]())
        done.set()
    assert killer.result() > 0
    engine.dispose()  # whoever was killed last may lie in the pool still
    assert outcomes["saved"] > 0
    assert gaps(engine) == []
    assert trail.rows_without_leaf(engine) == []


@pytest.mark.postgres
def test_two_open_connections_never_share_a_slot_and_a_freed_one_is_taken_up_again(
    council: Council, engine: sqlalchemy.Engine
) -> None:
    with db.HubSession(engine) as one, db.HubSession(engine) as other:
        numbers = []
        for session in (one, other):
            session.add(a_team(council))
            numbers.append(_leaf(session))
        assert numbers[0][0] != numbers[1][0]
        one.commit()
        other.commit()
    engine.dispose()
    with transaction() as session:
        session.add(a_team(council))
        assert _leaf(session)[0] in {slot for slot, _ in numbers}
    assert gaps(engine) == []


def _leaf(session: db.HubSession) -> tuple[int, int]:
    return audit.record(session, by=OPERATOR, action=audit.Action.TEAM_ADDED)


@pytest.mark.both_engines
def test_a_counter_kept_outside_the_transaction_is_found_out(council: Council, engine: sqlalchemy.Engine) -> None:
    """The planted defect: a number taken in a transaction of its own is lost when the writer rolls back."""
    with engine.execution_options(hub_write=True).begin() as connection:
        connection.execute(text("UPDATE audit_slots SET seq = seq + 1"))
    write(council)
    assert gaps(engine) != []
