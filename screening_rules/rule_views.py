"""Rules laid out for reading: a line for a list, all of one rule with its versions and examples. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from screening_rules.changes import told
from screening_rules.conditions import facts_in
from screening_rules.interpret import answer
from screening_rules.model import Rule, RuleCase, Source, Version
from screening_rules.rule_files import Lists
from screening_rules.words import in_words, stated_in_words

NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as it stands on a day, or as it will or did where it is not in force then; `state` says which.

    `state` is in_force, to_come or ended; `start` is the first day of the version told, `ends` the first day without the rule.
    """

    id: str
    area: str
    title: str
    when: str
    routes: tuple[str, ...]
    route_labels: tuple[str, ...]
    urgency: str | None
    facts: tuple[str, ...]
    start: date
    ends: date | None
    state: str
    confirmed: bool
    versions: int
    cases: int


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version in words; `until` is its last day, None while nothing follows it."""

    start: date
    until: date | None
    lines: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    change: str
    confirmed: bool
    state: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One example: its facts in words, what it should answer and what it does."""

    name: str
    on: date
    facts: tuple[str, ...]
    expected: str
    got: str

    @property
    def passed(self) -> bool:
        """Whether it answers as it should."""
        return self.expected == self.got


@dataclass(frozen=True, slots=True)
class RuleView:
    """All of one rule: its versions newest first, its examples in the order of their file."""

    line: RuleLine
    versions: tuple[VersionView, ...]
    cases: tuple[CaseView, ...]


def rule_lines(lists: Lists, rules: Iterable[Rule], cases: Sequence[RuleCase], *, on: date) -> tuple[RuleLine, ...]:
    """The rules as they stand on that day, in the order of their files."""
    numbers = dict.fromkeys((case.rule for case in cases), 0)
    for case in cases:
        numbers[case.rule] += 1
    ordered = sorted(rules, key=lambda rule: rule.path)
    return tuple(_line(lists, rule, numbers.get(rule.id, 0), on) for rule in ordered)


def rule_view(lists: Lists, rule: Rule, cases: Sequence[RuleCase], *, on: date) -> RuleView:
    """One rule with its own examples, as it stands on that day."""
    own = [case for case in cases if case.rule == rule.id]
    return RuleView(
        _line(lists, rule, len(own), on),
        tuple(_version(lists, rule, version, on) for version in reversed(rule.versions)),
        tuple(_case(lists, rule, case) for case in own),
    )


def _line(lists: Lists, rule: Rule, cases: int, on: date) -> RuleLine:
    version = rule.in_force(on) or _nearest(rule, on)
    return RuleLine(
        id=rule.id,
        area=rule.area,
        title=rule.title,
        when=in_words(version.when, lists.facts),
        routes=version.routes,
        route_labels=tuple(lists.routes[route].label for route in version.routes),
        urgency=version.urgency,
        facts=facts_in(version.when),
        start=version.start,
        ends=rule.withdrawn,
        state=_state(rule, version, on),
        confirmed=version.confirmed,
        versions=len(rule.versions),
        cases=cases,
    )


def _nearest(rule: Rule, on: date) -> Version:
    """The version that a rule not in force is told by: the last it had, or the first it will have."""
    return rule.versions[-1] if rule.versions[0].start <= on else rule.versions[0]


def _state(rule: Rule, version: Version, on: date) -> str:
    if rule.withdrawn is not None and on >= rule.withdrawn:
        return "ended"
    if version.start > on:
        return "to_come"
    return "in_force" if rule.in_force(on) is version else "ended"


def _version(lists: Lists, rule: Rule, version: Version, on: date) -> VersionView:
    following = [each.start for each in rule.versions if each.start > version.start]
    ends = [*following, *([rule.withdrawn] if rule.withdrawn else [])]
    return VersionView(
        start=version.start,
        until=min(ends) - timedelta(days=1) if ends else None,
        lines=told(version, lists),
        sources=tuple(lists.sources[each] for each in version.sources),
        change=version.change,
        confirmed=version.confirmed,
        state=_state(rule, version, on),
    )


def _case(lists: Lists, rule: Rule, case: RuleCase) -> CaseView:
    version = rule.in_force(case.on)
    got = NOT_IN_FORCE if version is None else answer(version.when, case.facts).name.lower()
    facts = tuple(
        f"{lists.facts[fact].short}: {stated_in_words(lists.facts[fact], stated)}"
        for fact, stated in case.facts.items()
    )
    return CaseView(case.name, case.on, facts, case.expect, got)
