"""What rule files say otherwise than a pack, rule by rule, in the words that a second person signs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from screening_rules.loader import Readable
from screening_rules.model import Pack, Rule, Version
from screening_rules.rule_files import Lists
from screening_rules.words import URGENCY_WORDS, in_words, listed

NEW_RULE, NEW_VERSION, CHANGED, GONE, ENDS, RENAMED = (
    *("new_rule", "new_version", "changed_version", "version_gone", "ends", "renamed"),
)


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
    """One thing that is otherwise about one rule; `start` is the first day of the version, or the day the rule ends."""

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
    """Everything that is otherwise: rules, and the other files in which anything differs, by path."""

    rules: tuple[Change, ...]
    files: tuple[str, ...]

    def of(self, rule: str) -> tuple[Change, ...]:
        """What is otherwise about one rule."""
        return tuple(change for change in self.rules if change.rule == rule)


def changes(base: Pack, read: Readable, files: Mapping[str, str]) -> Changes:
    """What `files`, as far as they were `read`, say otherwise than the pack `base`."""
    then = Lists.of(base)
    names = sorted(base.rules.keys() | read.rules.keys())
    found = [
        change
        for name in names
        if name in read.rules or base.rules[name].path not in files  # what cannot be read is not taken for gone
        for change in _of_rule(base.rules.get(name), read.rules.get(name), then, read.lists)
    ]
    paths = sorted(base.files.keys() | files.keys())
    told = {rule.path for rule in read.rules.values()} | {rule.path for rule in base.rules.values()} - files.keys()
    other = (path for path in paths if base.files.get(path) != files.get(path) and path not in told)
    return Changes(tuple(found), tuple(other))


def told(version: Version, lists: Lists) -> tuple[tuple[str, str], ...]:
    """A version in words, line by line."""
    routes = [lists.routes[route].label for route in version.routes]
    sources = [f"{lists.sources[each].title}, {lists.sources[each].where}" for each in version.sources]
    return (
        ("When", in_words(version.when, lists.facts)),
        ("It recommends", listed(routes, "and")),
        ("How soon", URGENCY_WORDS[version.urgency] if version.urgency else ""),
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
    old = {version.start: version for version in (before.versions if before else ())}
    new = {version.start: version for version in (after.versions if after else ())}
    for start in sorted(old.keys() | new.keys()):
        if old.get(start) == new.get(start):
            continue
        kind = NEW_RULE if not before else GONE if start not in new else CHANGED if start in old else NEW_VERSION
        earlier = old.get(start) or _last_before(start, new) or _last_before(start, old)
        lines = _beside(
            told(earlier, then if earlier in old.values() else now) if earlier else (),
            told(new[start], now) if start in new else (),
        )
        why = new[start].change if start in new else ""
        yield Change(rule.id, rule.area, rule.title, kind, start, lines, why)
    if before and after and before.title != after.title:
        yield Change(rule.id, rule.area, rule.title, RENAMED, None, (Line("Title", before.title, after.title),))
    if after and (before.withdrawn if before else None) != after.withdrawn:
        yield Change(rule.id, rule.area, rule.title, ENDS, after.withdrawn)


def _last_before(start: date, versions: Mapping[date, Version]) -> Version | None:
    earlier = [day for day in versions if day < start]
    return versions[max(earlier)] if earlier else None


def _beside(before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]) -> tuple[Line, ...]:
    was, now = dict(before), dict(after)
    lines = (Line(label, was.get(label, ""), now.get(label, "")) for label in (was | now))
    return tuple(line for line in lines if line.differs)
