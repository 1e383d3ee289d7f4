"""A forged or missing leaf: the alarm stays, nothing is sealed over it unknown, and behind an acknowledgement sealing goes on."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy
from sqlalchemy import select, text

from hub import audit, crypto, db, oversight
from hub.actor import Actor
from hub.audit import Action, AuditEntry, AuditLeaf, verifier
from hub.audit.verifier import Report
from hub.errors import NotAllowed, NotFound, OutOfOrder, Unprocessable
from tests.audit.council import Council, a_team, leaf
from tests.audit.tampering import as_owner

pytestmark = pytest.mark.both_engines
CUSTODIAN = Actor(
    kind="officer",
    officer_id=UUID(int=7),
    roles=frozenset({"key_custodian"}),
    permissions=frozenset({"break_acknowledge"}),
)


class Trail:
    """A trail of one agency, five leaves of it sealed, and what the database's owner does to it."""

    def __init__(self, council: Council, engine: sqlalchemy.Engine, folder: Path) -> None:
        self.council, self.engine, self.folder = council, engine, folder
        self.bundles = 0
        self.work(4)
        self.seal()
        with engine.connect() as connection:
            self.slot = int(connection.scalar(text("SELECT min(id) FROM audit_slots")) or 0)

    def work(self, times: int) -> None:
        with db.transaction() as session:
            for _ in range(times):
                session.add(a_team(self.council))
                leaf(session)

    def seal(self) -> list[tuple[int, str]]:
        """The alarms that sealing raised."""
        with db.transaction() as session:
            return [(seq, kind) for _, seq, kind in audit.seal_pending(session, checkpoint_now=True).alarms]

    def sealed(self) -> list[int]:
        with db.reading() as session:
            return list(session.scalars(select(AuditEntry.seq).order_by(AuditEntry.index)))

    def acknowledge(self, seq: int, reason: str = "tampering") -> audit.Break:
        with db.transaction() as session:
            return oversight.acknowledge_break(session, slot=self.slot, seq=seq, reason=reason, by=CUSTODIAN)

    def checked(self) -> Report:
        self.bundles += 1
        folder = self.folder / f"bundle-{self.bundles}"
        with db.reading() as session:
            audit.export_bundle(session, folder)
        keys = crypto.checkpoint_public_key(), crypto.bound_keyring().audit_key
        return verifier.verify(folder, public_key=keys[0], audit_key=keys[1])


@pytest.fixture
def trail(council: Council, engine: sqlalchemy.Engine, tmp_path: Path) -> Trail:
    return Trail(council, engine, tmp_path)


FORGE = "UPDATE audit_leaves SET mac = body WHERE seq = 6"


def test_behind_an_acknowledged_forgery_sealing_goes_on_and_the_forgery_is_never_sealed(trail: Trail) -> None:
    trail.work(3)
    as_owner(trail.engine, FORGE)
    assert trail.seal() == [(6, "forged")]
    assert trail.sealed() == [1, 2, 3, 4, 5]
    found = trail.acknowledge(6)
    assert (found.first, found.last) == (6, 6)
    assert trail.seal() == []
    assert trail.sealed() == [1, 2, 3, 4, 5, 7, 8, 9]
    trail.work(2)
    assert trail.seal() == []
    assert trail.sealed()[-2:] == [10, 11]


def test_a_check_goes_on_to_name_an_acknowledged_break_for_ever(trail: Trail) -> None:
    trail.work(3)
    as_owner(trail.engine, FORGE)
    trail.seal()
    trail.acknowledge(6, "damage")
    trail.seal()
    trail.work(5)
    trail.seal()
    report = trail.checked()
    assert report.faults[0].kind == "leaf_missing"
    assert report.faults[0].where == f"entry 5, slot {trail.slot} number 6"
    assert {each.kind for each in report.faults} >= {"leaf_missing", "leaf_not_sealed", "forged"}
    assert all(each.acknowledged.endswith(f"by {UUID(int=7)}: damage") for each in report.faults)
    assert "NOT whole: it has breaks, and every one of them was acknowledged" in verifier.told(report)


def test_a_run_of_missing_leaves_is_one_break(trail: Trail) -> None:
    trail.work(6)
    as_owner(trail.engine, "DELETE FROM audit_leaves WHERE seq IN (7, 8, 9)")
    assert trail.seal() == [(7, "missing")]
    found = trail.acknowledge(7)
    assert (found.first, found.last) == (7, 9)
    assert trail.seal() == []
    assert trail.sealed() == [1, 2, 3, 4, 5, 6, 10, 11, 12]


def test_the_newest_leaves_missing_are_a_break_up_to_the_counter(trail: Trail) -> None:
    trail.work(3)
    as_owner(trail.engine, "DELETE FROM audit_leaves WHERE seq > 6")
    assert trail.seal() == [(7, "missing")]
    assert trail.acknowledge(7).last == 8
    assert trail.seal() == []
    assert trail.sealed()[-1] == 9


def test_another_break_raises_its_own_alarm_and_stops_again(trail: Trail) -> None:
    trail.work(3)
    as_owner(trail.engine, FORGE)
    trail.seal()
    trail.acknowledge(6)
    trail.seal()
    trail.work(3)
    as_owner(trail.engine, "DELETE FROM audit_leaves WHERE seq = 11")
    assert trail.seal() == [(11, "missing")]
    assert trail.sealed()[-1] == 10
    first = next(each for each in trail.checked().faults if not each.acknowledged)
    assert first.where.endswith(f"slot {trail.slot} number 11") or "row" in first.kind


def test_an_acknowledgement_that_the_databases_owner_wrote_does_not_count(trail: Trail) -> None:
    """The planted defect would be a sealer that believes rows: this one has all the rows and no mark of ours."""
    trail.work(3)
    as_owner(trail.engine, FORGE)
    trail.seal()
    told = {"action": "break_acknowledged", "counts": {"slot": trail.slot, "first": 6, "last": 6}}
    body = json.dumps(told).encode().hex()
    literal = f"'\\x{body}'" if trail.engine.dialect.name == "postgresql" else f"x'{body}'"
    as_owner(
        trail.engine,
        f"UPDATE audit_leaves SET body = {literal} WHERE seq = 8",
        f"INSERT INTO audit_objects SELECT slot, 8, 'slot', '{trail.slot}', at FROM audit_leaves WHERE seq = 8",
    )
    assert trail.seal() == []
    assert trail.sealed() == [1, 2, 3, 4, 5]


def test_only_a_break_with_an_alarm_is_acknowledged_and_only_once(trail: Trail) -> None:
    trail.work(2)
    with pytest.raises(NotFound):
        trail.acknowledge(6)
    as_owner(trail.engine, FORGE)
    trail.seal()
    with pytest.raises(Unprocessable):
        trail.acknowledge(6, "no reason of the list")
    trail.acknowledge(6)
    with pytest.raises(OutOfOrder):
        trail.acknowledge(6)


def test_who_neither_keeps_keys_nor_audits_acknowledges_nothing(trail: Trail) -> None:
    nobody = Actor(kind="officer", officer_id=UUID(int=8), permissions=frozenset({"audit_read", "accounts_manage"}))
    with pytest.raises(NotAllowed), db.transaction() as session:
        oversight.acknowledge_break(session, slot=trail.slot, seq=6, reason="mistake", by=nobody)


def test_the_acknowledgement_is_a_leaf_and_the_alarm_stays_marked(trail: Trail) -> None:
    trail.work(2)
    as_owner(trail.engine, FORGE)
    trail.seal()
    trail.acknowledge(6)
    with db.reading() as session:
        (told,) = [
            each
            for each in map(json.loads, session.scalars(select(AuditLeaf.body).where(AuditLeaf.seq > 6)))
            if each["action"] == Action.BREAK_ACKNOWLEDGED.value
        ]
        (alarm,) = audit.how_it_stands(session).alarms
    assert (told["actor"], told["purpose"]) == (str(UUID(int=7)), "tampering")
    assert told["counts"] == {"slot": trail.slot, "first": 6, "last": 6}
    assert (alarm.seq, alarm.is_acknowledged) == (6, True)
