"""What no backtest counts is taken on by its number, kept with the proposal; what people were screened by is never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from hub.audit import Action
from hub.db import reading
from hub.errors import OutOfOrder, Unprocessable
from hub.rulebook import RuleDraft, drafts, proposing
from screening_rules import shipped_files, shipped_pack
from tests.factories import rules
from tests.factories.hub_world import World, leaves

ROUTES = "routes.yaml"


def tidied() -> rules.Files:
    """A longer limit from today on, and a route that anybody may decide."""
    text = shipped_files()[ROUTES]
    return {**rules.longer(), ROUTES: text.replace("needs_decider: social_worker", "needs_decider: any", 1)}


def rewritten() -> rules.Files:
    """A version that has started, without its action."""
    path = rules.path_of(rules.INFANTS)
    return {path: shipped_files()[path].replace("      actions: [consider_medical]\n", "")}


def lengthened() -> rules.Files:
    """A limit that has started, made longer where it stands."""
    return {rules.LIMITS: shipped_files()[rules.LIMITS].replace("elapsed_minutes: 5}", "elapsed_minutes: 1000}", 1)}


def test_what_becomes_weaker_moves_nobody_and_has_to_be_taken_on_all_the_same(world: World) -> None:
    draft = rules.begun(world, tidied(), title="Tidying")
    assert rules.tried(world, draft) == 0
    for number in (0, 1, 3, -1):
        with pytest.raises(Unprocessable) as refused:
            rules.proposed_as_it_is(world, draft, weaker=number)
        assert refused.value.fields.keys() == {"weaker_seen"}
    assert rules.proposed_as_it_is(world, draft, weaker=2).weaker_seen == 2
    (leaf,) = leaves(Action.RULES_PROPOSED)
    assert leaf["counts"] == {"moves_down": 0, "weaker": 2}


def test_a_check_that_counts_only_people_would_let_it_pass(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = rules.begun(world, tidied(), title="Tidying")
    rules.tried(world, draft)
    monkeypatch.setattr(proposing, "what_weakens", lambda *_: ())
    assert rules.proposed_as_it_is(world, draft).state == "proposed"


@pytest.mark.parametrize("changes", [rewritten, lengthened])
def test_a_version_that_has_started_is_not_rewritten(world: World, changes: Callable[[], rules.Files]) -> None:
    draft = rules.begun(world, changes())
    with pytest.raises(
        OutOfOrder, match=r"What people were screened by is never changed: “.*Monday 1 January 2024"
    ) as no:
        rules.proposed_as_it_is(world, draft, weaker=1)
    assert "add a new version" in no.value.message
    assert rules.ruling() == shipped_pack().fingerprint


def test_all_versions_at_once_are_named_up_to_five(world: World) -> None:
    draft = rules.begun(world, rules.lowered())
    with pytest.raises(OutOfOrder, match=r"and [0-9]+ more"):
        rules.proposed_as_it_is(world, draft)


def test_what_started_between_proposing_and_signing_is_not_rewritten_either(
    world: World, travel: time_machine.Traveller
) -> None:
    soon = rules.clock.today() + timedelta(days=1)
    rules.activated(world, rules.renewed(rules.INFANTS, ("urgency: same_day", "urgency: act_now"), start=soon))
    path = rules.path_of(rules.INFANTS)
    held = rules.renewed(rules.INFANTS, ("urgency: same_day", "urgency: two_working_days"), start=soon)
    draft = rules.proposed(world, {path: held[path]})
    travel.shift(timedelta(days=2))
    with pytest.raises(OutOfOrder, match="What people were screened by"):
        rules.signed(world, draft)


def test_words_that_change_no_result_may_be_put_right(world: World) -> None:
    path = rules.path_of(rules.INFANTS)
    text = shipped_files()[path].replace("title: An injury to a child under two", "title: A hurt infant")
    sources = shipped_files()["sources.yaml"] + "# checked\n"
    assert rules.activated(world, {path: text, "sources.yaml": sources}).number == 2


def test_a_draft_without_both_sides_of_what_it_turns_on_is_kept_and_not_proposed(world: World) -> None:
    files = rules.raised()
    cases = rules.path_of(rules.INFANTS).replace(".rule.yaml", ".cases.yaml")
    kept, _, told = files[cases].rpartition("- name: two years old, again")
    files[cases] = kept + told.partition("- name")[1] + told.partition("- name")[2]
    draft = rules.begun(world, files)
    with pytest.raises(Unprocessable) as refused:
        rules.proposed_as_it_is(world, draft)
    (words,) = refused.value.fields["files"]
    assert f"no case of {rules.INFANTS} from {rules.clock.today()} has age: 2 years" in words
    assert drafts.problems_of(held(draft)) == ()
    assert len(drafts.check_draft(held(draft)).problems) == 1


def held(draft: RuleDraft) -> RuleDraft:
    with reading() as session:
        return drafts.get_draft(session, draft.number)
