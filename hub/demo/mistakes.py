"""Slips of those who write down names, dates and numbers. Pure; a possible identity number never comes of one."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from hub.demo.population import Household, Person

SOUNDS = (("ie", "y"), ("ey", "ie"), ("ph", "f"), ("c", "k"), ("mac", "mc"), ("ae", "ay"), ("oo", "u"), ("s", "ss"))
Told = dict[str, Any]
Slip = Callable[[Random, Told, Person, Household], bool]


def misspell(rng: Random, word: str) -> str:
    """The word with one slip of hand or ear; unchanged where it is too short."""
    if len(word) < 4:
        return word
    low = word.lower()
    heard = [(old, new) for old, new in SOUNDS if old in low[1:]]
    if heard and rng.random() < 0.5:
        old, new = rng.choice(heard)
        at = low.index(old, 1)
        return word[:at] + new + word[at + len(old) :]
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def _surname(rng: Random, told: Told, person: Person, household: Household) -> bool:
    told["surname"] = misspell(rng, person.surname)
    return bool(told["surname"] != person.surname)


def _forename(rng: Random, told: Told, person: Person, household: Household) -> bool:
    told["forename"] = misspell(rng, person.forename)
    return bool(told["forename"] != person.forename)


def _short_name(rng: Random, told: Told, person: Person, household: Household) -> bool:
    told["forename"] = person.known_as or person.forename[0]
    told["known_as"] = ""
    return True


def _other_surname(rng: Random, told: Told, person: Person, household: Household) -> bool:
    others = [one.surname for one in household.people if one.surname != person.surname]
    if others:
        told["surname"] = rng.choice(others)
    return bool(others)


def _date_swapped(rng: Random, told: Told, person: Person, household: Household) -> bool:
    if "date_of_birth" not in told or person.born.day > 12 or person.born.day == person.born.month:
        return False
    told["date_of_birth"] = date(person.born.year, person.born.day, person.born.month).isoformat()
    return True


def _date_wrong(rng: Random, told: Told, person: Person, household: Household) -> bool:
    if "date_of_birth" not in told:
        return False
    told["date_of_birth"] = (person.born - timedelta(days=rng.choice((1, 10, 30, 365)))).isoformat()
    return True


def _number_swapped(rng: Random, told: Told, person: Person, household: Household) -> bool:
    """Only the last four digits are swapped, so that the impossible day stays."""
    number = told.get("identity_number", "")
    if len(number) != 10 or number[7] == number[8]:
        return False
    told["identity_number"] = number[:7] + number[8] + number[7] + number[9]
    return True


def _nothing_but_name(rng: Random, told: Told, person: Person, household: Household) -> bool:
    if "date_of_birth" not in told:
        return False
    for key in ("date_of_birth", "identity_number", "postcode", "phone", "email"):
        told.pop(key, None)
    return True


def _address_missing(rng: Random, told: Told, person: Person, household: Household) -> bool:
    return any([told.pop("postcode", ""), told.pop("address", "")])


SLIPS: Mapping[str, Slip] = {
    "surname_misspelt": _surname,
    "forename_misspelt": _forename,
    "short_name": _short_name,
    "other_surname": _other_surname,
    "date_swapped": _date_swapped,
    "date_wrong": _date_wrong,
    "number_swapped": _number_swapped,
    "nothing_but_name": _nothing_but_name,
    "address_missing": _address_missing,
}


def slip(rng: Random, told: Told, person: Person, household: Household) -> str:
    """What was told of the person holds one slip of those possible, whose name is returned."""
    names = list(SLIPS)
    rng.shuffle(names)
    return next(name for name in names if SLIPS[name](rng, told, person, household))
