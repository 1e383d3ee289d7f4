"""Turns rule files into one checked pack, or refuses them with every mistake named. Pure but for the shipped files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from screening_rules.calendars import Calendar, parse_calendars
from screening_rules.catalogues import parse_facts_file, parse_routes_file, parse_sources_file
from screening_rules.clock_files import parse_clocks
from screening_rules.clock_model import Clock
from screening_rules.facts import Catalogue
from screening_rules.model import Pack, Rule, RuleCase
from screening_rules.rule_files import Lists, parse_cases, parse_rule
from screening_rules.sheet import Sheet
from screening_rules.strict_yaml import RuleFileError

_LISTS = ("facts.yaml", "sources.yaml", "routes.yaml")
_RULE = re.compile(r"packs/[a-z_]+/[0-9]{2}_[a-z0-9_]+\.rule\.yaml")
_CASES = re.compile(r"packs/[a-z_]+/[0-9]{2}_[a-z0-9_]+\.cases\.yaml")
_CLOCK = re.compile(r"clocks/[a-z0-9_]+\.clock\.yaml")
_CALENDAR = re.compile(r"calendars/[a-z0-9_]+\.calendar\.yaml")


class PackError(ValueError):
    """A set of files is not a pack; `problems` lists every mistake found."""

    def __init__(self, problems: tuple[RuleFileError, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Readable:
    """What can be read of files that may be no pack: the lists, and each rule in whose own file nothing is wrong."""

    lists: Lists
    rules: Mapping[str, Rule]
    cases: tuple[RuleCase, ...]
    calendars: Mapping[str, Calendar]
    clocks: Mapping[str, Clock]
    problems: tuple[RuleFileError, ...]


def load_pack(files: Mapping[str, str]) -> Pack:
    """The pack that `files` (path below the pack's root → text) make.

    Raises:
        PackError: anything at all is wrong; no part of a bad pack is ever used.
    """
    read = read_files(files)
    if read.problems:
        raise PackError(read.problems)
    return Pack(
        facts=read.lists.facts,
        sources=read.lists.sources,
        routes=read.lists.routes,
        actions=read.lists.actions,
        rules=read.rules,
        cases=read.cases,
        calendars=read.calendars,
        clocks=read.clocks,
        files=dict(files),
        fingerprint=fingerprint(files),
    )


def read_files(files: Mapping[str, str]) -> Readable:
    """What the files say as far as they can be read, rules by id, and everything that is wrong with them."""
    problems: list[RuleFileError] = []
    sheets = _read(files, problems)
    lists = _lists(sheets, problems)
    rules = _rules(sheets, lists, problems)
    cases = _cases(sheets, lists.facts, rules)
    calendars, clocks = _clocks(files, lists, problems)
    wrong = {problem.path for problem in problems}
    sound = {rule.id: rule for path, rule in rules.items() if path not in wrong}
    return Readable(lists, sound, cases, calendars, clocks, tuple(problems))


def _read(files: Mapping[str, str], problems: list[RuleFileError]) -> dict[str, Sheet]:
    sheets = {}
    for path in sorted(files):
        sheet = Sheet(path, files[path], problems)
        if path not in _LISTS and not any(kind.fullmatch(path) for kind in (_RULE, _CASES, _CLOCK, _CALENDAR)):
            sheet.refuse((), "the file has no place in a pack", "Name it as its neighbours are named, or take it out")
        elif sheet.read():
            sheets[path] = sheet
    return sheets


def _lists(sheets: Mapping[str, Sheet], problems: list[RuleFileError]) -> Lists:
    for path in _LISTS:
        if path not in sheets and not any(problem.path == path for problem in problems):
            problems.append(RuleFileError(path, None, "the file is missing", "Every pack has one"))
    facts, sources, routes = (sheets.get(path) for path in _LISTS)
    return Lists(
        parse_facts_file(facts) if facts else Catalogue({}),
        parse_sources_file(sources) if sources else {},
        *(parse_routes_file(routes) if routes else ({}, {})),
    )


def _rules(sheets: Mapping[str, Sheet], lists: Lists, problems: list[RuleFileError]) -> dict[str, Rule]:
    """The rules by path; none where a list could not be read, since every rule would then be refused for it."""
    if any(problem.path in _LISTS for problem in problems):
        return {}
    rules: dict[str, Rule] = {}
    taken: dict[str, str] = {}
    for path in (path for path in sheets if _RULE.fullmatch(path)):
        rule = parse_rule(sheets[path], lists)
        if taken.setdefault(rule.id, path) != path:
            sheets[path].refuse(("id",), f"the id {rule.id} stands in {taken[rule.id]} too", "Give each its own id")
        rules[path] = rule
    return rules


def _cases(sheets: Mapping[str, Sheet], catalogue: Catalogue, rules: Mapping[str, Rule]) -> tuple[RuleCase, ...]:
    found: list[RuleCase] = []
    for path in (path for path in sheets if _CASES.fullmatch(path)):
        beside = path.replace(".cases.yaml", ".rule.yaml")
        if beside in rules:
            found += parse_cases(sheets[path], catalogue, rules[beside])
        elif rules and beside not in sheets:
            sheets[path].refuse((), "no rule stands beside these cases", f"Name them after their rule, {beside}")
    return tuple(found)


def _clocks(
    files: Mapping[str, str], lists: Lists, problems: list[RuleFileError]
) -> tuple[Mapping[str, Calendar], Mapping[str, Clock]]:
    try:
        calendars = parse_calendars(files)
        return calendars, parse_clocks(files, calendars, lists.sources)
    except RuleFileError as error:
        if str(error) not in map(str, problems):
            problems.append(error)
        return {}, {}


def fingerprint(files: Mapping[str, str]) -> str:
    """SHA-256, in hex, over the sorted paths and the hash of each file's text."""
    lines = (f"{path}\0{sha256(files[path].encode()).hexdigest()}\n" for path in sorted(files))
    return sha256("".join(lines).encode()).hexdigest()


def shipped_files() -> dict[str, str]:
    """The texts that ship with this package, by path below it."""
    root = Path(__file__).parent
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(root.rglob("*.yaml"))}


@cache
def shipped_pack() -> Pack:
    """The pack that ships with this package, read once.

    Raises:
        PackError: the shipped files were changed into something that is not a pack.
    """
    return load_pack(shipped_files())
