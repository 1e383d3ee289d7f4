"""What is said to be surer than it was: confirmed by Dundee, or better seen. Nothing of that is a weaker rule; but it takes
"not yet confirmed" off every page, so somebody has to know it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from screening_rules.calendars import Calendar
from screening_rules.catalogues import CONFIDENCE
from screening_rules.clock_model import ClockVersion
from screening_rules.clock_words import CONFIDENCE_SAID
from screening_rules.countdown import day_in_words
from screening_rules.holiday_rules import Standing
from screening_rules.loader import Readable
from screening_rules.model import Pack, Source
from screening_rules.weaker_lists import Found

Sources = Mapping[str, Source]


def surer_versions(before: Pack, after: Readable, day: date) -> Found:
    """Rules and limits in force that day that are said to be confirmed, and limits that are said to be better seen."""
    sources = after.lists.sources
    for name, rule in after.rules.items():
        held, version = before.rules.get(name), rule.in_force(day)
        then = held.in_force(day) if held else None
        if version and version.confirmed and not (then and then.confirmed):
            yield rule.title, f"rule {name} confirmed", _confirmed(version.sources, sources)
    for name, clock in after.clocks.items():
        was, now = before.clocks.get(name), clock.find_version(day)
        earlier = was.find_version(day) if was else None
        for how in _standing(earlier, now, sources) if now else ():
            yield clock.label, f"clock {name} sure", how


def surer_lists(before: Pack, after: Readable) -> Found:
    """Sources that are said to be of another kind or better seen, and what of a calendar is said to be surer."""
    for name, source in before.sources.items():
        there = after.lists.sources.get(name)
        if how := "; ".join(_source(source, there)) if there else "":
            yield f"{source.title}, {source.where}", f"source {name}", how
    for name, calendar in after.calendars.items():
        held = before.calendars.get(name)
        then = {part: standing for part, _, standing in _parts(held)} if held else {}
        for part, label, standing in _parts(calendar):
            for how in _standing(then.get(part), standing, after.lists.sources):
                yield f"{calendar.label}, {label}", f"calendar {name} {part} sure", how


def _parts(calendar: Calendar) -> Iterator[tuple[str, str, Standing]]:
    """Each part of a calendar: what marks it, what it is called, and where it comes from."""
    yield "office", "office hours", calendar.office
    yield from ((holiday.id, holiday.name, holiday.standing) for holiday in calendar.holidays)
    yield from ((f"{each.day}", f"{each.name} on {day_in_words(each.day)}", each.standing) for each in calendar.changes)


def _standing(then: Standing | ClockVersion | None, now: Standing | ClockVersion, sources: Sources) -> Iterator[str]:
    """One sentence where it is said to be confirmed, better seen or, in a calendar, to rest on other sources than before."""
    if now.confirmed and not (then and then.confirmed):
        yield _confirmed(now.sources, sources)
    elif then and CONFIDENCE.index(now.confidence) < CONFIDENCE.index(then.confidence):
        surer = f"{CONFIDENCE_SAID[then.confidence]} → {CONFIDENCE_SAID[now.confidence]}"
        yield f"how sure: {surer} ({_named(now.sources, sources)})"
    elif isinstance(then, Standing) and then.sources != now.sources:
        yield f"now {_named(now.sources, sources)}"


def _source(then: Source, now: Source) -> Iterator[str]:
    if CONFIDENCE.index(now.confidence) < CONFIDENCE.index(then.confidence):
        yield f"how sure: {CONFIDENCE_SAID[then.confidence]} → {CONFIDENCE_SAID[now.confidence]}"
    if then.kind != now.kind:
        yield f"what it is: {then.kind.replace('_', ' ')} → {now.kind.replace('_', ' ')}"


def _confirmed(named: tuple[str, ...], sources: Sources) -> str:
    return f"is said to be confirmed now ({_named(named, sources)})"


def _named(named: tuple[str, ...], sources: Sources) -> str:
    return "the source is " + "; ".join(f"{sources[each].title}, {sources[each].where}" for each in named)
