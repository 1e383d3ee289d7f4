"""How many rows somebody who steals the database can name from how often tokens and names occur."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from tests.benchmarks.asked import Asked
from tests.benchmarks.measuring import figure
from tests.benchmarks.results import Figure, Reach, Row

ATTACK = "tests.attacks"
PEOPLE = 50_000


def measure(asked: Asked) -> Row:
    """The attack of the suite at full size, where the suite has it."""
    people = 2_000 if asked.is_tiny else PEOPLE
    words = f"at most 1 of 100 rows named, {PEOPLE:,} people"
    figures: tuple[Figure, ...] = ()
    if find_spec(ATTACK) is None:
        reach = Reach("frequency", words, 0.01, True, None, "the attack is not in the suite yet")
    else:
        share = float(import_module(f"{ATTACK}.frequency").attack(people).share)
        figures = (figure("rows named", "of 100", [100 * share]),)
        reach = Reach("frequency", words, 0.01, True, share)
    return Row(
        "frequency",
        "Frequency attack",
        "Somebody holds the stolen database and an independent list of how often names and dates of birth occur, and pairs the "
        "commonest tokens with the commonest names.",
        figures,
        reaches=(reach,),
    )
