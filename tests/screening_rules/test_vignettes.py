"""The handbook's vignettes: what was told leads to the routes that published rules, or our judgement, expect."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from screening_rules import parse_case, screen, shipped_pack
from screening_rules.results import Recommendation
from screening_rules.strict_yaml import load

FOLDER = Path(__file__).parent.parent / "vignettes"
VIGNETTES = {path.stem: load(path.name, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
RECEIVED = date(2026, 11, 24)
DANGER = {
    "yes": {"immediate_danger": True, "danger_soon": False},
    "no": {"immediate_danger": False, "danger_soon": False},
    "later": {"immediate_danger": False, "danger_soon": True},
}
LIMBS = {"cannot_safeguard", "at_risk_of_harm", "more_vulnerable"}


def received_on(told: dict[str, Any]) -> date:
    """The London day of receipt."""
    return date.fromisoformat(told["received_at"][:10]) if "received_at" in told else RECEIVED


def age(person: dict[str, Any], on: date) -> Any:
    """The age as a stated fact: exact, a range, or None where nothing is held; an unborn baby is at most 0."""
    if person.get("unborn"):
        return {"to": 0}
    if "date_of_birth" in person:
        return relativedelta(on, date.fromisoformat(person["date_of_birth"])).years
    ends = {end: person[f"age_{end}"] for end in ("from", "to") if f"age_{end}" in person}
    if not ends:
        return None
    return {**ends, "basis": person["age_basis"]} if "age_basis" in person else ends


def who(person: dict[str, Any]) -> str:
    """What a vignette calls a person."""
    return person.get("forename") or person["description"]


def subjects(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The people it is about, in order."""
    return [person for person in told["people"] if person["role"] == "subject"]


def household(told: dict[str, Any], on: date) -> dict[str, Any]:
    """The facts of the household, with what the people named in it show."""
    at_home = [person for person in told["people"] if person["role"] in {"subject", "household"}]
    known = [age(person, on) for person in at_home if "date_of_birth" in person]
    seen = {"child_in_household": True} if any(years < 18 for years in known) else {}
    seen |= {"adult_in_household": True} if any(years >= 16 for years in known) else {}
    return {**seen, **told.get("household", {})}


def case(vignette: dict[str, Any], *, with_limbs: bool) -> dict[str, Any]:
    """The screening case that the told concern becomes with what an officer found out, and their three points or not."""
    told = vignette["told"]
    on = received_on(told)
    limbs = vignette.get("limbs", {}) if with_limbs else {}
    found_out = {who(person): vignette.get("found_out", {}).get(who(person), {}) for person in subjects(told)}
    danger = DANGER.get(told.get("immediate_danger", {}).get("answer"), {})
    return {
        "concern": {**told.get("facts", {}), **danger},
        "household": household(told, on) | _of_scope("household", found_out),
        "subjects": [
            {
                "id": who(person),
                "facts": _facts(person, on)
                | _of_scope("subject", {who(person): found_out[who(person)]})
                | limbs.get(who(person), {}),
            }
            for person in subjects(told)
        ],
    }


def _of_scope(scope: str, found_out: dict[str, dict[str, Any]]) -> dict[str, Any]:
    catalogue = shipped_pack().facts
    every = [pair for each in found_out.values() for pair in each.items()]
    return {fact: value for fact, value in every if catalogue[fact].scope == scope}


def _facts(person: dict[str, Any], on: date) -> dict[str, Any]:
    facts = {**person.get("facts", {}), "unborn": person.get("unborn", False)}
    years = age(person, on)
    return facts if years is None else {**facts, "age_years": years}


def run(vignette: dict[str, Any], *, with_limbs: bool) -> dict[str, Recommendation]:
    """The recommendation for each subject."""
    pack = shipped_pack()
    parsed = parse_case(pack.facts, case(vignette, with_limbs=with_limbs))
    screening = screen(pack, parsed, on=received_on(vignette["told"]))
    return {result.id: result.recommendation for result in screening.subjects}


def check(got: Recommendation, expected: dict[str, Any]) -> None:
    """Everything that a vignette expects of one subject holds."""
    assert set(expected["routes"]) <= set(got.routes), got.routes
    assert not set(expected.get("without", [])) & set(got.routes), got.routes
    assert set(expected.get("possible", [])) <= set(got.possible_routes), got.possible_routes
    assert set(expected.get("ruled_out", [])) <= set(got.ruled_out), got.ruled_out
    assert set(expected.get("mandatory", [])) <= set(got.mandatory_routes), got.mandatory_routes
    assert set(expected.get("actions", [])) <= set(got.actions), got.actions
    assert got.urgency == expected["urgency"]
    assert got.could_reach == expected.get("reach", got.could_reach)


@pytest.mark.parametrize("name", VIGNETTES)
def test_what_was_told_leads_to_the_expected_routes(name: str) -> None:
    vignette = VIGNETTES[name]
    got = run(vignette, with_limbs=False)
    assert got.keys() == vignette["expect_before"].keys()
    for person, expected in vignette["expect_before"].items():
        check(got[person], expected)


@pytest.mark.parametrize("name", [name for name in VIGNETTES if "limbs" in VIGNETTES[name]])
def test_an_officers_answers_to_the_three_points_lead_to_the_expected_routes(name: str) -> None:
    vignette = VIGNETTES[name]
    got = run(vignette, with_limbs=True)
    assert got.keys() == vignette["expect_after"].keys()
    for person, expected in vignette["expect_after"].items():
        check(got[person], expected)


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
