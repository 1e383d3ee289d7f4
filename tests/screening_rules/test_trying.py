import json
from typing import Any

import pytest

from screening_rules.facts import FactError
from screening_rules.trying import try_facts
from tests.screening_rules.small_pack import A_DAY, small_pack

PACK = small_pack()
FACTS: dict[str, Any] = {
    "concern": {},
    "household": {},
    "subjects": [
        {"id": "a", "facts": {"age_years": {"from": 15, "to": 17, "basis": "claimed"}, "harms": ["physical"]}}
    ],
}


def test_a_try_tells_everything_as_json() -> None:
    told = json.loads(json.dumps(try_facts(PACK, FACTS, A_DAY)))
    assert (told["on"], told["fingerprint"]) == ("2026-06-01", PACK.fingerprint)
    (subject,) = told["subjects"]
    assert (subject["id"], subject["could_reach"], subject["rank"]) == ("a", "same_day", 3)
    assert subject["unknown_facts"] == ["explained"]
    assert subject["findings"][1]["answer"] == "unknown"
    assert "explained" in [question["fact"] for question in subject["questions"]]
    assert subject["settled"] is False


def test_a_reason_carries_its_source_and_whether_it_is_confirmed() -> None:
    told = json.loads(json.dumps(try_facts(PACK, FACTS | {"concern": {"danger": True}}, A_DAY)))
    (reason,) = told["subjects"][0]["reasons"]
    assert reason["sources"][0]["title"] == "Some guidance"
    assert reason["confirmed"] is False
    words = {"value": "yes", "words": "danger now: yes"}
    assert reason["facts"] == [{"fact": "danger", "label": "danger now", "basis": None, **words}]


def test_facts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(FactError):
        try_facts(PACK, {"subjects": [{"id": "a", "facts": {"age_years": "old"}}]}, A_DAY)
