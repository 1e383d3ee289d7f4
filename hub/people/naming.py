"""What people are called on pages: the name as told, or the description, with an age as far as it can be said. Never empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import load_only

from hub.people.ages import age_on
from hub.people.models import Person

_SAID = ("forename", "surname", "known_as", "description", "date_of_birth", "due_on", "age")
# what of a row names somebody with their age, for statements that read people for nothing else
NAMED = load_only(Person.unborn, Person.entered_at, *(getattr(Person, f"{said}_sealed") for said in _SAID))


def called(person: Person) -> str:
    """The person's name as told, or the description they were given."""
    name = " ".join(part for part in (person.forename or person.known_as, person.surname) if part)
    if person.unborn:
        return f"Unborn baby {name}" if name else person.description or "Unborn baby"
    return name or person.description or "Name not known"


def age_words(person: Person, day: date) -> str:
    """The age in years on `day`: "9", "about 34", "15 to 17", "due 9 February 2027"; empty when nothing is known."""
    if person.unborn:
        return f"due {_day_words(person.due_on)}" if person.due_on else ""
    age = age_on(person, day) or {}
    low, high = age.get("from"), age.get("to")
    if low is not None and high is not None and high - low == 1:
        return f"about {low}"
    return age_told(age)


def age_told(age: Mapping[str, Any]) -> str:
    """The ends of an age in years as they stand: "15", "15 to 17", "about 15" where one end is open; empty without any."""
    low, high = age.get("from"), age.get("to")
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"about {high if low is None else low}"
    return str(low) if low == high else f"{low} to {high}"


def called_with_age(person: Person, day: date) -> str:
    """Such as "Hector Placeholder, 83"."""
    age = age_words(person, day)
    return f"{called(person)}, {age}" if age else called(person)


def household_called(people: Sequence[Person], day: date) -> str:
    """One person by name and age; several by the surname most of them share, or by the first of them and how many others."""
    if not people:
        return "Nobody named"
    if len(people) == 1:
        return called_with_age(people[0], day)
    surnames = [person.surname for person in people if person.surname]
    common = max(dict.fromkeys(surnames), key=surnames.count, default="")
    if common and surnames.count(common) * 2 >= len(people):
        return f"{common} household"
    others = len(people) - 1
    return f"{called(people[0])} and {others} other{'s' if others > 1 else ''}"


def _day_words(told: str) -> str:
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return told
    return f"{day.day} {day:%B %Y}"
