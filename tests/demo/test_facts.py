"""The city's words and the fact catalogue of screening agree."""

from collections import Counter
from datetime import date
from typing import Any

from hub.demo import facts
from hub.demo.deciding import STRAND_ROUTES, WORDS
from hub.demo.situations import situations
from hub.demo.truth import AREAS, ToldConcern
from screening_rules import parse_case, screen, shipped_pack


def as_case(told: ToldConcern) -> dict[str, Any]:
    """The facts of a concern as the front door lays them out, with age by date of birth."""
    day = told.received_at.date()
    subjects = []
    for nth, person in enumerate(told.told["people"]):
        if person["role"] == "subject":
            stated = dict(person.get("facts", {}))
            if "date_of_birth" in person:
                stated["age_years"] = max(0, (day - date.fromisoformat(person["date_of_birth"])).days // 365)
            elif "age_from" in person:
                stated["age_years"] = {"from": person["age_from"], "to": person["age_to"]}
            subjects.append({"id": str(nth), "facts": stated})
    concern = dict(told.told["facts"])
    answer = told.told["immediate_danger"]["answer"]
    if answer != "not_known":
        concern |= {"immediate_danger": answer == "yes", "danger_soon": answer == "later"}
    return {"concern": concern, "household": told.told["household"], "subjects": subjects}


def test_every_fact_used_is_in_the_catalogue_and_in_its_scope() -> None:
    catalogue = shipped_pack().facts
    assert {fact for fact in facts.used() if fact not in catalogue} == set()
    for entries in facts.SIGNS.values():
        for scope, fact, listed in entries:
            assert catalogue[fact].scope == scope
            assert listed is None or listed in (catalogue[fact].choices or {})


def test_what_officers_find_out_is_what_nobody_is_asked_at_receipt() -> None:
    catalogue = shipped_pack().facts
    assert {fact for fact in facts.used() if not catalogue[fact].is_asked_at_receipt} == facts.FOUND_OUT


def test_every_sign_in_a_situation_has_its_fact() -> None:
    signs = {sign for group in situations().values() for one in group for sign in one.facts}
    assert signs <= set(facts.SIGNS)


def test_harms_conditions_and_causes_are_choices_of_the_catalogue() -> None:
    catalogue = shipped_pack().facts
    harms = {harm for group in situations().values() for one in group for harm in one.harms} - facts.NOT_A_HARM
    assert {facts.HARMS.get(harm, harm) for harm in harms} <= set(catalogue["harms"].choices or {})
    assert set(facts.CONDITIONS.values()) <= set(catalogue["conditions"].choices or {})
    assert set(facts.CAUSED_BY.values()) <= set(catalogue["who_caused"].choices or {})
    assert set(facts.WHERE.values()) <= set(catalogue["where_harmed"].choices or {})


def test_every_route_expected_exists_in_its_area() -> None:
    routes = shipped_pack().routes
    expected = {route for group in situations().values() for one in group for route in one.routes}
    assert expected | STRAND_ROUTES | set(WORDS) <= set(routes)
    assert {route: routes[route].area for route in AREAS} == AREAS


def test_every_concern_told_can_be_screened(two_years: list[ToldConcern]) -> None:
    pack = shipped_pack()
    bands: Counter[str | None] = Counter()
    for told in two_years[-600:]:
        raw = as_case(told)
        if raw["subjects"]:
            result = screen(pack, parse_case(pack.facts, raw), on=told.received_at.date())
            bands.update(one.recommendation.urgency for one in result.subjects)
    assert bands["act_now"] > 5
    assert bands["five_working_days"] + bands["two_working_days"] > 50


def test_a_child_whom_the_city_expects_at_a_discussion_is_recommended_one(two_years: list[ToldConcern]) -> None:
    pack = shipped_pack()
    expected = [
        told for told in two_years[-2_500:] if told.truth.expected and told.truth.expected[0].routes[0] == "cp_ird"
    ]
    agreed = 0
    for told in expected:
        result = screen(pack, parse_case(pack.facts, as_case(told)), on=told.received_at.date())
        agreed += "cp_ird" in result.subjects[0].recommendation.routes
    assert agreed / len(expected) > 0.7
