"""Which facts a form asks about: those of a scope and place in the form, hidden only where they certainly do not apply."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from hub import clock
from hub.people import read_date
from screening_rules import Answer, Catalogue, Fact, FactError, Stated, parse_stated
from screening_rules.interpret import answer

KNOWN_NO = Answer.NO
__all__ = ["Catalogue", "Fact", "age_told", "questions_asked", "stated_of"]


def questions_asked(
    catalogue: Catalogue, *, scope: str, asked: str, told: Iterable[Mapping[str, Any]] = ()
) -> tuple[Fact, ...]:
    """The facts of this scope that this form asks, in the catalogue's order.

    `told` holds what is stated, once for each person; a question stays as long as it may apply to one of them.
    """
    people = [stated_of(catalogue, each) for each in told] or [{}]
    return tuple(
        fact
        for fact in catalogue
        if fact.scope == scope and asked in fact.asked and any(_may_apply(fact, each) for each in people)
    )


def _may_apply(fact: Fact, stated: Mapping[str, Stated]) -> bool:
    return fact.applies is None or answer(fact.applies, stated) is not KNOWN_NO


def stated_of(catalogue: Catalogue, told: Mapping[str, Any]) -> dict[str, Stated]:
    """What can be read of the facts told; the rest is unknown."""
    found: dict[str, Stated] = {}
    for name, value in told.items():
        if name in catalogue:
            try:
                found[name] = parse_stated(catalogue[name], value)
            except (FactError, OverflowError):
                continue
    return found


def age_told(person: Mapping[str, Any]) -> dict[str, int] | None:
    """The age that a person of a document has today, as a stated fact: a range, or None where nothing is known."""
    if person.get("unborn") in (True, "true"):
        return {"to": 0}
    today = clock.today()
    born = read_date(str(person.get("date_of_birth") or ""), on=today)
    if born and born.year:
        return _since(born.year, born.month, born.day, today)
    low, high = (_whole(person.get(name)) for name in ("age_from", "age_to"))
    ends = {end: years for end, years in (("from", low), ("to", high)) if years is not None}
    return ends or None


def _since(year: int, month: int | None, day: int | None, today: date) -> dict[str, int] | None:
    last = day or calendar.monthrange(year, month or 12)[1]
    youngest = relativedelta(today, date(year, month or 12, last)).years
    oldest = relativedelta(today, date(year, month or 1, day or 1)).years
    return {"from": max(0, youngest), "to": oldest} if 0 <= oldest <= 130 else None


def _whole(told: Any) -> int | None:
    text = str(told if told is not None else "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
