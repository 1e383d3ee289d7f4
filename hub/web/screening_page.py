"""The screening page in words: what its template is filled with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from hub import clock
from hub.rulebook import URGENCY_WORDS
from hub.schemas.choices import RELATIONSHIPS, ROLES, SOURCES
from hub.triage import Earlier, Home, PersonLine, ScreeningView, Told
from hub.web.also_told import how_known
from hub.web.concern_bar import bar, channel_words, claim, flags, labelled
from hub.web.overtaken import why_not
from hub.web.told_besides import told_besides
from hub.web.words import capital_first, counted, london_day, when

ORDINALS = {2: "Second", 3: "Third", 4: "Fourth", 5: "Fifth"}
NOT_NAMED = {"child": "A child who is not named", "adult": "An adult who is not named"}
STATES = {"made": "Decided", "signed": "Decided", "waiting_for_second": "Waiting for a second person"}


def screening_page(
    view: ScreeningView, errors: Mapping[str, Sequence[str]], typed: Mapping[str, str], words: str
) -> dict[str, Any]:
    """Everything `pages/screening.html` expects. Where the officer has given views, it links to the suggestions instead."""
    ref, errors = view.frame.ref, _named(errors, view.people)
    numbers = {str(each.person_id): each.place + 1 for each in view.people}
    is_open = view.frame.state == "waiting" and bool(view.to_view)
    first = view.people[0] if view.people else None
    return {
        "bar": bar(view.frame, "Screening"),
        "claim": claim(view.frame),
        "worker": "" if view.frame.holder is None or view.frame.holder.is_me else view.frame.holder.name,
        "pick_up": url_for("queue.pick_up", item_id=view.frame.item_id) if _is_free(view) else "",
        "flags": flags(view.frame),
        "said": {"words": view.narrative, "by": _told_by(view), "facts": [_fact(each) for each in view.told]},
        "also_told": told_besides(view.happened_at, view.also, view.also_of, view.frame.alleged, view.referrer),
        "home": _home(view),
        "people": [_person(view, each, errors, typed) for each in view.people],
        "alleged": [
            {"name": name, "words": "held apart from the people above. If under 18 or an adult at risk, screened too."}
            for name in view.alleged
        ],
        "also": _also(view) if view.frame.state == "waiting" else None,
        "copy": _copy(view) if is_open and len(view.people) > 1 else None,
        "action": url_for("screening.give_views", ref=ref),
        "is_open": is_open,
        "suggestions_href": url_for("screening.suggestions", ref=ref, number=first.place + 1) if first else "",
        "ask_href": "",
        "hidden": {name: value for name, value in typed.items() if name.startswith("copied-")},
        "errors": _summary(errors, numbers, words),
    }


def _is_free(view: ScreeningView) -> bool:
    return view.frame.item_id is not None and view.frame.holder is None


def _told_by(view: ScreeningView) -> str:
    told_us = {each.name.removeprefix("referrer."): each.value for each in view.referrer}
    who = told_us.get("name") or SOURCES.get(view.frame.source_kind, "Not known")
    told = ", ".join(part for part in (who, told_us.get("job"), channel_words(view.frame.channel)) if part)
    return f"{told}. Taken down by {view.taken_by}." if view.taken_by else f"{told}."


def _fact(told: Told) -> dict[str, str]:
    label = capital_first(told.label)
    return {"how": how_known(told), "words": label if told.how == "not_known" else f"{label}: {told.value}"}


def _said(told: Told) -> str:
    return f"{told.label}: {told.value}{' (told, not used)' if told.how == 'not_read' else ''}"


def _home(view: ScreeningView) -> dict[str, Any]:
    home, source = view.home, SOURCES.get(view.frame.source_kind, "Not known")
    received = london_day(view.frame.received_at)
    today = {"when": f"{received}, {source}", "lead": "This concern", "words": "", "now": True}
    later = [{**_earlier(each), "lead": "Since then"} for each in home.later]
    entries = [*later, today, *(_earlier(each) for each in home.earlier)]
    found: dict[str, Any] = {"entries": entries, "held": _held(home)}
    if home.in_eight_weeks > 1:
        nth = ORDINALS.get(home.in_eight_weeks, f"Number {home.in_eight_weeks}:")
        found["lead"] = f"{nth} concern about this home in 56 days"
        found["local"] = bool(view.home_unconfirmed)
        found["words"] = "Read what came of the earlier ones before you give your view."
    return found


def _earlier(each: Earlier) -> dict[str, Any]:
    onward = "; ".join(_onward(one.to, one.state, one.settled_at) for one in each.onward)
    outcome = {"waiting": "Not decided yet.", "quarantined": "Kept apart."}.get(each.state, "")
    if not outcome and each.routes:
        outcome = f"Decided: {'; '.join(each.routes)}."
    is_open = any(one.state != "accepted" for one in each.onward)
    return {
        "when": f"{london_day(each.received_at)}, {SOURCES.get(each.source_kind, 'Not known')}",
        "words": f"{each.summary or each.ref}.",
        "href": url_for("screening.show", ref=each.ref),
        "more": f"{outcome} {onward + '.' if onward and not is_open else ''}".strip(),
        "after": f"{onward}." if is_open else "",
    }


def _onward(to: str, state: str, settled_at: Any) -> str:
    if state == "accepted" and settled_at:
        return f"Passed to {to}, accepted {london_day(settled_at)}"
    return f"Passed to {to}, {'came back' if state == 'came_back' else 'not accepted yet'}"


def _held(home: Home) -> str:
    since = f"Held here since {london_day(home.held_since)}." if home.held_since else "Nothing was held here before."
    restricted = " A restricted record may be about this home: ask the hub manager." if home.restricted else ""
    return f"{since} The council’s main record is not read from here: look there too.{restricted}"


def _person(
    view: ScreeningView, each: PersonLine, errors: Mapping[str, Sequence[str]], typed: Mapping[str, str]
) -> dict[str, Any]:
    number = each.place + 1
    known, tag = _known(each)
    said = "; ".join(_said(told) for told in each.said if told.how != "not_known")
    about = [RELATIONSHIPS.get(each.relationship, "") if each.relationship != "not_known" else ""]
    if each.role != "subject":
        about.append(ROLES[each.role])
    if each.has_open_work:
        about.append("Open work with us, opened by this concern" if each.work_is_of_this else "Open work with us")
    return {
        "name": f"{each.name}, {each.age}" if each.age else each.name,
        "about": ". ".join(part for part in about if part) or ("" if each.age else "Age not known"),
        "known": known,
        "known_tag": tag,
        "known_more": _known_more(view.frame.ref, each),
        "said": labelled(capital_first(said), view.frame.alleged) or "Nothing about them",
        "stands": _stands(each),
        "anew": STANDS_YET if _stands(each) else "",
        "decision": _decision(each),
        "route": {
            "name": f"route-{number}",
            "label": f"Your route for {each.name}",
            "type": "select",
            "items": [{"value": "", "text": "Choose a route"}, *_items(fitting_routes(view, each))],
            "value": typed.get(f"route-{number}", ""),
            "error": _first(errors, f"{each.person_id}.route", f"route-{number}"),
        },
        "urgency": {
            "name": f"urgency-{number}",
            "label": f"Your urgency for {each.name}",
            "type": "select",
            "items": [{"value": "", "text": "Choose"}, *_items(URGENCY_WORDS)],
            "value": typed.get(f"urgency-{number}", ""),
            "error": _first(errors, f"{each.person_id}.urgency", f"urgency-{number}"),
        },
        "copied": bool(typed.get(f"copied-{number}")),
    }


def fitting_routes(view: ScreeningView, each: PersonLine) -> dict[str, str]:
    """The routes that fit a person's age, by code; what is not known rules nothing out."""
    too_young = view.adult_routes if each.is_child_under_16 else frozenset()
    too_old = view.child_routes if each.is_adult else frozenset()
    return {code: label for code, label in view.routes.items() if code not in too_young | too_old}


def _items(listed: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "text": text} for value, text in listed.items()]


def _known(each: PersonLine) -> tuple[str, str]:
    earlier = counted(each.earlier, "earlier concern") if each.earlier else "No earlier concern found"
    if each.match == "to_match":
        return "Not matched yet", "yellow"
    return (f"Matched. {earlier}" if each.match == "matched" else earlier), ""


def _known_more(ref: str, each: PersonLine) -> dict[str, str]:
    """Where to look: the records to compare, or all that is held about the person."""
    if each.match == "to_match":
        return {"label": "Compare records", "href": url_for("matches.show", ref=ref)}
    return {"label": "All that is held", "href": url_for("people.show", person_id=each.person_id)}


STANDS = {
    "made": "Decided",
    "signed": "Decided and signed",
    "waiting_for_second": "Decided, and waiting for a second person",
    "sent_back": "Sent back by the second person. Decided",
    "replaced": "No longer stands. Decided",
}


STANDS_YET = "That stands until somebody decides anew. Your own view is asked for before you see what was decided."


def _stands(each: PersonLine) -> str:
    """Whether the person is decided, by whom and when; never what, for whoever has not given their view."""
    if each.decision not in STANDS or each.decided_at is None:
        return ""
    again = "The rules were run again. " if each.overtaken else ""
    return f"{again}{STANDS[each.decision]}: {each.decided_by}, {when(each.decided_at, clock.now())}"


def _decision(each: PersonLine) -> str:
    if each.decision not in {*STATES, "replaced"}:
        return ""
    words = f"{STATES.get(each.decision, 'Decided')}: {'; '.join(each.decided_routes)}, {URGENCY_WORDS[each.decided_urgency].lower()}"
    return f"{words}. {why_not(each.overtaken)}" if each.decision == "replaced" else words


def _also(view: ScreeningView) -> dict[str, Any]:
    """Who else in the home may be screened, by a button each."""
    named = [{"name": "person_id", "value": str(each.person_id), "label": each.name} for each in view.at_home]
    return {
        "action": url_for("coming_back.also", ref=view.frame.ref),
        "buttons": [*named, *({"name": "not_named", "value": one, "label": label} for one, label in NOT_NAMED.items())],
    }


def _copy(view: ScreeningView) -> dict[str, str]:
    return {
        "action": url_for("screening.copy", ref=view.frame.ref),
        "label": "Copy the first view I have given to everybody I have not",
    }


def _named(errors: Mapping[str, Sequence[str]], people: Sequence[PersonLine]) -> dict[str, list[str]]:
    """Every message with whom it is about: a page of several people would else give the same words several times."""
    names = {str(each.person_id): each.name for each in people}

    def about(person: str, words: str) -> str:
        return f"{names[person]}: {words[:1].lower()}{words[1:]}" if person in names else words

    return {name: [about(name.partition(".")[0], each) for each in messages] for name, messages in errors.items()}


def _summary(errors: Mapping[str, Sequence[str]], numbers: Mapping[str, int], words: str) -> list[dict[str, str]]:
    found = []
    for name, messages in errors.items():
        person, _, field = name.partition(".")
        href = f"#{field}-{numbers[person]}" if person in numbers else f"#{name}"
        found.append({"text": messages[0], "href": href})
    return found or ([{"text": words, "href": ""}] if words else [])


def _first(errors: Mapping[str, Sequence[str]], *names: str) -> str:
    return next((errors[name][0] for name in names if name in errors), "")
