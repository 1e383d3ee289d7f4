"""What officers of the synthetic city find out before they decide: answers to what the rules ask, and the three points. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from hub.demo.fresh import FreshPerson
from hub.rulebook import SubjectResult

LIMBS = ("cannot_safeguard", "at_risk_of_harm", "more_vulnerable")
SOMEWHAT = ("no", "yes", "no"), ("no", "yes", "yes"), ("no", "no", "yes")
EVIDENCE = {
    ("cannot_safeguard", "yes"): "Could not say how they would get help, and did not use what was offered before.",
    ("cannot_safeguard", "no"): "Manages money, door and telephone, and rang for help without being told to.",
    ("at_risk_of_harm", "yes"): "What was told happened more than once and whoever did it can come again.",
    ("at_risk_of_harm", "no"): "Whoever did it has moved away and nothing has happened since.",
    ("more_vulnerable", "yes"): "A condition on record makes them easier to harm than others of their age.",
    ("more_vulnerable", "no"): "No disability, disorder, illness or infirmity is known to those who know them.",
}
POINTS_RULE = "adults.a_point_is_not_answered"
ASKS = "needs_information"
BEHIND_A_NO = ("pressure_signs", "others_at_risk", "crime_suspected")


@dataclass(frozen=True, slots=True)
class Learnt:
    """One fact found out: of the concern or home (`is_shared`), or of the person."""

    fact: str
    value: Any
    is_shared: bool = False


def rules_that_ask(found: SubjectResult) -> set[str]:
    """The rules that say somebody has to find out more about the person."""
    return {each.rule for each in found.findings if each.answer.name == "YES" and ASKS in each.routes}


def answers(each: FreshPerson, asking: set[str], *, age: int, closes: bool) -> Iterator[Learnt]:
    """What was found out about the person, so that no rule asks any more what a call can answer."""
    if "screening.danger_not_answered" in asking:
        yield Learnt("immediate_danger", False, is_shared=True)
    if asking & {"screening.harm_not_stated", "adults.worry_about_household_only"}:
        yield Learnt("harms", ["other"])
    if "screening.age_not_known" in asking:
        yield Learnt("age_years", age)
    if "children.cause_not_known" in asking:
        yield Learnt("injury_explained", True)
    if "domestic_abuse.no_checklist" in asking:
        yield Learnt("dash_yes_count", 4)
    if "children.no_adult_at_home" in asking:
        yield Learnt("adult_in_household", True, is_shared=True)
    if closes and each.told.facts.get("declines_help") is True:
        told = {fact for fact in BEHIND_A_NO if fact in each.told.facts}
        yield from (Learnt(fact, False, is_shared=fact == "crime_suspected") for fact in BEHIND_A_NO if fact not in told)


def points(rng: Random, told: Sequence[str], routes: Sequence[str]) -> tuple[str, ...]:
    """The three points as the officer answers them where the rules ask: as the story has them, else by the routes chosen."""
    if told:
        return tuple(told)
    if {"asp_inq", "asp_urgent"} & set(routes):
        return ("yes", "yes", "yes")
    return rng.choice(SOMEWHAT)
