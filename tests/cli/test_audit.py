"""`hub audit`: sealing, exporting and checking the trail, with exit codes that mean something."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import func, select

from hub import accounts, db
from hub.audit import Action, AuditLeaf
from hub.config import read_settings
from hub.db import Base
from tests.audit.tampering import as_owner
from tests.cli.conftest import Command
from tests.factories.hub_world import leaves

NEW = "nine otters under a bridge"


def test_a_checkpoint_is_printed_and_the_trail_is_whole(ready_hub: Command, tmp_path: Path) -> None:
    assert ready_hub("audit", "checkpoint") == 0
    kept = tmp_path / "kept.txt"
    kept.write_text(ready_hub.said, encoding="utf-8")
    assert ready_hub("audit", "verify") == 0
    assert "The trail is whole." in ready_hub.said
    assert "Rollback not checked" in ready_hub.said
    assert ready_hub("audit", "verify", "--trusted", str(kept), "--json") == 0
    assert ready_hub.json["is_rollback_checked"] is True
    assert ready_hub.json["faults"] == []
    kept.write_text("hello\n")
    assert ready_hub("audit", "verify", "--trusted", str(kept)) == 1
    assert ready_hub.said.startswith("trusted_empty: ")


def test_a_trail_that_is_not_whole_is_1_and_names_the_place(ready_hub: Command) -> None:
    ready_hub("audit", "checkpoint")
    as_owner(db.bound_engine(), "DELETE FROM audit_leaves WHERE seq = 2")
    assert ready_hub("audit", "verify") == 1
    assert ready_hub.said.startswith("leaf_missing: entry 1, slot 1 number 2")


def test_a_bundle_is_exported_with_its_leaf_and_checked(ready_hub: Command, tmp_path: Path) -> None:
    ready_hub("audit", "checkpoint")
    folder = tmp_path / "bundle"
    assert ready_hub("audit", "export", str(folder), "--json") == 0
    assert leaves()[-1]["action"] == "trail_exported"
    assert ready_hub("audit", "verify", str(folder)) == 0
    assert "The public key was taken from the bundle itself" in ready_hub.said
    assert folder.stat().st_mode & 0o077 == 0
    assert ready_hub("audit", "export", str(folder)) == 2


def test_a_bundle_that_is_none_is_2(ready_hub: Command, tmp_path: Path) -> None:
    assert ready_hub("audit", "verify", str(tmp_path)) == 2
    assert "cannot be read" in ready_hub.complained


def test_the_command_of_its_own_process_knows_every_audited_table(ready_hub: Command, tmp_path: Path) -> None:
    with db.bound_engine().connect() as connection:
        assert sqlalchemy.inspect(connection).has_table("audit_log")
    words = "import hub.cli.audit; from hub.db import Base; import json; print(json.dumps(sorted(Base.audited_tables)))"
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."}
    )
    assert json.loads(done.stdout) == sorted(Base.audited_tables)


def test_a_hub_from_before_gets_its_checkpoint_key(ready_hub: Command, tmp_path: Path) -> None:
    key = tmp_path / "var" / "keys" / "checkpoint.key"
    key.unlink()
    as_owner(db.bound_engine(), "DELETE FROM key_checks WHERE name = 'checkpoint'")
    assert ready_hub("keys", "status") == 1
    assert "hub keys add-checkpoint-key" in ready_hub.said
    assert ready_hub("audit", "checkpoint") == 78
    assert ready_hub("db", "upgrade") == 78
    assert ready_hub("keys", "add-checkpoint-key") == 0
    held = key.read_text()
    assert ready_hub("audit", "checkpoint") == 78
    assert ready_hub("db", "upgrade") == 0
    assert ready_hub("keys", "status") == 0
    assert ready_hub("keys", "add-checkpoint-key") == 0
    assert key.read_text() == held
    assert ready_hub("audit", "checkpoint") == 0


def test_proofs_are_printed_and_checked(ready_hub: Command, tmp_path: Path) -> None:
    ready_hub("audit", "checkpoint")
    first = int(ready_hub.said.split("\n")[1])
    assert ready_hub("audit", "prove", "leaf", "1", "1") == 0
    assert leaves()[-1]["action"] == "trail_exported"
    leaf = tmp_path / "leaf.json"
    leaf.write_text(ready_hub.said)
    assert ready_hub("audit", "verify", str(leaf)) == 0
    assert "This proof checks out: keys_installed of " in ready_hub.said
    ready_hub("audit", "checkpoint")
    newest = int(ready_hub.said.split("\n")[1])
    assert ready_hub("audit", "prove", "growth", str(first), str(newest)) == 0
    growth = tmp_path / "growth.json"
    growth.write_text(ready_hub.said)
    assert ready_hub("audit", "verify", str(growth), "--json") == 0
    assert ready_hub.json["proves"] == f"the log of {first} entries is the beginning of the log of {newest} entries"
    growth.write_text(growth.read_text().replace(f"\\n{first}\\n", f"\\n{first + 1}\\n"))
    assert ready_hub("audit", "verify", str(growth)) == 1
    assert ready_hub("audit", "prove", "growth", "1", "999") == 2


@pytest.mark.parametrize("number", ["99999999999999999999999", "2147483648", "-1", "x"])
def test_a_number_that_no_leaf_can_have_is_refused_in_words(hub: Command, number: str) -> None:
    for words in (("prove", "leaf", "1", number), ("acknowledge-break", number, "1", "--reason", "mistake")):
        with pytest.raises(SystemExit) as ended:
            hub("audit", *words)
        assert ended.value.code == 2


def test_sizes_beyond_any_log_are_refused_in_words(hub: Command) -> None:
    with pytest.raises(SystemExit):
        hub("audit", "prove", "growth", "1", "9223372036854775808")


def test_a_bundle_that_cannot_be_written_is_said(ready_hub: Command, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert ready_hub("audit", "export", str(tmp_path / "file" / "bundle")) == 2
    assert "It cannot be written (NotADirectoryError)" in ready_hub.complained


def officer(hub: Command, username: str, role: str) -> None:
    """An officer who has set their password."""
    who = ("--username", username, "--name", "Ada Mockford", "--email", f"{username}@council.example")
    assert hub("accounts", "add", *who, "--agency", "Mock Council", "--role", role, "--json") == 0
    with db.transaction() as session:
        accounts.set_up_password(
            session,
            username=username,
            code=hub.json["set_up_code"],
            password=NEW,
            address="192.0.2.7",
            settings=read_settings(),
        )


def test_a_named_officer_acknowledges_a_break(ready_hub: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    officer(ready_hub, "ada", "auditor")
    officer(ready_hub, "ben", "duty_worker")
    ready_hub("audit", "checkpoint")
    ready_hub("accounts", "disable", "ben")
    ready_hub("accounts", "enable", "ben")
    with db.reading() as session:
        place = session.scalar(select(func.max(AuditLeaf.seq))) or 0
    as_owner(db.bound_engine(), f"UPDATE audit_leaves SET mac = body WHERE seq = {place}")
    ready_hub("audit", "checkpoint")
    about = ("audit", "acknowledge-break", "1", str(place), "--reason", "mistake")
    for username, password, code in (("ada", "wrong", 2), ("ben", NEW, 2), ("ada", NEW, 0)):
        monkeypatch.setattr("builtins.input", lambda _words="", typed=username: typed)
        monkeypatch.setattr(getpass, "getpass", lambda _words="", typed=password: typed)
        assert ready_hub(*about) == code
    assert f"number {place} to {place}: acknowledged" in ready_hub.said
    (told,) = leaves(Action.BREAK_ACKNOWLEDGED)
    assert told["actor"] == leaves(Action.SIGNED_OUT)[-1]["actor"]
    ready_hub("audit", "verify")
    assert "every one of them was acknowledged" in ready_hub.said
