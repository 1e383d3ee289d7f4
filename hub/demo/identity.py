"""Identity numbers, telephones and e-mail that can belong to nobody. Pure."""

from datetime import date
from random import Random

WEIGHTS = range(10, 1, -1)


def identity_number(rng: Random, born: date, sex: str) -> str:
    """Ten digits shaped like a CHI number whose day is 41-71, so that it is no real person's.

    The check digit is right, so that only the impossible day gives it away. Source: domain 10.2.
    """
    start = f"{born.day + 40:02d}{born:%m%y}"
    while True:
        nine = f"{start}{rng.randrange(100):02d}{rng.randrange(5) * 2 + (sex == 'male')}"
        check = -sum(weight * int(digit) for weight, digit in zip(WEIGHTS, nine, strict=True)) % 11
        if check != 10:
            return f"{nine}{check}"


def mobile(rng: Random) -> str:
    """A mobile number of the range Ofcom keeps for drama; there are only a thousand, so strangers may share one."""
    return f"07700 900{rng.randrange(1000):03d}"


def landline(rng: Random) -> str:
    """A landline number of the ranges Ofcom keeps for drama."""
    return rng.choice(("01632 960", "0131 496 0")) + f"{rng.randrange(1000):03d}"


def email(rng: Random, forename: str, surname: str) -> str:
    """An e-mail address at a domain that is never registered."""
    return f"{forename}.{surname}{rng.randrange(1, 99)}@example.org".lower()
