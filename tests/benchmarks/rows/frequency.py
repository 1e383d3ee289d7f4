"""How many rows somebody who steals the database can name from how often tokens and names occur: the suite's attack, full size."""

from __future__ import annotations

from tests.attacks.frequency import attack
from tests.benchmarks.asked import Asked
from tests.benchmarks.measuring import figure
from tests.benchmarks.results import Reach, Row

PEOPLE = 50_000
KNOWN = {
    "independent": "an independent list as long",
    "register": "an independent list ten times as long",
    "same_list": "the very same people, unpaired",
}


def measure(asked: Asked) -> Row:
    """The share of rows named by each attacker."""
    people = 1_000 if asked.is_tiny else PEOPLE
    named = {knows: attack(people, knows=knows).named for knows in KNOWN}
    figures = tuple(figure(f"holds {KNOWN[knows]}", "% of rows", [100 * share]) for knows, share in named.items())
    words = f"at most 0.01 of the rows named by whoever holds an independent list, {PEOPLE:,} people"
    return Row(
        "frequency",
        "Frequency attack",
        "Somebody holds the stolen database and a list of names and dates of birth, and pairs tokens with texts by how often they "
        "occur. Last, for comparison, somebody who knows exactly who is in the database.",
        figures,
        reaches=(Reach("frequency", words, 0.01, True, named["independent"]),),
    )
