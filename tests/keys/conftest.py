"""`hub keys …` on a hub that holds people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub import crypto, db
from hub.cli import main
from tests.factories.hub_world import World
from tests.keys import held


@pytest.fixture
def hub(
    world: World, engine_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[held.Hub]:
    """Runs `hub keys …` in this process; gives its exit code, what it said and what it complained of."""
    monkeypatch.setenv("HUB_MODE", "test")
    monkeypatch.setenv("HUB_DATABASE_URL", engine_url)
    monkeypatch.setenv("HUB_DATA_FOLDER", str(world.settings.data_folder))
    monkeypatch.setenv("HUB_KEYS_FOLDER", str(world.settings.keys_folder))
    held.fill()

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["keys", *words])
        return code, *capsys.readouterr()

    yield run
    db.unbind()
    crypto.unbind_keyring()
