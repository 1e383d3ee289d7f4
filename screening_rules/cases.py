"""Tries every rule on its own examples, and says what a set of files lacks before it may be a pack. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from screening_rules.compiled import compile_pack
from screening_rules.conditions import comparisons
from screening_rules.interpret import answer
from screening_rules.loader import PackError, load_pack
from screening_rules.model import Pack, Rule, RuleCase, Version
from screening_rules.strict_yaml import RuleFileError
from screening_rules.thresholds import is_at, side_in_words, thresholds, turns
from screening_rules.vignettes import Otherwise, otherwise

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
    """What `check` found: mistakes in files, examples that came out otherwise, and examples that are missing.

    `otherwise` are vignettes that come out otherwise than they did: something to read, which stops nothing.
    """

    problems: tuple[RuleFileError, ...]
    cases: tuple[CaseResult, ...]
    otherwise: tuple[Otherwise, ...] = ()

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
    """What the examples beside each rule do not show.

    Of every version: yes, no and unknown, its first day and the day before, and both sides of each number or day that it
    turns on, one of which must decide. A withdrawn rule is also tried on the day it is withdrawn.
    """
    return tuple(problem for rule in pack.rules.values() for problem in _missing(pack, rule))


def _missing(pack: Pack, rule: Rule) -> Iterator[RuleFileError]:
    path, cases = rule.path.replace(".rule.yaml", ".cases.yaml"), [case for case in pack.cases if case.rule == rule.id]
    for version, following in pairwise((*rule.versions, None)):
        assert version is not None
        ends = [day for day in (following.start if following else None, rule.withdrawn) if day is not None]
        of_it = [case for case in cases if version.start <= case.on and all(case.on < day for day in ends)]
        if all(version.start < day for day in ends):  # else nobody is ever screened by it
            for problem, remedy in _unshown(pack, rule, version, of_it):
                yield RuleFileError(path, None, problem, remedy)
    days = [day for version in rule.versions for day in (version.start, version.start - timedelta(days=1))]
    for day in [*days, *([rule.withdrawn] if rule.withdrawn else [])]:
        if all(case.on != day for case in cases):
            yield RuleFileError(path, None, f"{rule.id} is not tried on {day}", f"Add a case with on: {day}")


def _unshown(pack: Pack, rule: Rule, version: Version, cases: Sequence[RuleCase]) -> Iterator[tuple[str, str]]:
    """What is missing of one version and what to do about it."""
    about = f"{rule.id} from {version.start}"
    for expected in _answers(version):
        if all(case.expect != expected for case in cases):
            yield f"no case of {about} is {expected}", f'Add one with expect: "{expected}"'
    for fact, low, high in thresholds(version.when):
        asked, sides = pack.facts[fact], {low: high, high: low}
        told = {end: side_in_words(asked, end) for end in sides}
        tried = {end: [case.facts for case in cases if is_at(case.facts, fact, end)] for end in sides}
        for end in (end for end, found in tried.items() if not found):
            yield f"no case of {about} has {asked.short}: {told[end]}", "Add a case on each side of what it turns on"
        here = ((end, facts) for end, found in tried.items() for facts in found)
        if all(tried.values()) and not any(turns(version.when, facts, fact, end, sides[end]) for end, facts in here):
            yield (
                f"no case of {about} turns on whether {asked.short} is {told[low]} or {told[high]}",
                "Add a case in which nothing else decides",
            )


def _answers(version: Version) -> tuple[str, ...]:
    """The answers that a version can give: never unknown where it asks only what is known."""
    only_known = all(each.operator == "known" for each in comparisons(version.when))
    return ("yes", "no") if only_known else ("yes", "no", "unknown")


def check(files: Mapping[str, str]) -> Report:
    """Everything that stands between `files` and a pack, gathered at once."""
    try:
        pack = load_pack(files)
    except PackError as error:
        return Report(error.problems, ())
    return Report(missing_cases(pack), run_cases(pack), otherwise(pack))
