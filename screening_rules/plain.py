"""An explanation as plain maps and lists, as the interface and the prompt give it. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from screening_rules.explanation import Counterfactual, Explanation, NearMiss, Question, Reason
from screening_rules.outcomes import Outcome


def plain_explanation(explanation: Explanation) -> dict[str, Any]:
    """All that `explanation` says, in JSON's own types; days as YYYY-MM-DD."""
    return {
        "reasons": [_reason(each) for each in explanation.reasons],
        "questions": [_question(each) for each in explanation.questions],
        "near_misses": [_near_miss(each) for each in explanation.near_misses],
        "counterfactuals": [_counterfactual(each) for each in explanation.counterfactuals],
        "settled": explanation.settled,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "title": reason.title,
        "because": reason.because,
        "facts": [asdict(each) for each in reason.facts],
        "sources": [
            asdict(each) | {"seen": each.seen.isoformat(), "domain": list(each.domain)} for each in reason.sources
        ],
        "confirmed": reason.confirmed,
        "mandatory": reason.mandatory,
        "routes": list(reason.routes),
        "urgency": reason.urgency,
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "fact": question.fact,
        "question": question.question,
        "who": list(question.who),
        "could_change": question.could_change,
        "together": question.together,
        "confirmed": question.confirmed,
        "answers": [_answer(each) for each in question.answers],
    }


def _near_miss(near: NearMiss) -> dict[str, Any]:
    return {
        "rule": near.rule,
        "title": near.title,
        "fact": near.fact,
        "label": near.label,
        "value": near.value,
        "needed": near.needed,
        "confirmed": near.confirmed,
        "answers": [_answer(each) for each in near.answers],
    }


def _counterfactual(counterfactual: Counterfactual) -> dict[str, Any]:
    return {
        "fact": counterfactual.fact,
        "label": counterfactual.label,
        "value": counterfactual.value,
        "confirmed": counterfactual.confirmed,
        "answers": [_answer(each) for each in counterfactual.answers],
    }


def _answer(outcome: Outcome) -> dict[str, Any]:
    return {
        "if": outcome.words,
        "then": outcome.follows,
        "changes": outcome.changes,
        "routes": list(outcome.then.routes),
        "urgency": outcome.then.urgency,
    }
