"""Concerns to submit, each about two other made-up people, so that no submission finds the people of the one before."""

from __future__ import annotations

import random
from typing import Any

from hub.concerns import NewConcern
from hub.people import NewPerson

STARTS, ENDS = ("Sample", "Mock", "Faux", "Pretend", "Invent", "Dummy"), ("wood", "ley", "ton", "ford", "well", "burn")
MIDDLES = ("er", "an", "o", "el", "in", "ar", "ev", "u", "im", "ock", "usk", "orn")
FORENAMES = ("Catriona", "Iain", "Eilidh", "Hamish", "Aisha", "Tomasz", "Grace", "Lewis", "Orla", "Rory", "Skye", "Wen")
NARRATIVE = "A neighbour heard shouting again last night, and a child crying. " * 5


def document(dice: random.Random) -> dict[str, Any]:
    """The concern as a partner's system would send it."""
    surname = dice.choice(STARTS) + dice.choice(MIDDLES) + dice.choice(MIDDLES) + dice.choice(ENDS)
    born = f"{dice.randint(2009, 2022)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    street = dice.choice(STARTS) + dice.choice(MIDDLES) + dice.choice(ENDS)
    child = {
        "role": "subject", "forename": dice.choice(FORENAMES), "surname": surname, "date_of_birth": born, "sex": "female",
        "address": f"{dice.randint(1, 240)} {street} Street, Dundee", "postcode": f"DD{dice.randint(1, 6)} {dice.randint(0, 9)}ZZ",
    }  # fmt: skip
    adult = {
        "role": "household", "forename": dice.choice(FORENAMES), "surname": surname,
        "phone": f"01632 96{dice.randint(0, 9999):04}",
    }  # fmt: skip
    return {"narrative": NARRATIVE, "people": [child, adult]}


def new_concern(dice: random.Random) -> NewConcern:
    """The same as the front door takes it."""
    told = document(dice)
    return NewConcern(
        channel="phone", narrative=told["narrative"], people=tuple(NewPerson(**person) for person in told["people"])
    )
