from screening_rules.cases import check, missing_cases, run_cases
from screening_rules.loader import load_pack, shipped_files, shipped_pack
from screening_rules.model import Compare
from screening_rules.thresholds import thresholds
from tests.screening_rules.small_pack import small_files, small_pack

CASES, RULE = "packs/children/10_bruise.cases.yaml", "packs/children/10_bruise.rule.yaml"
DANGER = "packs/screening/10_danger.rule.yaml"


def told(old: str, new: str) -> list[str]:
    files = small_files()
    assert old in files[CASES]
    files[CASES] = files[CASES].replace(old, new)
    return [problem.problem for problem in missing_cases(load_pack(files)) if "bruise" in problem.path]


def test_every_example_is_tried_on_its_day() -> None:
    results = run_cases(small_pack())
    assert len(results) == 11
    assert all(result.passed for result in results)


def test_an_example_that_comes_out_otherwise_says_what_it_gave() -> None:
    files = small_files()
    files[CASES] = files[CASES].replace("{name: only a bruise", "{name: only a bruise, household: {home: house}")
    files[CASES] = files[CASES].replace('expect: "unknown"', 'expect: "yes"', 1)
    (failed,) = (result for result in run_cases(load_pack(files)) if not result.passed)
    assert (failed.name, failed.expected, failed.got) == ("only a bruise", "yes", "unknown")
    assert not check(files).is_good


def test_a_rule_with_all_its_examples_lacks_nothing() -> None:
    assert told("only a bruise", "a bruise alone") == []


def test_a_missing_yes_no_or_unknown_is_named_for_each_version() -> None:
    first = '{name: only a bruise, subject: {harms: [physical]}, expect: "unknown"}'
    assert told(first, first.replace('"unknown"', '"no"')) == ["no case of children.bruise from 2026-01-01 is unknown"]
    second = "{name: no age after it, on: 2026-07-02"
    assert told(second, second.replace("2026-07-02", "2026-06-02")) == [
        "no case of children.bruise from 2026-07-01 is unknown"
    ]


def test_a_threshold_tried_on_one_side_only_is_named_with_the_side() -> None:
    assert told("age_years: 16, harms", "age_years: 40, harms") == [
        "no case of children.bruise from 2026-07-01 has their age: 16 years"
    ]


def test_examples_that_do_not_turn_on_the_threshold_are_not_enough() -> None:
    found = told('age_years: 15, harms: [physical]}, expect: "yes"', 'age_years: 15, harms: [neglect]}, expect: "no"')
    assert found == ["no case of children.bruise from 2026-07-01 is yes"], "sixteen with a bruise still turns"
    files = small_files()
    for age in (15, 16):
        files[CASES] = files[CASES].replace(
            f"age_years: {age}, harms: [physical]", f"age_years: {age}, harms: [neglect]"
        )
    assert "no case of children.bruise from 2026-07-01 turns on whether their age is 15 years or 16 years" in [
        problem.problem for problem in missing_cases(load_pack(files))
    ]


def test_a_rule_that_asks_only_what_is_known_is_never_asked_for_an_unknown() -> None:
    files = small_files()
    files[DANGER] = files[DANGER].replace("{danger: {is: true}}", "{danger: {known: false}}")
    found = [problem.problem for problem in missing_cases(load_pack(files)) if "danger" in problem.path]
    assert found == [
        "no case of screening.danger from 2026-01-01 is yes",
        "no case of screening.danger from 2026-01-01 is no",
        "screening.danger is not tried on 2026-01-01",
        "screening.danger is not tried on 2025-12-31",
    ]


def test_a_version_that_never_holds_needs_no_answers() -> None:
    files = small_files()
    files[RULE] += "withdrawn: 2026-07-01\n"
    assert [problem.problem for problem in missing_cases(load_pack(files)) if "bruise" in problem.path] == []


def test_what_lacks_examples_loads_and_is_no_good_draft() -> None:
    files = small_files()
    assert load_pack(files).rules
    assert not check(files).is_good


def test_each_comparison_of_a_number_has_two_sides() -> None:
    when = shipped_pack().rules["humanitarian.says_under_18"].versions[0].when
    assert thresholds(when) == [("age_years", 12, 13), ("age_years", 25, 26)]


def test_a_number_below_nought_is_not_asked_for() -> None:
    assert thresholds(Compare("age_years", "number", "at_least", 0)) == []
    assert thresholds(Compare("age_years", "number", "over", 0)) == [("age_years", 0, 1)]


def test_a_missing_first_day_and_day_before_are_named() -> None:
    assert told("on: 2025-12-31", "on: 2025-12-30") == ["children.bruise is not tried on 2025-12-31"]
    assert told("on: 2026-07-01", "on: 2026-07-02") == ["children.bruise is not tried on 2026-07-01"]


def test_a_withdrawn_rule_without_examples_lacks_its_last_day_too() -> None:
    found = [problem.problem for problem in missing_cases(small_pack()) if "neglect" in problem.path]
    assert "adults.neglect is not tried on 2027-01-01" in found


def test_check_gives_the_mistakes_of_files_that_are_not_a_pack() -> None:
    report = check({"facts.yaml": "a: yes"})
    assert not report.is_good
    assert report.cases == ()
    assert {problem.path for problem in report.problems} == {"facts.yaml", "sources.yaml", "routes.yaml"}


def test_the_shipped_rules_pass_their_own_examples() -> None:
    report = check(shipped_files())
    assert [str(problem) for problem in report.problems] == []
    assert [result for result in report.cases if not result.passed] == []
