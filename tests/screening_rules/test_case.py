import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening_rules.case import Case, Subject, parse_case, to_json
from screening_rules.facts import Catalogue, FactError, Facts
from tests.screening_rules.small_pack import small_pack
from tests.screening_rules.strategies import catalogue, stated_facts

PACK = small_pack()
GENERATED: Catalogue = catalogue()

WHOLE: dict[str, Any] = {
    "concern": {"danger": {"value": False, "basis": "claimed", "said_by": "referrer"}},
    "household": {"home": "street"},
    "subjects": [
        {"id": "a", "facts": {"age_years": {"from": 15, "to": 17, "basis": "claimed"}, "harms": ["physical"]}},
        {"id": "b", "facts": {"explained": {"value": None, "asked": True}, "last_seen_on": "2026-05-04"}},
    ],
}


def test_a_case_comes_back_from_its_plain_form_unchanged() -> None:
    assert to_json(parse_case(PACK.facts, WHOLE)) == WHOLE


@given(stated_facts(), stated_facts())
def test_any_case_survives_being_stored_as_json(one: Facts, other: Facts) -> None:
    case = Case({}, {}, (Subject("a", one), Subject("b", other)))
    assert parse_case(GENERATED, json.loads(json.dumps(to_json(case)))) == case


def test_a_subject_is_judged_with_the_facts_of_the_concern_and_household() -> None:
    case = parse_case(PACK.facts, WHOLE)
    assert set(case.about(case.subjects[0])) == {"danger", "home", "age_years", "harms"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subjects": []}, "at least one subject"),
        ({"subjects": None}, "subjects is a list"),
        ({"subjects": [{"id": "a"}, {"id": "a"}]}, "same id"),
        ({"subjects": [{"facts": {}}]}, "has an id"),
        ({"subjects": [{"id": "a", "facts": {"danger": True}}]}, "belongs under concern"),
        ({"subjects": [{"id": "a", "facts": {"unheard": True}}]}, "not in facts.yaml"),
        ({"subjects": [{"id": "a", "facts": []}]}, "are a map"),
        ({"concern": {"age_years": 4}}, "belongs under a subject"),
        ({"people": []}, "only these keys"),
    ],
)
def test_a_misshapen_case_is_refused_in_plain_words(change: dict[str, Any], words: str) -> None:
    with pytest.raises(FactError, match=words):
        parse_case(PACK.facts, WHOLE | change)


def test_what_is_not_a_map_is_refused() -> None:
    with pytest.raises(FactError):
        parse_case(PACK.facts, [])


@given(st.text(min_size=1))
def test_an_unknown_fact_is_not_repeated_in_the_message(name: str) -> None:
    name = f"{name}-Morag-McFiction"
    with pytest.raises(FactError) as refused:
        parse_case(PACK.facts, {"subjects": [{"id": "a", "facts": {name: 1}}]})
    assert "Morag" not in str(refused.value)
