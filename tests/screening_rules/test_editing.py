"""A page and a hand change the same files: what was not changed stays byte for byte, and what was says exactly that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening_rules.editing import read_cases, read_rule, write_case, write_rule, write_source
from screening_rules.facts import Stated
from screening_rules.loader import load_pack, shipped_files, shipped_pack
from screening_rules.model import URGENCIES, Route, Rule, RuleCase, Source, Version
from screening_rules.rule_files import Lists
from tests.screening_rules.small_pack import small_files
from tests.screening_rules.strategies import catalogue, conditions

FILES = shipped_files()
LISTS = Lists.of(shipped_pack())
RULES = sorted(path for path in FILES if path.endswith(".rule.yaml"))
INFANTS = next(path for path in RULES if path.endswith("injury_under_two.rule.yaml"))
NEXT_SPRING = date(2027, 4, 1)
COMMENTED = """# Who wrote this, and when.
id: adults.made_up   # never changed
title: Made up

versions:
  # the first of them
  2026-01-01:
    when: {first: {is: true}}   # one fact
    recommend:
      routes: [north]
      urgency: same_day
    sources: [source]
    because: >-
      It was so
      and so.
    change: First version.
    confirmed: false

  # and the next
  2026-07-01:
    when:
      not: {count: {over: 2}}
    recommend: {routes: [north], urgency: act_now}
    sources: [source]
    because: 'Quoted: here'
    change: Second.
    confirmed: true
# The end.
"""
MADE_UP = "packs/adults/01_made_up.rule.yaml"
SMALL = Lists(
    catalogue(),
    {"source": Source("source", "A source", "guidance", "page 1", "verified", date(2026, 1, 1))},
    {name: Route(name, name.title(), "adults", None, "any") for name in ("north", "south", "west")},
    {"act": "Do it", "wait": "Wait"},
)


def rule_of(path: str, text: str, lists: Lists = LISTS) -> Rule:
    rule, problems = read_rule(path, text, lists)
    assert rule is not None, problems
    return rule


@pytest.mark.parametrize("path", RULES)
def test_a_shipped_rule_written_as_it_was_read_is_the_same_to_the_byte(path: str) -> None:
    rule = rule_of(path, FILES[path])
    assert write_rule(FILES[path], rule, LISTS) == FILES[path]
    beside = path.replace(".rule.yaml", ".cases.yaml")
    cases, problems = read_cases(beside, FILES[beside], LISTS, rule)
    assert not problems
    assert {write_case(FILES[beside], at, case, LISTS, rule) for at, case in enumerate(cases)} == {FILES[beside]}


def test_a_source_written_as_it_was_read_is_the_same_to_the_byte() -> None:
    assert {write_source(FILES["sources.yaml"], each) for each in LISTS.sources.values()} == {FILES["sources.yaml"]}


def test_a_new_version_stands_below_the_old_ones_which_stay_as_they_were() -> None:
    rule = rule_of(INFANTS, FILES[INFANTS])
    version = replace(rule.versions[-1], start=NEXT_SPRING, change="The age is 3.")
    after = write_rule(FILES[INFANTS], replace(rule, versions=(*rule.versions, version)), LISTS)
    assert after.startswith(FILES[INFANTS])
    assert after.removeprefix(FILES[INFANTS]) == FILES[INFANTS].partition("versions:\n")[2].replace(
        "2024-01-01", "2027-04-01"
    ).replace("First version. The age is a placeholder.", "The age is 3.")
    assert write_rule(after, rule, LISTS) == FILES[INFANTS]


def test_by_hand_and_by_page_the_same_files_make_the_same_pack() -> None:
    by_hand = FILES[INFANTS] + FILES[INFANTS].partition("versions:\n")[2].replace("2024-01-01", "2027-04-01")
    rule = rule_of(INFANTS, FILES[INFANTS])
    version = replace(rule.versions[-1], start=NEXT_SPRING)
    by_page = write_rule(FILES[INFANTS], replace(rule, versions=(*rule.versions, version)), LISTS)
    one, other = (load_pack({**FILES, INFANTS: text}) for text in (by_hand, by_page))
    assert one.fingerprint == other.fingerprint


def test_comments_and_empty_lines_around_a_changed_version_stay() -> None:
    rule = rule_of(MADE_UP, COMMENTED, SMALL)
    first, second = rule.versions
    changed = replace(rule, versions=(replace(first, because="It is so."), second), withdrawn=date(2028, 1, 1))
    after = write_rule(COMMENTED, changed, SMALL)
    kept = [line for line in COMMENTED.splitlines() if line.strip().startswith("#") or not line]
    assert [line for line in after.splitlines() if line.strip().startswith("#") or not line] == kept
    assert after.partition("  # and the next")[2].startswith(
        COMMENTED.partition("  # and the next")[2].partition("# The")[0]
    )
    assert rule_of(MADE_UP, after, SMALL) == changed
    between = replace(second, start=date(2026, 3, 1))
    assert write_rule(COMMENTED, replace(rule, versions=(first, between, second)), SMALL).index(
        "2026-03-01"
    ) < COMMENTED.index("  # and the next") + len("  2026-03-01:\n")


@pytest.mark.parametrize("text", ["", "id: [", "{id: adults.made_up, title: x, versions: {}}"])
def test_what_says_no_rule_is_written_anew_whole(text: str) -> None:
    rule = rule_of(MADE_UP, COMMENTED, SMALL)
    assert rule_of(MADE_UP, write_rule(text, rule, SMALL), SMALL) == rule


def test_a_rule_in_brackets_is_written_out() -> None:
    path = "packs/adults/10_neglect.rule.yaml"
    pack = load_pack(small_files())
    lists = Lists.of(pack)
    flat = small_files()[path].replace("versions:\n", "versions: {").replace("  2026-01-01:\n", "2026-01-01: {")
    rule = rule_of(path, small_files()[path], lists)
    assert flat != small_files()[path]
    assert rule_of(path, write_rule(flat, rule, lists), lists) == rule


sentences = (
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=200)
    .map(lambda told: " ".join(told.split()))
    .filter(bool)
)
ids = st.sampled_from(("north", "south", "west"))


@st.composite
def versions(draw: st.DrawFn, start: date) -> Version:
    routes = draw(st.lists(ids, min_size=1, max_size=3, unique=True).map(tuple))
    return Version(
        start=start,
        when=draw(conditions()),
        routes=routes,
        urgency=draw(st.sampled_from(URGENCIES)),
        actions=draw(st.lists(st.sampled_from(("act", "wait")), max_size=2, unique=True).map(tuple)),
        mandatory=draw(st.booleans()),
        rules_out=draw(st.lists(ids, max_size=2, unique=True).map(tuple)),
        sources=("source",),
        because=draw(sentences),
        change=draw(sentences),
        confirmed=draw(st.booleans()),
    )


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    days = draw(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), min_size=1, max_size=3, unique=True))
    made = tuple(draw(versions(day)) for day in sorted(days))
    ends = draw(st.none() | st.dates(date(2027, 1, 1), date(2030, 1, 1)))
    return Rule("adults.made_up", "adults", draw(sentences), made, ends, MADE_UP)


@given(rule=rules())
@settings(max_examples=40, deadline=None)
def test_whatever_rule_is_written_the_loader_reads_back(rule: Rule) -> None:
    for text in ("", COMMENTED):
        after = write_rule(text, rule, SMALL)
        assert rule_of(MADE_UP, after, SMALL) == rule
        assert write_rule(after, rule, SMALL) == after


def test_examples_are_changed_added_and_taken_out_one_at_a_time() -> None:
    rule, path = rule_of(INFANTS, FILES[INFANTS]), INFANTS.replace(".rule.", ".cases.")
    cases, _ = read_cases(path, FILES[path], LISTS, rule)
    new = RuleCase(rule.id, "about one: 'or' two", NEXT_SPRING, {"age_years": Stated(low=1, high=2)}, "unknown")
    added = write_case(FILES[path], None, new, LISTS, rule)
    assert added.startswith(FILES[path])
    assert read_cases(path, added, LISTS, rule)[0] == (*cases, new)
    assert write_case(added, len(cases), None, LISTS, rule) == FILES[path]
    changed = write_case(FILES[path], 1, replace(new, on=rule.versions[0].start - timedelta(days=1)), LISTS, rule)
    assert read_cases(path, changed, LISTS, rule)[0][2:] == cases[2:]
    only = write_case("", None, new, LISTS, rule)
    assert read_cases(path, only, LISTS, rule)[0] == (new,)
    assert write_case(only, 0, None, LISTS, rule) == ""


def test_a_source_is_added_at_the_end_and_told_anew_in_its_place() -> None:
    before = FILES["sources.yaml"]
    new = Source("made_up", "A title: with a colon", "research", "page 3", "judgement", date(2026, 11, 1))
    after = write_source(before, new)
    assert after.startswith(before)
    assert load_pack({**FILES, "sources.yaml": after}).sources["made_up"] == new
    again = write_source(after, replace(new, where="page 4"))
    assert again == after.replace("page 3", "page 4")
