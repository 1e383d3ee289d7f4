"""How many rows somebody who steals the database can name from how often tokens and names occur: the suite's attack, full size."""

from __future__ import annotations

from tests.attacks.frequency import attack, with_surname_alone
from tests.benchmarks.asked import Asked
from tests.benchmarks.measuring import figure
from tests.benchmarks.results import Reach, Row

PEOPLE = 50_000
KNOWN = {
    "independent": "public frequencies of names, dates of birth and homes",
    "register": "a register of the whole city, ten times as many as are held",
    "same_list": "exactly the people held, unpaired",
}


def measure(asked: Asked) -> Row:
    """The share of rows named by each attacker."""
    people = 1_000 if asked.is_tiny else PEOPLE
    named = {knows: attack(people, knows=knows).named for knows in KNOWN}
    planted = attack(people, keys_of=with_surname_alone).named
    figures = [figure(f"holds {KNOWN[knows]}", "% of rows", [100 * share]) for knows, share in named.items()]
    figures.append(figure("public frequencies, with a surname alone indexed too", "% of rows", [100 * planted]))
    words = f"at most 0.01 of {PEOPLE:,} people’s rows named by whoever holds"
    return Row(
        "frequency",
        "Frequency attack",
        "Somebody holds the stolen database and a list of names and dates of birth, and pairs tokens with texts by how often they "
        "occur. For comparison, somebody who knows exactly who is in the database, and an index nobody should make.",
        tuple(figures),
        reaches=(
            *(
                Reach(f"frequency-{knows}", f"{words} {KNOWN[knows]}", 0.01, True, named[knows])
                for knows in ("independent", "register")
            ),
            Reach("frequency-planted", "the planted surname index is found: over 0.01", 0.01, False, planted),
        ),
    )
