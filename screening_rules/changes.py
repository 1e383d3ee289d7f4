"""What rule files say otherwise than a pack, in the words that a second person signs, and every file line by line. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from screening_rules.clock_model import Clock, ClockVersion
from screening_rules.clock_words import clock_lines, version_lines
from screening_rules.line_by_line import FileDifference, line_by_line
from screening_rules.loader import Readable
from screening_rules.model import Pack, Rule, Version
from screening_rules.rule_files import Lists
from screening_rules.words import URGENCY_WORDS, in_sentence, in_words, listed

NEW, NEW_VERSION, CHANGED, GONE, ENDS, RENAMED = (
    *("new_rule", "new_version", "changed_version", "version_gone", "ends", "renamed"),
)
Told: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a version says, and what the version before it says of the same; "" where nothing."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise about one rule or clock; `start` is the first day of the version, or the day it ends."""

    rule: str
    area: str
    title: str
    kind: str
    start: date | None
    lines: tuple[Line, ...] = ()
    why: str = ""

    def rewrites_the_past(self, today: date) -> bool:
        """Whether it changes or takes away what people were already screened by."""
        return self.kind in {CHANGED, GONE} and self.start is not None and self.start <= today


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is otherwise: rules, clocks, and every file in which anything differs, by path."""

    rules: tuple[Change, ...]
    clocks: tuple[Change, ...]
    files: tuple[FileDifference, ...]

    def of(self, rule: str) -> tuple[Change, ...]:
        """What is otherwise about one rule."""
        return tuple(change for change in self.rules if change.rule == rule)

    def rewriting_the_past(self, today: date) -> tuple[Change, ...]:
        """The versions that had started and are no longer what they were."""
        return tuple(change for change in (*self.rules, *self.clocks) if change.rewrites_the_past(today))


def changes(base: Pack, read: Readable, files: Mapping[str, str]) -> Changes:
    """What `files`, as far as they were `read`, say otherwise than the pack `base`; what cannot be read is not taken for gone."""
    then = Lists.of(base)
    rules = {
        name: tuple(_of_rule(base.rules.get(name), read.rules.get(name), then, read.lists))
        for name in sorted(base.rules.keys() | read.rules.keys())
        if name in read.rules or base.rules[name].path not in files
    }
    clocks = {
        name: tuple(_of_clock(base.clocks.get(name), read.clocks.get(name), base, read))
        for name in sorted(base.clocks.keys() | read.clocks.keys())
        if read.clocks or base.clocks[name].path not in files
    }
    told_whole = {
        *_told_whole(rules, read.rules, base.rules),
        *_told_whole(clocks, read.clocks, base.clocks),
    }
    differing = (path for path in sorted(base.files.keys() | files.keys()) if base.files.get(path) != files.get(path))
    return Changes(
        tuple(change for each in rules.values() for change in each),
        tuple(change for each in clocks.values() for change in each),
        tuple(line_by_line(path, base.files.get(path), files.get(path), path in told_whole) for path in differing),
    )


def _told_whole(
    found: Mapping[str, tuple[Change, ...]], now: Mapping[str, Rule | Clock], then: Mapping[str, Rule | Clock]
) -> set[str]:
    """The files in which something differs that words tell, and nothing that they leave out."""
    by_path: dict[str, list[Change]] = {}
    for name, its in found.items():
        by_path.setdefault((now.get(name) or then[name]).path, []).extend(its)
    return {path for path, its in by_path.items() if its and all(each.lines or each.kind == ENDS for each in its)}


def told(version: Version, lists: Lists) -> Told:
    """A version in words, line by line."""
    routes = [lists.routes[route].label for route in version.routes]
    sources = [f"{lists.sources[each].title}, {lists.sources[each].where}" for each in version.sources]
    return (
        ("When", in_words(version.when, lists.facts)),
        ("It recommends", listed(routes, "and")),
        ("How soon", in_sentence(URGENCY_WORDS[version.urgency]) if version.urgency else ""),
        ("Actions now", listed([lists.actions[each] for each in version.actions], "and")),
        ("Going below it", "needs a second person" if version.mandatory else "is the officer’s own decision"),
        ("It rules out", listed([lists.routes[each].label for each in version.rules_out], "and")),
        ("Because", version.because),
        ("Sources", "; ".join(sources)),
        ("Confirmed by Dundee", "yes" if version.confirmed else "not yet"),
    )


def _of_rule(before: Rule | None, after: Rule | None, then: Lists, now: Lists) -> Iterator[Change]:
    rule = after or before
    assert rule is not None

    def in_words(version: Version, *, is_new: bool) -> Told:
        return told(version, now if is_new else then)

    yield from _versions(rule.id, rule.area, rule.title, before, after, in_words)
    if before and after and before.title != after.title:
        yield Change(rule.id, rule.area, rule.title, RENAMED, None, (Line("Title", before.title, after.title),))


def _of_clock(before: Clock | None, after: Clock | None, base: Pack, read: Readable) -> Iterator[Change]:
    clock = after or before
    assert clock is not None
    then, now = (base.clocks, base.calendars, base.sources), (read.clocks, read.calendars, read.lists.sources)

    def in_words(version: ClockVersion, *, is_new: bool) -> Told:
        return version_lines(version, *(now if is_new else then))

    yield from _versions(clock.id, clock.area, clock.label, before, after, in_words)
    lines = _beside(clock_lines(before), clock_lines(after)) if before and after else ()
    if lines:
        yield Change(clock.id, clock.area, clock.label, RENAMED, None, lines)


def _versions(
    name: str,
    area: str,
    title: str,
    before: Rule | Clock | None,
    after: Rule | Clock | None,
    in_words: Callable[..., Told],
) -> Iterator[Change]:
    """What is otherwise about the versions of a rule or clock, oldest first, and about the day it ends."""
    old: dict[date, Any] = {version.start: version for version in (before.versions if before else ())}
    new: dict[date, Any] = {version.start: version for version in (after.versions if after else ())}
    for start in sorted(old.keys() | new.keys()):
        if old.get(start) == new.get(start):
            continue
        kind = NEW if not before else GONE if start not in new else CHANGED if start in old else NEW_VERSION
        earlier = old.get(start) or _last_before(start, new) or _last_before(start, old)
        lines = _beside(
            in_words(earlier, is_new=earlier not in old.values()) if earlier else (),
            in_words(new[start], is_new=True) if start in new else (),
        )
        yield Change(name, area, title, kind, start, lines, new[start].change if start in new else "")
    if after and (before.withdrawn if before else None) != after.withdrawn:
        yield Change(name, area, title, ENDS, after.withdrawn)


def _last_before(start: date, versions: Mapping[date, Any]) -> Any:
    earlier = [day for day in versions if day < start]
    return versions[max(earlier)] if earlier else None


def _beside(before: Told, after: Told) -> tuple[Line, ...]:
    was, now = dict(before), dict(after)
    lines = (Line(label, was.get(label, ""), now.get(label, "")) for label in (was | now))
    return tuple(line for line in lines if line.differs)
