"""The case put to the rules: what was told, what the officers learnt since, and what history says. A missing fact stays missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock
from hub.concerns import Concern, ConcernVersion, Part, recent_for_rows, service_count
from hub.people import age_on, household_rows, known_rows
from hub.rulebook import Case, FactAnswer, FactError, Pack, Stated, Subject, parse_stated
from hub.strands import has_open_strand

CHILD_UNDER = 18
YEAR, EIGHT_WEEKS, QUARTER = timedelta(days=365), timedelta(days=56), timedelta(days=90)


def screened_parts(parts: Sequence[Part], day: date) -> list[Part]:
    """Whom the rules are put to: every subject, whoever in the home is not certainly grown up, an alleged source known to be a child."""
    return [each for each in parts if each.part.role == "subject" or _is_screened_too(each, day)]


def _is_screened_too(each: Part, day: date) -> bool:
    age = age_on(each.person, day) or {}
    if each.part.role == "alleged":
        return bool(age.get("to", CHILD_UNDER) < CHILD_UNDER)
    return bool(age.get("from", 0) < CHILD_UNDER)


def case_of(session: Session, pack: Pack, concern: Concern, version: ConcernVersion, parts: Sequence[Part]) -> Case:
    """Facts of the concern, the household and each person screened, as of today."""
    day = clock.today()
    told, screened = version.told or {}, screened_parts(parts, day)
    answers = list(
        session.scalars(select(FactAnswer).where(FactAnswer.concern_id == concern.id).order_by(FactAnswer.number))
    )
    shared = {answer.fact: answer.stated for answer in answers if answer.person_id is None}
    concern_facts = {**_of_concern(session, concern), **told.get("facts", {}), **shared}
    household = {**_of_household(session, concern, screened, day), **told.get("household", {}), **shared}
    subjects = []
    for each in screened:
        mine = {answer.fact: answer.stated for answer in answers if answer.person_id == each.person.id}
        raw = {**_of_person(session, concern, each, day), **(each.part.facts or {}), **mine}
        subjects.append(Subject(str(each.person.id), _stated(pack, "subject", raw)))
    return Case(_stated(pack, "concern", concern_facts), _stated(pack, "household", household), tuple(subjects))


def _stated(pack: Pack, scope: str, raw: dict[str, Any]) -> dict[str, Stated]:
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


def _of_concern(session: Session, concern: Concern) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if concern.danger != "not_known":
        facts["immediate_danger"], facts["danger_soon"] = concern.danger == "yes", concern.danger == "later"
    if concern.service_id is not None:
        facts["concerns_about_service_90_days"] = service_count(
            session, concern.service_id, since=concern.received_at - QUARTER
        )
    return facts


def _of_household(session: Session, concern: Concern, screened: Sequence[Part], day: date) -> dict[str, Any]:
    ages = [age_on(each.person, day) for each in screened]
    facts: dict[str, Any] = {}
    if any(each.person.unborn for each in screened) or any(age and age.get("to", 999) < CHILD_UNDER for age in ages):
        facts["child_in_household"] = True
    if any(age and age.get("from", 0) >= CHILD_UNDER for age in ages):
        facts["adult_in_household"] = True
    people = [each.person for each in screened]
    since = concern.received_at - YEAR
    earlier = recent_for_rows(session, household_rows(session, people, since=since), since=since, but_not=concern.id)
    if any(person.address or person.postcode for person in people):
        police = [each for each in earlier if each.source_kind == "police"]
        facts["police_reports_household_12_months"] = len(police) + (concern.source_kind == "police")
        facts["concerns_about_household_56_days"] = 1 + _since(earlier, concern.received_at - EIGHT_WEEKS)
    return facts


def _since(concerns: Sequence[Concern], since: datetime) -> int:
    return sum(each.received_at >= since for each in concerns)


def _of_person(session: Session, concern: Concern, each: Part, day: date) -> dict[str, Any]:
    facts: dict[str, Any] = {"unborn": each.person.unborn}
    age = age_on(each.person, day)
    if age or each.person.unborn:
        facts["age_years"] = age or {"to": 0}
    rows = known_rows(session, each.person)
    earlier = recent_for_rows(session, rows, since=concern.received_at - YEAR, but_not=concern.id)
    facts["concerns_about_person_12_months"] = 1 + len(earlier)
    facts["has_open_work"] = has_open_strand(session, rows)
    return facts


def row_ids(parts: Sequence[Part]) -> dict[UUID, Part]:
    """The parts by person."""
    return {each.person.id: each for each in parts}
