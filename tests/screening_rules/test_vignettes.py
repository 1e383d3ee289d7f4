"""The handbook's vignettes: what was told leads to the routes that published rules, or our judgement, expect."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from screening_rules import check, load_pack, parse_case, screen, shipped_files, shipped_pack
from screening_rules.results import Recommendation
from screening_rules.vignettes import SHIPPED, Otherwise, differences, otherwise
from tests.factories import rules
from tests.screening_rules.small_pack import small_pack
from tests.screening_rules.vignettes import VIGNETTES, as_text, case, received_on

LIMBS = {"cannot_safeguard", "at_risk_of_harm", "more_vulnerable"}


def run(vignette: dict[str, Any], *, with_limbs: bool) -> dict[str, Recommendation]:
    """The recommendation for each subject."""
    pack = shipped_pack()
    parsed = parse_case(pack.facts, case(vignette, with_limbs=with_limbs))
    screening = screen(pack, parsed, on=received_on(vignette["told"]))
    return {result.id: result.recommendation for result in screening.subjects}


@pytest.mark.parametrize("name", VIGNETTES)
def test_what_was_told_leads_to_the_expected_routes(name: str) -> None:
    vignette = VIGNETTES[name]
    got = run(vignette, with_limbs=False)
    assert got.keys() == vignette["expect_before"].keys()
    for person, expected in vignette["expect_before"].items():
        assert differences(shipped_pack(), got[person], expected) == []


@pytest.mark.parametrize("name", [name for name in VIGNETTES if "limbs" in VIGNETTES[name]])
def test_an_officers_answers_to_the_three_points_lead_to_the_expected_routes(name: str) -> None:
    vignette = VIGNETTES[name]
    got = run(vignette, with_limbs=True)
    assert got.keys() == vignette["expect_after"].keys()
    for person, expected in vignette["expect_after"].items():
        assert differences(shipped_pack(), got[person], expected) == []


@pytest.mark.parametrize("name", VIGNETTES)
def test_nobody_told_of_is_left_without_a_route(name: str) -> None:
    assert all(got.routes and got.urgency for got in run(VIGNETTES[name], with_limbs=False).values())


@pytest.mark.parametrize("name", VIGNETTES)
def test_an_inquiry_is_never_recommended_before_an_officer_answers(name: str) -> None:
    told = VIGNETTES[name]["told"]
    assert all(not LIMBS & person.get("facts", {}).keys() for person in told["people"])
    for got in run(VIGNETTES[name], with_limbs=False).values():
        assert not {"asp_inq", "asp_urgent", "asp_not_met_support"} & set(got.routes)


@pytest.mark.parametrize("name", VIGNETTES)
def test_vignettes_are_of_invented_people_only(name: str) -> None:
    for person in VIGNETTES[name]["told"]["people"]:
        number = person.get("identity_number")
        assert number is None or 41 <= int(number[:2]) <= 71
        assert person.get("postcode", "DD4 9ZZ") == "DD4 9ZZ"


def test_the_vignettes_that_ship_with_the_rules_are_these() -> None:
    assert SHIPPED.read_text("utf-8") == as_text(), "Run python -m tests.screening_rules.vignettes"


def test_the_shipped_rules_do_what_every_vignette_expects() -> None:
    assert otherwise(shipped_pack()) == ()


def test_a_draft_that_changes_what_a_vignette_expects_says_so_and_is_not_refused() -> None:
    report = check(shipped_files() | rules.lowered_from_today())
    assert report.is_good
    found = [each for each in report.otherwise if each.vignette.startswith("boy 13 with knife")]
    assert found
    assert all(each.subject for each in found)
    assert any("within 5 working days" in each.how for each in report.otherwise)


def test_what_holds_only_from_a_later_day_is_tried_as_if_it_had_come() -> None:
    later = rules.renewed(rules.INFANTS, start=date(2030, 1, 1))
    assert otherwise(load_pack(shipped_files() | later)) == ()
    low = {path: text.replace("2026", "2030") for path, text in rules.lowered_from_today().items()}
    assert otherwise(load_pack(shipped_files() | low))


def test_a_vignette_that_the_facts_cannot_tell_any_more_is_named() -> None:
    found = otherwise(small_pack())
    assert {each.how for each in found} == {"cannot be told by these facts"}
    assert Otherwise("boy 13 with knife", "", "cannot be told by these facts") in found
