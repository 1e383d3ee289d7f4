"""What an answer rests on: the Python text that finds the comparisons which settle a rule, or keep it open. Pure.

A group rests on those of its parts that answer as it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening_rules import model
from screening_rules.generated import holding, places_of, taking
from screening_rules.model import All, Condition, Not


def resting_source(name: str, condition: Condition, *, for_good: bool) -> str:
    """The text of a function that gives those comparisons as bits, the first from the left lowest.

    `for_good`: a fact that is not known may still come to be known, which keeps a condition that asks for that open.
    """
    places = places_of([condition])
    text = _Text(places, for_good)
    _, rests = text.add(condition)
    lines = ["get = facts.get", *taking(condition, places, set()), *text.lines, f"return {rests}"]
    return "\n    ".join([f"def {name}(facts):", *lines]) + "\n"


@dataclass(slots=True)
class _Text:
    """Lines that answer each part as the number of an `Answer`; parts come to know their own names as they are added."""

    places: Mapping[str, int]
    for_good: bool
    lines: list[str] = field(default_factory=list)
    leaves: int = 0

    def add(self, condition: Condition) -> tuple[str, str]:
        """Expressions for the condition's answer, and for what it rests on."""
        match condition:
            case Not(part):
                answer, rests = self.add(part)
                return f"(2 - {answer})", rests
            case All(parts) | model.Any(parts):
                added = [self.add(part) for part in parts]
                return (
                    added[0] if len(added) == 1 else self._group("min" if isinstance(condition, All) else "max", added)
                )
            case _:
                return self._leaf(condition)

    def _leaf(self, condition: Condition) -> tuple[str, str]:
        possibly, certainly = (
            holding(condition, self.places, certainly=each, for_good=self.for_good) for each in (False, True)
        )
        bit, self.leaves = 1 << self.leaves, self.leaves + 1
        return self._named(f"{possibly} + {certainly}"), str(bit)

    def _group(self, chosen: str, added: list[tuple[str, str]]) -> tuple[str, str]:
        found = self._named(f"{chosen}({', '.join(answer for answer, _ in added)})")
        return found, self._named(" | ".join(f"({rests} if {answer} == {found} else 0)" for answer, rests in added))

    def _named(self, expression: str) -> str:
        name = f"n{len(self.lines)}"
        self.lines.append(f"{name} = {expression}")
        return name
