"""The queue, and screening before and after the officer's own view."""

from __future__ import annotations

from typing import Any

from tests.web.samples.page import Page
from tests.web.samples.told import TOLD_BESIDES

QUEUE_LINK = {"who": "screening", "current": "Queue"}
FLAGS = [
    {"lead": "Before 3:05pm today:", "words": "Dez (alleged source of harm) collects the children from school."},
    {"lead": "Do not ring, text or write to the home.", "words": "It is not known if it is safe."},
]
BAR = {
    "heading": "Samplewood household",
    "caption": "Screening, 5 people",
    "reference": "DH-7KQ4-M92F",
    "received": "10:31am today, by phone",
    "by_label": "",
    "by": "2:31pm",
    "left": "3 hours 29 minutes left",
}
CLAIM = {"until": "11:17am", "put_back_action": "#"}


def row(who: str, band: str, because_unknown: bool = False, **more: Any) -> dict[str, Any]:
    base = {
        "href": "#",
        "who": who,
        "source": "School, by phone",
        "reference": "DH-7KQ4-M92F",
        "band": band,
        "because_unknown": because_unknown,
        "reason": "Danger before 3:05pm",
        "left": "3 hours 33 minutes left",
        "due": "Today, 2:31pm",
        "late": False,
        "owner": "No one yet",
        "pick_up": "#",
    }
    return {**base, **more}


RESTRICTED = {
    "who": "Restricted record",
    "source": "You can see that it exists, not what it says",
    "band": "",
    "left": "12 working hours left",
    "due": "25 November, 3pm",
    "owner": "Carol Sampleton",
}
INCIDENT = {
    "summary": "5 reports, 4 people",
    "reports": [{"href": "#", "reference": "DH-3RW7-K20T", "words": "23 Nov 9:52pm, domestic incident"}],
}
QUEUE: dict[str, Any] = {
    "title": "Screening queue",
    "count_words": "12 waiting",
    "as_at": "10:58am, 24 November 2026",
    "refresh_href": "#",
    "save_view_href": "#",
    "views": [
        {"label": "Unscreened (12)", "href": "#", "current": True},
        *({"label": each, "href": "#"} for each in ("Mine (1)", "Due by tonight (8)", "Overdue (1)", "Restricted (1)")),
    ],
    "filter": {
        "action": "#",
        "chosen": [{"label": "Children’s desk", "remove_href": "#"}, {"label": "Adults’ desk", "remove_href": "#"}],
        "clear_href": "#",
        "groups": [
            {
                "name": "desk",
                "legend": "Desk",
                "items": [
                    {"value": "children", "label": "Children’s desk", "checked": True},
                    {"value": "adults", "label": "Adults’ desk", "checked": True},
                ],
            },
            {
                "name": "urgency",
                "legend": "Urgency",
                "items": [
                    {"value": "act_now", "label": "Act now"},
                    {"value": "same_day", "label": "Same day"},
                    {"value": "could", "label": "Could be urgent"},
                ],
            },
            {"name": "source", "legend": "Source", "folded": True, "items": [{"value": "police", "label": "Police"}]},
        ],
    },
    "limits": {
        "words": "1 limit and 1 rule on this page",
        "lines": [
            {
                "title": "Screen a same-day concern",
                "says": "the same day",
                "sources": ["Placeholder limits, all"],
                "href": "",
            },
            {"title": "Child in the home", "says": "", "sources": ["Local thresholds, table 2"], "href": "#"},
        ],
    },
    "groups": [
        {
            "heading": "Act now, or could be",
            "late": False,
            "rows": [
                row(
                    "Unnamed girl, about 15 to 17",
                    "act_now",
                    True,
                    reason="2 facts not known: where she is, her age",
                    worker={"name": "Ravi Sampleson", "since": "for 6 minutes"},
                    pick_up="",
                ),
                row("Samplewood household, 5 people", "act_now"),
            ],
        },
        {
            "heading": "Same day, or could be",
            "late": False,
            "rows": [
                row(
                    "Hector Placeholder, 83",
                    "same_day",
                    reason="Money missing",
                    left="3 working hours late",
                    due="Was due yesterday, 4:10pm",
                    late=True,
                    owner="Ravi Sampleson",
                    pick_up="",
                ),
                row("Incident PS-20261123-0417", "same_day", reason="Child in the home", incident=INCIDENT),
                row("Ivo Exampleby, 7", "same_day", True, reason="1 fact not known: who is at home"),
            ],
        },
        {
            "heading": "Within 5 working days",
            "late": False,
            "rows": [row("Lorna Mockbairn, 44", "five_working_days")],
        },
        {"heading": "Restricted", "late": False, "rows": [RESTRICTED]},
    ],
    "next_href": "#",
    "previous_href": "",
}

ROUTES = ("Choose a route", "Child protection discussion (IRD)", "Adult support and protection inquiry")
BANDS = ("Choose", "Act now", "Same day", "Within 2 working days")


def select(name: str, label: str, words: tuple[str, ...]) -> dict[str, Any]:
    items = [{"value": word if place else "", "text": word} for place, word in enumerate(words)]
    return {"name": name, "label": label, "type": "select", "items": items, "value": None}


def person(number: int, name: str, about: str, said: str, known: str = "Matched. 2 earlier concerns") -> dict[str, Any]:
    return {
        "name": name,
        "about": about,
        "known": known,
        "known_tag": "yellow" if known == "Not matched yet" else "",
        "said": said,
        "route": select(f"route-{number}", f"Your route for {name}", ROUTES),
        "urgency": select(f"urgency-{number}", f"Your urgency for {name}", BANDS),
    }


SCREENING: dict[str, Any] = {
    "also": {"action": "/", "buttons": [{"name": "too", "value": "1", "label": "Ailsa Samplewood, 38"}]},
    "bar": BAR,
    "claim": CLAIM,
    "flags": FLAGS,
    "said": {
        "words": "“Rory came in very tired. He told his teacher that Dez grabbed him when he stood in front of Gran.”",
        "by": "Hana Demoson, depute head teacher, by phone. Taken down by Jo Mockridge.",
        "facts": [
            {"how": "Seen by staff", "words": "A mark on Rory’s upper arm, today 9:05am"},
            {"how": "Not known", "words": "Full name of Dez (alleged source of harm); where Kit is today"},
        ],
    },
    "also_told": TOLD_BESIDES,
    "home": {
        "lead": "Third concern about this home in 56 days",
        "words": "Both earlier ones were closed with an onward route.",
        "entries": [
            {
                "when": "24 November 2026, school",
                "lead": "Today:",
                "words": "boy of 9 grabbed, mark seen.",
                "now": True,
            },
            {
                "when": "2 November 2026, health visitor",
                "words": "Kit missed 3 health checks",
                "href": "#",
                "more": "Closed: health visitor to visit, accepted 4 November.",
                "after": "No visit recorded since.",
            },
        ],
        "held": "Held here since 3 February 2025. Council’s main record last read today, 6:10am.",
    },
    "people": [
        person(1, "Rory, 9", "Son", "Grabbed by the arm; mark seen"),
        person(2, "Kit, about 1", "Child. Date of birth not known", "Not mentioned", "Not matched yet"),
        person(3, "Nessa Fauxley, 78", "Grandmother", "Dez (alleged) “keeps Gran’s card”"),
    ],
    "alleged": [{"name": "Dez", "words": "name only, held apart from the people above."}],
    "copy": {"action": "#", "label": "Copy my view of Rory to Kit"},
    "action": "#",
    "ask_href": "#",
    "hidden": {"version": 2},
    "errors": [],
}


def asked(fact: str, label: str, hint: str) -> dict[str, Any]:
    words = (("yes", "Yes"), ("no", "No"), ("not_known", "Asked, not known"))
    items = [{"value": value, "text": text} for value, text in words]
    shape = {"type": "radios", "items": items, "value": None, "inline": True, "small": True}
    answer = {"id": fact, "name": "answer", "label": label, "hint": hint, **shape}
    who = {"id": f"said_by-{fact}", "name": "said_by", "label": "Who told you?"}
    how = {
        **select("how_known", "How do they know?", ("Choose", "Someone told them", "They saw it")),
        "id": f"how_known-{fact}",
    }
    return {"action": "#", "label": label, "local": True, "open": False, "fields": [answer, who, how]}


SUGGESTIONS: dict[str, Any] = {
    "bar": BAR,
    "claim": CLAIM,
    "flags": FLAGS,
    "fallen": "",
    "people": [
        {"href": "#", "name": "Rory, 9", "comparison": "Same route as you, more urgent", "current": True},
        {"href": "#", "name": "Orla, about 34", "comparison": "Different route"},
    ],
    "links": [{"href": "#", "label": "What was said"}, {"href": "#", "label": "This home: 3 concerns in 56 days"}],
    "name": "Rory Samplewood, 9",
    "yours": {"when": "11:06am", "routes": ["Child protection discussion (IRD)"], "band": "same_day"},
    "suggested": {"routes": ["Child protection discussion (IRD)"], "band": "act_now", "because_unknown": True},
    "reasons": [
        {
            "words": "A mark was seen on Rory today, and he says an adult caused it.",
            "sources": ["National Guidance 2021, updated 2023, part 3", "Children (Scotland) Act 1995, section 52"],
            "local": False,
        },
        {
            "words": "Third concern about this home in 56 days.",
            "sources": ["Repeat concerns rule, version of 1 October 2026"],
            "local": True,
        },
    ],
    "before": {
        "sides": [
            {"head": "Before, run 1, 10:40am", "routes": [], "band": "same_day"},
            {"head": "Now, run 2, 11:06am", "routes": ["Child protection discussion (IRD)"], "band": "act_now"},
        ],
        "why": "after an answer",
        "learnt": ["Who is said to have caused it: was not known, is somebody at home."],
        "changed": "Child protection discussion (IRD) is added.",
    },
    "otherwise": [
        {"words": "If the answer to “Can Dez reach Rory?” were no, the urgency would be same day.", "local": True}
    ],
    "settled": "",
    "questions": {
        "shown": [
            asked("k1", "Can Dez (alleged) be kept away from Rory today?", "Yes: same day instead of act now."),
            asked("k2", "Has a health professional seen the mark?", "No: a medical is discussed at the IRD."),
        ],
        "others": [asked("k3", "Is anybody else at home?", "")],
        "others_words": "1 other question, none of which alone changes the route or urgency",
    },
    "folded": [
        {
            "summary": "1 rule that nearly applied",
            "lines": [{"words": "Neglect: needs one more missed check.", "local": True}],
        },
        {
            "summary": "How this was worked out: rules of 24 November 2026",
            "lines": [{"words": "Pack and rule versions."}],
        },
    ],
    "decide": {"href": "#", "label": "Decide for Rory"},
    "next_person": {"href": "#", "label": "Next person: Juno"},
    "hidden": {"version": 2},
}


PAGES: dict[str, Page] = {
    "queue": Page("pages/queue.html", QUEUE, **QUEUE_LINK),
    "queue-empty": Page("pages/queue.html", {**QUEUE, "groups": [], "next_href": ""}, **QUEUE_LINK),
    "screening": Page("pages/screening.html", SCREENING, **QUEUE_LINK),
    "suggestions": Page("pages/suggestions.html", SUGGESTIONS, **QUEUE_LINK),
}
