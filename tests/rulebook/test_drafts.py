"""A draft keeps whatever is typed, lets nobody overwrite another, and rules nothing."""

from __future__ import annotations

import pytest

from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, NotFound, OutOfOrder, Unprocessable
from hub.rulebook import RuleDraft, drafts
from screening_rules import shipped_files, shipped_pack
from tests.factories import rules
from tests.factories.hub_world import World, leaves

RULE = "packs/children/02_injury_under_two.rule.yaml"


def held(number: int) -> RuleDraft:
    with reading() as session:
        return drafts.get_draft(session, number)


@pytest.mark.both_engines
def test_a_draft_begins_as_the_pack_that_rules_and_holds_what_is_changed(world: World) -> None:
    draft = rules.begun(world)
    with reading() as session:
        changes = drafts.changes_of(session, drafts.get_draft(session, draft.number))
    assert drafts.files_of(held(draft.number)) == shipped_files() | rules.raised()
    assert {each.path: each.after for each in changes} == rules.raised()
    assert draft.base_fingerprint == shipped_pack().fingerprint == rules.ruling()
    assert [leaf["action"] for leaf in leaves()[-2:]] == ["rules_draft_begun", "rules_draft_changed"]


def test_what_does_not_load_is_kept_as_typed_and_its_problems_come_back(world: World) -> None:
    draft = rules.begun(world, {})
    with transaction() as session:
        given = {RULE: "id: [never closed"}
        found = drafts.change_files(
            session, draft.number, given, seen_version=draft.version, by=world.actor("rules_owner")
        )
    assert [each.path for each in found.problems][:1] == [RULE]
    assert drafts.files_of(held(draft.number))[RULE] == "id: [never closed"
    assert not drafts.check_draft(held(draft.number)).is_good


def test_a_file_can_be_added_and_taken_away(world: World) -> None:
    draft = rules.begun(world, {"packs/children/99_new.rule.yaml": "id: x"})
    draft = rules.changed(world, draft, {RULE: None})
    files = drafts.files_of(draft)
    assert "packs/children/99_new.rule.yaml" in files
    assert RULE not in files


@pytest.mark.parametrize(
    "path", ["../etc/passwd", "/facts.yaml", "facts.yml", "packs/Children/01.yaml", "a/b/c/d/e.yaml"]
)
def test_a_name_that_is_no_rule_files_is_refused(world: World, path: str) -> None:
    with pytest.raises(Unprocessable):
        rules.begun(world, {path: "id: x"})


@pytest.mark.parametrize("text", ["\ud800", "x" * 17_000_000, "\x01" * 3_000_000])
def test_what_cannot_be_kept_is_refused_and_the_draft_stays(world: World, text: str) -> None:
    draft = rules.begun(world)
    with pytest.raises(Unprocessable):
        rules.changed(world, draft, {RULE: text})
    assert drafts.files_of(held(draft.number)) == drafts.files_of(draft)


@pytest.mark.both_engines
def test_two_people_at_once_do_not_overwrite_each_other(world: World) -> None:
    draft = rules.begun(world, {})
    rules.changed(world, draft, rules.raised())
    late = {RULE: "id: late"}
    with pytest.raises(Conflict), transaction() as session:
        drafts.change_files(session, draft.number, late, seen_version=draft.version, by=world.actor("rules_owner"))
    assert drafts.files_of(held(draft.number))[RULE] != "id: late"


def test_only_a_rules_owner_changes_rules(world: World) -> None:
    for role in ("senior_manager", "screening_officer", "auditor", "administrator"):
        with pytest.raises(NotAllowed):
            rules.begun(world, by=role)


def test_a_withdrawn_draft_is_kept_and_changed_no_more(world: World) -> None:
    draft = rules.begun(world)
    with transaction() as session:
        drafts.withdraw(session, draft.number, seen_version=draft.version, by=world.actor("rules_owner"))
    with pytest.raises(OutOfOrder):
        rules.changed(world, draft, {RULE: "id: x"})
    with reading() as session:
        assert drafts.open_drafts(session, by=world.actor("rules_owner")) == []
        with pytest.raises(NotFound):
            drafts.draft_by_number(session, 99, by=world.actor("rules_owner"))


def test_a_draft_needs_a_title(world: World) -> None:
    with pytest.raises(Unprocessable):
        rules.begun(world, title="  ")


def test_changes_are_carried_over_to_newer_rules_and_what_both_changed_is_named(world: World) -> None:
    other = rules.path_of("children.left_alone")
    text = shipped_files()[other]
    mine = rules.begun(world, {RULE: rules.raised()[RULE], other: text + "# mine\n"})
    theirs = shipped_files()["facts.yaml"] + "# theirs\n"
    rules.activated(world, {"facts.yaml": theirs, other: text + "# theirs\n"})
    with transaction() as session:
        both = drafts.carry_over(session, mine.number, seen_version=mine.version, by=world.actor("rules_owner"))
    files = drafts.files_of(held(mine.number))
    assert both == (other,)
    assert files["facts.yaml"] == theirs
    assert files[RULE] == rules.raised()[RULE]
    assert files[other] == text + "# mine\n"
    assert held(mine.number).base_fingerprint == rules.ruling()
