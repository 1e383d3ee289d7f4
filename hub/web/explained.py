"""An explanation in words, the same on the suggestions page and in the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.rulebook import Counterfactual, NearMiss, Outcome, Question, Reason
from hub.triage import PersonExplained
from hub.web.concern_bar import labelled
from hub.web.words import capital_first, london_day, london_time


def explained_person(each: PersonExplained, alleged: Sequence[str]) -> dict[str, Any]:
    """Everything the record says of how one person was screened; without `told` it does not show yet."""
    if each.told is None or each.run is None:
        return {"name": each.name, "told": False}
    told, run = each.told, each.run
    return {
        "name": each.name,
        "told": True,
        "routes": list(each.route_labels),
        "band": each.suggested.urgency,
        "because_unknown": each.suggested.because_unknown,
        "reasons": [reason(one, alleged) for one in told.reasons],
        "otherwise": alternatives(told.counterfactuals, alleged),
        "questions": [open_question(one) for one in told.questions],
        "settled": settled_words(told.settled, one_would=any(one.could_change for one in told.questions)),
        "near": [near_miss(one, alleged) for one in told.near_misses],
        "run": f"Run {run.number}, {london_time(run.at)} on {london_day(run.at)}, by the rules in force on "
        f"{london_day(run.on)} in pack {run.fingerprint[:12]}.",
    }


def open_question(question: Question) -> dict[str, Any]:
    """A question that was open, and what answers would have done."""
    words = f"{question.question} {effects(question.answers)}".strip()
    return {"words": words, "local": not question.confirmed}


def reason(why: Reason, alleged: Sequence[str]) -> dict[str, Any]:
    """A rule that holds: its sentence, the facts behind it, every source with its section, and whether Dundee confirmed it."""
    return {
        "words": why.because,
        "facts": labelled(capital_first("; ".join(each.words for each in why.facts)), alleged),
        "sources": [f"{source.title}, {source.where}" for source in why.sources],
        "local": not why.confirmed,
        "mandatory": why.mandatory,
    }


def alternatives(found: Sequence[Counterfactual], alleged: Sequence[str]) -> list[dict[str, Any]]:
    """What would change the suggestion, one supposition a line, in their order."""
    answers = [answer for each in found for answer in each.answers]
    return [
        {"words": labelled(words, alleged), "local": not answer.confirmed}
        for answer in answers
        for words in answer.lines
    ]


def near_miss(near: NearMiss, alleged: Sequence[str]) -> dict[str, Any]:
    """A rule that nearly applied, and the one fact that kept it from doing so."""
    words = f"{near.title}: it would apply if {near.supposed} (held: {near.value})."
    lines = " ".join(line for each in near.answers if each.changes for line in each.lines)
    then = f"Then {near.outcome}." if len(near.answers) == 1 else lines
    return {"words": labelled(f"{words} {then}".strip(), alleged), "local": not near.confirmed}


def effects(answers: Sequence[Outcome]) -> str:
    """The answers that change something; that an answer changes nothing goes without saying."""
    return " ".join(each.sentence for each in answers if each.changes)


def settled_words(settled: bool | None, *, one_would: bool) -> str:
    """What may be said of everything still open together; empty where one answer alone would change something."""
    if settled:
        return "Nothing that could still be asked would change the route or the urgency."
    if one_would:
        return ""
    if settled is None:
        return "No one answer would change this. Whether several together would was not worked out: too much is open."
    return "No one answer would change this. Several together would."
