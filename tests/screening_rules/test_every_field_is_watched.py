"""Of every field of everything in a pack it is known who sees a change of it. A field that is added without that fails here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, make_dataclass, replace
from datetime import date
from typing import Any, TypeAlias

import pytest

import screening_rules.weaker
from screening_rules import shipped_pack
from screening_rules.backtest import trials
from screening_rules.calendars import Calendar
from screening_rules.clock_model import Clock, ClockVersion, Limit, Varies
from screening_rules.facts import Catalogue, Fact
from screening_rules.holiday_rules import Change, Holiday, Standing
from screening_rules.loader import Readable
from screening_rules.model import Pack, Route, Rule, Source, Version
from screening_rules.rule_files import Lists
from screening_rules.weaker import weaker
from tests.screening_rules.watched import AS_IT_SHIPS, BACKTEST, LATER, WATCHED, WEAKER, Seen

RULE = "children.injury_under_two"
TODAY = date(2026, 11, 24)
Changing: TypeAlias = Callable[[Any], Any]


def forgotten(found: set[type]) -> list[str]:
    """The fields of these of which nobody said who sees a change of them, and those said of what is no longer there."""
    return sorted(
        f"{each.__name__}.{name}"
        for each in found | WATCHED.keys()
        for name in {one.name for one in fields(each)} ^ WATCHED.get(each, {}).keys()
    )


def parts_of(thing: Any, found: set[type]) -> set[type]:
    """Every kind of thing that a pack is made of."""
    if is_dataclass(thing):
        found.add(type(thing))
        for each in fields(thing):
            parts_of(getattr(thing, each.name), found)
    elif isinstance(thing, dict) or hasattr(thing, "values"):
        for each in thing.values():
            parts_of(each, found)
    elif isinstance(thing, tuple | list):
        for each in thing:
            parts_of(each, found)
    return found


def readable(pack: Pack) -> Readable:
    return Readable(Lists.of(pack), pack.rules, pack.cases, pack.calendars, pack.clocks, ())


def into(held: Mapping[str, Any], name: str, change: Changing) -> dict[str, Any]:
    """What is held by its id, with that one changed."""
    changed = change(held[name])
    return {**{each: thing for each, thing in held.items() if each != name}, changed.id: changed}


def in_source(pack: Pack, change: Changing) -> Pack:
    ours = next(each.id for each in pack.sources.values() if each.kind == each.confidence == "judgement")
    return replace(pack, sources=into(pack.sources, ours, change))


def in_version(pack: Pack, change: Changing) -> Pack:
    return in_rule(pack, lambda rule: replace(rule, versions=tuple(map(change, rule.versions))))


def in_rule(pack: Pack, change: Changing) -> Pack:
    return replace(pack, rules=into(pack.rules, RULE, change))


def in_clock(pack: Pack, change: Changing) -> Pack:
    return replace(pack, clocks=into(pack.clocks, "asp_inquiry_finish", change))


def in_clock_version(pack: Pack, change: Changing) -> Pack:
    return in_clock(pack, lambda clock: replace(clock, versions=tuple(map(change, clock.versions))))


def in_calendar(pack: Pack, change: Changing) -> Pack:
    return replace(pack, calendars=into(pack.calendars, "dundee", change))


def in_dated_change(pack: Pack, change: Changing) -> Pack:
    held = Change(LATER, "A day", added=True, standing=pack.calendars["dundee"].office)
    return in_calendar(pack, lambda calendar: replace(calendar, changes=(change(held),)))


PUT: dict[type, Callable[[Pack, Changing], Pack]] = {
    Pack: lambda pack, change: change(pack),
    Fact: lambda pack, change: replace(pack, facts=Catalogue(into(pack.facts.by_id, "age_years", change))),
    Source: in_source,
    Route: lambda pack, change: replace(pack, routes=into(pack.routes, "cp_ird", change)),
    Rule: in_rule,
    Version: in_version,
    Clock: in_clock,
    ClockVersion: in_clock_version,
    Limit: lambda pack, change: in_clock_version(
        pack, lambda version: replace(version, limits=tuple(map(change, version.limits)))
    ),
    Varies: lambda pack, change: in_clock_version(
        pack, lambda version: replace(version, varies=change(version.varies))
    ),
    Calendar: in_calendar,
    Holiday: lambda pack, change: in_calendar(
        pack, lambda calendar: replace(calendar, holidays=(change(calendar.holidays[0]), *calendar.holidays[1:]))
    ),
    Change: in_dated_change,
    Standing: lambda pack, change: in_calendar(
        pack, lambda calendar: replace(calendar, office=change(calendar.office))
    ),
}
CHANGES = [(kind, name, seen) for kind, its in WATCHED.items() for name, seen in its.items() if isinstance(seen, Seen)]


def small() -> Pack:
    """The shipped pack with one rule alone."""
    pack = shipped_pack()
    return replace(pack, rules={RULE: pack.rules[RULE]})


def is_seen(kind: type, name: str, seen: Seen) -> bool:
    """Whether the change of that field is seen by whom it is said to be."""
    there = dict(seen.beside) if seen.was is AS_IT_SHIPS else {**seen.beside, name: seen.was}
    before = PUT[kind](small(), lambda thing: replace(thing, **there))
    after = PUT[kind](before, lambda thing: replace(thing, **{**there, name: seen.now}))
    if seen.by == BACKTEST:
        return bool(trials(before, after, today=TODAY))
    return bool(weaker(before, readable(after), TODAY))


def test_of_every_field_it_is_known_who_sees_a_change_of_it() -> None:
    assert forgotten(parts_of(shipped_pack(), set())) == []


def test_a_field_that_is_new_and_a_part_that_is_new_are_found() -> None:
    tide = make_dataclass("Tide", [("height", int)], frozen=True)
    assert forgotten({tide}) == ["Tide.height"]
    assert tide in parts_of({"a": (tide(1),)}, set())


@pytest.mark.parametrize(
    ("kind", "name", "seen"), CHANGES, ids=[f"{kind.__name__}-{name}" for kind, name, _ in CHANGES]
)
def test_a_change_of_the_field_is_seen(kind: type, name: str, seen: Seen) -> None:
    assert is_seen(kind, name, seen)


@pytest.mark.parametrize(
    ("blind", "to"),
    [
        ("weaker_lists", {Pack, Fact, Route}),
        ("weaker_calendars", {Calendar, Holiday, Change}),
        ("surer_lists", {Source, Standing}),
        ("surer_versions", {Version, ClockVersion}),
    ],
)
def test_a_list_that_does_not_look_there_is_caught(blind: str, to: set[type], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening_rules.weaker, blind, lambda *_: iter(()))
    assert {kind for kind, name, seen in CHANGES if seen.by == WEAKER and not is_seen(kind, name, seen)} == to
