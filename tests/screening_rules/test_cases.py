from screening_rules.cases import check, missing_cases, run_cases
from screening_rules.loader import load_pack, shipped_files
from tests.screening_rules.small_pack import small_files, small_pack

CASES = "packs/children/10_bruise.cases.yaml"


def told(old: str, new: str) -> list[str]:
    files = small_files()
    assert old in files[CASES]
    files[CASES] = files[CASES].replace(old, new)
    return [problem.problem for problem in missing_cases(load_pack(files)) if "bruise" in problem.path]


def test_every_example_is_tried_on_its_day() -> None:
    results = run_cases(small_pack())
    assert len(results) == 7
    assert all(result.passed for result in results)


def test_an_example_that_comes_out_otherwise_says_what_it_gave() -> None:
    files = small_files()
    files[CASES] = files[CASES].replace("{name: only a bruise", "{name: only a bruise, household: {home: house}")
    files[CASES] = files[CASES].replace('expect: "unknown"', 'expect: "yes"')
    (failed,) = (result for result in run_cases(load_pack(files)) if not result.passed)
    assert (failed.name, failed.expected, failed.got) == ("only a bruise", "yes", "unknown")
    assert not check(files).is_good


def test_a_rule_with_all_its_examples_lacks_nothing() -> None:
    assert told("only a bruise", "a bruise alone") == []


def test_a_missing_yes_no_or_unknown_is_named() -> None:
    assert told('expect: "unknown"', 'expect: "no"') == ["no case of children.bruise is unknown"]


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
