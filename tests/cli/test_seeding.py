"""`hub seed`: a city of the length asked for, once, and never in production; its secrets are told to programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_a_production_hub_is_never_seeded(hub: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_MODE", "production")
    assert hub("seed") == 78
    assert "HUB_" in hub.complained


def test_a_city_has_at_least_a_month(ready_hub: Command) -> None:
    assert ready_hub("seed", "--months", "0") == 2


def test_a_small_city_is_written_once_with_its_truth(ready_hub: Command, tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    assert ready_hub("seed", "--months", "1", "--concerns", "40", "--truth", str(truth), "--json") == 0
    told = [json.loads(line) for line in truth.read_text().splitlines()]
    assert ready_hub.json["concerns"] == len(told)
    assert {"ref", "rows", "expected", "household"} <= set(told[0])
    assert ready_hub("seed", "--months", "1") == 2
    assert "--add" in ready_hub.complained
    assert ready_hub("demo", "--json") == 0
    assert ready_hub.json["api_token"].startswith("hub_")
    assert len(ready_hub.json["people"][0]["one_time_secret"]) >= 32
    assert ready_hub("seed", "--months", "1", "--concerns", "40", "--add", "--json") == 0
