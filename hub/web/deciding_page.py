"""The decision page in words: agree or differ, never a default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from hub import clock
from hub.rulebook import URGENCY_WORDS
from hub.triage import (
    LEADS,
    ONWARD,
    ROUTE_REASONS,
    TELLING,
    URGENCY_REASONS,
    Decided,
    DecisionView,
)
from hub.web.concern_bar import bar, flags
from hub.web.overtaken import why_not
from hub.web.suggestions_page import fallen_from, suggested, yours
from hub.web.words import when

Errors = Mapping[str, Sequence[str]]
Typed = Mapping[str, Sequence[str]]
STATES = {
    "made": "Decided",
    "signed": "Decided and signed",
    "waiting_for_second": "Waiting for a second person",
    "sent_back": "Sent back",
    "replaced": "No longer stands. Decided",
}
AGREE = (("agree", "Agree"), ("differ", "Differ"))


def decision_page(view: DecisionView, errors: Errors, typed: Typed, words: str) -> dict[str, Any]:
    """Everything `pages/decision.html` expects; what was typed stands where it was typed."""
    told, form = view.suggestions, _Form(errors, typed)
    ref, number = told.frame.ref, told.place + 1
    place = next(nth for nth, each in enumerate(told.people, 1) if each.place == told.place)
    caption = f"Decision, person {place} of {len(told.people)}" if len(told.people) > 1 else "Decision"
    return {
        "back": {
            "href": url_for("screening.suggestions", ref=ref, number=number),
            "label": f"Suggestions for {told.name}",
        },
        "bar": bar(told.frame, caption),
        "flags": flags(told.frame),
        "name": f"{told.name}, {told.age}" if told.age else told.name,
        "yours": yours(told),
        "suggested": suggested(told),
        "errors": form.summary(words),
        "latest": _latest(view),
        "action": url_for("deciding.check", ref=ref, number=number),
        "hidden": {"run_id": str(told.run_id), "seen": view.latest.number if view.latest else 0},
        "routes": _routes(view, form),
        "routes_why": form.words(
            "words_routes", "Why, in a sentence", "Kept with the decision. Agreeing needs a reason too."
        ),
        "urgency": _urgency(view, form),
        "urgency_why": form.words(
            "words_urgency", "Why this urgency, in a sentence", "What did you rely on, and who told you?"
        ),
        "lead": _lead(form) if view.needs_lead else [],
        "second": _second(view, form),
        "onward": _onward(form),
        "telling": {"heading": f"Telling {told.name}", "fields": _telling(view, form)},
        "declined": [],
        "declined_words": _declined(view),
        "declined_href": url_for("screening.suggestions", ref=ref, number=number),
        "others": _others(view),
        "others_count": len(_others(view)),
        "may_decide": _may_decide(view),
    }


class _Form:
    """Fields of the page with what was typed and what is wrong with it."""

    def __init__(self, errors: Errors, typed: Typed) -> None:
        self.errors, self.typed = errors, typed

    def value(self, name: str) -> str:
        return self.typed[name][0] if self.typed.get(name) else ""

    def field(self, name: str, label: str, **more: Any) -> dict[str, Any]:
        error = self.errors[name][0] if name in self.errors else ""
        return {"name": name, "label": label, "value": self.value(name), "error": error, **more}

    def words(self, name: str, label: str, hint: str) -> dict[str, Any]:
        return self.field(name, label, type="textarea", rows=3, hint=hint)

    def radios(self, name: str, label: str, items: Any, **more: Any) -> dict[str, Any]:
        listed = [{"value": value, "text": text} for value, text in items]
        return self.field(name, label, type="radios", small=True, items=listed, **more)

    def select(self, name: str, label: str, items: Mapping[str, str], **more: Any) -> dict[str, Any]:
        listed = [{"value": "", "text": "Choose"}, *({"value": value, "text": text} for value, text in items.items())]
        return self.field(name, label, type="select", items=listed, **more)

    def summary(self, words: str) -> list[dict[str, str]]:
        anchors = {"close": "#onward_route", "declined": "#declined"}
        found = [{"text": each[0], "href": anchors.get(name, f"#{name}")} for name, each in self.errors.items()]
        return found or ([{"text": words, "href": "#decided-already"}] if words else [])


def _latest(view: DecisionView) -> dict[str, str] | None:
    """What is decided for this person already, by whom and in which words."""
    latest = view.latest
    if latest is None:
        return None
    second = f" {latest.second_by}: {latest.words_second}" if latest.second_by else ""
    return {
        "heading": f"{STATES[latest.state]} by {latest.by}, {when(latest.at, clock.now())}",
        "words": f"{'; '.join(latest.routes)}, {URGENCY_WORDS[latest.urgency].lower()}. {latest.words_routes} {latest.words_urgency}",
        "second": second.strip(),
        "undone": "" if latest.stands else why_not(latest.overtaken),
    }


def _routes(view: DecisionView, form: _Form) -> list[dict[str, Any]]:
    told = view.suggestions
    found = [
        form.radios(
            f"route_{route}",
            told.route_labels.get(route, route),
            AGREE,
            inline=True,
            hint=view.route_hints.get(route, ""),
        )
        for route in told.suggested.routes
    ]
    added = [{"value": code, "text": label} for code, label in view.addable.items()]
    label = "Routes you would add" if found else "No route was suggested. Which do you choose?"
    box = form.field("added", label, type="checkboxes", small=True, items=added)
    box["value"] = list(form.typed.get("added", ()))
    reason = form.select("routes_reason", "Main reason, if you differ or add", ROUTE_REASONS)
    return [*found, {**box, "folded": bool(found) and not box["value"] and not box["error"]}, reason]


def _urgency(view: DecisionView, form: _Form) -> dict[str, Any]:
    told = view.suggestions.suggested
    own = form.select("urgency", "Your urgency", URGENCY_WORDS)
    if told.urgency is None:
        return own
    differ = [own, form.radios("urgency_reason", "Main reason", list(URGENCY_REASONS.items())[:-1])]
    label = f"Suggested: {URGENCY_WORDS[told.urgency].lower()}"
    hint = ""
    if told.could_reach and not told.because_unknown:
        hint = f"It could be {URGENCY_WORDS[told.could_reach].lower()}: see the open questions."
    field = form.radios("agrees_urgency", label, AGREE, hint=hint)
    field["items"][1]["fields"] = differ
    return field


def _lead(form: _Form) -> list[dict[str, Any]]:
    return [
        form.radios(
            "lead_framework", "Which framework leads?", LEADS.items(), hint="At 16 and 17 both apply, and one leads."
        ),
        form.words("words_lead", "Why it leads", "One sentence."),
    ]


def _second(view: DecisionView, form: _Form) -> dict[str, Any] | None:
    """Shown where somebody else may have to sign: a rule's own urgency or route is lowered, or a council officer oversees."""
    told = view.suggestions.suggested
    is_overseen = view.needs_council_officer and not view.is_council_officer
    fell = fallen_from(view.suggestions)
    if not (told.binding_routes or told.binding_urgency or is_overseen or "ask_second" in form.errors):
        return None
    people = {str(each.officer_id): each.name for each in view.signers}
    if not view.offices_open:
        people["alone"] = "Nobody: I am alone out of hours, and the higher route goes ahead"
    set_now = _mandatory(view)
    words = f"Set by a rule: {set_now}. To lower it, ask somebody to sign." if set_now else ""
    heading, words = "If you lower what a rule sets", f"{words} {fell}".strip()
    stands = "It stands until they agree, and the clock does not stop."
    if is_overseen:
        heading = ""
        words = f"A council officer oversees an adult protection decision. {fell}".strip()
        stands = "It stands once they have signed."
    return {
        "heading": "" if "ask_second" in form.errors else heading,
        "words": words,
        "stands": stands,
        "field": form.select(
            "ask_second", "Who will you ask?", people, hint="" if is_overseen else "Leave this if you lower nothing."
        ),
        "after": "They sign or send it back, with words of their own.",
    }


def _mandatory(view: DecisionView) -> str:
    told = view.suggestions
    routes = [told.route_labels.get(route, route) for route in told.suggested.mandatory_routes]
    urgency = told.suggested.mandatory_urgency
    return "; ".join([*routes, *([URGENCY_WORDS[urgency].lower()] if urgency else [])])


def _onward(form: _Form) -> list[dict[str, Any]]:
    return [
        form.select(
            "onward_route",
            "If this opens no work, who takes it on?",
            ONWARD,
            hint="It stays open, in your name, until they accept it or send it back.",
        )
        | ({"error": form.errors["close"][0]} if "close" in form.errors else {}),
        form.words("onward_words", "What you ask of them", "Who they are, and what you ask."),
    ]


def _telling(view: DecisionView, form: _Form) -> list[dict[str, Any]]:
    unsafe = [each for each in view.suggestions.frame.unsafe if each.who == view.suggestions.name]
    hint = "No phone, text or letter: not known if it is safe." if unsafe else ""
    return [
        form.radios("told_person", "Do they know?", TELLING.items(), hint=hint),
        form.words("words_telling", "Who will tell them and how, or why not", "Not needed if they know already."),
    ]


def _declined(view: DecisionView) -> str:
    if not view.declines:
        return ""
    return (
        "They say they want no help. That never closes a concern alone: whether they are pressed, whether others are at "
        "risk and whether it may be a crime are answered first."
    )


def _others(view: DecisionView) -> list[dict[str, Any]]:
    ref, said = view.suggestions.frame.ref, {each.place: each for each in view.others}
    found: list[dict[str, Any]] = [
        {"names": each.person, "words": _in_words(each)} for each in view.others if each.stands
    ]
    return found + [
        {
            "names": name,
            "words": _in_words(said[place]) if place in said else "Not decided.",
            "link": {"href": url_for("deciding.show", ref=ref, number=place + 1), "label": f"Go to {name}"},
        }
        for place, name in view.undecided
    ]


def _in_words(each: Decided) -> str:
    words = f"{STATES[each.state]}: {'; '.join(each.routes)}, {URGENCY_WORDS[each.urgency].lower()}"
    return words if each.stands else f"{words}. {why_not(each.overtaken)}"


def _may_decide(view: DecisionView) -> str:
    if view.needs_council_officer:
        you = "You are one." if view.is_council_officer else "You are not one, so one signs after you."
        return f"Adult protection: a council officer decides or oversees. {you}"
    if view.needs_social_worker:
        return "A child’s route is decided by a qualified social worker or a manager."
    return "Anyone who screens may decide what is suggested. An adult’s route needs a council officer, a child’s a social worker."
