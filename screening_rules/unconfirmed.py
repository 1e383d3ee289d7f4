"""What the council has still to confirm: every rule, clock, holiday and office hour of a pack that says `confirmed: false`. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from screening_rules.calendars import Calendar
from screening_rules.clock_model import ClockVersion
from screening_rules.model import Pack, Source, Version
from screening_rules.words import URGENCY_WORDS, in_sentence

KINDS = ("rule", "clock", "calendar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """One thing to confirm. `says` is what would be confirmed; `start` is None for what stands in a calendar without a date."""

    kind: str
    id: str
    area: str
    title: str
    says: str
    start: date | None
    sources: tuple[Source, ...]


def unconfirmed(pack: Pack) -> tuple[Unconfirmed, ...]:
    """Everything in `pack` that is not confirmed: rules, then clocks, then calendars, each by area and id, oldest version first."""
    found = [*_rules(pack), *_clocks(pack), *_calendars(pack)]
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.area, one.id, one.start or date.min)))


def _rules(pack: Pack) -> Iterator[Unconfirmed]:
    for rule in pack.rules.values():
        for version in rule.versions:
            if not version.confirmed:
                yield Unconfirmed(
                    kind="rule",
                    id=rule.id,
                    area=rule.area,
                    title=rule.title,
                    says=_recommends(pack, version),
                    start=version.start,
                    sources=_sources(pack, version.sources),
                )


def _recommends(pack: Pack, version: Version) -> str:
    routes = [pack.routes[route].label for route in version.routes]
    urgency = [in_sentence(URGENCY_WORDS[version.urgency])] if version.urgency else []
    ruled_out = [f"rules out: {pack.routes[route].label}" for route in version.rules_out]
    return "; ".join([*routes, *urgency, *ruled_out])


def _clocks(pack: Pack) -> Iterator[Unconfirmed]:
    for clock in pack.clocks.values():
        for version in clock.versions:
            if not version.confirmed:
                yield Unconfirmed(
                    kind="clock",
                    id=clock.id,
                    area=clock.area,
                    title=clock.label,
                    says=_limit(version),
                    start=version.start,
                    sources=_sources(pack, version.sources),
                )


def _limit(version: ClockVersion) -> str:
    words = " or ".join(limit.in_words for limit in version.limits)
    return f"{'at least ' if version.minimum else ''}{words}{', the earlier' if len(version.limits) > 1 else ''}"


def _calendars(pack: Pack) -> Iterator[Unconfirmed]:
    for calendar in pack.calendars.values():
        for name, says, start, sources in _parts(calendar):
            yield Unconfirmed(
                kind="calendar",
                id=f"{calendar.id}.{name}",
                area=calendar.id,
                title=calendar.label,
                says=says,
                start=start,
                sources=_sources(pack, sources),
            )


def _parts(calendar: Calendar) -> Iterator[tuple[str, str, date | None, tuple[str, ...]]]:
    if not calendar.office.confirmed:
        hours = f"offices open {calendar.opens:%H:%M} to {calendar.closes:%H:%M}"
        yield "office", hours, None, calendar.office.sources
    for holiday in calendar.holidays:
        if not holiday.standing.confirmed:
            yield holiday.id, holiday.name, holiday.effective_from, holiday.standing.sources
    for change in calendar.changes:
        if not change.standing.confirmed:
            added = "is a day off" if change.added else "is a working day"
            yield f"changes.{change.day}", f"{change.day} {added}", change.day, change.standing.sources


def _sources(pack: Pack, ids: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(pack.sources[each] for each in ids)
