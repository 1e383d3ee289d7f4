"""The stream of concerns of the synthetic city, in the order the council receives them.

Pure and streaming: the same city, months and moment give the same concerns; memory holds a year of who came before.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from hub.demo.dice import dice
from hub.demo.kinds import DAYS, KINDS, MAY_CONFER, Kind
from hub.demo.making import concern
from hub.demo.memory import Memory
from hub.demo.occasions import occasions
from hub.demo.population import City
from hub.demo.register import LONGEST_DAYS, stay
from hub.demo.timing import LONDON, weight
from hub.demo.truth import ToldConcern


def concerns(city: City, *, months: int, until: datetime | None = None, volume: float = 1.0) -> Iterator[ToldConcern]:
    """Every concern received in the months before `until` (aware UTC; default the end of the city's day), oldest first.

    First come, flagged as carried over, the older concerns of children who were on the register when the window began.
    `volume` multiplies the number of concerns, for benchmarks; planning meetings stay as many as they are.
    """
    end = until or datetime.combine(city.today + timedelta(days=1), time(), LONDON).astimezone(UTC)
    first = city.today - timedelta(days=round(months * DAYS / 24) - 1)
    memory, numbers = Memory(), count(1)
    for told in _carried_over(city, memory, first):
        yield replace(told, number=next(numbers))
    for told in _received(city, memory, (first, city.today), volume):
        if told.received_at > end:
            break
        yield replace(told, number=next(numbers))


def _received(
    city: City, memory: Memory, days: tuple[date, date], volume: float, kinds: Sequence[Kind] = KINDS
) -> Iterator[ToldConcern]:
    """Concerns of the kinds that happen on the days from first to last, in the order they are received."""
    first, last = days
    waiting: list[tuple[datetime, int, ToldConcern]] = []
    numbers = count()
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        opens = datetime.combine(day, time(), LONDON).astimezone(UTC)
        while waiting and waiting[0][0] < opens:
            yield heapq.heappop(waiting)[2]
        for told in _of_day(city, memory, day, volume, kinds):
            heapq.heappush(waiting, (told.received_at, next(numbers), told))
    while waiting:
        yield heapq.heappop(waiting)[2]


def _of_day(city: City, memory: Memory, day: date, volume: float, kinds: Sequence[Kind]) -> Iterator[ToldConcern]:
    """Concerns about what happens on the day, kind by kind; numbered by the caller."""
    rng = dice(city.seed, "day", day.isoformat())
    memory.begin(day)
    for kind in kinds:
        rate = kind.two_years / DAYS * weight(day, kind.rhythm) * volume
        for _ in range(memory.due(kind.name, rate, rng)):
            for occasion in occasions(rng, city, memory, kind, day):
                yield concern(rng, occasion, 0)


def _carried_over(city: City, memory: Memory, first: date) -> Iterator[ToldConcern]:
    """Concerns before the window whose children are still on the register when it begins."""
    since, last = first - timedelta(days=LONGEST_DAYS), first - timedelta(days=1)
    kinds = [kind for kind in KINDS if kind.name in MAY_CONFER]
    for told in _received(city, memory, (since, last), 0.25, kinds):
        if told.truth.conference and any(one.registered for one in told.truth.expected):
            left = told.received_at + timedelta(days=28) + stay(dice(city.seed, "stay", told.truth.household))
            if left.date() > first and told.received_at.date() < first:
                yield replace(told, truth=replace(told.truth, carried_over=True))
    memory.owed.clear()
