"""What history holds is the least an officer's answer can say: more may be known elsewhere, less is not (docs/decisions/0023). Pure."""

from __future__ import annotations

from dataclasses import replace

from hub.rulebook import Catalogue, Fact, Facts, Stated

AT_MOST = frozenset({"marac_months_since_last"})  # here the smaller number says more
AT_LEAST_HELD = "The hub itself holds at least {0}. Enter {0} or more, a range from {0}, or not known"
AT_MOST_HELD = "By what the hub itself holds it is at most {0}. Enter {0} or less, or not known"
HELD = "The hub itself holds that it is so. If that is wrong, what it holds is put right instead"


def is_counted(fact: Fact) -> bool:
    """Whether the hub works the fact out from what it holds."""
    return "history" in fact.asked


def below(fact: Fact, held: Stated | None, said: Stated) -> str:
    """Why an answer that says less than history holds is refused, in words; empty where it says as much or more.

    That it is not known says nothing against what is held: it is kept, and what is held counts.
    """
    if held is None or not is_counted(fact) or not held.is_known or not said.is_known:
        return ""
    if fact.type != "number":
        return HELD if held.value is True and said.value is not True else ""
    if fact.id in AT_MOST:
        return AT_MOST_HELD.format(f"{held.high:g}") if said.high > held.high else ""
    return AT_LEAST_HELD.format(f"{held.low:g}") if said.low < held.low else ""


def over(facts: Catalogue, held: Facts, answered: Facts) -> dict[str, Stated]:
    """All that is known of one scope: the answers over what is held, but none under what history holds."""
    return {**held, **{name: _counting(facts[name], held.get(name), said) for name, said in answered.items()}}


def _counting(fact: Fact, held: Stated | None, said: Stated) -> Stated:
    """What counts of an answer: as much of it as is not under what is held, else what is held."""
    if held is not None and is_counted(fact) and held.is_known and not said.is_known:
        return held
    if held is None or not below(fact, held, said):
        return said
    low, high = (said.low, held.high) if fact.id in AT_MOST else (held.low, said.high)
    return replace(said, low=low, high=high) if fact.type == "number" and low <= high else held
