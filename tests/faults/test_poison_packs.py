"""Twelve poisoned rule packs: eleven are refused by file and reason before anything is touched, and the good pack goes on ruling."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import sqlalchemy
import yaml
from sqlalchemy import select

from hub import crypto, rulebook
from hub.actor import SYSTEM
from hub.app import create_app
from hub.db import reading, transaction
from hub.rulebook import PackActivation, RulePack, packs
from screening_rules import PackError, check, load_pack, shipped_files, shipped_pack
from tests.cli.conftest import Command
from tests.cli.conftest import hub as hub_command
from tests.factories.hub_world import World, settings_for
from tests.faults.nursery import Nursery
from tests.faults.senders import Told
from tests.faults.service import environment
from tests.faults.test_disk import sent
from tests.screening_rules.small_pack import small_files

hub = hub_command
Files = dict[str, str]
RULE = "packs/children/10_bruise.rule.yaml"
GOOD = small_files()[RULE]
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + nth)}: &{chr(98 + nth)} [{', '.join([f'*{chr(97 + nth)}'] * 9)}]\n" for nth in range(9)
)
POISON: dict[str, str] = {
    "broken_yaml": GOOD + "  because: [never closed\n",
    "tabs": GOOD.replace("    when", "\twhen"),
    "duplicate_keys": GOOD + "title: Another\n",
    "python_object": GOOD.replace("A bruise nobody explains", "!!python/object/apply:os.getcwd []"),
    "alias_bomb": BOMB,
    "fifty_megabytes": GOOD + "# " + "x" * 50_000_000,
    "unknown_field": GOOD + "colour: red\n",
    "cyclic_reference": GOOD.replace("[guidance]", "&all [guidance, *all]", 1),
    "regular_expression_bomb": GOOD.replace("{under: 18}", "{matches: (a+)+$}"),
    "nan_threshold": GOOD.replace("{under: 18}", "{under: .nan}"),
}
ALL = (*POISON, "empty")
SECONDS = 5.0


def poisoned(name: str) -> Files:
    """Files that are a pack but for one poison; `empty` has nothing at all."""
    return {} if name == "empty" else small_files() | {RULE: POISON[name]}


def lowered() -> Files:
    """Well-formed, and every urgency is the lowest there is."""
    low = dict(shipped_files())
    for path, whole in low.items():
        if path.endswith(".rule.yaml"):
            for urgency in ("act_now", "same_day", "two_working_days"):
                whole = whole.replace(f"urgency: {urgency}", "urgency: five_working_days")
            low[path] = whole
    return low


def is_refused(load: Callable[[Mapping[str, str]], object], files: Files) -> bool:
    """Whether loading ends, soon, in a refusal that names a file."""
    started = time.process_time()
    try:
        load(files)
    except PackError as error:
        soon = time.process_time() - started < SECONDS
        return soon and all(problem.path and problem.remedy for problem in error.problems)
    return False


def test_what_is_poisoned_is_good_without_the_poison() -> None:
    assert not is_refused(load_pack, small_files())


@pytest.mark.parametrize("name", ALL)
def test_a_poisoned_pack_is_refused_soon_and_by_name(name: str) -> None:
    assert is_refused(load_pack, poisoned(name))


@pytest.mark.parametrize("name", ["duplicate_keys", "unknown_field", "nan_threshold", "cyclic_reference", "empty"])
def test_a_loader_that_takes_whatever_yaml_takes_is_found_out(name: str) -> None:
    def lenient(files: Mapping[str, str]) -> object:
        return [yaml.safe_load(whole) for whole in files.values()]

    assert not is_refused(lenient, poisoned(name))


@pytest.mark.parametrize("name", ALL)
def test_the_command_says_what_is_wrong_and_ends_with_1(name: str, hub: Command, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    for path, whole in poisoned(name).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(whole)
    folder.mkdir(exist_ok=True)
    assert hub("rules", "check", "--folder", str(folder)) == 1
    assert "Traceback" not in hub.complained


def test_a_hub_whose_shipped_files_were_poisoned_goes_on_with_the_pack_it_has(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, token, client = Told(), world.token(), create_app(world.settings, is_bound=True).test_client()
    packs._opened.clear()
    for name in ALL:
        monkeypatch.setattr(packs, "shipped_pack", lambda name=name: load_pack(poisoned(name)))
        with transaction() as session:
            assert not rulebook.install_shipped(session, by=SYSTEM)
        assert sent(client, token, told, name) == 201
    with reading() as session:
        assert rulebook.active_pack(session).fingerprint == shipped_pack().fingerprint


def test_a_first_installation_from_poisoned_files_changes_nothing(
    engine: sqlalchemy.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "shipped_pack", lambda: load_pack(poisoned("tabs")))
    with pytest.raises(PackError), transaction() as session:
        rulebook.install_shipped(session, by=SYSTEM)
    assert installed() == (0, 0)


def test_the_pack_that_lowers_every_urgency_is_well_formed_and_has_no_way_in(world: World) -> None:
    """The files alone cannot tell; a backtest will. Until then nothing but a first installation activates a pack."""
    assert check(lowered()).problems == ()
    with transaction() as session:
        assert not rulebook.install_shipped(session, by=SYSTEM)
    with reading() as session:
        assert rulebook.active_pack(session).fingerprint == shipped_pack().fingerprint


def installed() -> tuple[int, int]:
    """How many packs are held and how many were activated."""
    with reading() as session:
        return len(session.scalars(select(RulePack)).all()), len(session.scalars(select(PackActivation)).all())


@pytest.mark.both_engines
def test_killed_while_a_pack_goes_in_it_is_in_whole_or_not_at_all(
    engine: sqlalchemy.Engine, engine_url: str, nursery: Nursery, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, engine_url)
    crypto.create_keys_folder(settings.keys_folder)
    given = (engine_url, str(settings.keys_folder))
    for words in (6, 12, 10_000):
        engine.dispose()
        how = {"environ": environment(settings), "log": tmp_path / "installing.log"}
        nursery.fork("tests.faults.dying:install", *given, words, **how).wait()
        assert installed() in {(0, 0), (1, 1)}
    assert installed() == (1, 1)
