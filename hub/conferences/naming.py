"""What people and conferences are called on pages, in the words of the work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hub import clock
from hub.people import Person, age_on
from hub.people.dates_told import read_date

KIND_WORDS = {
    "initial": "Initial planning meeting",
    "pre_birth": "Pre-birth planning meeting",
    "review": "Review planning meeting",
    "transfer": "Transfer planning meeting",
    "adult_initial": "Initial adult case conference",
    "adult_review": "Review adult case conference",
}


def called(person: Person) -> str:
    """The person's name as told, or the description they were given; never empty."""
    name = " ".join(part for part in (person.known_as or person.forename, person.surname) if part)
    if person.unborn:
        return f"Unborn baby {name}".strip() if name else person.description or "Unborn baby"
    return name or person.description or "Name not known"


def age_words(person: Person, day: date) -> str:
    """The age in years on `day`: "9", "15 to 17", "due 2027-03-14"; empty when nothing is known."""
    if person.unborn:
        return f"due {_due_words(person)}" if person.due_on else ""
    age = age_on(person, day) or {}
    low, high = age.get("from"), age.get("to")
    if low is None and high is None:
        return ""
    if low == high:
        return str(low)
    return f"{low} to {high}" if low is not None and high is not None else f"{low if low is not None else high}, about"


def due_day(person: Person) -> date | None:
    """The day a baby is due, where it was told as a date that can be read."""
    told = read_date(person.due_on, on=clock.london_day(person.entered_at)) if person.due_on else None
    return date(told.year, told.month, told.day) if told and told.year and told.month and told.day else None


def _due_words(person: Person) -> str:
    day = due_day(person)
    return f"{day.day} {day:%B %Y}" if day else person.due_on or ""


def called_together(people: Sequence[Person], day: date) -> str:
    """Everybody at one conference: "Agnes Pellowgate, 83" or "Isla, Rory and Bram Thistlemere, 9, 6 and 2"."""
    names, ages = [called(person) for person in people], [age_words(person, day) for person in people]
    surnames = {person.surname for person in people}
    if len(people) > 1 and len(surnames) == 1 and people[0].surname and not any(each.unborn for each in people):
        names = [(person.known_as or person.forename or "Name not known") for person in people]
        names[-1] = f"{names[-1]} {people[0].surname}"
    who = _listed(names)
    return f"{who}, {_listed(ages)}" if all(ages) else who


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
