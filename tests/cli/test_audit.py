"""`hub audit`: sealing, exporting and checking the trail, with exit codes that mean something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import sqlalchemy

from hub import db
from hub.db import Base
from tests.audit.tampering import as_owner
from tests.cli.conftest import Command
from tests.factories.hub_world import leaves


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


def test_a_keys_folder_from_before_gets_its_checkpoint_key(ready_hub: Command, tmp_path: Path) -> None:
    key = tmp_path / "var" / "keys" / "checkpoint.key"
    key.unlink()
    assert ready_hub("keys", "status") == 1
    assert "hub keys add-checkpoint-key" in ready_hub.said
    assert ready_hub("audit", "checkpoint") == 69
    assert ready_hub("keys", "add-checkpoint-key") == 0
    assert ready_hub("keys", "status") == 0
    held = key.read_text()
    assert ready_hub("keys", "add-checkpoint-key") == 0
    assert key.read_text() == held
    assert ready_hub("audit", "checkpoint") == 0
