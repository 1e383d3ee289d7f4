"""In production no key is changed by the operator alone: two key custodians sign in at the prompt, and the trail names both."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hub import crypto
from hub.audit import Action
from hub.cli import standing_by
from hub.config import read_settings
from tests.cli.conftest import Command
from tests.cli.test_audit import NEW, officer
from tests.factories.hub_world import leaves

CHANGES = (
    ("keys", "add"),
    ("keys", "promote"),
    ("keys", "rotate", "master"),
    ("keys", "rotate", "data"),
    ("keys", "rotate", "checkpoint"),
    ("keys", "retire", "1"),
    ("keys", "escrow", "split", "--bundle", "nowhere"),
)


@pytest.fixture
def guarded(ready_hub: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A hub as in production, with two key custodians and somebody else."""
    for username, role in (("ada", "key_custodian"), ("bea", "key_custodian"), ("ben", "auditor")):
        officer(ready_hub, username, role)
    monkeypatch.setattr(standing_by, "needs_two", lambda _settings: True)
    return ready_hub


def sign_in(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """These people type their names at the prompt, one after the other, and the right password."""
    typed: Iterator[str] = iter(names)
    monkeypatch.setattr("builtins.input", lambda _words="": next(typed))
    monkeypatch.setattr(getpass, "getpass", lambda _words="": NEW)


def test_only_production_asks_for_two() -> None:
    settings = read_settings({"HUB_MODE": "demo"})
    assert not standing_by.needs_two(settings)
    assert standing_by.needs_two(replace(settings, mode="production"))


def test_without_two_custodians_no_key_changes(guarded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(read_settings().keys_folder.iterdir())
    for change in CHANGES:
        sign_in(monkeypatch, "ada", "ada")
        assert guarded(*change) == 2, change
    for names in (("ada", "ben"), ("ben", "ada")):
        sign_in(monkeypatch, *names)
        assert guarded("keys", "rotate", "master") == 2, names
    assert set(read_settings().keys_folder.iterdir()) == before
    assert leaves(Action.KEYS_AGREED) == []


def test_two_custodians_stand_by_it_and_the_trail_names_both(guarded: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "ada", "bea")
    assert guarded("keys", "rotate", "master") == 0
    (told,) = leaves(Action.KEYS_AGREED)
    assert {each for kind, each in told["objects"] if kind == "officer"} >= {told["actor"]}
    assert len({each for kind, each in told["objects"] if kind == "officer"}) == 2
    assert crypto.bound_keyring().primary == 2
