"""The case put to the rules: what was told, what the officers learnt since, and what history says. A missing fact stays missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock
from hub.concerns import Concern, Part, Told
from hub.people import Person, age_by_birth, age_on
from hub.rulebook import Case, FactAnswer, FactError, Pack, Stated, Subject, parse_stated
from hub.triage.floors import over
from hub.triage.history import History

CHILD_UNDER = 18
PARENT_FROM = 16  # from this age somebody may be the parent of a child said to live there
NOT_KNOWN = "not_known"
AGE_FACTS = frozenset({"age_years", "unborn"})


def screened_parts(parts: Sequence[Part], day: date) -> list[Part]:
    """Whom the rules are put to: every subject, whoever in the home is not certainly grown up, or harmed, or said by an officer
    to be concerned too; an alleged source known to be a child."""
    return [each for each in parts if each.part.role == "subject" or _is_screened_too(each, day)]


def _is_screened_too(each: Part, day: date) -> bool:
    age = age_on(each.person, day) or {}
    if each.part.role == "alleged":
        return bool(age.get("to", CHILD_UNDER) < CHILD_UNDER)
    if each.part.also_screened_at is not None or _is_harmed(each.part.facts or {}):
        return True
    return bool(age.get("from", 0) < CHILD_UNDER)


def _is_harmed(told: Mapping[str, Any]) -> bool:
    """Whether a kind of harm was told of somebody in the home: then the concern is about them too."""
    raw = told.get("harms")
    harms = raw.get("value") if isinstance(raw, Mapping) else raw
    return isinstance(harms, list | tuple) and any(each != NOT_KNOWN for each in harms)


def answers_on(session: Session, concern_id: UUID) -> Sequence[FactAnswer]:
    """What officers learnt of a concern since it came, the newest last."""
    return session.scalars(
        select(FactAnswer).where(FactAnswer.concern_id == concern_id).order_by(FactAnswer.number)
    ).all()


def case_of(pack: Pack, about: Told, answers: Sequence[FactAnswer], screened: Sequence[Part], history: History) -> Case:
    """Facts of the concern, the household and each person screened, as of today."""
    day = clock.today()
    told = about.version.told or {}
    shared = {answer.fact: answer.stated for answer in answers if answer.person_id is None}
    of_concern = {**_of_concern(about.concern), **history.about_concern()}
    of_home = {**of_household(screened, day), **history.about_household()}
    subjects = []
    for each in screened:
        mine = {answer.fact: answer.stated for answer in answers if answer.person_id == each.person.id}
        known = {**_of_person(each, day), **history.about_person(each.person.id)}
        learnt = _borne_out(pack, mine, age_by_birth(each.person, day))
        subjects.append(Subject(str(each.person.id), held_facts(pack, "subject", each.part.facts or {}, known, learnt)))
    return Case(
        held_facts(pack, "concern", told.get("facts", {}), of_concern, shared),
        held_facts(pack, "household", told.get("household", {}), of_home, shared),
        tuple(subjects),
    )


def held_facts(
    pack: Pack, scope: str, told: Mapping[str, Any], known: Mapping[str, Any], answered: Mapping[str, Any]
) -> dict[str, Stated]:
    """The facts of one scope: what the hub knows wins over what was told at receipt, what officers answered over both.

    Of what was told only what is asked at receipt counts, and of what was answered nothing under what history holds.
    """
    asked = {name: value for name, value in told.items() if name in pack.facts and pack.facts[name].is_asked_at_receipt}
    return over(pack.facts, _stated(pack, scope, {**asked, **known}), _stated(pack, scope, answered))


def certain_of(person: Person, day: date) -> frozenset[str]:
    """The facts that a whole date of birth puts beyond asking what would follow were they otherwise."""
    born = age_by_birth(person, day)
    return AGE_FACTS if born and born["from"] == born["to"] else frozenset()


def _borne_out(pack: Pack, answered: Mapping[str, Any], born: Mapping[str, Any] | None) -> dict[str, Any]:
    """The answers, but for those about age that the age by a date of birth does not bear out."""
    if born is None:
        return dict(answered)
    held = {name: value for name, value in answered.items() if name != "unborn"}
    age = _stated(pack, "subject", {"age_years": held.pop("age_years", None)}).get("age_years")
    if age is not None and born["from"] <= age.low and age.high <= born["to"]:
        held["age_years"] = answered["age_years"]
    return held


def _stated(pack: Pack, scope: str, raw: Mapping[str, Any]) -> dict[str, Stated]:
    """The facts of one scope; what cannot be read is kept as told elsewhere and counts as unknown here."""
    found: dict[str, Stated] = {}
    for name, value in raw.items():
        if name not in pack.facts or value is None or pack.facts[name].scope != scope:
            continue
        try:
            found[name] = parse_stated(pack.facts[name], value)
        except FactError:
            continue
    return found


def _of_concern(concern: Concern) -> dict[str, Any]:
    if concern.danger == "not_known":
        return {}
    return {"immediate_danger": concern.danger == "yes", "danger_soon": concern.danger == "later"}


def of_household(screened: Sequence[Part], day: date) -> dict[str, Any]:
    """Whether a child, and whether an adult, is known to be there: of 16 or 17, the child for the others and not for themselves.

    Of an alleged source of harm nobody said that they live there.
    """
    living = [each for each in screened if each.part.role != "alleged"]
    ages = [age_on(each.person, day) for each in living]
    facts: dict[str, Any] = {}
    under = CHILD_UNDER if len(living) > 1 else PARENT_FROM
    if any(each.person.unborn for each in living) or any(age and age.get("to", 999) < under for age in ages):
        facts["child_in_household"] = True
    if any(age and age.get("from", 0) >= CHILD_UNDER for age in ages):
        facts["adult_in_household"] = True
    return facts


def _of_person(each: Part, day: date) -> dict[str, Any]:
    facts: dict[str, Any] = {"unborn": each.person.unborn}
    age = age_on(each.person, day)
    if age or each.person.unborn:
        facts["age_years"] = age or {"to": 0}
    return facts
