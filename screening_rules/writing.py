"""Rules, their cases and sources written as rule files say them: the loader reads the same back. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from screening_rules import model
from screening_rules.case import plain_stated
from screening_rules.facts import Catalogue
from screening_rules.model import All, Compare, Condition, Not, Rule, RuleCase, Source, Version
from screening_rules.strict_yaml import RuleFileError, load

WIDTH = 120
STEP = "  "
Lines = list[str]


def rule_lines(rule: Rule) -> Lines:
    """A whole rule file."""
    withdrawn = [] if rule.withdrawn is None else [f"withdrawn: {rule.withdrawn}"]
    versions = [line for version in rule.versions for line in indented(version_lines(version))]
    return [f"id: {rule.id}", *title_lines(rule.title), "versions:", *versions, *withdrawn]


def title_lines(title: str) -> Lines:
    """The line of a rule's title."""
    return _text("title", title)


def version_lines(version: Version) -> Lines:
    """One version under its start date, in the order in which rule files tell it."""
    body = [
        "when:",
        *indented(_condition(version.when)),
        *_recommended(version),
        *(["mandatory: true"] if version.mandatory else []),
        *(_several("rules_out", version.rules_out) if version.rules_out else []),
        *_several("sources", version.sources),
        *_text("because", version.because),
        *_text("change", version.change),
        f"confirmed: {flow(version.confirmed)}",
    ]
    return [f"{version.start}:", *indented(body)]


def case_lines(case: RuleCase, catalogue: Catalogue, first: date) -> Lines:
    """One example as an item of its file's list; its day stands there unless it is the rule's first."""
    facts: dict[str, dict[str, Any]] = {scope: {} for scope in ("subject", "concern", "household")}
    for fact, stated in case.facts.items():
        facts[catalogue[fact].scope][fact] = plain_stated(stated)
    on = [] if case.on == first else [f'"on": {case.on}']
    told = [line for scope, held in facts.items() if held for line in _mapping(scope, held)]
    return _item([*_text("name", case.name), *on, *told, f'expect: "{case.expect}"'])


def source_lines(source: Source) -> Lines:
    """One source under its id."""
    body = [
        *_text("title", source.title),
        f"kind: {flow(source.kind)}",
        *_text("where", source.where),
        *(_text("link", source.link) if source.link else []),
        *(_several("domain", source.domain) if source.domain else []),
        f"confidence: {flow(source.confidence)}",
        f"seen: {source.seen}",
    ]
    return [f"{source.id}:", *indented(body)]


def indented(lines: Sequence[str], by: str = STEP) -> Lines:
    """The lines one step further in."""
    return [by + line for line in lines]


def _recommended(version: Version) -> Lines:
    if version.urgency is None:
        return []
    actions = _several("actions", version.actions) if version.actions else []
    return [
        "recommend:",
        *indented([*_several("routes", version.routes), f"urgency: {version.urgency}", *actions]),
    ]


def _condition(condition: Condition) -> Lines:
    match condition:
        case Compare():
            value = list(condition.value) if isinstance(condition.value, tuple) else condition.value
            return [f"{condition.fact}: {{{condition.operator}: {flow(value)}}}"]
        case Not(part):
            return ["not:", *indented(_condition(part))]
        case All(parts):
            return ["all:", *_listed(parts)]
        case model.Any(parts):
            return ["any:", *_listed(parts)]


def _listed(parts: Sequence[Condition]) -> Lines:
    return [line for part in parts for line in indented(_item(_condition(part)))]


def _item(lines: Lines) -> Lines:
    return [f"- {lines[0]}", *indented(lines[1:])]


def _several(key: str, values: Sequence[str]) -> Lines:
    whole = f"{key}: {flow(list(values))}"
    return [whole] if len(whole) < WIDTH - 8 else [f"{key}:", *indented([f"- {flow(each)}" for each in values])]


def _mapping(key: str, held: Mapping[str, Any]) -> Lines:
    whole = f"{key}: {flow(held)}"
    return (
        [whole]
        if len(whole) < WIDTH
        else [f"{key}:", *indented([f"{name}: {flow(value)}" for name, value in held.items()])]
    )


def _text(key: str, words: str) -> Lines:
    """Words after their key: on the line, folded where they are long, in quotes where nothing else says the same."""
    plain = [f"{key}: {words}"]
    folded = [f"{key}: >-", *indented(textwrap.wrap(words, WIDTH - 8, break_long_words=False, break_on_hyphens=False))]
    ways = [plain, folded] if len(words) + len(key) < WIDTH - 6 else [folded]
    return next((way for way in ways if _says({key: words}, way)), [f"{key}: {_quoted(words)}"])


def flow(value: object) -> str:
    """A value on one line, fit to stand inside brackets."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float):
        written = format(Decimal(repr(value)), "f")
        return written if "." in written else f"{written}.0"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return value if isinstance(value, str) and _says([value], [f"[{value}]"]) else _written(value)


def _written(value: object) -> str:
    return _quoted(value) if isinstance(value, str) else str(value)


def _says(wanted: object, lines: Sequence[str]) -> bool:
    try:
        return bool(load("", "\n".join(lines) + "\n") == wanted)
    except RuleFileError:
        return False


def _quoted(words: str) -> str:
    written: str = yaml.safe_dump(words, default_style='"', allow_unicode=True, width=float("inf"))
    return written.strip()
