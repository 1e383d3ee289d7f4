"""Keys and database from the command line: made once, proven each time, never made where data exist."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hub import db
from hub.app import create_app
from hub.audit import Action
from hub.config import read_settings
from hub.errors import StartRefused
from tests.cli.conftest import Command
from tests.factories.hub_world import leaves


def test_nothing_starts_without_keys(hub: Command) -> None:
    assert hub("db", "upgrade") == 78
    assert "hub keys init" in hub.complained


def test_keys_then_database_makes_a_hub_that_starts(ready_hub: Command) -> None:
    assert create_app(read_settings()).test_client().get("/readyz").status_code == 200
    assert len(leaves(Action.KEYS_INSTALLED)) == 1
    assert len(leaves(Action.PACK_ACTIVATED)) == 1


def test_upgrading_again_changes_nothing(ready_hub: Command) -> None:
    assert ready_hub("db", "upgrade") == 0
    assert len(leaves(Action.KEYS_INSTALLED)) == 1
    assert len(leaves(Action.PACK_ACTIVATED)) == 1


def test_the_folders_are_for_the_hub_alone(ready_hub: Command) -> None:
    settings = read_settings()
    assert settings.keys_folder.stat().st_mode & 0o077 == 0
    assert settings.data_folder.stat().st_mode & 0o077 == 0


def test_keys_are_never_written_over(ready_hub: Command) -> None:
    before = {path.name: path.read_bytes() for path in read_settings().keys_folder.iterdir()}
    assert ready_hub("keys", "init") == 78
    assert {path.name: path.read_bytes() for path in read_settings().keys_folder.iterdir()} == before


def test_lost_keys_are_not_replaced_by_new_ones(ready_hub: Command) -> None:
    shutil.rmtree(read_settings().keys_folder)
    assert ready_hub("keys", "init") == 78
    assert "never makes a new key where data exist" in ready_hub.complained
    assert ready_hub("serve", "--demo", "--port", "0") == 78
    assert not read_settings().keys_folder.exists()


def test_status_says_which_key_is_wrong(ready_hub: Command) -> None:
    assert ready_hub("keys", "status", "--json") == 0
    assert [key["state"] for key in ready_hub.json] == ["right"] * 3
    audit_key = read_settings().keys_folder / "audit.key"
    other = read_settings().keys_folder / "master-1.key"
    audit_key.write_text(other.read_text())
    assert ready_hub("keys", "status") == 1
    assert "audit        wrong" in ready_hub.said
    assert ready_hub("accounts", "disable", "anybody") == 78
    assert "audit" in ready_hub.complained


def test_keys_that_others_can_read_are_refused(ready_hub: Command) -> None:
    read_settings().keys_folder.chmod(0o755)
    assert ready_hub("keys", "status") == 78
    assert "chmod" in ready_hub.complained


def test_an_application_does_not_start_on_an_empty_database(hub: Command) -> None:
    assert hub("keys", "init") == 0
    read_settings().data_folder.mkdir(parents=True)
    with pytest.raises(StartRefused, match="hub db upgrade"):
        create_app(read_settings())


def test_an_unsafe_production_is_refused_by_name(hub: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_MODE", "production")
    assert hub("db", "upgrade") == 78
    assert "HUB_SECRET_KEY" in hub.complained
    assert "HUB_DATABASE_URL" in hub.complained


def test_a_database_that_does_not_answer_is_said_in_a_sentence(
    hub: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert hub("keys", "init") == 0
    monkeypatch.setenv("HUB_DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder/hub.db")
    assert hub("keys", "status") == 69
    assert "HUB_DATABASE_URL" in hub.complained
    assert "Traceback" not in hub.complained


def test_what_is_asked_wrongly_is_told_how_it_can_be_asked(hub: Command) -> None:
    with pytest.raises(SystemExit) as ended:
        hub("no-such-command")
    assert ended.value.code == 2


def test_the_database_that_was_bound_is_let_go(ready_hub: Command) -> None:
    first = db.bound_engine()
    assert ready_hub("keys", "status") == 0
    assert db.bound_engine() is not first
