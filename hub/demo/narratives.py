"""The words of a concern: an opening by source, what happened, more, and an ending. Pure; never more than is needed."""

import re
from random import Random

from hub.demo.situations import PROFESSIONALS, Situation, phrases

SENTENCE_START = re.compile(r"(?:^|[.!?] )[a-z]")


def narrative(rng: Random, situation: Situation, source: str, words: dict[str, str], *, full_name: str) -> str:
    """What was said: plain sentences; the first mention of the person carries their full name."""
    openings = phrases()["openings"]
    parts = [
        rng.choice(openings.get(source, openings["other"])),
        rng.choice(situation.what),
        *rng.sample(situation.more, k=min(len(situation.more), rng.choice((1, 1, 2)))),
        words.get("children", ""),
        rng.choice(phrases()["closings"]["professional" if source in PROFESSIONALS else "public"]),
    ]
    text = " ".join(part for part in parts if part).format_map(words)
    return SENTENCE_START.sub(lambda found: found[0].upper(), text.replace(words["name"], full_name, 1))


def children_seen(names: list[str]) -> str:
    """A sentence that says which children were there (empty where there were none)."""
    if not names:
        return ""
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    return f"Children in the house: {listed}; seen and not hurt."


def amount(rng: Random) -> str:
    """A sum of money in pounds."""
    return f"£{rng.choice((240, 300, 450, 600, 850, 1200, 1500, 2100, 3400)):,}"
