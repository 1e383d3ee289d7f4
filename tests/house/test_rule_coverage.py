"""Every fact of law and practice that was seen in a source is held by a rule, a clock or a calendar, or says why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from screening_rules import Pack, Rule, load_pack, shipped_pack
from screening_rules.catalogues import CONFIDENCE
from screening_rules.clock_model import Clock
from screening_rules.model import URGENCIES
from screening_rules.strict_yaml import load
from tests.house import tree
from tests.house.rule_coverage import (
    ELSEWHERE,
    facts,
    held_by,
    holders,
    no_fact,
    not_rules,
    not_started,
    not_there,
    silent,
)
from tests.house.rule_numbers import numbers_not_held, numbers_not_said
from tests.house.rule_pages import PAGES, area_page
from tests.house.written import MADE

PACK = shipped_pack()
IDS = {fact.id for fact in facts()}
VIGNETTES = sorted((tree.ROOT / "tests/vignettes").glob("*.yaml"))


def found_in(pack: Pack) -> list[str]:
    """Everything that the check of facts beside rules and clocks finds wrong."""
    return [*not_there(pack), *silent(pack), *numbers_not_held(pack), *numbers_not_said(pack)]


def changed(path: str, old: str, new: str) -> Pack:
    """The shipped pack with one passage of one file changed."""
    assert PACK.files[path].count(old) == 1
    return load_pack({**PACK.files, path: PACK.files[path].replace(old, new)})


def test_every_fact_is_held_or_says_why_not() -> None:
    tree.nothing(
        (fact.id for fact in facts() if not held_by(fact)),
        "Name in docs/rules/held.yaml what says it, or say in docs/rules/not_rules.yaml why it is no rule.",
    )


def test_what_holds_a_fact_is_there_says_it_with_its_numbers_and_nothing_holds_none_unsaid() -> None:
    tree.nothing(found_in(PACK), "Mend docs/rules/held.yaml, or the rule or clock; a number may have its reason.")


@pytest.mark.parametrize("kind", ["rule", "clock"])
def test_any_rule_or_clock_that_is_taken_out_or_ends_is_missed(kind: str) -> None:
    known: Mapping[str, Rule | Clock] = PACK.rules if kind == "rule" else PACK.clocks
    for name, each in known.items():
        called = name if kind == "rule" else f"clock {name}"
        left = {other: one for other, one in known.items() if other != name}
        ended = {**known, name: replace(each, withdrawn=date(2027, 4, 1))}
        for less in (left, ended):
            pack = replace(PACK, **{f"{kind}s": less})
            assert called in no_fact() or any(called in line for line in found_in(pack)), called


def test_a_source_that_stops_citing_a_fact_takes_it_from_the_rules_that_rest_on_it() -> None:
    pack = changed("sources.yaml", "domain: [S-04]", "domain: []")
    assert found_in(pack) == ["S-04: alcohol_drugs.not_the_first_overdose does not cite it"]


def test_a_fact_that_a_clock_lists_and_is_not_said_to_hold_is_found() -> None:
    pack = changed("clocks/children.clock.yaml", 'domain: [C-10, "0.3"]', 'domain: [C-10, C-11, "0.3"]')
    assert found_in(pack) == ["C-11: clock core_group_first lists it"]


@pytest.mark.parametrize(
    ("path", "old", "new", "found"),
    [
        (
            "clocks/children.clock.yaml",
            "{weeks_of_gestation: 28}",
            "{weeks_of_gestation: 26}",
            "cppm_pre_birth: 26 week",
        ),
        ("clocks/children_orders.clock.yaml", "{calendar_days: 66}", "{calendar_days: 60}", "2.5-07: 66 day"),
        ("clocks/adults.clock.yaml", "working_days: 7", "calendar_days: 7", "1.5-05: 7 working day"),
        ("packs/domestic_abuse/01_checklist_score.rule.yaml", "at_least: 14", "at_least: 15", "V-01: 14 as a mark"),
        ("packs/humanitarian/01_child_trafficked.rule.yaml", "under: 18", "under: 17", "2.6-06: 18 as a mark"),
        ("packs/domestic_abuse/05_repeat.rule.yaml", "at_most: 12", "at_most: 11", "V-05: 12 month"),
    ],
)
def test_a_number_that_is_no_longer_the_facts_is_found(path: str, old: str, new: str, found: str) -> None:
    whose, _, number = found.partition(": ")
    lines = found_in(changed(path, old, new))
    assert any(whose in line and line.endswith(f" has {number}") for line in lines)


def test_only_a_clock_that_nothing_in_the_hub_starts_is_said_to_wait() -> None:
    said = "\n".join(tree.text(path) for path in tree.python("hub"))
    lent = {version.notice for clock in PACK.clocks.values() for version in clock.versions if version.notice}
    by_urgency = {f"screening_{urgency}" for urgency in URGENCIES}
    waits = {clock for clock in PACK.clocks if f'"{clock}"' not in said} - lent - by_urgency
    assert waits == not_started().keys()


def test_everything_cited_is_a_fact() -> None:
    cited = {fact for source in PACK.sources.values() for fact in source.domain} | holders().keys()
    tree.nothing(cited - IDS - set(filter(ELSEWHERE.fullmatch, cited)), "Add the fact to facts.csv, or mend the id.")


def test_a_reason_is_for_a_fact_and_for_a_part_of_it_where_the_rest_is_held() -> None:
    tree.nothing(not_rules().keys() - IDS, "There is no such fact.")
    parts = {each for each, why in not_rules().items() if why.startswith("In part: ")}
    tree.nothing((not_rules().keys() & holders().keys()) ^ parts, "It is held, or not: begin with In part, or do not.")
    tree.nothing(no_fact().keys() & {name for names in holders().values() for name in names}, "It holds a fact now.")


def test_every_reason_is_a_sentence() -> None:
    said = {**not_rules(), **no_fact(), **not_started()}
    tree.nothing((each for each, why in said.items() if len(why) < 9 or not why.endswith(".")), "Say why.")


def test_facts_are_whole_and_each_id_stands_once() -> None:
    assert len(IDS) == len(facts())
    tree.nothing(
        (f.id for f in facts() if not f.text or f.confidence not in {*CONFIDENCE, "open", "derived"}), "Fill it in."
    )


def test_every_version_of_every_rule_names_a_source() -> None:
    tree.nothing((rule.id for rule in PACK.rules.values() for each in rule.versions if not each.sources), "Name one.")


@pytest.mark.parametrize("path", VIGNETTES, ids=lambda path: path.stem)
def test_a_story_names_facts_and_its_own_first(path: Path) -> None:
    domain = load(path.name, path.read_text(encoding="utf-8"))["domain"]
    assert domain[0] == f"8-{path.name[:2]}"
    assert set(domain) <= IDS


@pytest.mark.parametrize("name", PAGES)
def test_every_area_has_its_page_and_the_rule_owners_are_led_to_it(name: str) -> None:
    path = Path(f"docs/rules/{name.removeprefix('rules-')}.md")
    assert MADE.search(tree.text(path))
    assert f"({path.relative_to('docs')})" in tree.text(Path("docs/rule-owners.md"))


def test_a_page_tells_every_rule_with_each_source_and_what_is_not_confirmed() -> None:
    for name, area in PAGES.items():
        page = area_page(area)
        rules = [rule for rule in PACK.rules.values() if rule.area == area]
        assert all(f"`{rule.id}`" in page and rule.title in page for rule in rules), name
        shown = {source for rule in rules for each in rule.versions for source in each.sources}
        assert all(PACK.sources[source].where in page for source in shown), name
        open_ = sum(not each.confirmed for rule in rules for each in rule.versions)
        open_ += sum(not each.confirmed for c in PACK.clocks.values() if c.area == area for each in c.versions)
        assert page.count("*Not yet confirmed for Dundee.*") == open_, name
