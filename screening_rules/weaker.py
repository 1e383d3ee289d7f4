"""What becomes weaker where no backtest can count it: limits, actions, what is asked, who decides, office hours. Pure.

A backtest counts people by what the rules recommend for them. This lists what differs beside that, on today and on each
later day on which a rule or a limit of either pack starts or ends; too much rather than too little. What is said to be
surer than it was is listed with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from screening_rules.calendars import Calendar
from screening_rules.clock_model import EVENTS, Clock, ClockVersion
from screening_rules.clock_words import limits_in_words, varies_in_words
from screening_rules.clocks import Gestation, due
from screening_rules.countdown import day_in_words
from screening_rules.loader import Readable
from screening_rules.model import Pack, Rule, Version
from screening_rules.weaker_calendars import weaker_calendars
from screening_rules.weaker_lists import Found, weaker_lists
from screening_rules.weaker_sureness import surer_lists, surer_versions

LOOKS_BACK = "returns_"  # clocks that say how long an earlier concern counts: the shorter, the fewer come back
SENIOR = "senior_manager"
_TRIED_FROM, _TRIED_EVERY, _TRIED = date(2026, 1, 1), timedelta(days=13), 29  # every weekday, over a year


@dataclass(frozen=True, slots=True)
class Weaker:
    """One thing that becomes weaker: `about` names it, `how` says before and after; `key` is the same for the same files."""

    key: str
    about: str
    how: str

    @property
    def sentence(self) -> str:
        """Such as "Danger acknowledged: 5 minutes → 1,000 minutes, longer", as a list tells it."""
        return f"{self.about}: {self.how}"


def weaker(before: Pack, after: Readable, today: date) -> tuple[Weaker, ...]:
    """Everything that becomes weaker; nothing where the files are no pack, since then nothing comes of them."""
    if after.problems:
        return ()
    found: dict[str, Weaker] = {}
    for day in _days(before, after, today):
        since = "" if day == today else f", from {day_in_words(day)}"
        of_day = _clocks(before, after, day), _rules(before, after, day), surer_versions(before, after, day)
        for about, mark, how in chain(*of_day):
            found.setdefault(mark, Weaker(mark, about, how + since))
    lists = weaker_lists(before, after.lists), weaker_calendars(before, after, today), surer_lists(before, after)
    for about, mark, how in chain(*lists):
        found[mark] = Weaker(mark, about, how)
    return tuple(found.values())


def _days(before: Pack, after: Readable, today: date) -> list[date]:
    held: list[Rule | Clock] = [*before.clocks.values(), *after.clocks.values()]
    held += [*before.rules.values(), *after.rules.values()]
    starts = {version.start for each in held for version in each.versions}
    ends = {each.withdrawn for each in held if each.withdrawn is not None}
    return [today, *sorted(day for day in starts | ends if day > today)]


def _clocks(before: Pack, after: Readable, day: date) -> Found:
    calendars = {**after.calendars, **before.calendars}
    for name, was in before.clocks.items():
        then, is_now = was.find_version(day), after.clocks.get(name)
        now = is_now.find_version(day) if is_now else None
        if then is None or (then, was.event) == (now, is_now.event if is_now else ""):
            continue
        if is_now is None or now is None:
            yield was.label, f"clock {name} gone", f"{limits_in_words(then)} → no limit"
            continue
        if was.event != is_now.event:
            yield (
                was.label,
                f"clock {name} event",
                f"ran from when {EVENTS[was.event]}, and now from when {EVENTS[is_now.event]}",
            )
        for mark, how in (*_length(was, is_now, calendars, day), *_loosened(then, now)):
            yield was.label, f"clock {name} {mark}", how


def _length(was: Clock, now: Clock, calendars: Mapping[str, Calendar], day: date) -> Iterator[tuple[str, str]]:
    then, least = was.version_on(day), was.version_on(day).minimum or was.id.startswith(LOOKS_BACK)
    longer, shorter = (was, now), (now, was)
    if any(sooner < later for sooner, later in _ends(*(shorter if least else longer), calendars, day)):
        said = [limits_in_words(then), limits_in_words(now.version_on(day))]
        word = "shorter" if least else "longer"
        yield (
            "length",
            f"{' → '.join(said)}, {word}" if said[0] != said[1] else f"{said[0]}, counted so that it is {word}",
        )


def _ends(
    one: Clock, other: Clock, calendars: Mapping[str, Calendar], day: date
) -> Iterator[tuple[datetime, datetime]]:
    """When either is due, for events in and out of office hours on days of a year."""
    for number in range(_TRIED):
        on = _TRIED_FROM + number * _TRIED_EVERY
        unborn = Gestation(on + timedelta(weeks=26))
        for hour in (10, 21):
            at = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
            first, second = (due(each, at, calendars, gestation=unborn, on=day).at for each in (one, other))
            yield first, second


def _loosened(then: ClockVersion, now: ClockVersion) -> Iterator[tuple[str, str]]:
    if then.minimum != now.minimum:
        yield "least", f"{limits_in_words(then)} → {limits_in_words(now)}"
    if then.notice and then.notice != now.notice:
        yield "notice", "its notice is another or none"
    if now.varies and (
        then.varies is None
        or (then.varies.approver_role == SENIOR != now.varies.approver_role)
        or not set(then.varies.needs) <= set(now.varies.needs)
    ):
        yield "varies", f"may be varied: {varies_in_words(then) or 'by nobody'} → {varies_in_words(now)}"


def _rules(before: Pack, after: Readable, day: date) -> Found:
    for name, rule in before.rules.items():
        then, now = rule.in_force(day), _in_force(after.rules.get(name), day)
        if then is None or then == now:
            continue
        for action in then.actions:
            if now is None or action not in now.actions:
                yield rule.title, f"rule {name} action {action}", f"“{before.actions[action]}” is taken out"
        if then.mandatory and (now is None or not now.mandatory):
            yield rule.title, f"rule {name} mandatory", "going below it no longer needs a second person"


def _in_force(rule: Rule | None, day: date) -> Version | None:
    return rule.in_force(day) if rule else None
