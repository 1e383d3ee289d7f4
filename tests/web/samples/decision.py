"""Deciding for one person, and checking the decision."""

from __future__ import annotations

from typing import Any

from tests.web.samples.page import Page
from tests.web.samples.screening import BANDS, BAR, FLAGS, QUEUE_LINK, select


def agree(name: str, label: str, hint: str = "", value: str | None = "agree", more: Any = None) -> dict[str, Any]:
    items = [{"value": "agree", "text": "Agree"}, {"value": "differ", "text": "Differ", "fields": more}]
    shape = {"inline": True, "small": True}
    return {"name": name, "label": label, "hint": hint, "type": "radios", "items": items, "value": value, **shape}


DIFFER = [
    select("your_urgency", "Your urgency", BANDS),
    {
        "name": "reason",
        "label": "Main reason",
        "type": "radios",
        "small": True,
        "value": None,
        "items": [
            {"value": "seen", "text": "Seen and safe today"},
            {"value": "act", "text": "Others are acting"},
        ],
    },
    {"name": "words", "label": "In your words", "type": "textarea", "rows": 3, "hint": "Who told you?", "value": ""},
]
DECISION: dict[str, Any] = {
    "back": {"href": "#", "label": "Suggestions for Nessa"},
    "bar": {**BAR, "caption": "Decision, person 5 of 5"},
    "flags": FLAGS,
    "name": "Nessa Fauxley, 78",
    "yours": {"when": "11:06am", "routes": ["Adult support and protection inquiry"], "band": "same_day"},
    "suggested": {"routes": ["Adult support and protection inquiry"], "band": "same_day"},
    "errors": [],
    "action": "#",
    "hidden": {"version": 5},
    "routes": [
        agree("route-1", "Adult support and protection inquiry", "Cared for, 78. 2007 Act, section 4."),
        agree("route-2", "Tell police: possible theft"),
    ],
    "routes_why": {
        "name": "why",
        "label": "Why, in a sentence",
        "type": "textarea",
        "rows": 3,
        "hint": "Kept with the decision. Agreeing needs a reason too.",
        "value": "She depends on others for care.",
    },
    "urgency": agree("urgency", "Suggested: same day", value="differ", more=DIFFER),
    "second": {
        "words": "You are lowering an urgency that a rule sets.",
        "stands": "Same day stands until someone else agrees, and the clock does not stop.",
        "field": select("second", "Who will you ask?", ("Choose", "Carol Sampleton, hub manager")),
        "after": "If nobody has answered by 1:30pm it goes to the service manager.",
    },
    "onward": [select("team", "Team", ("Choose", "Adult protection, east team"))],
    "telling": {
        "heading": "Telling Nessa",
        "fields": [{"name": "wants", "label": "What does Nessa want?", "type": "textarea", "rows": 3, "value": ""}],
    },
    "declined": [],
    "others": [
        {"names": "Rory, Juno, Kit", "words": "Decided: IRD, act now"},
        {"names": "Orla", "words": "Not decided.", "link": {"href": "#", "label": "Go to Orla"}},
    ],
    "others_count": 4,
    "may_decide": "Adult protection: a council officer decides or oversees. You are one.",
}
CHECK: dict[str, Any] = {
    "back": {"href": "#", "label": "Change the decision"},
    "bar": DECISION["bar"],
    "flags": FLAGS,
    "name": "Nessa Fauxley, 78",
    "rows": [
        {"key": "Route", "value": "Adult support and protection inquiry", "href": "#"},
        {"key": "Why", "value": "She depends on others for care.", "href": "#"},
    ],
    "second": {"who": "Carol Sampleton", "stands": "Same day stands until she agrees."},
    "starts": [{"what": "Inquiry", "due": "1 December 2026", "local": True}],
    "opens": ["Work for adult protection, east team"],
    "action": "#",
    "hidden": {"version": 5},
    "errors": [],
}


PAGES: dict[str, Page] = {
    "decision": Page("pages/decision.html", DECISION, **QUEUE_LINK),
    "decision-check": Page("pages/decision_check.html", CHECK, **QUEUE_LINK),
}
