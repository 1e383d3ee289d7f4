"""Every version of every shipped rule has its examples: each answer, the first day and the day before, each threshold on both sides."""

from __future__ import annotations

from screening_rules import load_pack, shipped_pack
from tests.house import tree
from tests.house.rule_cases import missing, thresholds
from tests.screening_rules.small_pack import small_files

RULE, CASES = "packs/children/02_injury_under_two.rule.yaml", "packs/children/02_injury_under_two.cases.yaml"


def without(told: str) -> list[str]:
    """What is missing once an example of a shipped rule says something else."""
    files = dict(shipped_pack().files)
    assert told in files[CASES]
    files[CASES] = files[CASES].replace(told, "age_years: 40,")
    return list(missing(load_pack(files)))


def test_every_version_shows_every_answer_day_and_threshold() -> None:
    tree.nothing(missing(shipped_pack()), "Add an example beside the rule.")


def test_a_threshold_tried_on_one_side_only_is_named_with_the_side() -> None:
    assert without("age_years: 2,") == ["children.injury_under_two@2024-01-01: age_years is not tried at 2"]


def test_a_threshold_that_never_decides_is_named() -> None:
    files = dict(shipped_pack().files)
    files[RULE] = files[RULE].replace("- age_years: {under: 2}", "- age_years: {under: 90}")
    found = [what for what in missing(load_pack(files)) if "injury_under_two" in what]
    assert "children.injury_under_two@2024-01-01: age_years is not tried at 89" in found


def test_examples_that_do_not_turn_on_the_threshold_are_not_enough() -> None:
    files = dict(shipped_pack().files)
    files[CASES] = (
        files[CASES].replace("age_years: 1,", "age_years: 0,").replace("age_years: 2,", "age_years: 40,")
        + '- {name: one not hurt, subject: {age_years: 1, harms: [financial], injury: false}, expect: "no"}\n'
        + '- {name: two not hurt, subject: {age_years: 2, harms: [financial], injury: false}, expect: "no"}\n'
    )
    found = [what for what in missing(load_pack(files)) if "injury_under_two" in what]
    assert found == [
        "children.injury_under_two@2024-01-01: no example at age_years 1 or 2 turns on which of the two it is"
    ]


def test_a_rule_without_examples_lacks_everything() -> None:
    found = [what for what in missing(load_pack(small_files())) if "neglect" in what]
    assert any("no example is unknown" in what for what in found)


def test_each_comparison_of_a_number_has_two_sides() -> None:
    when = shipped_pack().rules["humanitarian.says_under_18"].versions[0].when
    assert thresholds(when) == [("age_years", 12, 13), ("age_years", 25, 26)]
