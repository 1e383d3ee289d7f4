"""Counts of a backtest: flat while they are added up, by path; as maps within maps when they are stored or shown. Pure.

concerns, people, down, up                  how many there were, and how many people would move
lost                                        people whose facts were erased or do not open
by → what → which → people, down, up        what: area, harm, age, source, ward, month
urgencies → from → to                       people who would move; none: nothing makes it urgent
routes → route → gained, lost               people
weeks → Monday → band → now, then           concerns that came in: where they stand in the queue, and where they would
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from screening_rules.backtest import Move, Raw
from screening_rules.model import NO_URGENCY, URGENCIES

Counts: TypeAlias = Counter[tuple[str, ...]]
NOT_RECORDED = "not_recorded"
_BANDS = ("0 to 4", "5 to 11", "12 to 15", "16 to 17", "18 to 64", "65 and over", NOT_RECORDED)
_BAND_BEGINS = (5, 12, 16, 18, 65, 1000)  # each after the first, in years


@dataclass(frozen=True, slots=True)
class Tried:
    """One person in a stored screening: what is stated of them, their stored rank, how they would move, and their ward."""

    raw: Raw
    rank: int
    move: Move | None
    ward: str | None = None


def count(counts: Counts, people: Sequence[Tried], *, source: str, received_on: date) -> None:
    """One more concern, received on that London day, is counted."""
    counts["concerns",] += 1
    month, monday = _month_and_monday(received_on)
    for each in people:
        _count_person(counts, each, (("source", source), ("month", month)))
    if people:
        now = min([each.move.before.rank if each.move else each.rank for each in people])
        then = min([each.move.after.rank if each.move else each.rank for each in people])
        counts["weeks", monday, _band(now), "now"] += 1
        counts["weeks", monday, _band(then), "then"] += 1


@lru_cache(maxsize=64)
def _month_and_monday(day: date) -> tuple[str, str]:
    return f"{day:%Y-%m}", (day - timedelta(days=day.weekday())).isoformat()


def _count_person(counts: Counts, each: Tried, shared: tuple[tuple[str, str], ...]) -> None:
    moved = "" if each.move is None else "down" if each.move.is_down else "up"
    places = [*shared, ("age", age_band(each.raw)), ("ward", each.ward or NOT_RECORDED), *_harms(each.raw)]
    for word in ("people", moved) if moved else ("people",):
        counts[word,] += 1
        for place in places:
            counts["by", *place, word] += 1
    if each.move is not None:
        _count_move(counts, each.move, moved)


def _count_move(counts: Counts, move: Move, moved: str) -> None:
    before, after = set(move.before.routes), set(move.after.routes)
    for area in move.areas:
        counts["by", "area", area, "people"] += 1
        counts["by", "area", area, moved] += 1
    for route in after - before:
        counts["routes", route, "gained"] += 1
    for route in before - after:
        counts["routes", route, "lost"] += 1
    counts["urgencies", move.before.urgency or "none", move.after.urgency or "none"] += 1


def plain(counts: Counts) -> dict[str, Any]:
    """The counts as maps within maps, names in order."""
    found: dict[str, Any] = {"concerns": 0, "people": 0, "down": 0, "up": 0, "lost": 0}
    for path, number in sorted(counts.items()):
        *way, last = path
        place = found
        for name in way:
            place = place.setdefault(name, {})
        place[last] = number
    return found


def _band(rank: int) -> str:
    return "none" if rank // 2 >= NO_URGENCY else URGENCIES[rank // 2]


def _harms(raw: Raw) -> Iterator[tuple[str, str]]:
    told = _value(raw.get("harms"))
    known = [each for each in told if isinstance(each, str)] if isinstance(told, list) else []
    return (("harm", each) for each in dict.fromkeys(known or [NOT_RECORDED]))


def age_band(raw: Raw) -> str:
    """The band of ages, in years, that a person is certainly in; not recorded where the range told reaches into two."""
    if _value(raw.get("unborn")) is True:
        return "unborn"
    told = raw.get("age_years")
    is_range = isinstance(told, dict) and ("from" in told or "to" in told)
    low, high = (told.get("from"), told.get("to")) if is_range and isinstance(told, dict) else (_value(told),) * 2
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return NOT_RECORDED
    first, last = bisect_right(_BAND_BEGINS, low), bisect_right(_BAND_BEGINS, high)
    return _BANDS[first] if first == last else NOT_RECORDED


def _value(told: Any) -> Any:
    return told.get("value") if isinstance(told, dict) else told
