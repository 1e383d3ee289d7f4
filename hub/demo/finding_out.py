"""What officers of the synthetic city find out before they decide: answers to what the rules ask, and the three points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from hub.demo.fresh import Fresh, FreshPerson
from hub.demo.known import Known
from hub.demo.outcomes import ToldDecision
from hub.demo.sheets import Sheet
from hub.demo.writing_runs import Gathered, about, screen_now
from hub.people import age_on
from hub.rulebook import FactAnswer, SubjectResult
from hub.rulebook.importing import MadeRun
from hub.triage.choices import BEHIND_A_NO, LIMBS, WITHOUT_STRAND

SOMEWHAT = ("no", "yes", "no"), ("no", "yes", "yes"), ("no", "no", "yes")
EVIDENCE = {
    ("cannot_safeguard", "yes"): "Could not say how they would get help, and did not use what was offered before.",
    ("cannot_safeguard", "no"): "Manages money, door and telephone, and rang for help without being told to.",
    ("at_risk_of_harm", "yes"): "What was told happened more than once and whoever did it can come again.",
    ("at_risk_of_harm", "no"): "Whoever did it has moved away and nothing has happened since.",
    ("more_vulnerable", "yes"): "A condition on record makes them easier to harm than others of their age.",
    ("more_vulnerable", "no"): "No disability, disorder, illness or infirmity is known to those who know them.",
}
POINTS_RULES = frozenset(
    {
        "adults.a_point_is_not_answered",
        "alcohol_drugs.overdose_and_three_points",
        "high_risk.adult_near_a_convicted_person",
    }
)
ASKS = "needs_information"


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
    if "suicide_prevention.suicide_not_asked_about" in asking:
        yield Learnt("suicide_signs", ["none"])
    if "suicide_prevention.care_needed_not_known" in asking:
        yield from (Learnt("emergency_care_needed", False), Learnt("severe_mental_illness", False))
    if "children.no_adult_at_home" in asking:
        yield Learnt("adult_in_household", True, is_shared=True)
    if closes and each.told.facts.get("declines_help") is True:
        told = {fact for fact in BEHIND_A_NO if fact in each.told.facts}
        yield from (
            Learnt(fact, False, is_shared=fact == "crime_suspected") for fact in BEHIND_A_NO if fact not in told
        )


def points(rng: Random, told: Sequence[str], routes: Sequence[str]) -> tuple[str, ...]:
    """The three points as the officer answers them where the rules ask: as the story has them, else by the routes chosen."""
    if told:
        return tuple(told)
    if {"asp_inq", "asp_urgent"} & set(routes):
        return ("yes", "yes", "yes")
    return rng.choice(SOMEWHAT)


@dataclass(frozen=True, slots=True)
class Stated:
    """An answer as it is kept; `person` is None where it is of the concern or home."""

    person: FreshPerson | None
    fact: str
    stated: dict[str, Any]
    evidence: str


@dataclass(frozen=True, slots=True)
class Step:
    """Some answers, and the run of the rules that followed them."""

    why: str
    answers: tuple[Stated, ...]
    run: MadeRun


def find_out(
    known: Known,
    rng: Random,
    fresh: Fresh,
    gathered: Gathered,
    first: MadeRun,
    told: Sequence[tuple[FreshPerson, ToldDecision]],
) -> list[Step]:
    """Questions answered person by person, then the three points, each followed by another run; nothing is written yet."""
    steps: list[Step] = []
    for each, one in told:
        latest = steps[-1].run if steps else first
        learnt = tuple(_learnt(fresh, each, one, about(latest.screening, each.id)))
        if learnt:
            latest = _run_again(steps, known, fresh, gathered, "answered", learnt)
        if one.points or POINTS_RULES & rules_that_ask(about(latest.screening, each.id)):
            limbs = zip(LIMBS, points(rng, one.points, one.routes), strict=True)
            answered = tuple(Stated(each, fact, _seen(answer), EVIDENCE[fact, answer]) for fact, answer in limbs)
            _run_again(steps, known, fresh, gathered, "limbs", answered)
    return steps


def _learnt(fresh: Fresh, each: FreshPerson, told: ToldDecision, found: SubjectResult) -> Iterator[Stated]:
    closes = not set(told.routes) - WITHOUT_STRAND
    age = (age_on(each.opened, fresh.day) or {}).get("from", 30)
    true = {fact: Learnt(fact, value) for who, fact, value in fresh.story.told.truth.found_out if who == each.truth}
    asked = answers(each, rules_that_ask(found) if closes else set(), age=age, closes=closes)
    for one in (*true.values(), *(one for one in asked if one.fact not in true)):
        stated = {"basis": "claimed", "said_by": "rang round", "value": one.value}
        yield Stated(None if one.is_shared else each, one.fact, stated, "")


def _seen(answer: str) -> dict[str, Any]:
    return {"basis": "observed", "said_by": "officer", "value": answer == "yes"}


def _run_again(
    steps: list[Step], known: Known, fresh: Fresh, gathered: Gathered, why: str, learnt: tuple[Stated, ...]
) -> MadeRun:
    for one in learnt:
        fresh.answers.setdefault(one.person.id if one.person else None, {})[one.fact] = one.stated
    run = screen_now(known, fresh, gathered)
    steps.append(Step(why, learnt, run))
    return run


def write_answers(sheet: Sheet, fresh: Fresh, step: Step, *, first: int, by: UUID, at: datetime) -> None:
    """The answers of a step are kept, numbered from `first`, each under the person's key or one of its own."""
    for number, one in enumerate(step.answers, first):
        person = one.person.id if one.person else None
        columns = {
            "concern_id": fresh.id, "person_id": person, "number": number, "fact": one.fact, "answered_by": by,
            "answered_at": at,
        }  # fmt: skip
        key = one.person.key if one.person else sheet.key("answer", at)
        words = {"stated": one.stated, "evidence": one.evidence or None}
        sheet.put(FactAnswer, columns, key=key, words=words)
