"""Twelve poisoned rule packs: eleven are refused by file and reason before anything is touched, and the good pack goes on ruling."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy
import time_machine
import yaml
from sqlalchemy import select, update

from hub import crypto, db, jobs, rulebook
from hub.actor import SYSTEM
from hub.app import create_app
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import OutOfOrder, Unprocessable
from hub.outbox import Delivery
from hub.rulebook import PackActivation, RuleDraft, RulePack, alarming, drafts, packs
from screening_rules import PackError, check, load_pack, shipped_files, shipped_pack
from tests.cli.conftest import Command
from tests.cli.conftest import hub as hub_command
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves, settings_for
from tests.factories.rules import lowered
from tests.faults.nursery import Nursery
from tests.faults.senders import Told
from tests.faults.service import environment
from tests.faults.test_disk import sent
from tests.rulebook.conftest import travel as a_clock_to_move
from tests.screening_rules.small_pack import small_files

hub, travel = hub_command, a_clock_to_move
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


@pytest.mark.parametrize("name", ALL)
def test_a_loader_that_takes_whatever_yaml_takes_and_passes_over_the_rest_is_found_out(name: str) -> None:
    def lenient(files: Mapping[str, str]) -> None:
        for whole in files.values():
            with suppress(yaml.YAMLError):
                yaml.load(whole, Loader=yaml.CUnsafeLoader)

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


@pytest.mark.parametrize("name", ALL)
def test_a_poisoned_draft_is_kept_as_typed_and_never_gets_as_far_as_a_second_person(world: World, name: str) -> None:
    draft = rules.begun(world, {})
    poison = dict.fromkeys(shipped_files()) if name == "empty" else {RULE: POISON[name]}
    try:
        draft = rules.changed(world, draft, poison)
    except Unprocessable:
        assert name == "fifty_megabytes"
        return
    with reading() as session:
        assert drafts.problems_of(drafts.get_draft(session, draft.number))
    for step in (rules.tried, rules.proposed_as_it_is):
        with pytest.raises((Unprocessable, OutOfOrder)):
            step(world, draft)
    assert rules.ruling() == shipped_pack().fingerprint


def test_the_pack_that_lowers_every_urgency_is_well_formed_and_stopped_by_its_backtest(world: World) -> None:
    steps.received(world, of_a_hurt_child=True)
    assert check(shipped_files() | rules.lowered_from_today()).is_good
    draft = rules.begun(world, rules.lowered_from_today())
    with pytest.raises(OutOfOrder):
        rules.proposed_as_it_is(world, draft)
    assert rules.tried(world, draft) == 1
    with pytest.raises(Unprocessable, match="Check"):
        rules.proposed_as_it_is(world, draft)
    assert rules.ruling() == shipped_pack().fingerprint


def goes_on(world: World) -> bool:
    """Whether the good pack rules, a concern comes in, and the alarm is raised once, by mail to those who keep the rules."""
    told, token, client = Told(), world.token(), create_app(world.settings, is_bound=True).test_client()
    before = len(leaves(Action.PACK_REFUSED))
    if rules.ruling() != shipped_pack().fingerprint or sent(client, token, told, "during") != 201:
        return False
    for _ in range(2):
        jobs.run_once(world.settings)
    with reading() as session:
        mails = session.scalars(select(Delivery).where(Delivery.kind == alarming.KIND)).all()
    raised = leaves(Action.PACK_REFUSED)[before:]
    return len(raised) == 1 and {each.about["officer"] for each in mails} >= {world.actor("rules_owner").mark}


@pytest.mark.parametrize("name", ALL)
def test_a_poisoned_pack_that_slipped_in_leaves_the_good_one_ruling_and_raises_an_alarm(
    world: World, name: str
) -> None:
    rules.slipped_in(poisoned(name))
    assert goes_on(world)


def test_a_hub_that_takes_the_newest_pack_whatever_it_is_would_be_found_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules.slipped_in(poisoned("tabs"))
    monkeypatch.setattr(packs, "_first_usable", lambda *_: load_pack(poisoned("tabs")))
    with pytest.raises(PackError):
        goes_on(world)


@pytest.mark.both_engines
def test_files_changed_in_the_database_do_not_rule_until_the_right_ones_are_back(
    world: World, travel: time_machine.Traveller
) -> None:
    activation = rules.activated(world)
    with db.bound_engine().begin() as connection:
        connection.execution_options(hub_migration=True).execute(
            update(RulePack).where(RulePack.fingerprint == activation.fingerprint).values(files=packs.packed(lowered()))
        )
    packs._opened.clear()
    assert rules.ruling() == shipped_pack().fingerprint
    with db.bound_engine().begin() as connection:
        files = packs.packed(shipped_files() | rules.raised())
        connection.execution_options(hub_migration=True).execute(
            update(RulePack).where(RulePack.fingerprint == activation.fingerprint).values(files=files)
        )
    travel.shift(timedelta(minutes=1))
    assert rules.ruling() == activation.fingerprint, "the right files are back"


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


def signed_by_who_dies(world: World, nursery: Nursery, draft: RuleDraft, words: int, *, how: str = "activate") -> None:
    """A second person signs in a process that dies before its nth word to the database."""
    db.bound_engine().dispose()
    settings, officer = world.settings, world.actor("senior_manager").acting_officer_id
    given = (settings.database_url, str(settings.keys_folder), draft.number, draft.version, str(officer), words)
    log = Path(settings.data_folder) / "signing.log"
    nursery.fork(f"tests.faults.dying:{how}", *given, environ=environment(settings), log=log).wait()


def reloaded(draft: RuleDraft, old: str) -> tuple[object, ...]:
    """Packs and activations, whether the draft was activated, whether another pack rules, and how many leaves say so."""
    packs._opened.clear()
    is_new, told = rules.ruling() != old, len(leaves(Action.PACK_ACTIVATED))
    return (*installed(), rules.held(draft.number).state == "activated", is_new, told)


MIDWAY = (4, 7, 11)  # words to the database; an activation has more


def after(before: tuple[object, ...]) -> tuple[object, ...]:
    """What `reloaded` says once the second pack has taken over."""
    return 2, 2, True, True, int(str(before[-1])) + 1


@pytest.mark.both_engines
def test_killed_while_a_second_pack_takes_over_the_old_one_goes_on_ruling(
    world: World, engine: sqlalchemy.Engine, nursery: Nursery
) -> None:
    draft, old = rules.proposed(world), rules.ruling()
    before = reloaded(draft, old)
    for words in MIDWAY:
        signed_by_who_dies(world, nursery, draft, words)
        assert reloaded(draft, old) == before, words
    signed_by_who_dies(world, nursery, draft, 10_000)
    assert reloaded(draft, old) == after(before)


def test_a_second_pack_that_goes_in_word_by_word_is_found_out(
    world: World, engine: sqlalchemy.Engine, nursery: Nursery
) -> None:
    draft, old = rules.proposed(world), rules.ruling()
    before = reloaded(draft, old)
    signed_by_who_dies(world, nursery, draft, MIDWAY[-1], how="activate_word_by_word")
    assert reloaded(draft, old) not in {before, after(before)}
