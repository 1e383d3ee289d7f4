"""A decision about to be made, in words: what it says, what it opens, who must sign, which clocks begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from hub import clock
from hub.rulebook import URGENCY_WORDS
from hub.triage import LEADS, ONWARD, ROUTE_REASONS, TELLING, URGENCY_REASONS, Choice, Preview, what_stands
from hub.web.concern_bar import bar, flags
from hub.web.record_words import not_final
from hub.web.suggestions_page import fallen_from
from hub.web.words import capital_first, when


def check_page(shown: Preview, choice: Choice, typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Everything `pages/decision_check.html` expects."""
    view, weighed = shown.view, shown.weighed
    told = view.suggestions
    ref, number, now = told.frame.ref, told.place + 1, clock.now()
    here = url_for("deciding.check", ref=ref, number=number)
    second = None
    if weighed.needs_second:
        who = "Nobody tonight: a second person" if choice.alone_out_of_hours else shown.second
        stands = not_final(what_stands(told.suggested, weighed.standing_urgency, told.route_labels))
        second = {"who": who, "stands": f"{stands} {fallen_from(told) if weighed.lowers else ''}".strip()}
    return {
        "back": {"href": url_for("deciding.show", ref=ref, number=number), "label": "Start this decision again"},
        "bar": bar(told.frame, "Check the decision"),
        "flags": flags(told.frame),
        "name": f"{told.name}, {told.age}" if told.age else told.name,
        "rows": [{"key": key, "value": value} for key, value in _rows(shown, choice) if value],
        "second": second,
        "starts": [
            {"what": each.what, "due": capital_first(when(each.due_at, now)), "local": not each.confirmed}
            for each in (shown.starts if not weighed.needs_second or choice.alone_out_of_hours else ())
        ],
        "opens": [f"{label}: work is opened" for label in shown.opens],
        "action": url_for("deciding.make", ref=ref, number=number),
        "change_action": here,
        "typed": [(name, value) for name, values in typed.items() for value in values],
        "hidden": {},
        "errors": [],
    }


def _rows(shown: Preview, choice: Choice) -> list[tuple[str, str]]:
    weighed, told = shown.weighed, shown.view.suggestions
    labels = "; ".join(told.route_labels.get(route, route) for route in weighed.routes)
    return [
        ("Routes", f"{labels} ({'as suggested' if weighed.agrees_routes else 'differs from the suggestion'})"),
        ("Main reason", "" if weighed.agrees_routes else ROUTE_REASONS.get(choice.routes_reason or "", "")),
        ("Why", choice.words_routes),
        ("Urgency", f"{URGENCY_WORDS[weighed.urgency]} ({'as suggested' if weighed.agrees_urgency else 'differs'})"),
        (
            "Reason for the urgency",
            "" if weighed.agrees_urgency else URGENCY_REASONS.get(choice.urgency_reason or "", ""),
        ),
        ("Why this urgency", choice.words_urgency),
        ("Lead framework", f"{LEADS[choice.lead_framework]}. {choice.words_lead}" if choice.lead_framework else ""),
        (
            "Passed on to",
            f"{ONWARD[choice.onward_route]}. {choice.onward_words}" if weighed.closes and choice.onward_route else "",
        ),
        ("Telling them", f"{TELLING[choice.told_person]}. {choice.words_telling}".strip()),
    ]
