"""Rule files checked, tried and asked from the command line, without a database."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

import screening_rules
from hub.cli.rules import nothing_to_ask
from screening_rules import shipped_pack, try_facts
from tests.cli.conftest import Command

SHIPPED = Path(screening_rules.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rule files."""
    copied = tmp_path / "rules"
    for path in SHIPPED.rglob("*.yaml"):
        target = copied / path.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return copied


def test_the_shipped_rules_are_good_and_so_are_their_cases(hub: Command) -> None:
    assert hub("rules", "check") == 0
    assert hub("rules", "test", "--json") == 0
    assert hub.json["tried"] > 0
    assert hub.json["wrong"] == []


def test_a_broken_file_is_named_and_the_command_fails(hub: Command, folder: Path) -> None:
    broken = next(folder.rglob("*.rule.yaml"))
    broken.write_text("id: [", encoding="utf-8")
    assert hub("rules", "check", "--folder", str(folder), "--json") == 1
    assert not hub.json["good"]
    assert any(broken.name in problem for problem in hub.json["problems"])
    assert hub("rules", "test", "--folder", str(folder)) == 2


def test_a_case_that_comes_out_otherwise_fails(hub: Command, folder: Path) -> None:
    cases = next(path for path in sorted(folder.rglob("*.cases.yaml")) if 'expect: "yes"' in path.read_text("utf-8"))
    cases.write_text(cases.read_text("utf-8").replace('expect: "yes"', 'expect: "no"', 1), encoding="utf-8")
    assert hub("rules", "test", "--folder", str(folder)) == 1
    assert "expected no, got yes" in hub.said


def test_one_case_is_screened(hub: Command, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"subjects": [{"id": "kit", "facts": {}}]}), encoding="utf-8")
    assert hub("rules", "try", str(case), "--on", "2026-11-24", "--json") == 0
    assert hub.json["on"] == "2026-11-24"
    assert hub.json["subjects"].keys() == {"kit"}
    assert hub("rules", "try", str(case)) == 0
    assert hub.said.startswith("kit: ")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"subjects": []}', '{"subjects": [{"id": "kit", "facts": {"no_such_fact": 1}}]}']
)
def test_a_case_that_cannot_be_read_is_told_why(hub: Command, tmp_path: Path, text: str) -> None:
    case = tmp_path / "case.json"
    case.write_text(text, encoding="utf-8")
    assert hub("rules", "try", str(case)) == 2
    assert hub.complained
    assert "Traceback" not in hub.complained


def test_a_file_or_folder_that_is_not_there_is_told_so(hub: Command, tmp_path: Path) -> None:
    assert hub("rules", "try", str(tmp_path / "none.json")) == 2
    assert hub("rules", "check", "--folder", str(tmp_path / "none")) == 2


def test_the_rules_of_a_day_are_written_as_dmn(hub: Command, folder: Path) -> None:
    assert hub("rules", "dmn", "--folder", str(folder), "--on", "2026-11-23") == 0
    assert hub.said.startswith('<?xml version="1.0"')
    assert f'name="Screening rules of 2026-11-23, pack {shipped_pack().fingerprint}"' in hub.said


def test_without_a_database_nothing_is_taken_for_the_rules_in_force(hub: Command) -> None:
    assert hub("rules", "dmn") == 78
    assert "--folder FOLDER or --shipped" in hub.complained
    assert hub("rules", "dmn", "--shipped", "--on", "2026-11-23") == 0
    assert shipped_pack().fingerprint in hub.said


def test_what_could_change_a_case_is_asked_as_its_explanation_asks_it(hub: Command, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    for danger in (
        False,
        True,
    ):  # with danger nothing open waits in the findings, and yet answers would change the routes
        raw = {"concern": {"immediate_danger": danger}, "subjects": [{"id": "kit", "facts": {"age_years": 40}}]}
        case.write_text(json.dumps(raw), encoding="utf-8")
        (told,) = try_facts(shipped_pack(), raw, date(2026, 11, 24))["subjects"]
        asked = [each["fact"] for each in told["questions"] if each["could_change"] or each["together"]]
        assert (told["unknown_facts"] == ()) == danger
        assert asked
        assert hub("rules", "try", str(case), "--on", "2026-11-24", "--json") == 0
        assert (hub.json["subjects"]["kit"]["ask"], hub.json["subjects"]["kit"]["settled"]) == (asked, False)
        assert hub("rules", "try", str(case), "--on", "2026-11-24") == 0
        assert f"  ask: {', '.join(asked)}" in hub.said


def test_a_settled_case_and_one_with_too_much_open_say_so() -> None:
    assert nothing_to_ask(True) == "nothing that would change this"
    assert nothing_to_ask(None).startswith("too much is open")
