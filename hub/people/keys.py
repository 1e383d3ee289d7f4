"""Compound keys that find candidates through blind tokens. Pure.

Promise: no key is a surname, a forename or a date of birth alone, and nothing of a protected address is in any key.
Two records meet when two independent parts are whole in both, or told in one of the known wrong ways.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.people.dates_told import PartialDate
from hub.people.names import sound
from hub.people.normalising import Described, Normal

Key = tuple[str, str]


def compound_keys(described: Described) -> tuple[Key, ...]:
    """The (index name, text) pairs under which this person is stored and looked up, in order and each once."""
    normal = described.normal
    found = [*_by_names(normal), *_by_birth(normal), *_by_home(normal), *_by_contact(normal)]
    return tuple(sorted({(index, text) for index, text in found}))


def _by_names(of: Normal) -> Iterator[Key]:
    if of.family:
        for root in of.roots:
            for part in {of.family, *of.surnames}:
                yield "names", f"{root}|{part}"
    first = of.callings[0] if of.callings else ""
    if first and of.family:
        sounds = sorted((sound(first), sound(of.family)))
        year = f"{of.born.year % 100:02}" if of.born and of.born.year is not None else None
        if year:
            yield "names_sound_year", "|".join((*sounds, year))
        if of.postcode:
            yield "names_sound_postcode", "|".join((*sounds, of.postcode))


def _by_birth(of: Normal) -> Iterator[Key]:
    born = of.born
    if born is None or born.month is None or born.day is None:
        return
    pair = _either_way(born)
    if born.year is not None:
        day = f"{born.year % 100:02}{pair}"
        yield from (("forename_birth", f"{sound(root)}|{day}") for root in of.roots)
        yield from (("surname_birth", f"{name}|{day}") for name in of.sounds)
        if of.callings and of.family:
            yield "initials_birth", f"{''.join(sorted(of.callings[0][0] + of.family[0]))}|{day}"
        if of.postcode:
            yield "birth_postcode", f"{day}|{of.postcode}"
        if of.home and of.home.house:
            yield "birth_house", f"{day}|{of.home.house}"
        if of.home and of.home.street:
            yield "birth_street", f"{day}|{sound(of.home.street)}"
    if of.callings and of.family:
        yield "names_day", f"{of.callings[0][:3]}|{of.family[:3]}|{pair}"


def _either_way(born: PartialDate) -> str:
    """Day and month in one order, so that a swap makes no difference."""
    low, high = sorted((born.day or 0, born.month or 0))
    return f"{low:02}{high:02}"


def _by_home(of: Normal) -> Iterator[Key]:
    street = of.home.street if of.home else ""
    place = f"{of.home.house}|{sound(street)}" if of.home and of.home.house and street else ""
    for root in of.roots:
        if of.postcode:
            yield "forename_postcode", f"{sound(root)}|{of.postcode}"
        if place:
            yield "forename_home", f"{sound(root)}|{place}"
    for name in of.sounds:
        if of.postcode:
            yield "surname_postcode", f"{name}|{of.postcode}"
        if place:
            yield "surname_home", f"{name}|{place}"
    if place and of.postcode and of.callings:
        yield "initial_home_postcode", f"{of.callings[0][0]}|{place}|{of.postcode}"


def _by_contact(of: Normal) -> Iterator[Key]:
    if of.identity:
        yield "identity_number", of.identity.text
    for name, contact in (("phone", of.phone), ("email", of.email)):
        if contact:
            yield from ((f"forename_{name}", f"{sound(root)}|{contact}") for root in of.roots)
            yield from ((f"surname_{name}", f"{part}|{contact}") for part in of.sounds)
