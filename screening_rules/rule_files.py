"""Reads NN_name.rule.yaml and the NN_name.cases.yaml beside it. Pure; everything wrong is noted on the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from screening_rules.case import parse_facts
from screening_rules.conditions import parse_condition
from screening_rules.facts import SCOPES, Catalogue, FactError, Stated
from screening_rules.model import AREAS, URGENCIES, Pack, Route, Rule, RuleCase, Source, Version
from screening_rules.sheet import Sheet, Trail

EXPECTED = ("yes", "no", "unknown", "not_in_force")
_VERSION_KEYS = ("when", "recommend", "mandatory", "rules_out", "sources", "because", "change", "confirmed")


@dataclass(frozen=True, slots=True)
class Lists:
    """The closed lists that rules draw on."""

    facts: Catalogue
    sources: Mapping[str, Source]
    routes: Mapping[str, Route]
    actions: Mapping[str, str]

    @classmethod
    def of(cls, pack: Pack) -> Lists:
        """Those of a pack."""
        return cls(pack.facts, pack.sources, pack.routes, pack.actions)


def parse_rule(sheet: Sheet, lists: Lists) -> Rule:
    """The rule of one file, its versions oldest first."""
    raw = sheet.mapping(sheet.data, (), what="a rule")
    sheet.only(raw, ("id", "title", "versions", "withdrawn"), ())
    rule = sheet.id(sheet.words(raw, "id", ()), ("id",))
    area = rule.partition(".")[0]
    if area not in AREAS or "." not in rule or f"/{area}/" not in f"/{sheet.path}":
        sheet.refuse(("id",), f"the id {rule} does not begin with its folder's area", "Write <area>.<name>")
    versions = sheet.mapping(raw.get("versions"), ("versions",), what="versions")
    if not versions:
        sheet.refuse(("versions",), "the rule has no version", "Write its start date and the version under it")
    withdrawn = raw.get("withdrawn")
    read = (_version(sheet, lists, start, versions[start]) for start in versions)
    return Rule(
        id=rule,
        area=area,
        title=sheet.words(raw, "title", ()),
        versions=tuple(sorted(read, key=lambda version: version.start)),
        withdrawn=None if withdrawn is None else sheet.day(withdrawn, ("withdrawn",), what="withdrawn"),
        path=sheet.path,
    )


def _version(sheet: Sheet, lists: Lists, start: Any, entry: Any) -> Version:
    at = ("versions", str(start))
    raw = sheet.mapping(entry, at, what=f"version {start}")
    sheet.only(raw, _VERSION_KEYS, at)
    rules_out = sheet.several(raw, "rules_out", at, lists.routes)
    routes, urgency, actions = _recommended(sheet, lists, raw, at, optional=bool(rules_out))
    return Version(
        start=sheet.day(start, at, what=f"the version {start!s}"),
        when=parse_condition(sheet, lists.facts, raw.get("when"), (*at, "when")),
        routes=routes,
        urgency=urgency,
        actions=actions,
        mandatory=sheet.flag(raw, "mandatory", at, default=False),
        rules_out=rules_out,
        sources=sheet.several(raw, "sources", at, lists.sources, at_least=1),
        because=sheet.words(raw, "because", at),
        change=sheet.words(raw, "change", at),
        confirmed=sheet.flag(raw, "confirmed", at, default=None),
    )


def _recommended(
    sheet: Sheet, lists: Lists, version: Mapping[str, Any], at: Trail, *, optional: bool
) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    if optional and "recommend" not in version:
        return (), None, ()
    here = (*at, "recommend")
    raw = sheet.mapping(version.get("recommend"), here, what="recommend")
    sheet.only(raw, ("routes", "urgency", "actions"), here)
    routes = sheet.several(raw, "routes", here, lists.routes, at_least=1)
    actions = sheet.several(raw, "actions", here, lists.actions)
    return routes, sheet.one_of(raw, "urgency", here, URGENCIES), actions


def parse_cases(sheet: Sheet, catalogue: Catalogue, rule: Rule) -> tuple[RuleCase, ...]:
    """The examples of one file about `rule`; without a date they are tried on the rule's first day."""
    if not isinstance(sheet.data, list):
        sheet.refuse((), "the cases are not a list", "Begin each case with '- name: ...'")
        return ()
    first = rule.versions[0].start if rule.versions else date.max
    return tuple(_case(sheet, catalogue, rule.id, first, raw) for raw in sheet.data)


def _case(sheet: Sheet, catalogue: Catalogue, rule: str, first: date, entry: Any) -> RuleCase:
    raw = sheet.mapping(entry, (), what="a case")
    name = sheet.words(raw, "name", ())
    sheet.only(raw, ("name", "on", "expect", *SCOPES), (name,))
    facts: dict[str, Stated] = {}
    for scope in SCOPES:
        try:
            facts |= parse_facts(catalogue, scope, raw.get(scope))
        except FactError as error:
            sheet.refuse((name, scope, error.fact or scope), str(error), "Mend the case, or facts.yaml")
    on = sheet.day(raw["on"], (name, "on"), what="on") if "on" in raw else first
    return RuleCase(rule, name, on, facts, sheet.one_of(raw, "expect", (name,), EXPECTED) or "")
