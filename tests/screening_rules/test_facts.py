from datetime import date
from math import inf, nan
from typing import Any

import pytest

from hub.concerns import LOOKED_BACK
from screening_rules.facts import Fact, FactError, Stated, parse_stated
from screening_rules.loader import shipped_pack
from tests.screening_rules.small_pack import small_pack

FACTS = small_pack().facts


def stated(fact: str, raw: Any) -> Stated:
    return parse_stated(FACTS[fact], raw)


def test_a_bare_value_is_held_as_it_is() -> None:
    assert stated("explained", False) == Stated(False)
    assert stated("age_years", 4) == Stated(4, 4, 4)
    assert stated("home", "street") == Stated("street")
    assert stated("harms", ["physical", "neglect"]) == Stated(("physical", "neglect"))


def test_a_date_is_read_from_text_or_a_day_and_compared_by_its_day_number() -> None:
    day = date(2026, 5, 4)
    held = Stated(day, day.toordinal(), day.toordinal())
    assert stated("last_seen_on", "2026-05-04") == held
    assert stated("last_seen_on", day) == held


def test_who_said_it_and_how_they_know_are_kept() -> None:
    raw = {"value": True, "basis": "observed", "said_by": "nursery"}
    assert stated("explained", raw) == Stated(True, basis="observed", said_by="nursery")


@pytest.mark.parametrize(
    ("raw", "held"),
    [
        ({"from": 15, "to": 17, "basis": "claimed"}, Stated(None, 15, 17, "claimed")),
        ({"from": 15}, Stated(None, 15, inf)),
        ({"to": 17}, Stated(None, -inf, 17)),
        ({"from": 16, "to": 16}, Stated(16, 16, 16)),
    ],
)
def test_a_number_may_be_a_range_with_either_end_open(raw: Any, held: Stated) -> None:
    assert stated("age_years", raw) == held
    assert held.is_known


@pytest.mark.parametrize("raw", [None, {}, {"value": None}, {"from": None, "to": None}])
def test_nothing_stated_is_unknown_and_was_not_asked(raw: Any) -> None:
    held = stated("age_years", raw)
    assert not held.is_known
    assert not held.asked


@pytest.mark.parametrize("raw", ["not_known", {"asked": True, "value": None}, {"value": "not_known"}])
def test_asked_and_not_known_is_unknown_but_kept_apart(raw: Any) -> None:
    held = stated("home", raw)
    assert not held.is_known
    assert held.asked


def test_a_list_that_carries_only_not_known_is_unknown_and_one_that_carries_more_is_not() -> None:
    assert not stated("harms", ["not_known"]).is_known
    assert stated("harms", ["physical", "not_known"]).is_known


def test_an_empty_list_is_a_known_answer() -> None:
    assert stated("harms", []).is_known


@pytest.mark.parametrize(
    ("fact", "raw"),
    [
        ("age_years", "4"),
        ("age_years", True),
        ("age_years", nan),
        ("age_years", inf),
        ("age_years", {"from": 17, "to": 15}),
        ("age_years", {"value": 4, "to": 5}),
        ("explained", "yes"),
        ("explained", 1),
        ("home", "palace"),
        ("home", ["street"]),
        ("home", {"from": 1}),
        ("harms", "physical"),
        ("harms", ["unheard"]),
        ("harms", [1]),
        ("last_seen_on", "04/05/2026"),
        ("last_seen_on", 20260504),
        ("age_years", {"value": 4, "basis": "guessed"}),
        ("age_years", {"value": 4, "said_by": 7}),
        ("age_years", {"value": 4, "certain": True}),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_named_by_its_fact(fact: str, raw: Any) -> None:
    with pytest.raises(FactError, match=f"^{fact}: "):
        stated(fact, raw)


WEEKS = Fact("weeks", "subject", "number", "How many weeks?", "weeks", unit="weeks", least=0, most=45)


@pytest.mark.parametrize("raw", [0, 45, 27.5, {"from": 0, "to": 45}, {"from": 44}, {"to": 1}])
def test_a_number_within_what_it_can_be_is_held(raw: Any) -> None:
    assert parse_stated(WEEKS, raw).is_known


@pytest.mark.parametrize("raw", [-1, 46, 45.5, -0.5, 10**400, {"from": -1, "to": 4}, {"from": 4, "to": 46}, {"to": -1}])
def test_a_number_that_cannot_be_is_refused_and_the_words_say_what_can(raw: Any) -> None:
    with pytest.raises(FactError, match="the value must be a number of weeks from 0 to 45"):
        parse_stated(WEEKS, raw)


def test_a_number_without_limits_may_be_any_as_before_there_were_such() -> None:
    assert stated("age_years", -4) == Stated(-4, -4, -4)
    assert stated("age_years", 5000).is_known


def test_every_shipped_number_says_what_it_can_be_and_what_the_hub_counts_fits_in() -> None:
    numbers = [fact for fact in shipped_pack().facts if fact.type == "number"]
    assert len(numbers) >= 11
    assert [fact.id for fact in numbers if fact.least < 0 or fact.most == inf] == []
    counted = [fact for fact in numbers if fact.unit in {"concerns", "reports"}]
    assert min(fact.most for fact in counted) > LOOKED_BACK


def test_a_refusal_never_repeats_the_value() -> None:
    with pytest.raises(FactError) as refused:
        stated("home", "with Aunt Morag")
    assert "Morag" not in str(refused.value)
