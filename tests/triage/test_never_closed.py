"""Whatever is told, a concern with a question open that has to be answered waits for a person that day and never closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from hub import clock, triage
from hub.concerns import Concern
from hub.db import reading
from hub.errors import Unprocessable
from hub.triage import weighing
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

CASES = 40
LIMBS = ("cannot_safeguard", "at_risk_of_harm", "more_vulnerable")
BEHIND_A_NO = ("pressure_signs", "others_at_risk", "crime_suspected")
HARMS = ("physical", "financial", "neglect", "self_neglect", "psychological")


@dataclass
class Told:
    """A generated case: how old, what was told, what was answered later."""

    years: int | None
    danger: str
    harm: str
    facts: dict[str, Any] = field(default_factory=dict)
    limbs: tuple[str, ...] = ()
    declines: bool = False
    behind: tuple[str, ...] = ()

    def open_questions(self) -> list[str]:
        """What a person still has to find out, said here without asking any rule."""
        found = []
        if self.years is None:
            found.append("how old they are")
        if not self.harm:
            found.append("what the harm is")
        if self.danger == "not_known" and self.harm != "financial":
            found.append("whether anyone is in danger")
        if self.years is not None and self.years < 18 and self.harm == "physical" and "who_caused" not in self.facts:
            found.append("how the child was hurt")
        if "not_known" in self.limbs or ((self.years or 0) >= 16 and self.harm and not self.limbs):
            found.append("the three points")
        if self.declines and len(self.behind) < len(BEHIND_A_NO):
            found.append("what is behind a no")
        return found


def generated(dice: Random) -> Told:
    """A case in which each thing may be missing."""
    years = dice.choice([None, 4, 11, 17, 30, 81])
    told = Told(years, dice.choice(["no", "not_known"]), dice.choice(["", *HARMS]))
    if dice.random() < 0.5:
        told.facts["who_caused"] = dice.choice(["stranger", "known_person"])
    if years is not None and years >= 16 and dice.random() < 0.7:
        told.limbs = tuple(dice.choice(["yes", "no", "not_known"]) for _ in LIMBS)
    if years is not None and years >= 16 and dice.random() < 0.4:
        told.declines = True
        told.behind = tuple(dice.sample(BEHIND_A_NO, dice.choice([0, 2, 3])))
    return told


def tried_to_close(world: World, told: Told) -> tuple[set[str], Any]:
    """No further action, by an officer who differs with everything and asks a manager to sign: what was refused, the concern."""
    facts: dict[str, Any] = {**told.facts, **({"harms": [told.harm]} if told.harm else {})}
    age = {"age_from": told.years, "age_to": told.years} if told.years is not None else {}
    person = PersonMaker(forename="Kit", surname=f"Case{id(told)}", facts=facts, **age)
    concern = steps.received(world, danger=told.danger, people=(person,)).concern_id
    (who,) = steps.people_on(concern)
    if told.limbs:
        steps.limbs_answered(world, concern, who, *told.limbs)
    if told.declines:
        steps.answered(world, concern, who, declines_help="yes", **dict.fromkeys(told.behind, "no"))
    steps.viewed(world, concern)
    run, found = steps.suggested(concern, who)
    values = {
        "run_id": run,
        "verdicts": dict.fromkeys(found.routes, False),
        "added": ("info_only",) if "info_only" not in found.routes else (),
        "routes_reason": "does_not_fit",
        "ask_second": world.actor("team_manager").officer_id,
        "lead_framework": "child",
        "words_lead": steps.SENTENCE,
    }
    if "info_only" in found.routes:
        values["verdicts"]["info_only"] = True
    if not (found.urgency or found.could_reach):
        values |= {"agrees_urgency": None, "urgency": "five_working_days"}
    try:
        steps.decided(world, concern, who, **values)
    except Unprocessable as refusal:
        return set(refusal.fields), concern
    return set(), concern


def closed_with_questions_open(world: World, cases: Iterator[Told]) -> list[tuple[Told, str]]:
    """The cases that closed, or were left for another day, with a question open; and those refused though none was."""
    wrong = []
    for told in cases:
        refused, concern = tried_to_close(world, told)
        open_ = told.open_questions()
        if open_ and not refused & {"close", "declined"}:
            wrong.append((told, f"closed without {open_}"))
        if not open_ and refused & {"close", "declined"}:
            wrong.append((told, "refused though nothing was open"))
        if open_ and not waits_today(concern, told):
            wrong.append((told, f"waits longer than today for {open_}"))
    return wrong


def waits_today(concern_id: Any, told: Told) -> bool:
    """It stands in the queue; with a person that day, unless they have looked already: behind a no, or at the three points."""
    item = steps.queued(concern_id)
    with reading() as session:
        if item is None or session.get_one(Concern, concern_id).state != "waiting":
            return False
    looked_at = {"what is behind a no", *(["the three points"] if "no" in told.limbs else [])}
    return set(told.open_questions()) <= looked_at or item.act_by <= triage.due_today()


def cases(seed: int) -> Iterator[Told]:
    dice = Random(seed)
    return (generated(dice) for _ in range(CASES))


def test_nothing_closes_while_a_question_is_open(world: World) -> None:
    assert closed_with_questions_open(world, cases(clock.today().year)) == []


def test_a_hub_that_lets_it_close_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: closing asks for nothing."""
    monkeypatch.setattr(weighing, "_ask_before_closing", lambda *_: None)
    dice = Random(1)
    planted = (each for each in iter(lambda: generated(dice), None) if each.open_questions())
    assert closed_with_questions_open(world, (next(planted) for _ in range(4)))
