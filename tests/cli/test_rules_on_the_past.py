"""Rules are tried on the past, activated by two officers at the prompt, and what was screened is made again."""

from __future__ import annotations

import getpass
from datetime import timedelta
from pathlib import Path

import pytest

from hub import clock, people
from hub.db import reading
from hub.rulebook import drafts
from screening_rules import shipped_files, shipped_pack
from tests.cli.conftest import Command
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.desk import Desk, code_now
from tests.factories.hub_world import PASSWORD, World, leaves

BABY = PersonMaker(surname="Fauxley", age_from=0, age_to=1, hurt=True)


@pytest.fixture
def hub(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command on the world's own database and keys."""
    settings = world.settings
    for name, value in {
        "HUB_MODE": "demo",
        "HUB_DATABASE_URL": settings.database_url,
        "HUB_DATA_FOLDER": str(settings.data_folder),
        "HUB_KEYS_FOLDER": str(settings.keys_folder),
        "HUB_SPOOL_FOLDER": str(settings.spool_folder),
        "HUB_SECOND_FACTOR": "false",
        "HUB_ARGON2_MEMORY_KIB": "8",
        "HUB_ARGON2_TIME": "1",
    }.items():
        monkeypatch.setenv(name, value)
    return Command(capsys)


@pytest.fixture
def prompt(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at the prompt, line by line; passwords are right."""
    typed: list[str] = []
    monkeypatch.setattr("builtins.input", lambda _words="": typed.pop(0))
    monkeypatch.setattr(getpass, "getpass", lambda _words="": PASSWORD)
    return typed


def folder_with(tmp_path: Path, changes: dict[str, str]) -> str:
    """A folder of the shipped files with these changes."""
    top = tmp_path / "changed"
    for path, text in (shipped_files() | changes).items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, encoding="utf-8")
    return str(top)


def test_a_folder_is_tried_on_the_past_and_nothing_is_changed(world: World, hub: Command, tmp_path: Path) -> None:
    told = steps.received(world, people=(BABY,))
    folder = folder_with(tmp_path, rules.lowered())
    assert hub("rules", "backtest", folder, "--json") == 0
    assert (hub.json["concerns"], hub.json["down"]) == (1, 1)
    assert [(each["ref"], each["place"]) for each in hub.json["moves_down"]] == [(told.ref, 1)]
    assert hub("rules", "backtest", folder) == 0
    assert told.ref in hub.said
    assert rules.ruling() == shipped_pack().fingerprint
    assert [each["action"] for each in leaves()[-2:]] == ["backtest_shown"] * 2


def test_a_draft_is_tried_by_its_number_and_a_folder_that_is_no_pack_is_refused(
    world: World, hub: Command, tmp_path: Path
) -> None:
    steps.received(world, people=(BABY,))
    draft = rules.begun(world)
    assert hub("rules", "backtest", str(draft.number), "--json", "--since", "2020-01-01") == 0
    assert (hub.json["down"], hub.json["up"]) == (0, 1)
    assert hub("rules", "backtest", folder_with(tmp_path, {"facts.yaml": "["})) == 2
    assert hub("rules", "backtest", str(tmp_path / "nowhere")) == 2


def test_two_officers_sign_in_at_the_prompt_and_the_folder_rules(
    world: World, hub: Command, prompt: list[str], tmp_path: Path
) -> None:
    told = steps.received(world, people=(BABY,))
    prompt += ["rules.owner", "1", "senior.manager"]
    folder = folder_with(tmp_path, rules.lowered_from_today())
    assert hub("rules", "activate", folder, "--title", "Lower", "--reason", rules.REASON) == 0, hub.complained
    assert told.ref in hub.said
    assert rules.ruling() != shipped_pack().fingerprint
    activated = [each for each in leaves() if each["action"] == "pack_activated"][-1]
    assert (activated["actor"], activated["client"]) == (world.actor("senior_manager").mark, "cli")
    actions = [each["action"] for each in leaves()]
    assert actions.count("signed_in") == actions.count("signed_out") == 2


def test_one_officer_alone_activates_nothing_and_the_refusal_has_its_leaf(
    world: World, hub: Command, prompt: list[str], tmp_path: Path
) -> None:
    prompt += ["rules.owner", "0", "rules.owner"]
    folder = folder_with(tmp_path, rules.raised())
    assert hub("rules", "activate", folder, "--title", "Infants", "--reason", rules.REASON) == 2
    assert rules.ruling() == shipped_pack().fingerprint
    assert "refused" in [each["action"] for each in leaves()]
    prompt += ["senior.manager"]
    assert hub("rules", "activate", "1") == 0
    assert rules.ruling() != shipped_pack().fingerprint


def test_what_becomes_weaker_is_told_and_typed_at_the_prompt(
    world: World, hub: Command, prompt: list[str], tmp_path: Path
) -> None:
    folder = folder_with(tmp_path, rules.longer())
    assert hub("rules", "backtest", folder, "--json") == 0
    (words,) = hub.json["weaker"]
    assert words.endswith("5 minutes → 1,000 minutes, longer")
    prompt += ["rules.owner", "0", "0"]
    assert hub("rules", "activate", folder, "--title", "Tidying", "--reason", rules.REASON) == 2
    prompt += ["rules.owner", "1", "0", "senior.manager"]
    assert hub("rules", "activate", folder, "--title", "Tidying", "--reason", rules.REASON) == 0, hub.complained
    assert hub.said.count(f"Weaker: {words}") == 2, "to whoever proposes and to whoever signs"
    assert "+       limit: {elapsed_minutes: 1000}" in hub.said


def test_a_folder_upon_rules_yet_to_come_begins_no_sooner_than_they_do(
    world: World, hub: Command, prompt: list[str], tmp_path: Path
) -> None:
    spring = clock.today() + timedelta(days=120)
    first = rules.activated(world, rules.raised(), start_on=spring)
    folder = folder_with(tmp_path, rules.raised() | rules.longer())
    asked = ("rules", "activate", folder, "--title", "Tidying", "--reason", rules.REASON)
    prompt += ["rules.owner", "1", "0"]
    assert hub(*asked) == 2
    assert "stand below this draft. Begin on that day or later, or go back first" in hub.complained
    assert f"It is held against rules signed for {spring}" in hub.said
    prompt += ["rules.owner", "1", "0", "senior.manager"]
    assert hub(*asked, "--start-on", f"{spring}") == 0, hub.complained
    assert rules.ruling() == shipped_pack().fingerprint != first.fingerprint


def test_the_rules_written_to_be_read_elsewhere_are_those_that_rule_on_the_day(world: World, hub: Command) -> None:
    later = clock.today() + timedelta(days=3)
    activation = rules.activated(world, start_on=later)
    for day, name in ((clock.today(), shipped_pack().fingerprint), (later, activation.fingerprint)):
        assert hub("rules", "dmn", "--on", f"{day}") == 0
        assert f'name="Screening rules of {day}, pack {name}"' in hub.said
    assert hub("rules", "dmn", "--shipped", "--on", f"{later}") == 0
    assert activation.fingerprint not in hub.said


def test_who_does_not_say_how_many_move_down_proposes_nothing(
    world: World, hub: Command, prompt: list[str], tmp_path: Path
) -> None:
    steps.received(world, people=(BABY,))
    prompt += ["rules.owner", "yes"]
    assert hub("rules", "activate", folder_with(tmp_path, rules.lowered_from_today()), "--reason", rules.REASON) == 2
    with reading() as session:
        assert drafts.get_draft(session, 1).state == "open"


def test_a_wrong_password_signs_nobody_in(world: World, hub: Command, prompt: list[str]) -> None:
    draft = rules.proposed(world)
    prompt += ["nobody.here"]
    assert hub("rules", "activate", str(draft.number)) == 2
    assert "is not right" in hub.complained


def test_a_second_factor_is_asked_for_at_the_prompt(
    world: World, hub: Command, prompt: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_SECOND_FACTOR", "true")
    draft, secret = rules.proposed(world), Desk(world, world.settings).give_app("senior_manager")
    asked: list[str] = []

    def told(words: str = "") -> str:
        asked.append(words)
        return code_now(secret) if "Code" in words else PASSWORD

    monkeypatch.setattr(getpass, "getpass", told)
    prompt += ["senior.manager"]
    assert hub("rules", "activate", str(draft.number)) == 0, hub.complained
    assert asked == ["Password: ", "Code from your app: "]
    prompt += ["rules.owner"]
    assert hub("rules", "activate", str(draft.number)) == 2
    assert "has to be set there" in hub.complained


def test_what_was_screened_is_made_again(world: World, hub: Command) -> None:
    told = steps.received(world, people=(BABY,))
    assert hub("rules", "replay", told.ref) == 0
    assert "Screening 1" in hub.said
    assert hub("rules", "replay", told.ref, "--json") == 0
    assert hub.json["same"] is True
    assert hub("rules", "replay", "DH-2222-2222") == 2


def test_what_comes_out_otherwise_ends_with_1_and_says_what(world: World, hub: Command) -> None:
    told = steps.received(world, people=(BABY,))
    rules.changed_behind_its_back(urgency="five_working_days")
    assert hub("rules", "replay", told.ref, "--json") == 1
    (run,) = hub.json["screenings"]
    assert run["differences"] == [{"person": 1, "what": "urgency", "stored": "five_working_days", "now": "same_day"}]
    assert hub("rules", "replay", told.ref) == 1
    assert "stored five_working_days, now same_day" in hub.said


def test_a_list_of_wards_is_loaded_and_a_bad_one_names_its_line(world: World, hub: Command, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("\ufeffpostcode,ward\nDD4 9CI,East End\n", encoding="utf-8")
    bad.write_text("postcode,ward\nDD4,East End\n", encoding="utf-8")
    assert hub("wards", "load", str(good)) == 0
    assert hub("wards", "load", str(bad)) == 2
    assert "Line 2" in hub.complained
    assert hub("wards", "load", str(tmp_path / "nowhere.csv")) == 2
    with reading() as session:
        assert people.wards_of_postcodes(session) == {"DD49CI": "East End"}
