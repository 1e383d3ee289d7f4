"""How likely a decision is to be looked at twice. Every number here is a placeholder that the council has not confirmed. Data.

A share is set by the rules owner on a page; these stand until then, and weigh the safety net under what was closed.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_SHARE = 30  # per mille of all decisions, until somebody sets it
LEAST_SHARE, MOST_SHARE = 20, 50
LEAST_PAIRS = 10  # below this, agreement in an area is not shown
MONTHS = 12  # how far back agreement is counted
IS_CONFIRMED = False


@dataclass(frozen=True, slots=True)
class Chance:
    """From so many concerns about the person in twelve months on (this one counts), closing is drawn so often of a thousand."""

    concerns: int
    per_mille: int
    because: str


# the most concerns first: the first that is reached holds
AFTER_CLOSING = (
    Chance(5, 500, "At the fifth concern in a year, closing once more is worth another mind every second time."),
    Chance(3, 250, "The third concern in a year is where harm that adds up is most often missed."),
    Chance(2, 120, "A second concern in a year says that the first answer may not have held."),
    Chance(1, 50, "A first concern that closes is looked at as often as the share may be at most."),
)


def chance_of(concerns: int) -> Chance:
    """What holds for somebody with so many concerns in twelve months; nothing known counts as one."""
    return next(each for each in AFTER_CLOSING if max(concerns, 1) >= each.concerns)
