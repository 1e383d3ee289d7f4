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
_ANSWER = re.compile(r"no case of (\S+) from (\S+) is (yes|no|unknown)")
_SIDE = re.compile(r"no case of (\S+) from (\S+) has (.+)")
_PLAINER = {"Add a case with on:": "Add an example on", "no case of": "no example of", "Add a case": "Add an example"}
_ANSWERS = {"yes": "where the rule applies", "no": "where the rule does not apply", "unknown": "where it cannot tell"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: what is wrong, what to do, and the page on which it is done."""

    words: str
    remedy: str
    href: str
    label: str
    line: int | None


def in_its_way(opened: OpenedDraft) -> dict[str, Any]:
    """Everything to mend before the draft can be proposed, as its template asks for it."""
    return {
        "problems": problems(opened),
        "failing": [each for each in opened.report.cases if not each.passed],
        "rules": {rule: held.title for rule, held in opened.read.rules.items()},
    }


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
    words, told = _asked_for(problem) or (problem, remedy)
    words = words.replace(rule.id, f"“{rule.title}”")
    return Problem(_plain(words), _plain(told), href if opened.is_editable else "", f"Add it to “{rule.title}”", None)


def _asked_for(problem: str) -> tuple[str, str] | None:
    """Why an example is asked for, of an answer or on a side of a number or day; then which to add."""
    if found := _ANSWER.fullmatch(problem):
        return f"Not every answer of {found[1]} from {found[2]} has an example", f"Add an example {_ANSWERS[found[3]]}"
    if found := _SIDE.fullmatch(problem):
        return (
            f"Not every side of what {found[1]} turns on from {found[2]} has an example",
            f"Add an example with {found[3]}",
        )
    return None


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
