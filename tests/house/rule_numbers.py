"""Whether the numbers that a fact speaks of, times and marks of age or score, are those of the rules and clocks that hold it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from screening_rules import Pack
from screening_rules.clock_model import Clock
from screening_rules.conditions import comparisons
from screening_rules.model import Rule
from tests.house.rule_coverage import WrittenFact, facts, holders, not_rules

WORDS = {name: number for number, name in enumerate(["one", "two", "three", "four", "five", "six"], start=1)}
TIMES = re.compile(
    rf"(?<![\w.-])(\d+|{'|'.join(WORDS)})(?:st|nd|rd|th)? (minute|hour|working day|calendar day|day|week|month|year)s?\b"
)
MARKS = re.compile(r"\b(?:under|aged|age|of) (\d\d)\b(?! hour)|(?<![\w.])(\d\d) (?:and|or) over|(?<![\w.])(\d\d)\+")
IN_A_NAME = re.compile(r"_(\d+)_(day|month)s$")  # such as concerns_in_12_months
MARK = "as a mark"
Numbers = frozenset[tuple[int, str]]


@cache
def spoken_of(fact: WrittenFact) -> Numbers:
    """Every time in the fact's text as a number and its unit, a year as 12 months, and every age or score as a mark."""
    marks = (int(next(filter(None, found))) for found in MARKS.findall(fact.text))
    return _times(fact.text) | {(mark, MARK) for mark in marks}


def numbers_not_held(pack: Pack) -> Iterator[str]:
    """Each number of a fact that nothing which holds the fact has, unless the fact's reason names the number."""
    for fact in facts():
        names = [name for name in holders().get(fact.id, ()) if not name.startswith(("calendar ", "vignette "))]
        if not names or fact.section == "8":
            continue
        held = _held(pack, names)
        held |= _times(not_rules().get(fact.id, ""))
        wanted = (each for each in spoken_of(fact) if not _same(each) & held)
        yield from (f"{fact.id}: nothing that holds it has {number} {unit}" for number, unit in sorted(wanted))


def numbers_not_said(pack: Pack) -> Iterator[str]:
    """Each limit of a clock that no fact it holds speaks of, where they speak of times at all."""
    texts = {fact.id: fact.text for fact in facts()}
    for clock in pack.clocks.values():
        held = (texts[fact] for fact, names in holders().items() if f"clock {clock.id}" in names)
        said = {same for text in held for number in _times(text) for same in _same(number)}
        wrong = _of_clock(clock) - said if said else set()
        yield from (f"clock {clock.id}: no fact it holds has {number} {unit}" for number, unit in sorted(wrong))


def _same(number: tuple[int, str]) -> Numbers:
    count, unit = number
    return frozenset({number, (count * 7, "day")} if unit == "week" else {number})


def _held(pack: Pack, names: Iterable[str]) -> Numbers:
    found: Numbers = frozenset()
    for name in names:
        if clock := pack.clocks.get(name.removeprefix("clock ")):
            found |= _of_clock(clock)
        elif rule := pack.rules.get(name):
            found |= _of_rule(pack, rule)
    return found


def _of_clock(clock: Clock) -> Numbers:
    units = {"elapsed_minutes": "minute", "elapsed_hours": "hour", "weeks_of_gestation": "week", "calendar_days": "day"}
    units |= {"working_days": "working day", "months": "month"}
    return frozenset((limit.count, units[limit.unit]) for limit in clock.versions[-1].limits)


def _of_rule(pack: Pack, rule: Rule) -> Numbers:
    version = rule.versions[-1]
    found = {number for action in version.actions for number in _times(pack.actions[action])}
    for each in comparisons(version.when):
        found |= {(int(number), unit) for number, unit in IN_A_NAME.findall(each.fact)}
        if each.type == "number" and isinstance(each.value, int | float):
            unit = (pack.facts[each.fact].unit or "").removesuffix("s")
            found |= {(int(each.value), unit), (int(each.value), MARK)}
    return frozenset(found)


@cache
def _times(text: str) -> Numbers:
    found = set()
    for written, unit in TIMES.findall(text):
        count = WORDS.get(written) or int(written)
        found.add((count * 12, "month") if unit == "year" else (count, unit.removeprefix("calendar ")))
    return frozenset(found)
