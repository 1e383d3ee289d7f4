"""Leaves are sealed in order into a log that can only grow; what is forged or missing stops its slot and raises an alarm."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub import audit, db
from hub.actor import OPERATOR
from hub.audit import AuditAlarm, AuditCheckpoint, AuditEntry, AuditLeaf, AuditNode, AuditSlot, Sealed, merkle
from hub.audit.epochs import node_reader
from hub.audit.notes import NotSigned, Witnessed, checkpoint_note, key_id, read_checkpoint
from hub.audit.sealing import entry_of
from hub.errors import Unprocessable
from tests.audit.council import Council, a_team, leaf
from tests.audit.tampering import as_owner

pytestmark = pytest.mark.both_engines


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 12, 8, 10, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def council(travel: time_machine.Traveller, council: Council) -> Council:
    return council


def some_leaves(council: Council, number: int) -> None:
    with db.transaction() as session:
        for _ in range(number):
            session.add(a_team(council))
            leaf(session)


def sealed() -> Sealed:
    with db.transaction() as session:
        return audit.seal_pending(session)


def log() -> list[tuple[int, int, int, bool]]:
    with db.reading() as session:
        rows = select(AuditEntry.index, AuditEntry.slot, AuditEntry.seq, AuditEntry.late).order_by(AuditEntry.index)
        return [tuple(row) for row in session.execute(rows)]


def alarms() -> list[tuple[int, str]]:
    with db.reading() as session:
        return [tuple(row) for row in session.execute(select(AuditAlarm.seq, AuditAlarm.kind))]


def test_leaves_are_sealed_once_in_the_order_of_their_numbers(council: Council) -> None:
    some_leaves(council, 3)
    assert sealed().entries == 4
    some_leaves(council, 2)
    assert sealed().entries == 2
    assert sealed() == Sealed(0, (), None)
    assert [(index, seq, late) for index, _, seq, late in log()] == [(at, at + 1, False) for at in range(6)]


def test_the_stored_root_is_that_of_all_entries(council: Council) -> None:
    for number in (1, 4, 2):
        some_leaves(council, number)
        sealed()
    with db.reading() as session:
        rows = session.execute(
            select(AuditLeaf, AuditEntry.sealed_at)
            .join(AuditEntry, (AuditEntry.slot == AuditLeaf.slot) & (AuditEntry.seq == AuditLeaf.seq))
            .order_by(AuditEntry.index)
        )
        hashes = [merkle.entry_hash(entry_of(each.body, each.mac, at)) for each, at in rows]
        nodes = {(0, place): each for place, each in enumerate(hashes)}
        nodes |= {(level, place): root for level, place, root in merkle.grown(0, hashes, lambda *_: b"")}
        assert merkle.root_of(8, node_reader(session)) == merkle.root_of(8, lambda *at: nodes[at])
        assert len(session.scalars(select(AuditNode)).all()) == 4 + 2 + 1


def test_a_checkpoint_is_signed_at_once_and_then_each_minute_with_news(
    council: Council, travel: time_machine.Traveller
) -> None:
    first = sealed().checkpoint
    assert first is not None
    assert read_checkpoint(first.note).size == 1
    some_leaves(council, 1)
    travel.shift(timedelta(seconds=59))
    assert sealed().checkpoint is None
    travel.shift(timedelta(seconds=1))
    second = sealed().checkpoint
    assert second is not None
    assert second.size == 2
    travel.shift(timedelta(hours=1))
    assert sealed().checkpoint is None


def test_a_checkpoint_is_a_signed_note_that_anybody_can_check(council: Council) -> None:
    checkpoint = sealed().checkpoint
    assert checkpoint is not None
    origin, size, root, blank, line, end = checkpoint.note.split("\n")
    assert (origin.split("/")[0], origin[-2:], size, blank, end) == ("safeguarding-hub", "/1", "1", "", "")
    assert line.startswith(f"— {origin} ")
    assert len(root) == 44
    with pytest.raises(NotSigned):
        read_checkpoint(checkpoint.note.replace("\n1\n", "\n2\n"))


def test_a_key_id_is_that_of_the_public_specification() -> None:
    # Source: the verifier key of Go's checksum database (go.dev/ref/mod#checksum-database), in the format of signed notes
    name, known, key = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8".split("+", 2)
    assert key_id(name, base64.b64decode(key)[1:]).hex() == known


def test_two_sealers_collide_and_one_stays(council: Council) -> None:
    some_leaves(council, 2)
    with db.reading() as session:
        one, other = audit.find_unsealed(session), audit.find_unsealed(session)
    with db.transaction() as session:
        audit.seal(session, one)
    with pytest.raises(IntegrityError), db.transaction() as session:
        audit.seal(session, other)
    assert [index for index, *_ in log()] == [0, 1, 2]


def test_a_forged_leaf_is_not_sealed_and_stops_its_slot(council: Council, engine: sqlalchemy.Engine) -> None:
    sealed()
    some_leaves(council, 2)
    as_owner(engine, "UPDATE audit_leaves SET mac = body WHERE seq = 2")
    assert [kind for _, _, kind in sealed().alarms] == ["forged"]
    assert sealed().alarms == ()
    assert (alarms(), [seq for _, _, seq, _ in log()]) == ([(2, "forged")], [1])


def test_a_leaf_moved_to_another_place_counts_as_forged(council: Council, engine: sqlalchemy.Engine) -> None:
    sealed()
    some_leaves(council, 2)
    as_owner(
        engine,
        "UPDATE audit_leaves SET body = (SELECT body FROM audit_leaves WHERE seq = 3),"
        " mac = (SELECT mac FROM audit_leaves WHERE seq = 3) WHERE seq = 2",
    )
    sealed()
    assert alarms() == [(2, "forged")]


@pytest.mark.parametrize("gone", [2, 3])
def test_a_missing_leaf_stops_its_slot_where_it_is_missing(
    council: Council, engine: sqlalchemy.Engine, gone: int
) -> None:
    sealed()
    some_leaves(council, 2)
    as_owner(engine, f"DELETE FROM audit_leaves WHERE seq = {gone}")
    sealed()
    assert (alarms(), [seq for _, _, seq, _ in log()]) == ([(gone, "missing")], list(range(1, gone)))


def test_a_counter_turned_back_behind_what_is_sealed_is_found(council: Council, engine: sqlalchemy.Engine) -> None:
    some_leaves(council, 1)
    sealed()
    as_owner(engine, "UPDATE audit_slots SET seq = 1", "DELETE FROM audit_leaves WHERE seq = 2")
    sealed()
    assert alarms() == [(1, "counter_back")]


def test_nothing_is_signed_upon_a_log_that_was_changed(council: Council, engine: sqlalchemy.Engine) -> None:
    some_leaves(council, 1)
    assert sealed().checkpoint is not None
    some_leaves(council, 1)
    as_owner(engine, 'UPDATE audit_nodes SET hash = (SELECT hash FROM audit_log WHERE "index" = 0)')
    assert sealed() == Sealed(0, ((0, 2, "log_changed"),), None)


def test_late_leaves_and_a_clock_that_went_back_are_flagged(council: Council, travel: time_machine.Traveller) -> None:
    some_leaves(council, 1)
    travel.shift(timedelta(minutes=16))
    sealed()
    some_leaves(council, 1)
    travel.shift(timedelta(minutes=-5))
    some_leaves(council, 1)
    sealed()
    assert [late for *_, late in log()] == [True, True, False, True]


def test_a_proof_shows_a_leaf_in_the_newest_checkpoint(council: Council) -> None:
    some_leaves(council, 6)
    sealed()
    with db.reading() as session:
        slot = session.scalars(select(AuditSlot.id)).first()
        assert slot is not None
        proof = audit.inclusion_proof(session, slot, 3)
        row = session.get_one(AuditLeaf, (slot, 3))
    at = read_checkpoint(proof.note)
    entry = merkle.entry_hash(entry_of(row.body, row.mac, proof.sealed_at))
    assert entry == proof.entry_hash
    assert merkle.is_included(entry, proof.index, at.size, proof.beside, at.root)


def test_checkpoints_are_listed_newest_first_page_by_page(council: Council, travel: time_machine.Traveller) -> None:
    for _ in range(3):
        some_leaves(council, 1)
        travel.shift(timedelta(minutes=1))
        sealed()
    with db.reading() as session:
        newest, *_ = found = audit.checkpoints(session)
        assert [each.size for each in found] == [4, 3, 2]
        assert [each.size for each in audit.checkpoints(session, newest.at)] == [3, 2]


def test_a_restore_opens_an_epoch_that_says_what_was_witnessed(council: Council) -> None:
    some_leaves(council, 2)
    checkpoint = sealed().checkpoint
    assert isinstance(checkpoint, AuditCheckpoint)
    seen = Witnessed(checkpoint.note.split("\n")[0], 9, b"r" * 32)
    with db.transaction() as session:
        epoch = audit.open_epoch(session, reason="restored", by=OPERATOR, witnessed=[checkpoint_note(seen)])
        assert (epoch.number, epoch.begins_at, epoch.witnessed_size) == (2, 3, 9)
    after = sealed().checkpoint
    assert after is not None
    assert read_checkpoint(after.note).origin.endswith("/2")
    with db.reading() as session:
        epochs = session.scalars(select(AuditEntry.epoch).order_by(AuditEntry.index))
        assert list(epochs) == [1, 1, 1, 2]


@pytest.mark.parametrize("witnessed", ["made up", "other log"])
def test_an_epoch_takes_no_witness_that_this_log_did_not_sign(council: Council, witnessed: str) -> None:
    sealed()
    other = checkpoint_note(Witnessed("safeguarding-hub/other/1", 9, b"r" * 32))
    with pytest.raises(Unprocessable), db.transaction() as session:
        audit.open_epoch(session, reason="x", by=OPERATOR, witnessed=[other if witnessed == "other log" else witnessed])


def test_a_backlog_takes_hardly_more_statements_than_one_leaf(council: Council, engine: sqlalchemy.Engine) -> None:
    counted: list[str] = []
    sqlalchemy.event.listen(engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    sealed()
    first = len(counted)
    assert first > 5
    some_leaves(council, 60)
    counted.clear()
    assert sealed().entries == 60
    assert len(counted) <= first + 10
