"""Questions answered after receipt, and the three points of the adult test: each answer is kept and the rules run again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import audit, clock, crypto, danger
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.concerns import parts_of
from hub.errors import Unprocessable
from hub.people import Person, age_by_birth
from hub.rulebook import (
    Catalogue,
    Fact,
    FactAnswer,
    FactError,
    Facts,
    ScreeningRun,
    Stated,
    active_pack,
    facts_about,
    latest_run,
    parse_stated,
    read_numbers,
    wanted,
)
from hub.triage.also_at_home import add_missing_child
from hub.triage.choices import HOW_KNOWN, LIMBS, is_a_sentence
from hub.triage.floors import below, is_counted
from hub.triage.history import read_history
from hub.triage.holding import CLAIM_MINUTES, Held, hold
from hub.triage.screening import screen_again

NOT_KNOWN = "not_known"
IN_DANGER = "immediate_danger"
WANTED = {"date": "Enter a day as 2026-11-25"}
BORN = "By the date of birth that was told they are {}. If that is wrong, put it right under People on this concern"
ASKED_FOR_ALREADY = "A discussion (IRD) was asked for. Screening cannot take that back for whoever asked"


@dataclass(frozen=True, slots=True)
class Limb:
    """One of the three points: yes, no or not_known, and the evidence in words."""

    answer: str
    evidence: str


def answer_facts(
    session: Session,
    *,
    concern_id: UUID,
    person_id: UUID,
    answers: Mapping[str, Any],
    said_by: str,
    how_known: str,
    by: Actor,
    minutes: int = CLAIM_MINUTES,
    rung_minutes: int = 15,
) -> ScreeningRun:
    """The answers are kept with who gave them and how they know, and a new run stands beside the first; new danger is alerted.

    An answer of "not_known" is kept as asked and not known. Facts of the concern or household hold for everybody on it.
    Answers that are held already, from the same person known in the same way, are kept once: the newest run stands.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: not theirs to screen now.
        Unprocessable: no answer, one that cannot be read, or not said who told it and how they know.
    """
    require(by, Permission.CONCERN_SCREEN)
    held = hold(session, concern_id, by=by, minutes=minutes)
    _refuse_unsourced(answers, said_by, how_known)
    told = {"basis": how_known, "said_by": said_by.strip()}
    facts = active_pack(session).facts
    known = facts_about(session, latest_run(session, concern_id), person_id)
    given = {
        fact: told | _beside(known.get(fact), _value(_asked(facts, fact), value)) for fact, value in answers.items()
    }
    _refuse_declining_ird(known, given)
    new = {
        fact: stated for fact, stated in given.items() if not _is_held(session, held, person_id, facts[fact], stated)
    }
    _refuse_against_birth(held.part_of(person_id).person, new, facts)
    _refuse_below_history(session, held, person_id, new, facts)
    for fact, stated in new.items():
        _keep(session, held, person_id, facts[fact], stated, by)
    add_missing_child(session, held.concern, {fact: answers[fact] for fact in new})
    _alert(session, held, known.get(IN_DANGER), new.get(IN_DANGER, {}), by=by, rung_minutes=rung_minutes)
    run = screen_again(session, held.concern, why="answered", by=by) if new else latest_run(session, concern_id)
    audit.record(
        session,
        by=by,
        action=Action.SCREENED_AGAIN,
        objects=[("concern", concern_id), ("person", person_id)],
        basis=held.basis,
        counts={"answers": len(new), "run": run.number},
    )
    return run


def answer_limbs(
    session: Session,
    *,
    concern_id: UUID,
    person_id: UUID,
    limbs: Mapping[str, Limb],
    by: Actor,
    minutes: int = CLAIM_MINUTES,
) -> ScreeningRun:
    """The three points are answered by an officer, each with its evidence, and the rules run again.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: not theirs to screen now.
        Unprocessable: a point without an answer or without evidence.

    Source: asp2007_s3
    """
    require(by, Permission.CONCERN_SCREEN)
    held = hold(session, concern_id, by=by, minutes=minutes)
    _refuse_unanswered(limbs)
    facts = active_pack(session).facts
    for fact in LIMBS:
        stated = {"basis": "observed", "said_by": "officer"} | _value(facts[fact], limbs[fact].answer)
        _keep(session, held, person_id, facts[fact], stated, by, evidence=limbs[fact].evidence.strip())
    run = screen_again(session, held.concern, why="limbs", by=by)
    audit.record(
        session,
        by=by,
        action=Action.LIMBS_ANSWERED,
        objects=[("concern", concern_id), ("person", person_id)],
        basis=held.basis,
        counts={"run": run.number},
    )
    return run


def _refuse_unsourced(answers: Mapping[str, Any], said_by: str, how_known: str) -> None:
    problems: dict[str, list[str]] = {}
    if not answers:
        problems["answers"] = ["Answer at least one question"]
    if not said_by.strip():
        problems["said_by"] = ["Enter who told you"]
    if how_known not in HOW_KNOWN:
        problems["how_known"] = ["Choose how they know"]
    if problems:
        raise Unprocessable(problems, "The answers need their source.")


def _alert(
    session: Session, held: Held, known: Stated | None, answer: Mapping[str, Any], *, by: Actor, rung_minutes: int
) -> None:
    """Whoever is on the rota is called, once, where danger is answered that was not known of."""
    if answer.get("value") is not True or (known is not None and known.value is True):
        return
    concern_id = held.concern.id
    danger.raise_alert(session, answer="yes", before=None, by=by, rung_minutes=rung_minutes, concern_id=concern_id)


def _refuse_declining_ird(known: Facts, given: Mapping[str, dict[str, Any]]) -> None:
    """That a discussion was asked for is not answered away by screening.

    Source: ng2021_p3_ird
    """
    held = known.get("ird_requested")
    if held is not None and held.value is True and given.get("ird_requested", {"value": True})["value"] is not True:
        raise Unprocessable({"ird_requested": [ASKED_FOR_ALREADY]})


def _refuse_against_birth(person: Person, new: Mapping[str, dict[str, Any]], facts: Catalogue) -> None:
    """What a date of birth that was told contradicts is no answer: the person's details are put right instead."""
    born = age_by_birth(person, clock.today())
    told = {fact: parse_stated(facts[fact], new[fact]) for fact in ("age_years", "unborn") if fact in new}
    if born is None or not told:
        return
    wrong = [
        fact
        for fact, stated in told.items()
        if not (stated.value is False or born["from"] <= stated.low <= stated.high <= born["to"])
    ]
    if wrong:
        words = BORN.format(" or ".join(dict.fromkeys(str(born[end]) for end in ("from", "to"))))
        raise Unprocessable({fact: [words] for fact in wrong})


def _refuse_below_history(
    session: Session, held: Held, person_id: UUID, new: Mapping[str, dict[str, Any]], facts: Catalogue
) -> None:
    """More may be known than the hub holds, less is not: what it counts is the least an answer can say."""
    told = {fact: parse_stated(facts[fact], stated) for fact, stated in new.items() if is_counted(facts[fact])}
    if not told:
        return
    history = read_history(session, held.concern, parts_of(session, held.concern.id), held.screened)
    known = {**history.about_concern(), **history.about_household(), **history.about_person(person_id)}
    counted = {fact: parse_stated(facts[fact], known[fact]) for fact in told if fact in known}
    why = {fact: below(facts[fact], counted.get(fact), stated) for fact, stated in told.items()}
    if any(why.values()):
        raise Unprocessable({fact: [words] for fact, words in why.items() if words})


def _refuse_unanswered(limbs: Mapping[str, Limb]) -> None:
    problems: dict[str, list[str]] = {}
    for fact in LIMBS:
        limb = limbs.get(fact)
        if limb is None or limb.answer not in {"yes", "no", NOT_KNOWN}:
            problems[fact] = ["Choose yes, no or not known"]
        if limb is None or not is_a_sentence(limb.evidence):
            problems[f"{fact}_evidence"] = ["Enter at least a sentence of evidence, or what was tried to find out"]
    if problems:
        raise Unprocessable(problems, "Each point needs an answer and its evidence.")


def _asked(facts: Catalogue, fact: str) -> Fact:
    """The fact, where it may be answered without evidence of its own."""
    if fact not in facts or fact in LIMBS:
        raise Unprocessable({fact: ["Choose one of the answers"]})
    return facts[fact]


def _value(fact: Fact, raw: Any) -> dict[str, Any]:
    """An answer as typed, in the form in which a fact is stated; refused where it is no answer to it."""
    stated = {"value": None, "asked": True} if raw in (NOT_KNOWN, [NOT_KNOWN]) else _typed(fact, raw)
    try:
        parse_stated(fact, stated)
    except (FactError, OverflowError) as error:
        raise Unprocessable({fact.id: [_words_wanted(fact)]}) from error
    return stated


def _words_wanted(fact: Fact) -> str:
    if fact.type == "number":
        return f"Enter {wanted(fact)}, or a range such as 15 to 17"
    return WANTED.get(fact.type, "Choose one of the answers")


def _beside(held: Stated | None, stated: dict[str, Any]) -> dict[str, Any]:
    """An answer about a list of which only some is known adds to what is on it."""
    if held is None or not isinstance(held.value, tuple) or NOT_KNOWN not in held.value:
        return stated
    more = [NOT_KNOWN] if stated["value"] is None else stated["value"]
    kept = [each for each in held.value if each != NOT_KNOWN]
    return {"value": [*kept, *(each for each in more if each not in kept)]}


def _typed(fact: Fact, raw: Any) -> dict[str, Any]:
    """What was typed as the fact is stated, a number as one or as a range; as it was typed where it is no answer."""
    if not isinstance(raw, str):
        return {"value": raw}
    if fact.type == "number":
        number = read_numbers(raw)
        return dict(number) if isinstance(number, dict) else {"value": raw if number is None else number}
    if fact.type == "choices":
        return {"value": [raw]}
    return {"value": {"yes": True, "no": False}.get(raw, raw) if fact.type == "yes_no" else raw}


def _is_held(session: Session, held: Held, person_id: UUID, fact: Fact, stated: dict[str, Any]) -> bool:
    """Whether this is the newest answer about the fact already: sent twice, or gone back to."""
    about = FactAnswer.person_id == (person_id if fact.scope == "subject" else None)
    newest = session.scalars(
        select(FactAnswer)
        .where(FactAnswer.concern_id == held.concern.id, FactAnswer.fact == fact.id, about)
        .order_by(FactAnswer.number.desc())
        .limit(1)
    ).first()
    return newest is not None and newest.stated == stated


def _keep(
    session: Session, held: Held, person_id: UUID, fact: Fact, stated: dict[str, Any], by: Actor, *, evidence: str = ""
) -> None:
    part, is_personal = held.part_of(person_id), fact.scope == "subject"
    session.add(
        FactAnswer(
            key=part.person.key if is_personal else crypto.new_key("answer"),
            concern_id=held.concern.id,
            person_id=person_id if is_personal else None,
            number=_next_number(session, held.concern.id),
            fact=fact.id,
            answered_by=by.acting_officer_id,
            answered_at=clock.now(),
            stated=stated,
            evidence=evidence or None,
        )
    )
    session.flush()


def _next_number(session: Session, concern_id: UUID) -> int:
    highest = session.scalar(select(func.max(FactAnswer.number)).where(FactAnswer.concern_id == concern_id))
    return (highest or 0) + 1
