"""A proof stands alone: one file, checked without the hub, and whatever is changed in it or behind it is seen."""

from __future__ import annotations

import base64
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from hub import audit, crypto, db
from hub.audit import AuditSlot, merkle, verifier
from hub.audit.verifier import NOT_COMPARED, check_proof, exit_code
from hub.errors import NotFound, OutOfOrder
from tests.audit.council import Council, a_team, leaf
from tests.audit.tampering import as_owner

Proof = dict[str, Any]
CHANGES: dict[str, Callable[[Proof], object]] = {
    "another leaf": lambda proof: proof.update(leaf=_turned(proof["leaf"])),
    "another mark": lambda proof: proof.update(mark="00" * 32),
    "another time of sealing": lambda proof: proof.update(sealed_at="2020-01-01T00:00:00.000000Z"),
    "another place": lambda proof: proof.update(index=proof["index"] + 1),
    "another neighbour": lambda proof: proof["beside"].__setitem__(0, "00" * 32),
    "one neighbour less": lambda proof: proof["beside"].pop(),
    "one neighbour more": lambda proof: proof["beside"].append("00" * 32),
    "another size": lambda proof: proof.update(checkpoint=proof["checkpoint"].replace("\n10\n", "\n11\n")),
}


def _turned(leaf: str) -> str:
    return base64.b64encode(base64.b64decode(leaf).replace(b'"kind":"operator"', b'"kind":"officer_"')).decode()


def work(council: Council, times: int) -> str:
    """So many leaves more, sealed; the checkpoint."""
    with db.transaction() as session:
        for _ in range(times):
            session.add(a_team(council))
            leaf(session)
    with db.transaction() as session:
        done = audit.seal_pending(session, checkpoint_now=True)
    assert done.checkpoint is not None
    return done.checkpoint.note


@pytest.fixture
def kept(council: Council) -> str:
    """A log of ten entries with checkpoints of five and ten; the first of them, as kept elsewhere."""
    first = work(council, 4)
    work(council, 5)
    return first


def of_leaf(seq: int) -> Proof:
    with db.reading() as session:
        slot = session.scalars(sqlalchemy.select(AuditSlot.id)).first()
        assert slot is not None
        return audit.leaf_proof(session, slot, seq)


def of_growth(older: int, newer: int) -> Proof:
    with db.reading() as session:
        return audit.growth_proof(session, older, newer)


@pytest.mark.both_engines
def test_a_leaf_is_shown_to_stand_in_the_newest_checkpoint(kept: str) -> None:
    for seq in range(1, 11):
        report = check_proof(of_leaf(seq), public_key=crypto.checkpoint_public_key())
        assert report.faults == []
        assert report.proves.endswith(f"is entry {seq - 1} of the log of 10 entries")


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_proof_of_a_leaf_is_seen(kept: str, name: str) -> None:
    proof = of_leaf(3)
    CHANGES[name](proof)
    assert [each.kind for each in check_proof(proof).faults] != []


@pytest.mark.both_engines
def test_one_log_is_shown_to_be_the_beginning_of_another(kept: str) -> None:
    proof = of_growth(10, 5)
    assert proof["older"] == kept
    report = check_proof(proof, trusted=kept, public_key=crypto.checkpoint_public_key())
    assert (report.faults, report.is_rollback_checked) == ([], True)
    assert report.proves == "the log of 5 entries is the beginning of the log of 10 entries"
    assert check_proof(of_growth(5, 5)).faults == []


def test_a_changed_proof_of_growth_is_seen(kept: str) -> None:
    whole = of_growth(5, 10)
    for spoil in (
        lambda proof: proof["beside"].__setitem__(0, "00" * 32),
        lambda proof: proof["beside"].pop(),
        lambda proof: proof["beside"].append("00" * 32),
        lambda proof: proof.update(older=proof["newer"]),
        lambda proof: proof.update(older=proof["newer"], newer=proof["older"]),
        lambda proof: proof.update(older=proof["older"].replace("\n5\n", "\n6\n")),
    ):
        proof = copy.deepcopy(whole)
        spoil(proof)
        assert check_proof(proof).faults != []


def test_a_proof_is_not_called_bad_because_nobody_kept_a_checkpoint_of_its_size(kept: str) -> None:
    report = check_proof(of_leaf(3), trusted=kept)
    assert (report.faults, report.is_rollback_checked, exit_code(report)) == ([], False, 3)
    assert NOT_COMPARED in report.remarks
    named_by_both = check_proof(of_growth(5, 10), trusted=kept)
    assert (named_by_both.kept, exit_code(named_by_both)) == (1, 0)


def test_a_proof_from_another_log_than_the_one_that_was_kept_is_seen(kept: str) -> None:
    name, size, _, *rest = kept.split("\n")
    other = "\n".join([name, size, "A" * 43 + "=", *rest])
    report = check_proof(of_growth(5, 10), trusted=other)
    assert ([each.kind for each in report.faults], exit_code(report)) == (["not_trusted"], 1)


@pytest.mark.parametrize("given", [b"", b" " * 31, bytes(33)])
def test_what_is_no_key_is_never_passed_over_for_the_proofs_own(kept: str, given: bytes) -> None:
    with pytest.raises(ValueError, match="where a key has 32"):
        check_proof(of_leaf(3), public_key=given)


def test_a_proof_under_another_key_is_seen(kept: str) -> None:
    report = check_proof(of_leaf(1), public_key=bytes(range(32)))
    assert [each.kind for each in report.faults] == ["checkpoint_not_signed"]


def test_no_proof_is_given_of_what_the_log_does_not_hold(kept: str, engine: sqlalchemy.Engine) -> None:
    with pytest.raises(NotFound):
        of_leaf(11)
    with pytest.raises(NotFound):
        of_growth(5, 9)
    as_owner(engine, 'UPDATE audit_nodes SET hash = (SELECT hash FROM audit_log WHERE "index" = 0)')
    with pytest.raises(OutOfOrder):
        of_growth(5, 10)


def test_a_proof_is_checked_without_the_hub(kept: str, tmp_path: Path) -> None:
    file, trusted = tmp_path / "proof.json", tmp_path / "kept.txt"
    file.write_text(json.dumps(of_growth(5, 10)))
    trusted.write_text(kept, encoding="utf-8")
    command = [sys.executable, "-I", verifier.__file__, str(file), "--trusted", str(trusted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "This proof checks out: the log of 5 entries is the beginning" in done.stdout
    file.write_text(file.read_text().replace('"beside": ["', '"beside": ["00'))
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert "This proof does NOT check out." in done.stdout


def test_the_verifiers_own_reckoning_agrees_with_the_logs_for_every_pair() -> None:
    hashes = [merkle.entry_hash(bytes([at])) for at in range(33)]
    nodes = {(0, at): each for at, each in enumerate(hashes)}
    nodes |= {(level, at): root for level, at, root in merkle.grown(0, hashes, lambda *_: b"")}
    roots = {size: merkle.root_of(size, lambda *at: nodes[at]) for size in range(1, 34)}
    for size in range(2, 34):
        for old in range(1, size):
            beside = merkle.consistency_proof(old, size, lambda *at: nodes[at])
            assert verifier.is_beginning(old, roots[old], size, roots[size], beside)
            for spoiled in ([*beside, bytes(32)], beside[:-1], [bytes(32), *beside[1:]]):
                assert not verifier.is_beginning(old, roots[old], size, roots[size], spoiled)
