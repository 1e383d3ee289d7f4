"""A draft's rules, examples and sources changed one at a time; every file keeps byte for byte what was not changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from hub.accounts import Permission, require
from hub.actor import Actor
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.rulebook.drafts import change_files, files_of, get_draft, require_unchanged
from screening_rules import Rule, Source, Version
from screening_rules.editing import read_rule, write_case, write_rule, write_source
from screening_rules.loader import Readable, read_files
from screening_rules.model import RuleCase

Files = Mapping[str, str]
_RULES_IN_AN_AREA = 100


def put_version(
    session: Session,
    number: int,
    rule_id: str,
    version: Version,
    *,
    title: str,
    replacing: date | None = None,
    seen_version: int,
    by: Actor,
) -> None:
    """The rule has this version, in place of the one that started on `replacing` if that is named; a rule not there is made.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for `change_files`; or its file cannot be read.
        Unprocessable: another version starts on that day.
    """
    require(by, Permission.RULES_CHANGE)

    def changed(files: Files, read: Readable) -> dict[str, str]:
        rule = read.rules.get(rule_id) or _new_rule(files, read, rule_id)
        kept = tuple(each for each in rule.versions if each.start != replacing)
        held = next((each for each in kept if each.start == version.start), None)
        if held not in (None, version):
            raise Unprocessable({"start": ["Another version starts on that day: choose another, or change that one"]})
        versions = sorted({each.start: each for each in (*kept, version)}.values(), key=lambda each: each.start)
        return _with_rule(files, read, replace(rule, title=title, versions=tuple(versions)))

    _change(session, number, changed, seen_version, by)


def take_version(session: Session, number: int, rule_id: str, start: date, *, seen_version: int, by: Actor) -> None:
    """The rule has no version of that day any more; with its last one the rule and its examples go.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for `change_files`.
    """
    require(by, Permission.RULES_CHANGE)

    def changed(files: Files, read: Readable) -> dict[str, str | None]:
        rule = get_rule(read, rule_id)
        kept = tuple(each for each in rule.versions if each.start != start)
        if kept:
            return dict(_with_rule(files, read, replace(rule, versions=kept)))
        return {path: None for path in (rule.path, cases_path(rule)) if path in files}

    _change(session, number, changed, seen_version, by)


def end_rule(session: Session, number: int, rule_id: str, on: date | None, *, seen_version: int, by: Actor) -> None:
    """The rule holds no longer from that day on; None: it goes on.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for `change_files`.
        Unprocessable: it has not even started by then.
    """
    require(by, Permission.RULES_CHANGE)

    def changed(files: Files, read: Readable) -> dict[str, str]:
        rule = get_rule(read, rule_id)
        if on is not None and on <= rule.versions[0].start:
            raise Unprocessable({"on": ["Enter a day after the rule’s first"]})
        return _with_rule(files, read, replace(rule, withdrawn=on))

    _change(session, number, changed, seen_version, by)


def put_case(
    session: Session, number: int, rule_id: str, at: int | None, case: RuleCase | None, *, seen_version: int, by: Actor
) -> None:
    """The rule's example at that place is this one (None: it is taken out); without a place it is one more.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for `change_files`.
        Unprocessable: another example has that name.
    """
    require(by, Permission.RULES_CHANGE)

    def changed(files: Files, read: Readable) -> dict[str, str | None]:
        rule = get_rule(read, rule_id)
        held = [each for each in read.cases if each.rule == rule_id]
        if at is not None and at >= len(held):
            raise NotFound
        if case is not None and at is None and case in held:
            return {}
        if case is not None and any(each.name == case.name and place != at for place, each in enumerate(held)):
            raise Unprocessable({"name": ["Another example has this name"]})
        path = cases_path(rule)
        if any(problem.path == path for problem in read.problems):
            raise OutOfOrder("The file of these examples cannot be read. Mend its text first.")
        return {path: write_case(files.get(path, ""), at, case, read.lists, rule) or None}

    _change(session, number, changed, seen_version, by)


def put_source(session: Session, number: int, source: Source, *, seen_version: int, by: Actor) -> None:
    """The sources have this one.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for `change_files`.
        Unprocessable: another has its short name.
    """
    require(by, Permission.RULES_CHANGE)

    def changed(files: Files, read: Readable) -> dict[str, str]:
        if read.lists.sources.get(source.id) not in (None, source):
            raise Unprocessable({"id": ["Another source has this short name"]})
        return {"sources.yaml": write_source(files["sources.yaml"], source)}

    _change(session, number, changed, seen_version, by)


def get_rule(read: Readable, rule_id: str) -> Rule:
    """The rule of that id. Raises: NotFound where there is none that can be read."""
    if rule_id not in read.rules:
        raise NotFound
    return read.rules[rule_id]


def cases_path(rule: Rule) -> str:
    """Where a rule's examples stand."""
    return rule.path.replace(".rule.yaml", ".cases.yaml")


def new_path(files: Files, rule_id: str) -> str:
    """Where a new rule stands: after the last of its area.

    Raises:
        Unprocessable: the area has no number left.
    """
    area, _, name = rule_id.partition(".")
    folder = f"packs/{area}/"
    taken = [
        int(path[len(folder) :][:2]) for path in files if path.startswith(folder) and path[len(folder) :][:2].isdigit()
    ]
    free = max(taken, default=0) + 1
    if free >= _RULES_IN_AN_AREA:
        raise Unprocessable({"name": ["This area has as many rules as it can have"]})
    return f"{folder}{free:02}_{name}.rule.yaml"


def _new_rule(files: Files, read: Readable, rule_id: str) -> Rule:
    path = new_path(files, rule_id)
    if any(each.endswith(path.partition("_")[2]) and each.startswith(path[: path.rindex("/")]) for each in files):
        raise OutOfOrder("The file of this rule cannot be read. Mend its text first.")
    return Rule(rule_id, rule_id.partition(".")[0], "", (), None, path)


def _with_rule(files: Files, read: Readable, rule: Rule) -> dict[str, str]:
    """The rule's file, which the loader reads back as exactly this rule.

    Raises:
        Unprocessable: it says something that no rule can.
    """
    text = write_rule(files.get(rule.path, ""), rule, read.lists)
    held, problems = read_rule(rule.path, text, read.lists)
    if held != rule:
        raise Unprocessable({"because": [str(each.problem) for each in problems] or ["It cannot be written so"]})
    return {rule.path: text}


def _change(
    session: Session,
    number: int,
    changed: Callable[[Files, Readable], Mapping[str, str | None]],
    seen_version: int,
    by: Actor,
) -> None:
    """The draft holds what `changed` makes of its files; nothing is done where that is what it holds, as after a double click."""
    draft = get_draft(session, number)
    files = files_of(draft)
    try:
        new = changed(files, read_files(files))
    except Unprocessable:
        require_unchanged(draft, seen_version)  # what does not fit may only not fit what a colleague did
        raise
    if any(files.get(path) != text for path, text in new.items()):
        change_files(session, number, new, seen_version=seen_version, by=by)
