"""The suggestions in words: what their template is filled with. Suggested is never decided."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from hub.triage import HOW_KNOWN, Asked, SuggestionsView, Why
from hub.web.concern_bar import bar, claim, flags, labelled
from hub.web.words import capital_first, counted, london_day, london_time

COMPARED = {
    "same": "Same as you",
    "other_route": "Different route",
    "more_urgent": "More urgent than you",
    "less_urgent": "Less urgent than you",
    "could_be_more_urgent": "Could be more urgent",
}
DECIDED = {
    "made": "Decided",
    "signed": "Decided",
    "waiting_for_second": "Waiting for a second person",
    "sent_back": "Sent back, decide again",
}
AREAS = {
    "screening": "what holds for everybody",
    "children": "children",
    "adults": "adult protection",
    "domestic_abuse": "domestic abuse",
    "high_risk": "high risk of harm",
    "suicide_prevention": "suicide prevention",
    "alcohol_drugs": "alcohol and drugs",
    "humanitarian": "humanitarian protection",
}
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
POINT_ANSWERS = {"yes": "Yes", "no": "No", "not_known": "Not known"}
Errors = Mapping[str, Sequence[str]]


def suggestions_page(view: SuggestionsView, errors: Errors, typed: Mapping[str, str], words: str) -> dict[str, Any]:
    """Everything `pages/suggestions.html` expects."""
    ref, number = view.frame.ref, view.place + 1
    following = next((each for each in view.people if each.place > view.place), None)
    is_open = view.frame.state == "waiting"
    return {
        "bar": bar(view.frame, "Screening"),
        "claim": claim(view.frame),
        "flags": flags(view.frame),
        "people": [
            {
                "href": url_for("screening.suggestions", ref=ref, number=each.place + 1),
                "name": each.name,
                "comparison": DECIDED.get(each.decision) or COMPARED[each.comparison],
                "current": each.place == view.place,
            }
            for each in view.people
        ],
        "links": [
            {"href": url_for("screening.show", ref=ref) + f"#{anchor}", "label": label}
            for anchor, label in (("said", "What was said"), ("home", "This home"))
        ],
        "name": f"{view.name}, {view.age}" if view.age else view.name,
        "yours": yours(view),
        "suggested": suggested(view),
        "reasons": [_reason(each, view) for each in view.reasons],
        "counterfactual": labelled(view.counterfactual, view.frame.alleged),
        "questions": _questions(view, errors, typed) if is_open and (view.questions or view.questions_folded) else None,
        "points": _points(view, errors, typed) if is_open and view.points else None,
        "folded": _folded(view),
        "decide": {"href": url_for("deciding.show", ref=ref, number=number), "label": f"Decide for {view.name}"},
        "next_person": {
            "href": url_for("screening.suggestions", ref=ref, number=following.place + 1),
            "label": f"Next person: {following.name}",
        }
        if following
        else None,
        "hidden": {},
        "errors": [{"text": messages[0], "href": f"#{name}"} for name, messages in errors.items()]
        or ([{"text": words, "href": ""}] if words else []),
    }


def yours(view: SuggestionsView) -> dict[str, Any]:
    """The officer's own view, as kept."""
    copied = ", copied from somebody else here" if view.own.copied_from else ""
    return {
        "when": london_time(view.own.given_at) + copied,
        "routes": list(view.own_routes),
        "band": view.own.urgency,
    }


def suggested(view: SuggestionsView) -> dict[str, Any]:
    """What the rules suggest; `could` is what unknown facts could still make of the urgency."""
    found = view.suggested
    return {
        "routes": [view.route_labels.get(route, route) for route in found.routes],
        "band": found.urgency,
        "because_unknown": found.because_unknown,
        "could": "" if found.because_unknown else found.could_reach or "",
    }


def _reason(why: Why, view: SuggestionsView) -> dict[str, Any]:
    facts = labelled("; ".join(capital_first(each) for each in why.facts), view.frame.alleged)
    return {
        "words": why.because,
        "facts": facts,
        "source": {"title": why.sources[0] if why.sources else ""},
        "after": f" and {counted(len(why.sources) - 1, 'other source')}" if len(why.sources) > 1 else "",
        "local": not why.confirmed,
        "mandatory": why.mandatory,
    }


def _questions(view: SuggestionsView, errors: Errors, typed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "action": url_for("screening.answer", ref=view.frame.ref, number=view.place + 1),
        "fields": [_question(each, errors, typed) for each in view.questions],
        "others": [_question(each, errors, typed) for each in view.questions_folded],
        "others_words": _others_words(view),
        "who": {
            "name": "said_by",
            "label": "Who told you?",
            "value": typed.get("said_by", ""),
            "error": _first(errors, "said_by"),
            "autocomplete": "off",
        },
        "how": {
            "name": "how_known",
            "label": "How do they know?",
            "type": "select",
            "items": [{"value": "", "text": "Choose"}, *({"value": k, "text": v} for k, v in HOW_KNOWN.items())],
            "value": typed.get("how_known", ""),
            "error": _first(errors, "how_known"),
        },
        "error": _first(errors, "answers"),
    }


def _question(asked: Asked, errors: Errors, typed: Mapping[str, str]) -> dict[str, Any]:
    fact = asked.fact
    whom = f"Ask {_either([WHO[each] for each in asked.who])}." if asked.who else ""
    field: dict[str, Any] = {
        "name": fact.id,
        "label": fact.question,
        "hint": " ".join(part for part in (_changes(asked.outcomes), whom) if part),
        "value": typed.get(fact.id, ""),
        "error": _first(errors, fact.id),
    }
    unknown = {"value": "not_known", "text": "Still not known"}
    if fact.type == "yes_no":
        answers = [{"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"}, unknown]
        return {**field, "type": "radios", "inline": True, "small": True, "items": answers}
    choices = [{"value": value, "text": label} for value, label in (fact.choices or {}).items()]
    if fact.type == "choice":
        return {**field, "type": "select", "items": [{"value": "", "text": "Choose"}, *choices, unknown]}
    if fact.type == "choices":
        return {**field, "type": "checkboxes", "small": True, "items": [*choices, unknown], "value": [], "folded": True}
    return {**field, "inputmode": "numeric", "width": 5}


def _changes(outcomes: str) -> str:
    """The outcomes that change something; that an answer changes nothing goes without saying."""
    told = [
        each.strip() for each in re.split(r"(?=\bIf )", outcomes) if not each.strip().endswith(": nothing changes.")
    ]
    return " ".join(each for each in told if each)


def _others_words(view: SuggestionsView) -> str:
    number = counted(len(view.questions_folded), "other question")
    if any(each.could_change for each in view.questions_folded):
        return number
    return f"{number}, none of which alone changes the route or urgency"


def _points(view: SuggestionsView, errors: Errors, typed: Mapping[str, str]) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    for place, point in enumerate(view.points, 1):
        name = point.fact.id
        fields.append(
            {
                "name": name,
                "label": f"{place}. {point.fact.question}",
                "hint": (point.fact.hint or "").removeprefix(f"Point {place} of 3. "),
                "type": "radios",
                "inline": True,
                "small": True,
                "items": [{"value": value, "text": text} for value, text in POINT_ANSWERS.items()],
                "value": typed.get(name, point.answer),
                "error": _first(errors, name),
            }
        )
        fields.append(
            {
                "name": f"{name}_evidence",
                "label": f"Evidence for point {place}",
                "hint": "What you rely on, and who told you. If not known, what was tried.",
                "type": "textarea",
                "rows": 2,
                "value": typed.get(f"{name}_evidence", ""),
                "error": _first(errors, f"{name}_evidence"),
            }
        )
    return {
        "action": url_for("screening.answer_points", ref=view.frame.ref, number=view.place + 1),
        "fields": fields,
        "is_answered": all(point.answer for point in view.points),
        "answers": [
            f"{point.label}: {POINT_ANSWERS.get(point.answer, 'not answered').lower()}" for point in view.points
        ],
    }


def _folded(view: SuggestionsView) -> list[dict[str, Any]]:
    parts = [
        (f"{counted(len(view.reasons_folded), 'other reason')}", [each.because for each in view.reasons_folded]),
        (f"{counted(len(view.near_misses), 'rule')} that nearly applied", list(view.near_misses)),
        ("What to do now, whichever route", list(view.actions)),
    ]
    found = [{"summary": summary, "lines": lines} for summary, lines in parts if lines]
    if view.areas_without:
        areas = [AREAS.get(area, area) for area in view.areas_without]
        found.append(
            {"summary": f"Checked, and nothing applies: {', '.join(areas)}", "lines": ["No rule of these areas holds."]}
        )
    worked = f"Run {view.run_number}, {london_time(view.run_at)} on {london_day(view.run_at)}, rules {view.fingerprint[:12]}."
    found.append(
        {
            "summary": f"How this was worked out: rules in force on {london_day(view.run_on)}",
            "lines": [worked, "The run is kept with its facts and gives the same result whenever it is made again."],
        }
    )
    return found


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _first(errors: Errors, name: str) -> str:
    return errors[name][0] if name in errors else ""
