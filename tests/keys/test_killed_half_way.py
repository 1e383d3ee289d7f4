"""Whoever changes keys is killed at the worst moments: everything opens, the hub starts, and asking again ends the work."""

from __future__ import annotations

import importlib
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from hub import crypto, db
from hub.app.starting import start
from hub.cli import main
from hub.config import read_settings
from tests.factories.hub_world import World
from tests.keys import held

SMALL = ("--batch", "9", "--json")
MASTER, DATA = ("rotate", "master", *SMALL), ("rotate", "data", "--older-than", "0", *SMALL)


def killed(at: str, *words: str, nth: int = 1) -> None:
    """`hub keys …` in a process of its own, which a SIGKILL ends at the nth call of the named function."""
    db.unbind()
    process = os.fork()
    if process == 0:
        _die_at(at, nth)
        os._exit(main(["keys", *words]))
    assert os.WTERMSIG(os.waitpid(process, 0)[1]) == signal.SIGKILL
    start(read_settings())


def _die_at(at: str, nth: int) -> None:
    module, _, name = at.rpartition(".")
    place: Any = Path if module == "pathlib.Path" else importlib.import_module(module)
    real, calls = getattr(place, name), iter(range(1, nth))

    def deadly(*given: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(place, name, deadly)


def masters(world: World) -> set[str]:
    return {path.name for path in world.settings.keys_folder.glob("master-*.key")}


@pytest.mark.parametrize(
    ("at", "nth", "is_new"),
    [
        ("os.link", 1, False),
        ("hub.oversight.note_master_added", 1, True),
        ("hub.crypto.put_primary", 1, True),
        ("pathlib.Path.replace", 1, True),
        ("hub.crypto.rotating.wrap", 12, True),
        ("hub.oversight.wrap_anew", 2, True),
    ],
)
def test_a_master_rotation_killed_anywhere_does_no_harm_and_goes_on(
    hub: held.Hub, world: World, at: str, nth: int, is_new: bool
) -> None:
    before, keys = held.contents(), held.wraps()[1]
    killed(at, *MASTER, nth=nth)
    assert masters(world) == ({"master-1.key", "master-2.key"} if is_new else {"master-1.key"})
    assert held.contents() == before
    assert sum(held.wraps().values()) == keys
    assert hub(*MASTER)[0] == 0
    assert held.wraps() == {2: keys}
    assert held.contents() == before
    assert masters(world) == {"master-1.key", "master-2.key"}


@pytest.mark.parametrize(("at", "nth"), [("hub.crypto.rotating.new_key", 12), ("hub.oversight.seal_anew", 2)])
def test_replacing_data_keys_killed_anywhere_does_no_harm_and_goes_on(hub: held.Hub, at: str, nth: int) -> None:
    before, keys = held.contents(), held.key_ids()
    killed(at, *DATA, nth=nth)
    assert held.contents() == before
    left = held.key_ids() & keys
    assert 0 < len(left) < len(keys)
    assert held.faults(db.bound_engine()) == []
    while held.key_ids() & keys:
        hub(*DATA)
    assert held.contents() == before
    assert held.faults(db.bound_engine()) == []


def test_a_primary_named_before_its_answer_is_held_would_be_seen(hub: held.Hub, world: World) -> None:
    """The planted defect: the folder first and the database after, and death in between."""
    hub("add")
    crypto.put_primary(Path(world.settings.keys_folder), 2)
    crypto.bind_keyring(crypto.read_keys_folder(world.settings.keys_folder))
    held.fill(1)
    with pytest.raises(Exception, match="master-2 has no known answer"):
        start(read_settings())
