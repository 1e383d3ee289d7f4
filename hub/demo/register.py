"""How long children stay on the register of the synthetic city. Pure.

Nearly half leave within six months, the rest within two years or so, ten and a half months on average: with seven
registrations a month about seventy are on it at any time. Source: domain 9.2, 9.3.
"""

from datetime import timedelta
from random import Random

LONGEST_DAYS = 800
UNDER_SIX_MONTHS = 0.48


def stay(rng: Random) -> timedelta:
    """How long a child stays on the register."""
    if rng.random() < UNDER_SIX_MONTHS:
        return timedelta(days=rng.randint(85, 180))
    return timedelta(days=rng.randint(190, LONGEST_DAYS - 30))


def adult_stay(rng: Random) -> timedelta:
    """How long an adult's protection plan stays open: one or two reviews, three months apart."""
    return timedelta(days=90 * rng.choice((1, 1, 2, 2, 3)))
