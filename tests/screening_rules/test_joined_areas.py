"""Suicide, overdose, high risk, humanitarian protection, and what joins the areas: what is stated leads to these routes."""

from __future__ import annotations

import pytest

from tests.screening_rules.recommended import LIMBS, recommended

CALM_CHILD = {"age_years": 9, "harms": ["other"], "injury": False}
DA = {"age_years": 34, "harms": ["domestic_abuse"], "dash_yes_count": 3}
CONVICTED = {"age_years": 50, "convicted_high_risk": True}
NO_EMERGENCY = {"emergency_care_needed": False, "severe_mental_illness": False}
DISTRESS = {"age_years": 40, "in_distress": True, "suicide_signs": ["none"], **NO_EMERGENCY}
OPIOIDS = {"age_years": 40, "conditions": ["substance_misuse"], "opioid_use": True, "in_drug_treatment": False}


@pytest.mark.parametrize(
    ("subject", "household", "concern", "routes", "urgency"),
    [
        (CALM_CHILD, {}, {"others_harmed": True}, {"cp_ird"}, "two_working_days"),
        (CALM_CHILD, {}, {"alleged_convicted_high_risk": True}, {"mappa", "cp_ird"}, "same_day"),
        (CALM_CHILD | {"separated_child": True}, {}, {}, {"separated_child"}, "same_day"),
        (CALM_CHILD | {"suicide_signs": ["thoughts"]}, {}, {}, {"cp_wellbeing"}, "same_day"),
        (CALM_CHILD | {"near_fatal_overdose": True}, {}, {}, {"nfod", "cp_ird"}, "same_day"),
        (CALM_CHILD, {"concerns_about_address_56_days": 3}, {}, {"info_only"}, "two_working_days"),
        (CALM_CHILD | {"concerns_about_person_12_months": 3}, {}, {}, {"cp_wellbeing"}, "two_working_days"),
        ({"age_years": 16, "compulsory_measures": True, "reporter_exception": True}, {}, {}, {"reporter"}, "same_day"),
        ({"age_years": 40, "suicide_signs": ["plan"]}, {}, {}, {"mental_health_crisis"}, "act_now"),
        (DISTRESS, {}, {}, {"dbi"}, "same_day"),
        (DISTRESS | {"severe_mental_illness": True}, {}, {}, {"mental_health_crisis"}, "same_day"),
        (DISTRESS | {"emergency_care_needed": True}, {}, {}, {"mental_health_crisis"}, "act_now"),
        ({"age_years": 41, "near_fatal_overdose": True}, {}, {}, {"nfod", "needs_information"}, "same_day"),
        (OPIOIDS, {}, {}, {"drug_treatment"}, "same_day"),
        (CONVICTED, {}, {}, {"mappa"}, "same_day"),
        (CONVICTED, {"child_in_household": True}, {}, {"cp_wellbeing"}, "same_day"),
        ({"age_years": 17, "home_taken_over": True}, {}, {}, {"cp_ird", "nrm", "police"}, "same_day"),
        ({"age_years": 70, "outside_area": True}, {}, {}, {"other_council"}, "same_day"),
        (DA, {}, {"alleged_repeat_perpetrator": True}, {"matac"}, "same_day"),
        (DA | {"marac_months_since_last": 20, "moved_area": True}, {}, {}, {"marac"}, "same_day"),
    ],
)
def test_what_is_stated_leads_to_these_routes(
    subject: dict[str, object],
    household: dict[str, object],
    concern: dict[str, object],
    routes: set[str],
    urgency: str,
) -> None:
    got = recommended(subject, household, concern)
    assert routes <= set(got.routes)
    assert got.urgency == urgency


def test_the_reporter_is_never_recommended_before_birth() -> None:
    got = recommended({"unborn": True, "age_years": {"to": 0}, "compulsory_measures": True})
    assert "reporter" not in got.routes
    assert "reporter" in got.ruled_out


@pytest.mark.parametrize("signs", [["plan"], ["attempt"], ["thoughts", "plan"]])
def test_a_brief_intervention_is_never_enough_where_life_is_in_danger(signs: list[str]) -> None:
    got = recommended(DISTRESS | {"suicide_signs": signs})
    assert "dbi" not in got.routes
    assert got.urgency == "act_now"


def test_an_adult_who_does_not_agree_is_not_referred_as_a_victim_and_a_child_is_not_asked() -> None:
    refused = {"harms": ["trafficking"], "nrm_consent": False}
    assert "nrm" not in recommended({"age_years": 30, **refused}).routes
    assert "nrm" in recommended({"age_years": 17, **refused}).routes
    assert "nrm" in recommended({"age_years": 18, "says_under_18": True, **refused}).routes


def test_no_conviction_means_no_arrangements_for_offenders_but_they_hear_of_the_one_alleged() -> None:
    young = {"age_years": 15, "harmed_others": True, "convicted_high_risk": False}
    assert "mappa" in recommended(young).ruled_out
    assert "mappa" in recommended(young, concern={"alleged_convicted_high_risk": True}).routes


def test_status_bars_nothing() -> None:
    harmed = {"age_years": 34, "harms": ["physical"], **dict.fromkeys(LIMBS, True)}
    assert set(recommended(harmed).routes) < set(recommended(harmed | {"no_public_funds": True}).routes)
