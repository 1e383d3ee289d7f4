"""A made-up town with known truth: households, common and rare names, and the ways people tell them wrongly."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from hub.people.names import common_names, forms_of_names
from hub.people.normalising import Described, PartialDate

STARTS = (
    "Sample", "Mock", "Faux", "Pretend", "Invent", "Dummy", "Speci", "Tester", "Pattern", "Facsi", "Ersatz", "Bogus",
    "Sham", "Proto", "Replic", "Imagin",
)  # fmt: skip
MIDDLES = ("er", "an", "o", "el", "in", "ar", "ev", "u", "im", "ock", "usk", "orn", "ald", "esk")
ENDS = ("wood", "ley", "ton", "son", "ford", "well", "ham", "by", "ach", "more", "nie", "ro", "burn", "shaw", "gate")
SYLLABLES = (
    "Ab", "Bal", "Car", "Dun", "El", "Fin", "Glen", "Har", "Inch", "Jed", "Kil", "Loch", "Mar", "Ner", "Ord", "Pit",
    "Quo", "Rin", "Stra", "Tul", "Uig", "Val", "Wick", "Yar",
)  # fmt: skip
KINDS = ("Street", "Road", "Wynd", "Place", "Terrace", "Crescent", "Gardens", "Avenue")


def town(size: int, seed: int) -> list[Described]:
    """So many people in families, the common names as common as they are."""
    chance = random.Random(seed)
    people: list[Described] = []
    while len(people) < size:
        people.extend(_family(chance))
    return people[:size]


def _family(chance: random.Random) -> Iterator[Described]:
    surname = _surname(chance)
    address = f"{chance.randint(1, 90)} {_street(chance)}, Dundee"
    if chance.random() < 0.4:
        address = f"{chance.randint(0, 3)}/{chance.randint(1, 4)}, {address}"
    postcode = _postcode(chance)
    phone = f"01632 960{chance.randint(0, 999):03}"
    for place in range(chance.choice([1, 1, 2, 2, 3, 4, 5])):
        sex = chance.choice(["female", "male"])
        born = date(1935, 1, 1) + timedelta(days=int(chance.triangular(0, 33500, 20000)))
        yield Described(
            forename=_forename(chance),
            surname=surname if chance.random() < 0.85 else _surname(chance),
            date_of_birth=PartialDate(born.isoformat(), born.year, born.month, born.day),
            sex=sex,
            address=address,
            postcode=postcode,
            phone=phone if place < 2 else "",
        )


def _street(chance: random.Random) -> str:
    return f"{chance.choice(SYLLABLES)}{chance.choice(SYLLABLES)}{chance.choice(ENDS)} {chance.choice(KINDS)}"


def _postcode(chance: random.Random) -> str:
    """A postcode with letters that no real one ends with."""
    unit = chance.choice("CIKMOV") + chance.choice(string.ascii_uppercase)
    return f"DD{chance.randint(1, 6)} {chance.randint(0, 9)}{unit}"


def _surname(chance: random.Random) -> str:
    if chance.random() < 0.35:
        names = sorted(common_names()["surname"])
        return names[int(len(names) * chance.random() ** 2)].capitalize()
    return chance.choice(STARTS) + chance.choice(MIDDLES) + chance.choice(ENDS)


def _forename(chance: random.Random) -> str:
    names = sorted(common_names()["forename"]) if chance.random() < 0.6 else sorted(set(_roots()))
    return names[int(len(names) * chance.random() ** 2)].capitalize()


def _roots() -> Iterator[str]:
    return (name for names in forms_of_names().values() for name, _ in names)


def told_again(person: Described, chance: random.Random) -> Described:
    """The same person as somebody else tells it: one to three things missing, misheard, mistyped or out of date."""
    for change in chance.sample(CHANGES, chance.choice([1, 1, 2, 2, 3])):
        person = change(person, chance)
    return person


def _slip(text: str, chance: random.Random) -> str:
    if len(text) < 3:
        return text
    at = chance.randrange(1, len(text) - 1)
    letter = chance.choice(string.ascii_lowercase)
    return chance.choice(
        (
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def _nickname(person: Described, chance: random.Random) -> Described:
    forms = sorted(
        form for form, names in forms_of_names().items() if any(name == person.forename.lower() for name, _ in names)
    )
    return replace(person, forename=chance.choice(forms).capitalize()) if forms else person


def _other_date(person: Described, chance: random.Random) -> Described:
    born = person.date_of_birth
    if born is None or not born.year or not born.month or not born.day:
        return person
    parts = {"year": born.year, "month": born.month, "day": born.day}
    wrong = chance.choice(("swapped", "century", "year", "day", "no day"))
    if wrong == "swapped" and born.day <= 12:
        parts.update(month=born.day, day=born.month)
    elif wrong == "century":
        parts.update(year=born.year + (100 if born.year < 1950 else -100))
    elif wrong == "year":
        parts.update(year=born.year + chance.choice((-10, -2, -1, 1, 2, 10)))
    elif wrong == "day":
        parts.update(day=chance.randint(1, 28))
    return replace(
        person,
        date_of_birth=PartialDate("", parts["year"], parts["month"], None if wrong == "no day" else parts["day"]),
    )


def _moved(person: Described, chance: random.Random) -> Described:
    return replace(
        person,
        address=f"{chance.randint(1, 90)} {_street(chance)}",
        postcode=_postcode(chance),
    )


def _double(person: Described, chance: random.Random) -> Described:
    return replace(person, surname=f"{person.surname}-{_surname(chance)}")


CHANGES: list[Callable[[Described, random.Random], Described]] = [
    lambda person, chance: replace(person, forename=_slip(person.forename, chance)),
    lambda person, chance: replace(person, surname=_slip(person.surname, chance)),
    _nickname,
    _other_date,
    _moved,
    _double,
    lambda person, chance: replace(person, date_of_birth=None),
    lambda person, chance: replace(person, address="", postcode=""),
    lambda person, chance: replace(person, postcode=_slip(person.postcode, chance).upper()),
    lambda person, chance: replace(person, phone=""),
    lambda person, chance: replace(person, forename=person.surname, surname=person.forename),
    lambda person, chance: replace(person, surname=_surname(chance)),
    lambda person, chance: replace(person, sex="not_known"),
]
