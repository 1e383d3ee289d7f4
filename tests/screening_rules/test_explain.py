from typing import Any

import pytest
from hypothesis import given, settings

from screening_rules.case import Case, Subject, parse_case
from screening_rules.conditions import comparisons
from screening_rules.examples import NONE, others
from screening_rules.explain import explain
from screening_rules.explanation import Explanation
from screening_rules.facts import Facts, Stated
from screening_rules.loader import shipped_pack
from screening_rules.model import Pack
from screening_rules.screening import screen
from tests.screening_rules.small_pack import A_DAY, small_pack
from tests.screening_rules.strategies import DAY, packs, stated_facts

PACK = small_pack()


def explained(facts: dict[str, Any], **outer: Any) -> Explanation:
    case = parse_case(PACK.facts, {**outer, "subjects": [{"id": "a", "facts": facts}]})
    return explain(PACK, case, screen(PACK, case, on=A_DAY), "a")


def test_a_reason_names_the_facts_that_decided_it_and_its_source() -> None:
    found = explained({"age_years": 4, "harms": ["physical"], "explained": {"value": False, "basis": "observed"}})
    (reason,) = found.reasons
    assert reason.rule == "children.bruise"
    assert [(each.fact, each.label, each.value, each.basis) for each in reason.facts] == [
        ("age_years", "their age", "4 years", None),
        ("harms", "kinds of harm", "physical harm", None),
        ("explained", "whether it is explained", "no", "observed"),
    ]
    assert reason.facts[0].words == "their age: 4 years"
    assert [source.id for source in reason.sources] == ["guidance"]
    assert reason.confirmed


def test_a_fact_that_did_not_decide_is_not_given_as_a_reason() -> None:
    found = explained({"age_years": 4, "harms": ["physical"], "explained": True}, household={"home": "street"})
    assert [each.fact for each in found.reasons[0].facts] == ["age_years", "harms", "home"]


def test_what_is_mandatory_is_told_first() -> None:
    facts = {"age_years": 4, "harms": ["physical"], "explained": False}
    found = explained(facts, concern={"danger": True})
    assert [reason.rule for reason in found.reasons] == ["screening.danger", "children.bruise"]


def test_a_question_that_could_change_something_comes_before_one_that_could_not() -> None:
    found = explained({"age_years": 4}, concern={"danger": False})
    assert [(each.fact, each.could_change, each.together) for each in found.questions] == [
        ("harms", False, True),
        ("home", False, True),
        ("explained", False, False),
    ]
    nearer = explained({"age_years": 4, "harms": ["physical"]})
    assert [(each.fact, each.could_change) for each in nearer.questions] == [
        ("danger", True),
        ("explained", True),
        ("home", True),
    ]


def test_a_question_says_what_each_answer_does() -> None:
    found = explained({"age_years": 4, "harms": ["physical"]}, concern={"danger": False})
    asked = {question.fact: question.outcomes for question in found.questions}
    assert asked["explained"] == (
        "If yes: nothing changes. If no: A discussion about a child would be added; the urgency would be same day."
    )
    assert asked["home"].startswith("If a house: nothing changes. If a care home or no home: ")


def test_answers_about_a_number_are_told_as_stretches() -> None:
    found = explained({"harms": ["physical"], "explained": False}, concern={"danger": False})
    (asked,) = found.questions
    assert asked.fact == "age_years"
    assert [part.split(":")[0] for part in asked.outcomes.split(". ")] == [
        "If under 16 years",
        "If at least 16 years and under 18 years",
        "If at least 18 years",
    ]


def test_a_range_already_held_limits_the_answers_tried() -> None:
    facts = {"age_years": {"from": 15, "to": 16}, "harms": ["physical"], "explained": False}
    (asked,) = explained(facts, concern={"danger": False}).questions
    assert [part.split(":")[0] for part in asked.outcomes.split(". ")] == [
        "If under 16 years",
        "If 16 years",
    ]


def test_a_question_that_certainly_does_not_apply_is_not_asked_but_one_that_may_is() -> None:
    older = explained({"age_years": {"from": 18, "to": 30}, "harms": ["physical"]})
    assert "explained" not in [question.fact for question in older.questions]
    unsure = explained({"harms": ["physical"]})
    assert "explained" in [question.fact for question in unsure.questions]


def test_a_near_miss_names_the_one_fact_that_was_tried_otherwise() -> None:
    found = explained(
        {"age_years": 4, "harms": ["physical"], "explained": True},
        concern={"danger": False},
        household={"home": "house"},
    )
    near = {(each.rule, each.fact): each for each in found.near_misses}
    assert ("children.bruise", "explained") in near
    assert near["children.bruise", "explained"].needed == "no"
    assert near["children.bruise", "home"].needed == "a care home or no home"
    assert near["screening.danger", "danger"].outcome == "Police would be added; the urgency would be act now"


def test_a_near_miss_over_a_list_adds_to_what_is_already_listed() -> None:
    found = explained({"age_years": 4, "harms": ["neglect"], "explained": False})
    (near,) = (each for each in found.near_misses if each.fact == "harms")
    assert (near.rule, near.value, near.needed) == ("children.bruise", "neglect", "also physical harm")


def test_age_is_background_and_no_near_miss() -> None:
    found = explained({"age_years": 40, "harms": ["physical"], "explained": False})
    assert "age_years" not in [each.fact for each in found.near_misses]


def test_a_counterfactual_says_what_another_value_would_do() -> None:
    found = explained({"age_years": 4, "harms": ["physical"], "explained": False}, concern={"danger": False})
    told = {each.fact: [line for one in each.answers for line in one.lines] for each in found.counterfactuals}
    falls_away = "A discussion about a child would fall away; the urgency would be none."
    assert told["explained"] == [f"If the answer to “Does the explanation fit?” were yes, {falls_away}"]
    assert told["harms"] == [f"If kinds of harm did not include “physical harm”, {falls_away}"]
    assert told["age_years"][0].startswith(
        "If the answer to “How old are they?” were at least 16 years and under 18 years, "
    )


def test_of_what_is_certain_nothing_else_is_supposed() -> None:
    case = parse_case(
        PACK.facts, {"subjects": [{"id": "a", "facts": {"age_years": 4, "harms": ["physical"], "explained": False}}]}
    )
    screening = screen(PACK, case, on=A_DAY)
    doubted, certain = (
        {each.fact for each in explain(PACK, case, screening, "a", certain=facts).counterfactuals}
        for facts in (frozenset[str](), frozenset({"age_years"}))
    )
    assert doubted - certain == {"age_years"}


def test_another_packs_screening_is_not_explained() -> None:
    case = parse_case(PACK.facts, {"subjects": [{"id": "a"}]})
    screening = screen(PACK, case, on=A_DAY)
    with pytest.raises(ValueError, match="Another pack"):
        explain(Pack(**{**vars(PACK), "fingerprint": "other"}), case, screening, "a")


@settings(max_examples=60, deadline=None)
@given(packs(), stated_facts())
def test_every_reason_is_a_finding_and_every_question_unsettled(pack: Pack, facts: Facts) -> None:
    pack = Pack(**{**vars(pack), "sources": dict.fromkeys(["source"])})
    case = Case({}, {}, (Subject("a", facts),))
    screening = screen(pack, case, on=DAY)
    found = explain(pack, case, screening, "a")
    yes = {finding.rule for finding in screening.subjects[0].findings if finding.answer == 2}
    no = {finding.rule for finding in screening.subjects[0].findings if finding.answer == 0}
    assert {reason.rule for reason in found.reasons} == yes
    assert {near.rule for near in found.near_misses} <= no
    could = [question.could_change for question in found.questions]
    assert could == sorted(could, reverse=True)


def test_that_there_is_none_is_never_supposed_beside_something() -> None:
    pack = shipped_pack()
    found = 0
    for fact in pack.facts:
        if fact.type != "choices" or NONE not in (fact.choices or {}):
            continue
        compared = [
            each
            for rule in pack.rules.values()
            for version in rule.versions
            for each in comparisons(version.when)
            if each.fact == fact.id
        ]
        for one in set(fact.choices or {}) - {NONE}:
            found += 1
            values = [each.stated.value for each in others(fact, compared, Stated((one,)))]
            assert not [value for value in values if NONE in value and len(value) > 1], (fact.id, one)
    assert found > 10
