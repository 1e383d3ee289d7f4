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


@pytest.mark.parametrize("months", ["0", "-3", "37", "120"])
def test_a_city_has_a_past_of_one_month_to_three_years(ready_hub: Command, months: str) -> None:
    assert ready_hub("seed", "--months", months) == 2
    assert "Enter from 1 to 36 months" in ready_hub.complained


def test_a_city_has_a_concern_at_least(ready_hub: Command) -> None:
    assert ready_hub("seed", "--concerns", "0") == 2
    assert "at least one concern" in ready_hub.complained


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
