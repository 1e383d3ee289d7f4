"""What stands between a draft and a pack, in the words of a page, and where to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from hub.rulebook.opening import OpenedDraft
from hub.rulebook.reading import Rule
from hub.rulebook.rewriting import cases_path
from hub.web.words import capital_first, london_day

_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_EXPECT = re.compile(r'Add one with expect: "(\w+)"')
_PLAINER = {"Add a case with on:": "Add an example on", "no case of": "no example of", "Add a case": "Add an example"}
_ANSWERS = {"yes": "yes", "no": "no", "unknown": "not known"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: what is wrong, what to do, and the page on which it is done."""

    words: str
    remedy: str
    href: str
    label: str
    line: int | None


def problems(opened: OpenedDraft, rule: Rule | None = None) -> list[Problem]:
    """Everything that is wrong with the draft's files, or with one rule's."""
    paths = None if rule is None else {rule.path, cases_path(rule)}
    by_cases = {cases_path(each): each for each in opened.read.rules.values()}
    return [
        _missing_example(opened, by_cases[each.path], each.problem, each.remedy)
        if each.path in by_cases and each.line is None and "case" in each.remedy.lower() + each.problem
        else _in_text(opened, each.path, each.line, each.problem, each.remedy)
        for each in opened.report.problems
        if paths is None or each.path in paths
    ]


def _missing_example(opened: OpenedDraft, rule: Rule, problem: str, remedy: str) -> Problem:
    day = _DAY.search(problem)
    asked: dict[str, Any] = {"on": day[1]} if day else {}
    href = url_for("rules.case", number=opened.number, rule_id=rule.id, place="new", **asked)
    told = _EXPECT.sub(lambda found: f"Add one that is answered {_ANSWERS.get(found[1], found[1])}", remedy)
    words = problem.replace(rule.id, f"“{rule.title}”")
    return Problem(_plain(words), _plain(told), href if opened.is_editable else "", "Add an example", None)


def _in_text(opened: OpenedDraft, path: str, line: int | None, problem: str, remedy: str) -> Problem:
    href = url_for("rules.file", number=opened.number, path=path) if path in opened.files else ""
    return Problem(_plain(problem), _plain(remedy), href, path, line)


def _plain(words: str) -> str:
    for technical, plain in _PLAINER.items():
        words = words.replace(technical, plain)
    return capital_first(_DAY.sub(lambda found: _day(found[1]), words))


def _day(told: str) -> str:
    try:
        return london_day(date.fromisoformat(told))
    except ValueError:
        return told
