"""The same key does its work once, however often and however close together it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select

from hub import audit, clock, db, idempotency
from hub.accounts import Agency
from hub.actor import SYSTEM
from hub.audit import Action
from hub.errors import Conflict
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines


def _send(body: bytes = b"{}", key: str = "k1", client: str = "c1") -> idempotency.Answer:
    with db.transaction() as session:

        def do() -> tuple[str, int]:
            name = f"Made {clock.now().isoformat()} {id(session)}"
            session.add(Agency(name=name, kind="made"))
            audit.record(session, by=SYSTEM, action=Action.AGENCY_ADDED)
            return name, 201

        return idempotency.once(session, client=client, key=key, body=body, do=do)


def _made() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).where(Agency.kind == "made")) or 0


def test_a_second_sending_gives_the_first_answer_and_does_nothing(world: World) -> None:
    first, second = _send(), _send()
    assert (second.ref, second.status) == (first.ref, 201)
    assert (first.is_replay, second.is_replay) == (False, True)
    assert _made() == 1


def test_the_same_key_with_another_body_is_a_conflict_and_does_nothing(world: World) -> None:
    _send(b"one")
    with pytest.raises(Conflict):
        _send(b"two")
    assert _made() == 1


def test_another_clients_same_key_is_its_own(world: World) -> None:
    assert _send(client="c1").ref != _send(client="c2").ref


def test_what_failed_may_be_sent_again_under_its_key(world: World) -> None:
    def fail() -> tuple[str, int]:
        raise LookupError

    with pytest.raises(LookupError), db.transaction() as session:
        idempotency.once(session, client="c1", key="k1", body=b"{}", do=fail)
    assert not _send().is_replay


@pytest.mark.parametrize(
    ("age", "is_replay"), [(timedelta(days=6, hours=23), True), (timedelta(days=7, hours=1), False)]
)
def test_a_key_is_kept_for_seven_days(world: World, age: timedelta, is_replay: bool) -> None:
    with time_machine.travel(clock.now() - age, tick=False):
        _send()
    assert _send().is_replay is is_replay


def test_the_same_concern_five_times_at_once_is_received_once(world: World) -> None:
    keys, times = 10, 5
    gate = Barrier(times)

    def send(key: int) -> idempotency.Answer:
        gate.wait(30)
        return _send(key=f"key-{key}")

    for key in range(keys):
        with ThreadPoolExecutor(times) as pool:
            answers = [each.result(60) for each in [pool.submit(send, key) for _ in range(times)]]
        assert len({answer.ref for answer in answers}) == 1
        assert [answer.is_replay for answer in answers].count(False) == 1
    assert _made() == keys


def test_old_keys_are_swept(world: World) -> None:
    _send()
    with db.transaction() as session:
        assert idempotency.sweep(session, before=clock.now() - idempotency.KEPT_FOR) == 0
    with db.transaction() as session:
        assert idempotency.sweep(session, before=clock.now() + timedelta(seconds=1)) == 1
