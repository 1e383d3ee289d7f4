"""The questions still open about one person, each as a form of its own: answer it, say who told it, and the rules run again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from hub.triage import HOW_KNOWN, Asked, SuggestionsView
from hub.web.explained import effects
from hub.web.words import counted

SHOWN = 3  # the rest folds
WHO = {
    "referrer": "whoever told us",
    "person": "the person",
    "family": "the family",
    "school": "the school",
    "health": "a health professional",
    "gp": "the GP",
    "police": "the police",
    "social_work": "social work",
    "housing": "housing",
    "care_provider": "the care provider",
    "officer": "an officer",
    "records": "the records",
}
Errors = Mapping[str, Sequence[str]]


def open_questions(view: SuggestionsView, errors: Errors, typed: Mapping[str, str]) -> dict[str, Any]:
    """Each question as a form of its own; those that bear on the result first, three of them unfolded."""
    fields = [_question(view, each, errors, typed) for each in view.questions]
    shown = [each for each, asked in zip(fields, view.questions, strict=True) if asked.bears][:SHOWN]
    others = [each for each in fields if each not in shown]
    return {
        "shown": shown,
        "others": others,
        "others_words": _others_words(view, len(others)),
    }


def _question(view: SuggestionsView, asked: Asked, errors: Errors, typed: Mapping[str, str]) -> dict[str, Any]:
    """One question's form: the answer, who gave it, and how they know."""
    fact = asked.fact
    mine, wrong = (typed, errors) if view.asking == fact.id else ({}, {})
    return {
        "action": url_for("screening.answer", ref=view.frame.ref, number=view.place + 1, fact=fact.id),
        "label": fact.question,
        "local": not asked.confirmed,
        "open": bool(wrong),
        "fields": [
            _answer(asked, mine, _first(wrong, fact.id) or _first(wrong, "answers")),
            {
                "id": f"said_by-{fact.id}",
                "name": "said_by",
                "label": "Who told you?",
                "value": mine.get("said_by", ""),
                "error": _first(wrong, "said_by"),
                "autocomplete": "off",
            },
            {
                "id": f"how_known-{fact.id}",
                "name": "how_known",
                "label": "How do they know?",
                "type": "select",
                "items": [{"value": "", "text": "Choose"}, *({"value": k, "text": v} for k, v in HOW_KNOWN.items())],
                "value": mine.get("how_known", ""),
                "error": _first(wrong, "how_known"),
            },
        ],
    }


def _answer(asked: Asked, typed: Mapping[str, str], error: str) -> dict[str, Any]:
    fact = asked.fact
    field: dict[str, Any] = {
        "id": fact.id,
        "name": "answer",
        "label": fact.question,
        "hint": _hint(asked),
        "value": typed.get("answer", ""),
        "error": error,
    }
    unknown = {"value": "not_known", "text": "Asked, not known"}
    if fact.type == "yes_no":
        answers = [{"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"}, unknown]
        return {**field, "type": "radios", "inline": True, "small": True, "items": answers}
    choices = [{"value": value, "text": label} for value, label in (fact.choices or {}).items()]
    if fact.type == "choice":
        return {**field, "type": "select", "items": [{"value": "", "text": "Choose"}, *choices, unknown]}
    if fact.type == "choices":
        others = {"value": "not_known", "text": "Not known, or there may be others"}
        return {**field, "type": "checkboxes", "small": True, "items": [*choices, others], "value": []}
    return {**field, "width": 10 if fact.type == "number" else 5}


def _hint(asked: Asked) -> str:
    """What answers would do, why it is asked where none alone does, whom to ask, and what may be entered."""
    whom = f"Ask {_either([WHO[each] for each in asked.who])}." if asked.who else ""
    needed = "Needed before this can close." if asked.needed else ""
    together = "Together with other answers it would change this." if asked.together else ""
    ranged = "A range will do, such as 15 to 17." if asked.fact.type == "number" else ""
    return " ".join(part for part in (needed, effects(asked.answers) or together, whom, ranged) if part)


def anchor(name: str, asking: str) -> str:
    """Where on the page a mistake is mended: the fields of a question's form carry its name."""
    if name in {"said_by", "how_known"} and asking:
        return f"{name}-{asking}"
    return asking if name == "answers" and asking else name


def _others_words(view: SuggestionsView, count: int) -> str:
    number = counted(count, "other question")
    if sum(each.bears for each in view.questions) > SHOWN:
        return number
    return f"{number}, none of which alone changes the route or urgency"


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _first(errors: Errors, name: str) -> str:
    return errors[name][0] if name in errors else ""
