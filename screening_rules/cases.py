"""Tries every rule on its own examples, and says what a set of files lacks before it may be a pack. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from screening_rules.compiled import compile_pack
from screening_rules.interpret import answer
from screening_rules.loader import PackError, load_pack
from screening_rules.model import Pack, Rule, RuleCase
from screening_rules.strict_yaml import RuleFileError

NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one example gave; `passed` where it is what was expected."""

    rule: str
    name: str
    on: date
    expected: str
    got: str

    @property
    def passed(self) -> bool:
        """True where the rule answered as its example says."""
        return self.expected == self.got


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found: mistakes in files, examples that came out otherwise, and examples that are missing."""

    problems: tuple[RuleFileError, ...]
    cases: tuple[CaseResult, ...]

    @property
    def is_good(self) -> bool:
        """True where the files may become a pack."""
        return not self.problems and all(case.passed for case in self.cases)


def run_cases(pack: Pack) -> tuple[CaseResult, ...]:
    """Every example of the pack, tried through the compiled form and, as its oracle, the interpreter."""
    return tuple(CaseResult(case.rule, case.name, case.on, case.expect, _try(pack, case)) for case in pack.cases)


def _try(pack: Pack, case: RuleCase) -> str:
    version = pack.rules[case.rule].in_force(case.on)
    if version is None:
        return NOT_IN_FORCE
    findings, _, _ = compile_pack(pack, case.on).evaluate(case.facts)
    compiled = next(finding.answer for finding in findings if finding.rule == case.rule)
    told = answer(version.when, case.facts)
    return told.name.lower() if told is compiled else f"{told.name.lower()}, but compiled {compiled.name.lower()}"


def missing_cases(pack: Pack) -> tuple[RuleFileError, ...]:
    """What each rule's examples do not show: yes, no, unknown, each version's first day and the day before it.

    A withdrawn rule is also tried on the day it is withdrawn.
    """
    return tuple(problem for rule in pack.rules.values() for problem in _missing(pack, rule))


def _missing(pack: Pack, rule: Rule) -> Iterator[RuleFileError]:
    path = rule.path.replace(".rule.yaml", ".cases.yaml")
    cases = [case for case in pack.cases if case.rule == rule.id]
    for expected in ("yes", "no", "unknown"):
        if all(case.expect != expected for case in cases):
            yield RuleFileError(path, None, f"no case of {rule.id} is {expected}", f'Add one with expect: "{expected}"')
    days = [day for version in rule.versions for day in (version.start, version.start - timedelta(days=1))]
    for day in [*days, *([rule.withdrawn] if rule.withdrawn else [])]:
        if all(case.on != day for case in cases):
            yield RuleFileError(path, None, f"{rule.id} is not tried on {day}", f"Add a case with on: {day}")


def check(files: Mapping[str, str]) -> Report:
    """Everything that stands between `files` and a pack, gathered at once."""
    try:
        pack = load_pack(files)
    except PackError as error:
        return Report(error.problems, ())
    return Report(missing_cases(pack), run_cases(pack))
