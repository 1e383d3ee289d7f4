"""How old somebody is on a day, as far as can be said: a number, a range, or nothing. Pure."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from typing import Any, Protocol

from hub import clock
from hub.people.dates_told import PartialDate, read_date

OLDEST = 130  # in years; an age beyond it was not read, or has become so since it was told


class Aged(Protocol):
    """Somebody of whose age something may be told: a person's row, or its values before it is one."""

    unborn: Any
    date_of_birth: Any
    age: Any
    entered_at: Any


def age_on(person: Aged, day: date) -> dict[str, Any] | None:
    """{"from", "to", "basis"} in whole years on `day`, None when nothing is known; an unborn child has no age."""
    if person.unborn:
        return None
    born = _born(person)
    by_birth = _by_birth(born, day)
    if by_birth or (born and born.is_whole):
        return by_birth
    told = person.age
    if not told:
        return None
    since = years_between(date.fromisoformat(told["on"]), day)
    low, high = told.get("from"), told.get("to")
    # somebody said to be 15 may turn 16 the next day: after a part of a year the upper end is one more
    later = 1 if day > date.fromisoformat(told["on"]) else 0
    found: dict[str, Any] = {"basis": told.get("basis") or "claimed"}
    if low is not None:
        found["from"] = min(low + since, OLDEST)
    if high is not None:
        found["to"] = min(high + since + later, OLDEST)
    return found


def age_by_birth(person: Aged, day: date) -> dict[str, Any] | None:
    """The same by the date of birth alone; None where none is held, it cannot be, or they are not born yet."""
    return None if person.unborn else _by_birth(_born(person), day)


def _born(person: Aged) -> PartialDate | None:
    told = person.date_of_birth
    return read_date(told, on=clock.london_day(person.entered_at)) if told else None


def _by_birth(born: PartialDate | None, day: date) -> dict[str, Any] | None:
    if born is None or not born.year:
        return None
    if born.month and born.day:
        years = years_between(date(born.year, born.month, born.day), day)
        return {"from": years, "to": years, "basis": "claimed"} if 0 <= years <= OLDEST else None
    if 0 <= day.year - born.year <= OLDEST:
        return {"from": max(0, day.year - born.year - 1), "to": day.year - born.year, "basis": "claimed"}
    return None


def years_between(first: date, day: date) -> int:
    """Whole years from the first day to the other, below 0 where that is earlier; 29 February comes round on 28 in other years."""
    if day < first:
        return -years_between(day, first)
    month, at = first.month, first.day
    if (month, at) == (2, 29) and not isleap(day.year):
        at = 28
    return day.year - first.year - ((day.month, day.day) < (month, at))
