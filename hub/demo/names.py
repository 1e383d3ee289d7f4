"""Names of the synthetic city: surnames nobody bears, forenames of their time. Pure."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from hub.demo.dice import Weighted

NOT_INVENTED = frozenset({"Mockford", "Mockham", "Mockley", "Fauxburn"})
WHOLE = ("Placeholder", "Nemo", "Anonym", "Loremsum")


@dataclass(frozen=True, slots=True)
class Forename:
    """A forename, the years it was given in, and the short form people use (empty: none)."""

    name: str
    sex: str
    first_year: int
    last_year: int
    short: str


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the city's CSV lists."""
    text = files("hub.demo").joinpath("lists", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def surnames() -> Weighted[str]:
    """Some four hundred invented surnames; a few are common, most are rare, as in any real city."""
    parts = rows("surname_parts.csv")
    made = [row["first"] + other["last"] for row in parts for other in parts]
    every = [*WHOLE, *(name for name in made if name not in NOT_INVENTED)]
    every.sort(key=lambda name: sum(ord(letter) * place for place, letter in enumerate(name, 3)) % 397)
    return Weighted({name: 1 / (place + 12) for place, name in enumerate(every)})


@cache
def forenames(sex: str, year: int) -> Weighted[Forename]:
    """Forenames given to children of this sex born about this year."""
    known = [
        Forename(row["name"], row["sex"], int(row["from"]), int(row["to"]), row["short"])
        for row in rows("forenames.csv")
        if row["sex"] == sex
    ]
    fitting = [one for one in known if one.first_year <= year <= one.last_year]
    return Weighted(dict.fromkeys(fitting or known, 1.0))


def surname(rng: Random) -> str:
    """An invented surname; about one in twenty-five is double-barrelled or carries Mac."""
    first = surnames().throw(rng)
    twist = rng.random()
    if twist < 0.02:
        return f"{first}-{surnames().throw(rng)}"
    return f"Mac{first}" if twist < 0.04 else first


def forename(rng: Random, sex: str, year: int) -> Forename:
    """A forename a person of this sex born in this year could have."""
    return forenames(sex, year).throw(rng)
