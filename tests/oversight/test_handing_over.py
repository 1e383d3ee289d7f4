"""What is handed over checks out by arithmetic that is not the hub's, and whatever is changed in it is seen."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select, text

from hub import audit, crypto, oversight
from hub.audit import Action, AuditEntry, record_verifier
from hub.db import bound_engine, reading, transaction
from hub.errors import NotAllowed, NotFound, OutOfOrder, Unavailable, Unprocessable
from hub.oversight import plain_cell
from tests.factories import triage as steps
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines


def seal() -> str:
    with transaction() as session:
        done = audit.seal_pending(session, checkpoint_now=True)
    return done.checkpoint.note if done.checkpoint else ""


def look_at_concern(world: World, concern_id: object, by: str = "screening_officer") -> None:
    with transaction() as session:
        objects = [("concern", str(concern_id))]
        audit.record(session, by=world.actor(by), action=Action.CONCERN_SHOWN, objects=objects, shown=["narrative"])


@pytest.fixture
def concern(world: World) -> str:
    """The reference of a concern with sealed leaves and one that is not sealed yet."""
    receipt = steps.received(world)
    look_at_concern(world, receipt.concern_id)
    steps.received(world)
    seal()
    look_at_concern(world, receipt.concern_id, by="team_manager")
    return receipt.ref


def handed_over(world: World, told: str, into: Path, *, kind: str = "record", by: str = "auditor") -> Path:
    folder = into / "handed-over"
    with reading() as session:
        made = oversight.hand_over(session, kind, told, reason="court", by=world.actor(by)).view
    with zipfile.ZipFile(io.BytesIO(made.archive)) as archive:
        archive.extractall(folder)
    return folder


def root_over(hashes: list[bytes]) -> bytes:
    """RFC 6962 in five lines, not the hub's."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + root_over(hashes[:half]) + root_over(hashes[half:])).digest()


def test_the_exact_leaves_stand_in_the_log_that_the_note_signs(world: World, concern: str, tmp_path: Path) -> None:
    folder = handed_over(world, concern, tmp_path)
    origin, size, root, _, signature = (folder / "checkpoint.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    key = base64.b64decode((folder / "public-key.txt").read_text())
    signed = base64.b64decode(signature.split(" ")[2])[4:]
    Ed25519PublicKey.from_public_bytes(key).verify(signed, f"{origin}\n{size}\n{root}\n".encode())
    assert key == crypto.checkpoint_public_key()
    with reading() as session:
        log = list(session.scalars(select(AuditEntry.hash).order_by(AuditEntry.index).limit(int(size))))
    assert root_over(log) == base64.b64decode(root)
    lines = [json.loads(line) for line in (folder / "leaves.jsonl").read_text().splitlines()]
    sealed = [line for line in lines if line["index"] is not None]
    for line in sealed:
        entry = bytes.fromhex(line["mark"]) + line["sealed_at"].encode() + base64.b64decode(line["leaf"])
        assert hashlib.sha256(b"\x00" + entry).digest() == log[line["index"]]
    assert len(sealed) >= 2
    assert len(lines) == len(sealed) + 1


def test_the_check_beside_it_runs_alone_and_says_so(world: World, concern: str, tmp_path: Path) -> None:
    folder = handed_over(world, concern, tmp_path)
    (folder / "kept.txt").write_text((folder / "checkpoint.txt").read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-I", "verify.py", "--public-key", "public-key.txt", "--trusted", "kept.txt"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "This export checks out." in done.stdout
    rows = len((folder / "leaves.jsonl").read_text().splitlines())
    assert f"NOT proven at all: row {rows}." in done.stdout
    assert "NOT shown by the trail: the columns who, roles, what." in done.stdout
    assert "was not compared" not in done.stdout


def test_the_table_says_who_and_why_and_nothing_of_the_record(world: World, concern: str, tmp_path: Path) -> None:
    folder = handed_over(world, concern, tmp_path)
    with (folder / "who-looked.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["action"] for row in rows if row["who"] == "Screening Officer Testwell"] == ["concern_shown"]
    assert rows[-1]["sealed"] == "not yet"
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    for each in folder.iterdir():
        assert "Samplewood" not in each.read_text(encoding="utf-8")


def test_a_persons_trail_is_handed_over_by_their_number(world: World, tmp_path: Path) -> None:
    receipt = steps.received(world)
    (person,) = steps.people_on(receipt.concern_id)
    seal()
    folder = handed_over(world, str(person), tmp_path, kind="person", by="data_guardian")
    assert json.loads((folder / "about.json").read_text())["record"] == ["person", str(person)]
    assert record_verifier.verify(folder).shown >= 1


def test_the_leaf_names_the_record_the_reason_and_how_much(world: World, concern: str) -> None:
    with reading() as session:
        shown = oversight.hand_over(session, "record", concern, reason="court", by=world.actor("auditor"))
    assert shown.look.action is Action.ACCESS_LOG_EXPORTED
    assert (shown.look.purpose, shown.look.objects[0][0]) == ("court", "concern")
    assert dict(shown.look.counts or {})["leaves"] >= 3
    assert concern.lower() not in shown.view.name


def test_a_log_with_a_hole_hands_nothing_over(world: World, concern: str) -> None:
    with bound_engine().execution_options(hub_migration=True, hub_write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.execute(text("DELETE FROM audit_nodes"))
    with pytest.raises(Unavailable), reading() as session:
        oversight.hand_over(session, "record", concern, reason="court", by=world.actor("auditor"))


def test_without_a_reason_a_checkpoint_or_the_record_nothing_is_handed_over(world: World) -> None:
    by = world.actor("auditor")
    ref = steps.received(world).ref
    for told, reason, refused in (
        (ref, "curiosity", Unprocessable),
        (ref, "court", OutOfOrder),
        ("DH-2222-2222", "court", NotFound),
    ):
        with pytest.raises(refused), reading() as session:
            oversight.hand_over(session, "record", told, reason=reason, by=by)


def test_nobody_else_hands_anything_over(world: World, concern: str, tmp_path: Path) -> None:
    for role in ("administrator", "team_manager", "screening_officer"):
        with pytest.raises(NotAllowed):
            handed_over(world, concern, tmp_path, by=role)


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM", "\t=1", " =1", "\x00=1", "\ufeff=1", "＝1", "\u200b@x"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Una Testwell", "a=b", "", "2026-11-20T10:00:00.000000Z"])
def test_an_ordinary_cell_stays_as_it_is(text: str) -> None:
    assert plain_cell(text) == text
