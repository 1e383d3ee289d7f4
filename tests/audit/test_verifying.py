"""The fourteen ways to tamper with the trail, each done as the database's owner and each found, with the first bad place named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from hub import audit, crypto, db
from hub.actor import OPERATOR
from hub.audit import verifier
from hub.audit.notes import read_checkpoint
from tests.audit.evidence import Evidence, place, slot_of
from tests.audit.tampering import hash_again, older, rewrite, roots_as_signed, signed_by_another

pytestmark = pytest.mark.both_engines


def test_an_untampered_trail_is_whole(evidence: Evidence) -> None:
    evidence.work(2)
    report = evidence.checked(evidence.kept)
    assert report.faults == []
    assert (report.entries, report.unsealed, report.checkpoints, report.rows) == (10, 2, 2, 12)
    assert report.is_rollback_checked


def test_1_an_edited_leaf(evidence: Evidence) -> None:
    evidence.change(lambda connection: rewrite(connection, 3, b'"kind":"operator"', b'"kind":"officer_"'))
    assert evidence.first() == ("leaf_changed", place(evidence, 2))


def test_2_an_edited_row(evidence: Evidence) -> None:
    evidence.sql("UPDATE teams SET name = 'Other' WHERE name = (SELECT min(name) FROM teams)")
    kind, where = evidence.first()
    assert (kind, where.split()[0]) == ("row_changed", "teams")


def test_3_a_leaf_deleted_in_the_middle(evidence: Evidence) -> None:
    evidence.sql("DELETE FROM audit_leaves WHERE seq = 3")
    assert evidence.first() == ("leaf_missing", place(evidence, 2))


def test_3_a_leaf_deleted_in_the_middle_with_its_entry(evidence: Evidence) -> None:
    evidence.sql("DELETE FROM audit_leaves WHERE seq = 3", 'DELETE FROM audit_log WHERE "index" = 2')
    assert evidence.first() == ("entry_missing", "entry 2")


def test_4_a_deleted_tail(evidence: Evidence) -> None:
    evidence.sql(
        "DELETE FROM audit_leaves WHERE seq > 7",
        'DELETE FROM audit_log WHERE "index" >= 7',
        "UPDATE audit_slots SET seq = 7",
    )
    assert evidence.first() == ("log_shorter", "checkpoint of 10 in epoch 1")


def test_4_a_deleted_tail_that_is_not_sealed_yet(evidence: Evidence) -> None:
    evidence.work(2)
    evidence.sql("DELETE FROM audit_leaves WHERE seq = 12")
    assert evidence.first() == ("leaf_missing", f"slot {slot_of(evidence)} number 12")


def test_5_a_forged_leaf(evidence: Evidence) -> None:
    def forge(connection: Connection) -> None:
        slot, at, body = connection.execute(text("SELECT slot, at, body FROM audit_leaves WHERE seq = 10")).one()
        put = {"slot": slot, "at": at, "body": bytes(body).replace(b'"seq":10,', b'"seq":11,'), "mac": bytes(32)}
        connection.execute(text("INSERT INTO audit_leaves VALUES (:slot, 11, :at, :body, :mac)"), put)
        connection.execute(text("UPDATE audit_slots SET seq = 11"))

    evidence.change(forge)
    assert ("forged", f"unsealed, slot {slot_of(evidence)} number 11") in {
        (each.kind, each.where) for each in evidence.checked().faults
    }
    with db.transaction() as session:
        assert [kind for *_, kind in audit.seal_pending(session).alarms] == ["forged"]


def test_6_swapped_leaves(evidence: Evidence) -> None:
    evidence.sql(
        "UPDATE audit_leaves SET seq = 99 WHERE seq = 3",
        "UPDATE audit_leaves SET seq = 3 WHERE seq = 4",
        "UPDATE audit_leaves SET seq = 4 WHERE seq = 99",
    )
    assert evidence.first() == ("leaf_changed", place(evidence, 2))


def test_6_swapped_entries_of_the_log(evidence: Evidence) -> None:
    evidence.sql(
        'UPDATE audit_log SET "index" = 99 WHERE "index" = 2',
        'UPDATE audit_log SET "index" = 2 WHERE "index" = 3',
        'UPDATE audit_log SET "index" = 3 WHERE "index" = 99',
    )
    assert evidence.first() == ("leaf_missing", f"entry 2, slot {slot_of(evidence)} number 3")


def test_7_a_duplicated_leaf(evidence: Evidence) -> None:
    evidence.sql(
        "INSERT INTO audit_leaves SELECT slot, 11, at, body, mac FROM audit_leaves WHERE seq = 5",
        "UPDATE audit_slots SET seq = 11",
    )
    assert evidence.first() == ("leaf_misplaced", f"unsealed, slot {slot_of(evidence)} number 11")


def test_8_the_whole_tree_hashed_again_without_the_key(evidence: Evidence) -> None:
    evidence.change(lambda connection: rewrite(connection, 3, b'"kind":"operator"', b'"kind":"officer_"'))
    evidence.change(hash_again)
    assert evidence.first()[0] == "checkpoint_replayed"
    assert ("log_changed", "checkpoint of 5 in epoch 1") not in {
        (each.kind, each.where) for each in evidence.checked().faults
    }
    evidence.change(roots_as_signed)
    assert ("forged", place(evidence, 2)) in {(each.kind, each.where) for each in evidence.checked().faults}
    assert ("log_changed", "checkpoint of 5 in epoch 1") in {
        (each.kind, each.where) for each in evidence.checked().faults
    }


def test_9_anolder_database_is_found_only_by_a_checkpoint_kept_elsewhere(evidence: Evidence) -> None:
    evidence.change(older)
    assert evidence.checked().faults == []
    assert not evidence.checked().is_rollback_checked
    assert evidence.first(evidence.kept) == ("rolled_back", "trusted checkpoint of 10 in epoch 1")


def test_9_a_lawful_restore_says_what_was_lost_and_is_whole(evidence: Evidence) -> None:
    evidence.change(older)
    with db.transaction() as session:
        audit.open_epoch(session, reason="restored from the backup", by=OPERATOR, witnessed=[evidence.kept])
    evidence.work(1)
    later = evidence.seal()
    report = evidence.checked(evidence.kept + "\n" + later)
    assert (report.faults, report.entries) == ([], 7)
    assert "5 entries were lost by the restore that epoch 2 tells of." in report.remarks


def test_9_an_epoch_that_says_less_was_lost_is_found(evidence: Evidence) -> None:
    evidence.change(older)
    with db.transaction() as session:
        audit.open_epoch(session, reason="restored", by=OPERATOR)
    assert evidence.first(evidence.kept) == ("rolled_back", "trusted checkpoint of 10 in epoch 1")


def test_10_anolder_checkpoint_replayed(evidence: Evidence) -> None:
    evidence.sql(
        "UPDATE audit_checkpoints SET note = (SELECT note FROM audit_checkpoints WHERE size = 5) WHERE size = 10"
    )
    assert evidence.first() == ("checkpoint_replayed", "checkpoint of 10 in epoch 1")


def test_11_a_checkpoint_signed_with_another_key(evidence: Evidence) -> None:
    note = signed_by_another(read_checkpoint(evidence.kept))
    put = text("UPDATE audit_checkpoints SET note = :note WHERE size = 10")
    evidence.change(lambda connection: connection.execute(put, {"note": note}) and None)
    assert evidence.first() == ("checkpoint_not_signed", "checkpoint of 10 in epoch 1")


def test_12_a_fork_signed_with_the_right_key_is_found_by_what_was_kept_elsewhere(evidence: Evidence) -> None:
    mac = crypto.leaf_mac

    def fork(connection: Connection) -> None:
        rewrite(connection, 9, b'"kind":"operator"', b'"kind":"officer_"', mac)
        hash_again(connection, sign=True)

    evidence.change(fork)
    assert evidence.checked().faults == []
    assert evidence.first(evidence.kept) == ("forked", "trusted checkpoint of 10 in epoch 1")


@pytest.mark.parametrize("of", ["leaf", "column"])
def test_13_a_back_dated_time(evidence: Evidence, of: str) -> None:
    if of == "column":
        evidence.sql("UPDATE audit_leaves SET at = (SELECT at FROM audit_leaves WHERE seq = 2) WHERE seq = 6")
        assert evidence.first() == ("time_changed", place(evidence, 5))
    else:
        evidence.change(lambda connection: rewrite(connection, 6, b'"at":"20', b'"at":"19'))
        assert evidence.first() == ("leaf_changed", place(evidence, 5))


def test_13_a_back_dated_sealing(evidence: Evidence) -> None:
    evidence.sql(
        'UPDATE audit_log SET sealed_at = (SELECT sealed_at FROM audit_log WHERE "index" = 0) WHERE "index" = 6'
    )
    assert evidence.first() == ("leaf_changed", place(evidence, 6))


def test_14_a_business_row_deleted_with_its_leaf(evidence: Evidence) -> None:
    def delete(connection: Connection) -> None:
        row = json.loads(bytes(connection.scalar(text("SELECT body FROM audit_leaves WHERE seq = 6")) or b""))["rows"][
            0
        ]
        name = row[1].replace("-", "") if evidence.engine.dialect.name == "sqlite" else row[1]
        connection.execute(text("DELETE FROM teams WHERE id = :name"), {"name": name})
        connection.execute(text("DELETE FROM audit_leaves WHERE seq = 6"))

    evidence.change(delete)
    assert evidence.first() == ("leaf_missing", place(evidence, 5))


def test_14_a_business_row_deleted_alone(evidence: Evidence) -> None:
    evidence.sql("DELETE FROM teams WHERE name = (SELECT min(name) FROM teams)")
    assert evidence.first()[0] == "row_gone"


def test_a_row_put_in_past_the_hub_is_found(evidence: Evidence) -> None:
    evidence.sql("UPDATE teams SET version = 2 WHERE name = (SELECT min(name) FROM teams)")
    assert evidence.first()[0] == "row_changed"


def test_the_bundle_checks_itself_without_the_hub(
    evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "PIECE", 4096)  # as the file has it
    evidence.checked()
    folder, kept = tmp_path / "bundle-1", tmp_path / "kept.txt"
    kept.write_text(evidence.kept, encoding="utf-8")
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder), "--trusted", str(kept), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["is_whole"] is True
    with (folder / "log" / f"{0:012}.txt").open("a") as log:
        log.write("\n")
    done = subprocess.run(command[:-1], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("entry_unreadable: entry 10:")
