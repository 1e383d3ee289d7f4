"""Entries that no signature covers never pass for a signed log, and versions that no leaf vouches for never for vouched ones."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy

from hub import audit, crypto, db
from hub.accounts import Team
from hub.actor import OPERATOR
from hub.audit import verifier
from tests.audit.council import Council, leaf
from tests.audit.evidence import Evidence

pytestmark = pytest.mark.both_engines


def made_anew(folder: Path) -> None:
    """The newest leaf of a bundle says another thing, and whatever needs no key is made to fit."""
    (log,) = (folder / "log").iterdir()
    *lines, line = log.read_bytes().splitlines(keepends=True)
    *told, mark, leaf = line.split(b" ", 9)
    leaf = leaf.replace(b'"kind":"operator"', b'"kind":"officer_"')
    told[6] = hashlib.sha256(b"\0" + bytes.fromhex(mark.decode()) + told[4] + leaf[:-1]).hexdigest().encode()
    log.write_bytes(b"".join([*lines, b" ".join([*told, mark, leaf])]))
    (folder / "checkpoints.jsonl").write_bytes(b"")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["checkpoints.jsonl"] = hashlib.sha256(b"").hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def passes_for_signed(folder: Path) -> bool:
    """Whether whoever has no key but the public one, kept elsewhere, would believe the bundle."""
    report = verifier.verify(folder, public_key=crypto.checkpoint_public_key(), processes=1)
    return not report.faults or "Signed with" in verifier.told(report)


def test_15_a_bundle_made_anew_without_any_key_is_not_whole(
    evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "PIECE", 4096)
    evidence.checked()
    made_anew(tmp_path / "bundle-1")
    assert not passes_for_signed(tmp_path / "bundle-1")
    monkeypatch.setattr(verifier.Checker, "check_signed", lambda _checker: None)
    assert passes_for_signed(tmp_path / "bundle-1"), "a check that asks for no checkpoint takes it for whole"


def test_15_every_checkpoint_taken_away(evidence: Evidence) -> None:
    evidence.sql("DELETE FROM audit_checkpoints")
    report = evidence.checked()
    assert [(each.kind, each.where) for each in report.faults] == [("checkpoint_missing", "epoch 1")]
    assert (report.behind, report.keys) == (10, [])


def test_15_every_checkpoint_of_the_newest_epoch_taken_away(evidence: Evidence) -> None:
    with db.transaction() as session:
        audit.open_epoch(session, reason="restored", by=OPERATOR)
    assert evidence.checked().faults == []
    evidence.seal()
    assert evidence.checked().faults == []
    evidence.sql("DELETE FROM audit_checkpoints WHERE epoch = 2")
    report = evidence.checked()
    assert [(each.kind, each.where) for each in report.faults] == [("checkpoint_missing", "epoch 2")]


def test_how_many_entries_no_checkpoint_covers_yet_is_said(evidence: Evidence) -> None:
    evidence.work(3)
    with db.transaction() as session:
        audit.seal_pending(session)
    report = evidence.checked()
    assert (report.faults, report.entries, report.behind) == ([], 13, 3)
    assert "13 entries, 3 of them behind the newest checkpoint" in verifier.told(report)
    assert f"Signed with the checkpoint key {report.keys[0]}" in verifier.told(report)


def test_a_hub_that_has_sealed_nothing_yet_is_whole_and_nothing_is_said_to_be_signed(
    council: Council, engine: sqlalchemy.Engine, tmp_path: Path
) -> None:
    report = Evidence(engine, council, tmp_path).checked()
    assert (report.faults, report.entries, report.unsealed, report.keys) == ([], 0, 1, [])


def imported(evidence: Evidence, *, past_the_hub: bool) -> None:
    """A team came in by an import and was changed twice by the hub, between which the database's owner may have changed it too."""
    team = {"id": uuid4(), "agency_id": evidence.council.agency_id, "name": "Imported", "kind": "partner", "version": 1}
    with db.transaction() as session, audit.importing(session) as batch:
        batch.insert(Team.__table__, [team])
        audit.record_import(session, batch, by=OPERATOR, purpose="test")
    for name in ("Imported first", "Imported then"):
        with db.transaction() as session:
            session.get_one(Team, team["id"]).name = name
            leaf(session)
        if past_the_hub:
            evidence.sql("UPDATE teams SET version = version + 1 WHERE name = 'Imported first'")


def test_an_imported_row_has_a_leaf_for_each_version_after_its_first(evidence: Evidence) -> None:
    imported(evidence, past_the_hub=False)
    assert evidence.checked().faults == []


def test_a_version_of_an_imported_row_that_the_hub_did_not_write_is_found(evidence: Evidence) -> None:
    imported(evidence, past_the_hub=True)
    assert [each.kind for each in evidence.checked().faults] == ["version_without_leaf"]


def openssl_verifies(note: str, key: bytes, folder: Path) -> bool:
    """Whether OpenSSL, given the text, the signature and the public key, says that the one is the other's."""
    text, _, line = note.rpartition("\n\n")
    _, name, encoded = line.strip().split(" ")
    said, signed, public = folder / "text", folder / "signature", folder / "key.der"
    said.write_text(f"{text}\n", encoding="utf-8")
    raw = base64.b64decode(encoded)
    assert raw[:4] == hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]
    signed.write_bytes(raw[4:])
    public.write_bytes(bytes.fromhex("302a300506032b6570032100") + key)
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", str(public)]
    done = subprocess.run([*command, "-in", str(said), "-sigfile", str(signed)], capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the program openssl is not on this machine")
def test_another_implementation_verifies_our_notes(evidence: Evidence, tmp_path: Path) -> None:
    key = crypto.checkpoint_public_key()
    with db.reading() as session:
        (epoch,) = session.scalars(sqlalchemy.select(audit.AuditEpoch.note))
    for note in (evidence.kept, epoch):
        assert openssl_verifies(note, key, tmp_path)
        assert not openssl_verifies(note.replace("safeguarding", "Safeguarding", 1), key, tmp_path)
