"""Compound keys that find candidates through blind tokens. Pure.

Promise: no key is a surname, a forename or a date of birth alone, and nothing of a protected address is in any key.
Two records meet when two independent parts are whole in both, or told in one of the known wrong ways.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.people.dates_told import PartialDate
from hub.people.names import common_names, sound
from hub.people.normalising import Described, Normal

Key = tuple[str, str]
INDEXES = (
    "birth_house", "birth_postcode", "birth_street", "forename_birth", "forename_email", "forename_phone",
    "forename_postcode", "forename_street", "identity_number", "initial_home", "initials_birth", "initials_postcode",
    "names", "names_day", "names_year", "surname_birth", "surname_email", "surname_phone", "surname_postcode",
    "surname_street", "year_home",
)  # fmt: skip


def compound_keys(described: Described) -> tuple[Key, ...]:
    """The (index name, text) pairs under which this person is stored and looked up, in order and each once."""
    normal = described.normal
    found = [*_by_names(normal), *_by_birth(normal), *_by_home(normal), *_by_contact(normal)]
    return tuple(sorted({(index, text) for index, text in found}))


def _by_names(of: Normal) -> Iterator[Key]:
    if not of.callings or not of.family:
        return
    if not (_is_common(of, "forename") and _is_common(of, "surname")):
        yield from (("names", _sorted(sound(root), name)) for root in of.roots for name in of.sounds)
    sounds = _sorted(sound(of.callings[0]), sound(of.family))
    if of.born and of.born.year is not None:
        yield "names_year", f"{sounds}|{of.born.year % 100:02}"
    if of.born and of.born.day and of.born.month:
        yield "names_day", f"{_sorted(of.callings[0][:3], of.family[:3])}|{_either_way(of.born)}"


def _by_birth(of: Normal) -> Iterator[Key]:
    born = of.born
    if born is None or not born.is_whole:
        return
    day = f"{(born.year or 0) % 100:02}{_either_way(born)}"
    yield from (("forename_birth", f"{sound(root)}|{day}") for root in of.roots)
    yield from (("surname_birth", f"{name}|{day}") for name in of.sounds)
    if of.callings and of.family:
        yield "initials_birth", f"{_initials(of)}|{day}"
    if of.postcode:
        yield "birth_postcode", f"{day}|{_signs(of.postcode)}"
    if of.home and of.home.house:
        yield "birth_house", f"{day}|{of.home.house}"
    if street := _street(of, 4):
        yield "birth_street", f"{day}|{street}"


def _by_home(of: Normal) -> Iterator[Key]:
    for place, text in (("postcode", _signs(of.postcode)), ("street", _street(of, 8))):
        if text:
            yield from ((f"forename_{place}", f"{sound(root)}|{text}") for root in of.roots)
            yield from ((f"surname_{place}", f"{name}|{text}") for name in of.sounds)
    if of.postcode and of.callings and of.family:
        yield "initials_postcode", f"{_initials(of)}|{_signs(of.postcode)}"
    street = _street(of, 4)
    if of.home and of.home.house and street:
        home = f"{of.home.house}|{street}"
        yield from (("initial_home", f"{name[0]}|{home}") for name in (*of.callings[:1], of.family) if name)
        if of.born and of.born.year is not None:
            yield "year_home", f"{of.born.year % 100:02}|{home}"


def _by_contact(of: Normal) -> Iterator[Key]:
    if of.identity:
        yield "identity_number", of.identity.text
    for name, contact in (("phone", of.phone), ("email", of.email)):
        if contact:
            yield from ((f"forename_{name}", f"{sound(root)}|{contact}") for root in of.roots)
            yield from ((f"surname_{name}", f"{part}|{contact}") for part in of.sounds)


def _is_common(of: Normal, kind: str) -> bool:
    """Both stolen tables and candidate lists are worst where a name is very common, and there it finds nobody alone."""
    return not common_names()[kind].isdisjoint(of.callings if kind == "forename" else (of.family,))


def _sorted(one: str, other: str) -> str:
    """Two texts in one order, so that forename and surname may change places."""
    return "|".join(sorted((one, other)))


def _initials(of: Normal) -> str:
    return "".join(sorted(of.callings[0][0] + of.family[0]))


def _street(of: Normal, letters: int) -> str:
    """The first letters of the street: a slip further on makes no difference."""
    return of.home.street.replace(" ", "")[:letters] if of.home else ""


def _signs(postcode: str) -> str:
    """The signs of a postcode in one order, so that two that changed places make no difference."""
    return "".join(sorted(postcode))


def _either_way(born: PartialDate) -> str:
    """Day and month in one order, so that a swap makes no difference."""
    low, high = sorted((born.day or 0, born.month or 0))
    return f"{low:02}{high:02}"
