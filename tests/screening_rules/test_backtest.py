"""Two packs side by side: who would move, down or up, by which rules, and how that is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening_rules import Pack, load_pack, parse_case, screen
from screening_rules.backtest import Move, Side, compare, trials
from screening_rules.backtest_counts import Tried, age_band, count, plain
from tests.screening_rules.small_pack import A_DAY, SECOND_VERSION, small_files, small_pack

BEFORE = small_pack()
BRUISE = "packs/children/10_bruise.rule.yaml"
NEGLECT = "packs/adults/10_neglect.rule.yaml"
CHILD = {"age_years": 4, "harms": ["physical"], "explained": False}


def changed(path: str, old: str, new: str) -> Pack:
    text = small_files()[path]
    assert old in text
    return load_pack(small_files() | {path: text.replace(old, new)})


def moved(after: Pack, raw: dict[str, Any], *, today: date = A_DAY) -> Move | None:
    return compare(trials(BEFORE, after, today=today), raw)


def test_the_same_pack_moves_nobody_and_needs_no_trial() -> None:
    assert trials(BEFORE, small_pack(), today=A_DAY) == ()
    reworded = changed(BRUISE, "because: A bruise that is not explained may be an injury.", "because: Said otherwise.")
    assert trials(BEFORE, reworded, today=A_DAY) == ()


def test_less_urgent_and_more_urgent_are_told_apart() -> None:
    down = moved(changed(BRUISE, "urgency: same_day", "urgency: five_working_days"), CHILD)
    up = moved(changed(BRUISE, "urgency: same_day", "urgency: act_now"), CHILD)
    assert down is not None
    assert up is not None
    assert (down.is_down, down.before.urgency, down.after.urgency) == (True, "same_day", "five_working_days")
    assert (up.is_down, up.rules, up.areas) == (False, ("children.bruise",), ("children",))


def test_a_route_lost_is_down_even_where_it_is_more_urgent() -> None:
    move = moved(changed(BRUISE, "routes: [cp_ird], urgency: same_day", "routes: [police], urgency: act_now"), CHILD)
    assert move is not None
    assert move.is_down


def test_what_is_no_longer_mandatory_is_down() -> None:
    move = moved(
        changed("packs/screening/10_danger.rule.yaml", "mandatory: true", "mandatory: false"), {"danger": True}
    )
    assert move is not None
    assert move.is_down


def test_a_threshold_moves_those_on_one_side_of_it_and_nobody_else() -> None:
    after = changed(BRUISE, "age_years: {under: 18}", "age_years: {under: 10}")
    found = {age: moved(after, CHILD | {"age_years": age}, today=date(2026, 3, 1)) for age in (9, 10, 17, 18)}
    assert {age for age, move in found.items() if move} == {10, 17}


def test_a_change_of_a_later_day_is_tried_as_if_it_had_come() -> None:
    text = small_files()[BRUISE]
    later = text.replace("urgency: two_working_days", "urgency: five_working_days")
    assert SECOND_VERSION > A_DAY
    move = moved(load_pack(small_files() | {BRUISE: later}), CHILD)
    assert move is not None
    assert (move.on, move.is_down) == (SECOND_VERSION, True)


def test_a_rule_taken_out_moves_down_and_one_put_in_moves_up() -> None:
    without = {path: text for path, text in small_files().items() if "10_bruise" not in path}
    less = load_pack(without)
    down, up = moved(less, CHILD), compare(trials(less, BEFORE, today=A_DAY), CHILD)
    assert down is not None
    assert up is not None
    assert (down.is_down, up.is_down) == (True, False)


def test_a_stored_fact_the_new_pack_does_not_have_stays_unknown() -> None:
    facts = small_files()["facts.yaml"].replace("harms:", "kinds_of_harm:")
    files = {path: text.replace("harms:", "kinds_of_harm:") for path, text in small_files().items() if "10_" in path}
    after = load_pack(small_files() | files | {"facts.yaml": facts})
    move = moved(after, CHILD)
    assert move is not None
    assert move.is_down


def test_where_most_rules_differ_all_are_asked_at_once_and_only_those_that_differ_are_named() -> None:
    files = small_files()
    other = {
        BRUISE: files[BRUISE].replace("routes: [cp_ird], urgency: same_day", "routes: [asp_inq], urgency: same_day"),
        NEGLECT: files[NEGLECT].replace("urgency: five_working_days", "urgency: same_day"),
    }
    after = load_pack(files | other)
    (first, *_) = trials(BEFORE, after, today=A_DAY)
    assert (first.before.first, first.after.first) == (first.before.whole, first.after.whole)
    move = moved(after, CHILD | {"danger": True})
    assert move is not None
    assert "police" in move.before.routes
    assert move.rules == ("children.bruise",)
    whoever = replace(first, before=not_told_apart(first.before), after=not_told_apart(first.after))
    told = compare([whoever], CHILD | {"danger": True})
    assert told is not None
    assert "screening.danger" in told.rules


def not_told_apart(side: Side) -> Side:
    """A defect: the side takes every rule for one that differs."""
    return replace(side, differing=frozenset(range(len(side.first.rules))))


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "age_years": st.one_of(st.integers(0, 90), st.just({"from": 15, "to": 17})),
        "harms": st.lists(st.sampled_from(["physical", "neglect"]), unique=True),
        "explained": st.booleans(),
        "home": st.sampled_from(["house", "care_home", "street"]),
        "danger": st.booleans(),
    },
)
SCOPES = {"home": "household", "danger": "concern"}
CHANGES = [
    (BRUISE, "urgency: same_day", "urgency: five_working_days"),
    (BRUISE, "age_years: {under: 18}", "age_years: {under: 10}"),
    (BRUISE, "- harms: {includes: physical}", "- harms: {includes: neglect}"),
    ("packs/screening/10_danger.rule.yaml", "mandatory: true", "mandatory: false"),
    ("packs/adults/10_neglect.rule.yaml", "rules_out: [cp_ird]", "rules_out: [police]"),
    ("packs/adults/10_neglect.rule.yaml", "withdrawn: 2027-01-01", "withdrawn: 2026-02-01"),
    ("routes.yaml", "needs_decider: social_worker}", "needs_decider: social_worker, asks: true}"),
    ("facts.yaml", "asked: [quick], background: true}", "asked: [quick]}"),
]
PACKS = [changed(*change) for change in CHANGES]


@given(raw=ANSWERS, after=st.sampled_from(PACKS))
def test_whoever_is_passed_over_quickly_would_not_have_moved(raw: dict[str, Any], after: Pack) -> None:
    """Only the rules that differ are asked first; asking both whole packs comes to the same."""
    tried = trials(BEFORE, after, today=A_DAY)
    scoped: dict[str, Any] = {"concern": {}, "household": {}, "subjects": [{"id": "kit", "facts": {}}]}
    for name, value in raw.items():
        place = SCOPES.get(name)
        (scoped[place] if place else scoped["subjects"][0]["facts"])[name] = value
    expected = False
    for day in {A_DAY, SECOND_VERSION, date(2027, 1, 1)}:
        sides = [screen(pack, parse_case(pack.facts, scoped), on=day).subjects[0] for pack in (BEFORE, after)]
        one, other = (each.recommendation for each in sides)
        names = ("routes", "urgency", "rank", "mandatory_routes", "mandatory_urgency")
        expected |= any(getattr(one, name) != getattr(other, name) for name in names)
    assert (compare(tried, raw) is not None) == expected


def test_counts_add_up_by_what_is_known_of_people() -> None:
    move = moved(changed(BRUISE, "urgency: same_day", "urgency: five_working_days"), CHILD)
    assert move is not None
    counts: Counter[tuple[str, ...]] = Counter()
    people = [Tried(CHILD, 2, move), Tried({"age_years": {"from": 15, "to": 17}}, 6, None)]
    count(counts, people, source="school", received_on=date(2026, 11, 26))
    count(counts, [Tried({"unborn": True}, 8, None)], source="police", received_on=date(2026, 12, 1))
    found = plain(counts)
    assert {name: found[name] for name in ("concerns", "people", "down", "up")} == {
        "concerns": 2, "people": 3, "down": 1, "up": 0,
    }  # fmt: skip
    assert found["by"]["harm"] == {"physical": {"down": 1, "people": 1}, "not_recorded": {"people": 2}}
    assert found["by"]["source"] == {"school": {"down": 1, "people": 2}, "police": {"people": 1}}
    assert found["by"]["area"] == {"children": {"down": 1, "people": 1}}
    assert found["urgencies"] == {"same_day": {"five_working_days": 1}}
    assert found["weeks"] == {
        "2026-11-23": {"same_day": {"now": 1}, "five_working_days": {"then": 1}},
        "2026-11-30": {"none": {"now": 1, "then": 1}},
    }


@pytest.mark.parametrize(
    ("raw", "band"),
    [
        ({"age_years": 0}, "0 to 4"),
        ({"age_years": 4.9}, "0 to 4"),
        ({"age_years": 5}, "5 to 11"),
        ({"age_years": {"value": 17, "basis": "claimed"}}, "16 to 17"),
        ({"age_years": 18}, "18 to 64"),
        ({"age_years": 65}, "65 and over"),
        ({"age_years": {"from": 16, "to": 17}}, "16 to 17"),
        ({"age_years": {"from": 17, "to": 18}}, "not_recorded"),
        ({"age_years": {"from": 70}}, "not_recorded"),
        ({"age_years": "not_known"}, "not_recorded"),
        ({"unborn": True, "age_years": {"to": 0}}, "unborn"),
        ({}, "not_recorded"),
    ],
)
def test_people_are_counted_in_the_band_they_are_certainly_in(raw: dict[str, Any], band: str) -> None:
    assert age_band(raw) == band


def test_a_comparison_that_asks_no_rule_would_be_found_out() -> None:
    """The check above sees: asked with no rule that differs, somebody who moves is passed over."""
    after = PACKS[0]
    blind = [trial for trial in trials(BEFORE, after, today=A_DAY) if trial.on == date(2026, 1, 1)]
    assert any(
        (compare(blind, CHILD | {"age_years": age, "explained": told}) is None)
        != (compare(trials(BEFORE, after, today=A_DAY), CHILD | {"age_years": age, "explained": told}) is None)
        for age, told in product((4, 40), (True, False))
    )
