"""The rules that ship: they load, their examples hold and are complete, and nothing is claimed without a source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening_rules import shipped_files
from screening_rules.cases import missing_cases, run_cases
from screening_rules.conditions import comparisons, facts_in
from screening_rules.model import AREAS, Rule, Version
from tests.screening_rules.recommended import LIMBS, PACK, recommended

VERSIONS = [
    pytest.param(rule, version, id=f"{rule.id}@{version.start}")
    for rule in PACK.rules.values()
    for version in rule.versions
]


def test_every_area_ships_with_rules() -> None:
    assert {rule.area for rule in PACK.rules.values()} == set(AREAS)


def test_every_example_comes_out_as_it_says() -> None:
    assert [result for result in run_cases(PACK) if not result.passed] == []


def test_every_rule_shows_yes_no_unknown_its_first_day_and_the_day_before() -> None:
    assert missing_cases(PACK) == ()


@pytest.mark.parametrize(("rule", "version"), VERSIONS)
def test_every_version_says_why_and_what_changed(rule: Rule, version: Version) -> None:
    assert version.sources
    assert version.because.endswith(".")
    assert len(version.because.split()) >= 8
    assert version.change.startswith("First version.") or version.start > rule.versions[0].start


@pytest.mark.parametrize(("rule", "version"), VERSIONS)
def test_only_what_was_seen_in_a_national_source_counts_as_confirmed(rule: Rule, version: Version) -> None:
    if version.confirmed:
        assert {PACK.sources[source].confidence for source in version.sources} == {"verified"}
        assert {PACK.sources[source].kind for source in version.sources} <= {"statute", "guidance"}


@pytest.mark.parametrize(("rule", "version"), VERSIONS)
def test_no_count_or_window_of_days_is_confirmed_by_dundee(rule: Rule, version: Version) -> None:
    units = {PACK.facts[found.fact].unit for found in comparisons(version.when)}
    assert not (version.confirmed and units & {"concerns", "reports", "incidents"})


def test_every_fact_is_looked_at_by_a_rule() -> None:
    used = {fact for rule in PACK.rules.values() for version in rule.versions for fact in facts_in(version.when)}
    assert {fact.id for fact in PACK.facts} - used == set()


def test_every_source_is_cited() -> None:
    files = {path: text for path, text in shipped_files().items() if path != "sources.yaml"}
    cited = {word for text in files.values() for word in re.findall(r"[a-z0-9_]+", text)}
    assert set(PACK.sources) - cited == set()


def test_every_action_is_recommended_somewhere() -> None:
    used = {act for rule in PACK.rules.values() for version in rule.versions for act in version.actions}
    assert set(PACK.actions) - used == set()


def test_large_scale_work_is_told_to_the_care_inspectorate_when_it_begins_and_when_it_ends() -> None:
    for version in PACK.rules["adults.large_scale"].versions:
        told = PACK.actions["tell_care_inspectorate"]
        assert "tell_care_inspectorate" in version.actions
        assert "begins" in told
        assert "ends" in told


def test_every_route_used_has_a_label_and_somebody_to_decide_it() -> None:
    used = {route for rule in PACK.rules.values() for version in rule.versions for route in version.routes}
    assert all(PACK.routes[route].label and PACK.routes[route].needs_decider for route in used)


def test_the_telephone_asks_for_at_most_six_facts() -> None:
    quick = [fact.id for fact in PACK.facts if "quick" in fact.asked]
    assert 0 < len(quick) <= 6


def test_what_records_say_is_never_asked_of_a_caller() -> None:
    assert [fact.id for fact in PACK.facts if "history" in fact.asked and {"quick", "full"} & set(fact.asked)] == []


def test_incidents_known_to_the_police_are_asked_for_and_not_counted_from_concerns() -> None:
    assert PACK.facts["da_incidents_12_months"].asked == ("screening",)
    assert "police" in PACK.facts["da_incidents_12_months"].who


@pytest.mark.parametrize("limb", LIMBS)
def test_the_three_points_are_asked_of_an_officer_only(limb: str) -> None:
    assert PACK.facts[limb].asked == ("screening",)
    assert PACK.facts[limb].who == ("officer",)


def test_capacity_is_no_fact() -> None:
    words = [" ".join((fact.id, fact.short, *(fact.choices or {}))) for fact in PACK.facts]
    assert not [word for word in words if "capacity" in word]


@pytest.mark.parametrize("limb", LIMBS)
@pytest.mark.parametrize("missing", [None, {"asked": True, "value": None}])
def test_a_point_not_known_never_closes_and_is_found_out_the_same_day(limb: str, missing: object) -> None:
    got = recommended({"age_years": 82, "harms": ["financial"], **dict.fromkeys(LIMBS, True), limb: missing})
    assert "needs_information" in got.routes
    assert "asp_inq" in got.possible_routes
    assert "asp_not_met_support" not in got.routes
    assert got.urgency == "same_day"


@pytest.mark.parametrize("limb", LIMBS)
def test_a_point_certainly_not_met_rules_an_inquiry_out_and_finds_other_support(limb: str) -> None:
    got = recommended({"age_years": 82, "harms": ["physical"], **dict.fromkeys(LIMBS, True), limb: False})
    assert "asp_not_met_support" in got.routes
    assert not {"asp_inq", "asp_urgent"} & {*got.routes, *got.possible_routes}
    assert {"asp_inq", "asp_urgent"} <= set(got.ruled_out)


def test_no_condition_makes_an_adult_at_risk_by_itself() -> None:
    conditions = [value for value in PACK.facts["conditions"].choices or {} if value != "none"]
    got = recommended({"age_years": 82, "harms": ["physical"], "conditions": conditions})
    assert "asp_inq" not in got.routes


def test_a_young_person_of_16_who_fails_a_point_is_still_a_child() -> None:
    got = recommended({"age_years": 16, "harms": ["physical"], "disclosed": True, "more_vulnerable": False})
    assert {"cp_ird", "asp_not_met_support"} <= set(got.routes)


@pytest.mark.parametrize("harm", list(PACK.facts["harms"].choices or {}))
@pytest.mark.parametrize("age", [0, 15, 16, 17, 18, 82])
def test_no_kind_of_harm_is_left_without_a_route(harm: str, age: int) -> None:
    got = recommended({"age_years": age, "harms": [harm]})
    assert got.routes
    assert got.urgency


def test_age_alone_puts_nobody_in_the_queue_as_could_be() -> None:
    got = recommended({"age_years": 9, "harms": ["discriminatory"], "injury": False})
    assert got.could_reach != "act_now"


def test_an_adult_is_never_put_to_child_protection() -> None:
    got = recommended({"age_years": 82, "harms": ["physical"]})
    assert not {"cp_ird", "carm", "reporter"} & {*got.routes, *got.possible_routes}


def test_a_child_is_never_put_to_the_adults_law() -> None:
    got = recommended({"age_years": 9, "harms": ["physical"]})
    adults = {"asp_inq", "asp_urgent", "asp_not_met_support", "mhcta_s33", "marac", "lsi_consider"}
    assert not adults & {*got.routes, *got.possible_routes}


def test_a_checklist_with_gaps_is_not_below_the_mark() -> None:
    got = recommended({"age_years": 34, "harms": ["domestic_abuse"], "dash_yes_count": {"from": 9, "to": 14}})
    assert "marac" in got.possible_routes


def any_age() -> st.SearchStrategy[object]:
    """An exact age, or a range of which an end may be open."""
    ends = st.lists(st.integers(0, 90), min_size=2, max_size=2).map(sorted)
    ranges = ends.flatmap(
        lambda two: st.sampled_from([{"from": two[0], "to": two[1]}, {"from": two[0]}, {"to": two[1]}])
    )
    return st.one_of(st.integers(0, 90), ranges)


def anything_stated(scope: str) -> st.SearchStrategy[dict[str, object]]:
    """Any facts of one scope that an officer or a caller could state of somebody born."""
    kinds = {"yes_no": lambda fact: st.booleans()}
    kinds["choice"] = lambda fact: st.sampled_from(sorted(fact.choices))
    kinds["choices"] = lambda fact: st.lists(st.sampled_from(sorted(fact.choices)), min_size=1, unique=True)
    kinds["number"] = lambda fact: any_age() if fact.id == "age_years" else st.integers(fact.least, min(fact.most, 90))
    facts = [fact for fact in PACK.facts if fact.scope == scope and fact.id != "unborn"]
    return st.fixed_dictionaries({}, optional={fact.id: kinds[fact.type](fact) for fact in facts})


@given(anything_stated("subject"), anything_stated("household"), anything_stated("concern"))
@settings(max_examples=200, deadline=None)
def test_whatever_is_stated_nobody_is_left_without_a_route(
    subject: dict[str, object], household: dict[str, object], concern: dict[str, object]
) -> None:
    got = recommended(subject, household, concern)
    assert got.routes
    assert got.urgency


@pytest.mark.parametrize("first", range(0, 24))
def test_an_age_that_may_be_a_childs_or_an_adults_is_asked_about_until_it_is_told(first: int) -> None:
    for last in (*range(first, 24), 40):
        hurt = {"harms": ["physical"], "age_years": {"from": first, "to": last}}
        asks = first < 18 <= last
        assert ("ask_about_age" in recommended(hurt).actions) is asks, (first, last)
        if asks:
            told = (recommended({**hurt, "age_years": years}).actions for years in (first, last))
            assert not any("ask_about_age" in actions for actions in told)


DA = {"age_years": 34, "harms": ["domestic_abuse"], "dash_yes_count": 3}
CALM_CHILD = {"age_years": 9, "harms": ["other"], "injury": False}


@pytest.mark.parametrize(
    ("subject", "household", "concern", "routes", "urgency"),
    [
        (CALM_CHILD, {}, {}, {"cp_wellbeing"}, "five_working_days"),
        (CALM_CHILD, {}, {"immediate_danger": True}, {"police"}, "act_now"),
        (CALM_CHILD, {}, {"danger_soon": True}, {"needs_information"}, "act_now"),
        (CALM_CHILD, {}, {"crime_suspected": True}, {"police"}, "same_day"),
        (CALM_CHILD, {}, {"ird_requested": True}, {"cp_ird"}, "same_day"),
        (CALM_CHILD | {"missing_now": True}, {}, {}, {"police"}, "act_now"),
        (CALM_CHILD | {"has_open_work": True}, {}, {}, {"info_only", "cp_wellbeing"}, "two_working_days"),
        (CALM_CHILD | {"compulsory_measures": True}, {}, {}, {"reporter"}, "two_working_days"),
        (CALM_CHILD, {"police_reports_household_12_months": 3}, {}, {"cp_ird"}, "two_working_days"),
        (CALM_CHILD, {"concerns_about_household_56_days": 3}, {}, {"cp_ird"}, "two_working_days"),
        (CALM_CHILD, {"dangerous_person_in_household": True}, {}, {"cp_ird"}, "same_day"),
        ({"age_years": 1, "injury": True}, {}, {}, {"cp_ird"}, "same_day"),
        ({"age_years": 4, "injury": True}, {}, {}, {"needs_information"}, "same_day"),
        ({"age_years": 11, "harms": ["sexual"]}, {}, {}, {"cp_ird", "police"}, "same_day"),
        ({"age_years": 11, "harms": ["fgm"]}, {}, {}, {"cp_ird", "police"}, "same_day"),
        ({"age_years": 11, "harms": ["trafficking"]}, {}, {}, {"cp_ird", "nrm", "police"}, "same_day"),
        ({"age_years": 4, "harms": ["neglect"]}, {}, {}, {"cp_ird", "cp_wellbeing"}, "same_day"),
        ({"age_years": 11, "harms": ["neglect"]}, {}, {}, {"cp_wellbeing"}, "two_working_days"),
        ({"age_years": 14, "harms": ["self_harm"]}, {}, {}, {"cp_wellbeing"}, "same_day"),
        ({"age_years": 11, "harmed_others": True}, {}, {}, {"cp_ird"}, "same_day"),
        (DA | {"da_high_risk_judgement": True}, {}, {}, {"marac"}, "same_day"),
        (DA | {"da_incidents_12_months": 3}, {}, {}, {"marac"}, "same_day"),
        (DA, {}, {"da_signs": ["strangulation"]}, {"marac", "police"}, "same_day"),
        (DA, {"child_in_household": True}, {}, {"cp_wellbeing"}, "same_day"),
        ({"age_years": 50, "conditions": ["dementia"], "harms": ["financial"]}, {}, {}, {"mhcta_s33"}, "same_day"),
        ({"age_years": 50, "harms": ["trafficking"]}, {}, {}, {"police", "nrm"}, "same_day"),
        ({"age_years": 50, "harms": []}, {}, {"others_harmed": True}, {"lsi_consider"}, "two_working_days"),
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


@pytest.mark.parametrize("subject", [CALM_CHILD, {"harms": ["other"]}, {"unborn": True}])
def test_an_agencys_request_for_a_discussion_cannot_be_quietly_lowered(subject: dict[str, object]) -> None:
    got = recommended(subject, concern={"ird_requested": True})
    assert got.mandatory_routes == ("cp_ird",)
    assert got.mandatory_urgency == "same_day"
