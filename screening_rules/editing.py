"""Changing rule files in place: what was not changed stays byte for byte, comments and order included. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import yaml

from screening_rules.catalogues import parse_sources_file
from screening_rules.model import Rule, RuleCase, Source
from screening_rules.rule_files import Lists, parse_cases, parse_rule
from screening_rules.sheet import Sheet
from screening_rules.strict_yaml import RuleFileError, nodes
from screening_rules.writing import case_lines, indented, rule_lines, source_lines, title_lines, version_lines


def read_rule(path: str, text: str, lists: Lists) -> tuple[Rule | None, tuple[RuleFileError, ...]]:
    """The rule that a file says, and what is wrong with it; None where anything is."""
    problems: list[RuleFileError] = []
    sheet = Sheet(path, text, problems)
    rule = parse_rule(sheet, lists) if sheet.read() else None
    return (None if problems else rule), tuple(problems)


def read_cases(
    path: str, text: str, lists: Lists, rule: Rule
) -> tuple[tuple[RuleCase, ...], tuple[RuleFileError, ...]]:
    """The examples that a file tells about `rule`, and what is wrong with them; none where anything is."""
    problems: list[RuleFileError] = []
    sheet = Sheet(path, text, problems)
    cases = parse_cases(sheet, lists.facts, rule) if sheet.read() else ()
    return (() if problems else cases), tuple(problems)


def write_rule(text: str, rule: Rule, lists: Lists) -> str:
    """`text` changed so far that it says `rule`; the whole file anew where it said no rule, or is laid out otherwise."""
    before, _ = read_rule(rule.path, text, lists)
    if before == rule:
        return text
    edited = _edited_rule(text, before, rule) if before is not None else ""
    return edited if edited and read_rule(rule.path, edited, lists)[0] == rule else _lines(rule_lines(rule))


def write_case(text: str, at: int | None, case: RuleCase | None, lists: Lists, rule: Rule) -> str:
    """`text` with the example at place `at` (None: a new one, at the end) told as `case`, or left out; "" where none is left."""
    path = rule.path.replace(".rule.yaml", ".cases.yaml")
    before, _ = read_cases(path, text, lists, rule)
    cases = list(before)
    cases[len(cases) if at is None else at : len(cases) if at is None else at + 1] = [] if case is None else [case]
    if tuple(cases) == before:
        return text
    first = rule.versions[0].start
    lines = [] if case is None else case_lines(case, lists.facts, first)
    edited = _edited_item(text, at, lines) if before else _lines(lines)
    whole = _lines([line for each in cases for line in case_lines(each, lists.facts, first)])
    return edited if read_cases(path, edited, lists, rule)[0] == tuple(cases) else whole


def write_source(text: str, source: Source) -> str:
    """The sources with `source` told as it is now: in its place, or at the end."""
    sheet = Sheet("sources.yaml", text, [])
    if sheet.read() and parse_sources_file(sheet).get(source.id) == source:
        return text
    held = next((each for each in _entries(text, nodes(sheet.path, text)) if each.key == source.id), None)
    return _with(text, *((held.begin, held.end) if held else (len(text), len(text))), source_lines(source))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key of a map, or an item of a list, and where its lines begin and end in the text."""

    key: str
    begin: int
    end: int
    column: int
    value: yaml.Node


def _edited_rule(text: str, before: Rule, after: Rule) -> str:
    """The text with only those lines changed that say something else, from the last line to the first."""
    try:
        for change in _changes(text, before, after):
            text = change(text)
    except LookupError:  # laid out in a way that has no lines of its own for each part
        return ""
    return text


def _changes(text: str, before: Rule, after: Rule) -> Iterator[Callable[[str], str]]:
    if before.withdrawn != after.withdrawn:
        told = [] if after.withdrawn is None else [f"withdrawn: {after.withdrawn}"]
        yield lambda text: _put(text, (), "withdrawn", told)
    old = {version.start: version for version in before.versions}
    new = {version.start: version for version in after.versions}
    for start in sorted(old.keys() | new.keys(), reverse=True):
        if old.get(start) != new.get(start):
            lines = version_lines(new[start]) if start in new else []
            yield lambda text, start=start, lines=lines: _put(text, ("versions",), str(start), lines)  # type: ignore[misc]  # bound now
    if before.title != after.title:
        yield lambda text: _put(text, (), "title", title_lines(after.title))


def _put(text: str, above: tuple[str, ...], key: str, lines: Sequence[str]) -> str:
    """The lines stand in place of an entry, or after the last one whose key sorts before it; no lines take it out.

    Raises:
        LookupError: the map is not laid out in lines.
    """
    entries = _entries(text, nodes("", text))
    for name in above:
        held = next(each for each in entries if each.key == name)
        entries = _entries(text, held.value)
    if not entries:
        raise LookupError(key)
    inward = indented(lines, " " * entries[0].column)
    for each in entries:
        if each.key == key:
            return _with(text, each.begin, each.end, inward)
    earlier = [each for each in entries if above and each.key < key]
    place = earlier[-1].end if earlier else entries[0].begin if above else entries[-1].end
    return _with(text, place, place, inward)


def _edited_item(text: str, at: int | None, lines: Sequence[str]) -> str:
    root = nodes("", text)
    items = _items(text, root)
    if not items:
        return ""
    inward = indented(lines, " " * items[0].column)
    begin, end = (items[-1].end, items[-1].end) if at is None else (items[at].begin, items[at].end)
    return _with(text, begin, end, inward)


def _entries(text: str, node: yaml.Node) -> list[_Entry]:
    """The keys of a map that each begin a line of their own; none where it is written in brackets."""
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return []
    return [
        _Entry(key.value, _line_start(text, key.start_mark.index), _end(text, value), key.start_mark.column, value)
        for key, value in node.value
    ]


def _items(text: str, node: yaml.Node) -> list[_Entry]:
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        return []
    found = []
    for value in node.value:
        dash = text.rfind("-", 0, value.start_mark.index)
        begin = _line_start(text, dash)
        found.append(_Entry("", begin, _end(text, value), dash - begin, value))
    return found


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _end(text: str, node: yaml.Node) -> int:
    """Where the line after the last of the node's own words begins; comments and empty lines below belong to what follows."""
    last = _last(node)
    while last > 0 and text[last - 1 : last].isspace():
        last -= 1
    following = text.find("\n", last)
    return len(text) if following < 0 else following + 1


def _last(node: yaml.Node) -> int:
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _with(text: str, begin: int, end: int, lines: Sequence[str]) -> str:
    before = text[:begin]
    return (before if not before or before.endswith("\n") else before + "\n") + _lines(lines) + text[end:]


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
