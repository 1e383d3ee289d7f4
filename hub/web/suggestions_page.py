"""The suggestions in words: what their template is filled with. Suggested is never decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from hub.rulebook import URGENCY_WORDS
from hub.triage import Before, Suggested, SuggestionsView
from hub.web import explained
from hub.web.concern_bar import bar, claim, flags, labelled
from hub.web.open_questions import anchor, open_questions
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
    "replaced": "No longer stands, decide again",
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
WHY_AGAIN = {
    "answered": "after an answer",
    "limbs": "after the three points were answered",
    "matched": "after somebody was found to be known",
    "moved": "after somebody was moved to the right record",
}
SINCE = "What was answered or found since changed that; leaving it out needs a second person."
KEPT = "The run is kept with its facts and gives the same result whenever it is made again."
SHOWN = 3  # of reasons and questions; the rest folds
OTHERWISE_SHOWN = 2  # of what would change the suggestion
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
            {"href": url_for("screening.show", ref=ref) + f"#{part}", "label": label}
            for part, label in (("said", "What was said"), ("home", "This home"))
        ],
        "name": f"{view.name}, {view.age}" if view.age else view.name,
        "yours": yours(view),
        "suggested": suggested(view),
        "fallen": fallen_from(view),
        "before": _before(view, view.before) if view.before else None,
        "reasons": [explained.reason(each, view.frame.alleged) for each in view.reasons[:SHOWN]],
        "otherwise": explained.alternatives(view.counterfactuals, view.frame.alleged)[:OTHERWISE_SHOWN],
        "settled": explained.settled_words(view.settled, one_would=view.one_would),
        "questions": open_questions(view, errors, typed) if is_open and view.questions else None,
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
        "errors": [{"text": messages[0], "href": f"#{anchor(name, view.asking)}"} for name, messages in errors.items()]
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
    return _side(view, view.suggested)


def fallen(labels: Sequence[str], urgency: str | None) -> str:
    """What an earlier run made mandatory and the newest does not, by the labels of its routes; empty where nothing."""
    parts = [*labels, *([URGENCY_WORDS[urgency].lower()] if urgency else [])]
    return f"An earlier run of the rules set: {'; '.join(parts)}. {SINCE}" if parts else ""


def fallen_from(view: SuggestionsView) -> str:
    """The same for the person of a page of suggestions."""
    routes = [view.route_labels.get(route, route) for route in view.suggested.fallen_routes]
    return fallen(routes, view.suggested.fallen_urgency)


def _side(view: SuggestionsView, found: Suggested) -> dict[str, Any]:
    return {
        "routes": [view.route_labels.get(route, route) for route in found.routes],
        "band": found.urgency,
        "because_unknown": found.because_unknown,
        "could": "" if found.because_unknown else found.could_reach or "",
    }


def _before(view: SuggestionsView, before: Before) -> dict[str, Any] | None:
    """Both results side by side, and what came between them; None where an answer about somebody else left these as they were."""
    earlier, now = before.suggested, view.suggested
    learnt = [f"{capital_first(each.label)}: was {each.before}, is {each.now}." for each in before.learnt]
    parts = [(f"{_labelled_route(view, route)} is added", route not in earlier.routes) for route in now.routes]
    parts += [(f"{_labelled_route(view, route)} falls away", route not in now.routes) for route in earlier.routes]
    changed = [words for words, is_so in parts if is_so]
    if _urgency(earlier) != _urgency(now):
        changed.append(f"the urgency {_urgency(earlier)} becomes {_urgency(now)}")
    if not learnt and _side(view, earlier) == _side(view, now):
        return None
    return {
        "sides": [
            {"head": f"Before, run {before.run_number}, {london_time(before.run_at)}", **_side(view, earlier)},
            {"head": f"Now, run {view.run_number}, {london_time(view.run_at)}", **_side(view, now)},
        ],
        "why": WHY_AGAIN.get(before.why, "run again"),
        "learnt": [labelled(each, view.frame.alleged) for each in learnt],
        "changed": capital_first("; ".join(changed)) + "." if changed else "Neither route nor urgency changed.",
    }


def _urgency(found: Suggested) -> str:
    if not found.urgency:
        return "“none”"
    words = URGENCY_WORDS[found.urgency]
    return f"“Could be {words[:1].lower()}{words[1:]}”" if found.because_unknown else f"“{words}”"


def _labelled_route(view: SuggestionsView, route: str) -> str:
    return view.route_labels.get(route, route)


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
    alleged = view.frame.alleged
    reasons = [explained.reason(each, alleged) for each in view.reasons[SHOWN:]]
    otherwise = explained.alternatives(view.counterfactuals, alleged)[OTHERWISE_SHOWN:]
    near = [explained.near_miss(each, alleged) for each in view.near_misses]
    parts: list[tuple[str, list[Any]]] = [
        (counted(len(reasons), "other reason"), reasons),
        (f"{counted(len(otherwise), 'other thing')} that would change this", otherwise),
        (f"{counted(len(near), 'rule')} that nearly applied", near),
        ("What to do now, whichever route", [{"words": each} for each in view.actions]),
    ]
    found = [{"summary": summary, "lines": lines} for summary, lines in parts if lines]
    if view.areas_without:
        areas = [AREAS.get(area, area) for area in view.areas_without]
        found.append(
            {
                "summary": f"Checked, and nothing applies: {', '.join(areas)}",
                "lines": [{"words": "No rule of these areas holds."}],
            }
        )
    worked = f"Run {view.run_number}, {london_time(view.run_at)} on {london_day(view.run_at)}, rules {view.fingerprint[:12]}."
    found.append(
        {
            "summary": f"How this was worked out: rules in force on {london_day(view.run_on)}",
            "lines": [{"words": worked}, {"words": KEPT}],
        }
    )
    return found


def _first(errors: Errors, name: str) -> str:
    return errors[name][0] if name in errors else ""
