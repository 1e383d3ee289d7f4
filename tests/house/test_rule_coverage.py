"""Every fact of law and practice that was seen in a source is held by a rule, a clock or a calendar, or says why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screening_rules import load_pack, shipped_pack
from screening_rules.catalogues import CONFIDENCE
from screening_rules.strict_yaml import load
from tests.house import tree
from tests.house.rule_coverage import citing, facts, not_rules, unheld
from tests.house.rule_pages import PAGES, area_page
from tests.house.written import MADE

PACK = shipped_pack()
IDS = {fact.id for fact in facts()}
HELD_ELSEWHERE = re.compile(r"(7|10)\.\d")  # data protection and calendars have no facts of their own here
VIGNETTES = sorted((tree.ROOT / "tests/vignettes").glob("*.yaml"))


def test_nothing_that_was_seen_in_a_source_is_left_out() -> None:
    tree.nothing(unheld(PACK), "Cite it in sources.yaml, or say in docs/rules/not_rules.yaml why it is no rule.")


def test_a_fact_whose_only_rule_stops_citing_it_is_found() -> None:
    files = dict(PACK.files)
    files["sources.yaml"] = files["sources.yaml"].replace("domain: [S-04]", "domain: []")
    assert unheld(load_pack(files)) == ["S-04"]


def test_everything_cited_is_a_fact() -> None:
    unknown = {each for each in citing(PACK) if each not in IDS and not HELD_ELSEWHERE.fullmatch(each)}
    tree.nothing(unknown, "Add the fact to docs/rules/facts.csv, or mend the id.")


def test_a_reason_is_given_only_for_facts_that_nothing_cites() -> None:
    tree.nothing(not_rules().keys() - IDS, "There is no such fact.")
    tree.nothing(not_rules().keys() & citing(PACK).keys(), "It is cited now: take it out of docs/rules/not_rules.yaml.")


def test_every_reason_is_a_sentence() -> None:
    tree.nothing((each for each, why in not_rules().items() if len(why) < 15 or not why.endswith(".")), "Say why.")


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
