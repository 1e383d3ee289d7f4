"""People from another generator than any the hub's matching was held against, told again with mistakes. Nothing is tuned on them."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from faker import Faker

Told = dict[str, str]
SHARED_HOME = 0.35


def told_several_times(people: int, seed: int) -> dict[str, Any]:
    """Tellings of so many people, one to three of each, and the pairs that are one person; shaped like the FEBRL files."""
    dice, faker = random.Random(seed), Faker("en_GB")
    faker.seed_instance(seed)
    rows: dict[str, Told] = {}
    truth: list[list[str]] = []
    before: Told = {}
    for number in range(people):
        person = _person(faker, dice, before if before and dice.random() < SHARED_HOME else {})
        names = []
        for telling in range(dice.choice((1, 2, 2, 3))):
            names.append(f"{number:06}-{telling}")
            rows[names[-1]] = _told(person, faker, dice) if telling else person
        truth += [[one, other] for place, one in enumerate(names) for other in names[place + 1 :]]
        before = person
    return {"left": rows, "right": {}, "truth": truth}


def _person(faker: Faker, dice: random.Random, relative: Told) -> Told:
    born = date(1930, 1, 1) + timedelta(days=dice.randrange(34_000))
    home = {name: relative[name] for name in HOME} if relative else _home(faker, dice)
    return {
        "given_name": faker.first_name().lower(),
        "surname": relative["surname"] if relative and dice.random() < 0.8 else faker.last_name().lower(),
        "date_of_birth": born.strftime("%Y%m%d"),
        **home,
        "state": "",
    }


HOME = ("street_number", "address_1", "address_2", "suburb", "postcode")


def _home(faker: Faker, dice: random.Random) -> Told:
    return {
        "street_number": str(dice.randint(1, 240)),
        "address_1": faker.street_name().lower(),
        "address_2": "",
        "suburb": faker.city().lower(),
        "postcode": faker.postcode().lower(),
    }


def _told(person: Told, faker: Faker, dice: random.Random) -> Told:
    """The person as somebody else tells it: each kind of mistake at its own rate."""
    told = dict(person)
    for rate, mistake in _MISTAKES:
        if dice.random() < rate:
            mistake(told, dice)
    if dice.random() < 0.12:
        told.update(_home(faker, dice))
    return told


def _slip(text: str, dice: random.Random) -> str:
    if len(text) < 2:
        return text
    at = dice.randrange(len(text) - 1)
    ways: tuple[Callable[[], str], ...] = (
        lambda: text[:at] + text[at + 1 :],
        lambda: text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        lambda: (
            text[:at] + dice.choice(string.digits if text[at].isdigit() else string.ascii_lowercase) + text[at + 1 :]
        ),
        lambda: text[: at + 1] + text[at] + text[at + 1 :],
    )
    return dice.choice(ways)()


def _slips_in(field: str) -> Callable[[Told, random.Random], None]:
    def mistake(told: Told, dice: random.Random) -> None:
        told[field] = _slip(told[field], dice)

    return mistake


def _misses(field: str) -> Callable[[Told, random.Random], None]:
    def mistake(told: Told, _dice: random.Random) -> None:
        told[field] = ""

    return mistake


def _swaps_names(told: Told, _dice: random.Random) -> None:
    told["given_name"], told["surname"] = told["surname"], told["given_name"]


def _says_initial(told: Told, _dice: random.Random) -> None:
    told["given_name"] = told["given_name"][:1]


def _swaps_day_and_month(told: Told, _dice: random.Random) -> None:
    born = told["date_of_birth"]
    if born[6:] <= "12":
        told["date_of_birth"] = born[:4] + born[6:] + born[4:6]


def _slips_in_a_date(told: Told, dice: random.Random) -> None:
    at = dice.randrange(2, 8)
    born = told["date_of_birth"]
    told["date_of_birth"] = born[:at] + dice.choice(string.digits) + born[at + 1 :]


_MISTAKES: tuple[tuple[float, Callable[[Told, random.Random], None]], ...] = (
    (0.03, _swaps_day_and_month), (0.06, _slips_in_a_date), (0.05, _misses("date_of_birth")),
    (0.12, _slips_in("given_name")), (0.12, _slips_in("surname")), (0.02, _swaps_names), (0.03, _says_initial),
    (0.05, _slips_in("address_1")), (0.04, _slips_in("street_number")), (0.06, _slips_in("postcode")),
    (0.10, _misses("postcode")), (0.05, _misses("suburb")),
)  # fmt: skip
