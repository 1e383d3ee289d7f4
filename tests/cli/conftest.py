"""The command in a folder of its own, with settings from the environment alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub import crypto, db
from hub.cli import main


class Command:
    """Runs `hub …` in this process and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.said = self.complained = ""

    def __call__(self, *words: str) -> int:
        """The exit code of `hub` with these words."""
        code = main(words)
        self.said, self.complained = self._capsys.readouterr()
        return code

    @property
    def json(self) -> Any:
        """What was said, as JSON."""
        return json.loads(self.said)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """The `hub` command on nothing at all: no keys, no database."""
    for name, value in {
        "HUB_MODE": "demo",
        "HUB_DATA_FOLDER": str(tmp_path / "var" / "data"),
        "HUB_KEYS_FOLDER": str(tmp_path / "var" / "keys"),
        "HUB_SPOOL_FOLDER": str(tmp_path / "var" / "spool"),
        "HUB_ARGON2_MEMORY_KIB": "8",
        "HUB_ARGON2_TIME": "1",
    }.items():
        monkeypatch.setenv(name, value)
    yield Command(capsys)
    db.unbind()
    crypto.unbind_keyring()


@pytest.fixture
def ready_hub(hub: Command) -> Command:
    """The `hub` command with keys and an empty database."""
    assert hub("keys", "init") == 0
    assert hub("db", "upgrade") == 0
    return hub
