"""A concern from the people it may be about to its reference."""

from __future__ import annotations

from typing import Any

from tests.web.samples.page import Page

LOG = {"who": "duty", "current": "Log a concern"}

CANDIDATES = {
    "back": {"href": "#", "label": "Back to the list of sections"},
    "caption": "Log a concern: person 2 of 5",
    "name": "Rory Samplewood",
    "told": [
        {"label": "Name", "value": "Rory Samplewood"},
        {"label": "Date of birth", "value": "12 March 2017"},
        {"label": "Home", "value": "14 Nowhere Wynd"},
        {"label": "Mother", "value": "Orla Samplewood"},
    ],
    "lede": "1 record may be the same boy. Nothing is joined until you say so, and it can be undone.",
    "action": "#",
    "hidden": {},
    "candidates": [
        {
            "id": "c1",
            "title": "Rory Samplewood, born 3 December 2017",
            "counts": {"lead": "1 agrees", "words": ", 1 differs, 1 not known"},
            "last_words": "Last concern 2 November 2026",
            "rows": [
                {"field": "Name", "told": "Rory Samplewood", "held": "Rory Samplewood", "result": "agrees"},
                {
                    "field": "Date of birth",
                    "told": "12 March 2017",
                    "held": "3 December 2017",
                    "result": "differs",
                    "why": "Day and month may be swapped: 12/03, 03/12",
                },
                {"field": "CHI number", "told": "Not given", "held": "Held, not shown here", "result": "unknown"},
            ],
        }
    ],
    "restricted": {"words": "We cannot show it here. Ask the hub manager. You do not need to wait.", "ask_action": "#"},
}

CHECK = {
    "back": {"href": "#", "label": "Back to the list of sections"},
    "action": "#",
    "hidden": {"version": 4, "idempotency_key": "a1b2"},
    "errors": [],
    "danger": {"lead": "Danger before 3:05pm", "words": "Carol Sampleton is alerted when you send."},
    "open_words": "8 questions have no answer yet; they go as “not known”.",
    "warnings": ["Kit’s date of birth is in the future."],
    "cards": [
        {
            "id": "people-1",
            "title": "Rory Samplewood",
            "rows": [
                {"key": "Name", "value": "Rory Samplewood", "href": "#", "about": "the name"},
                {"key": "Date of birth", "value": "12 March 2017", "href": "#"},
                {"key": "What he wants", "value": "", "href": "#"},
            ],
            "actions": [{"label": "Remove", "href": "#"}],
        }
    ],
}

RECEIVED: dict[str, Any] = {
    "state": "stored",
    "reference": "DH-7KQ4-M92F",
    "sent_words": "Sent 10:49am, 24 November 2026. It is stored and in the screening queue: 5 people, one concern.",
    "danger": {
        "state": "acknowledged",
        "heading": "Danger before 3:05pm: the duty manager has it",
        "entries": [
            {
                "when": "10:52am, 3 minutes after you sent it",
                "lead": "Carol Sampleton acknowledged.",
                "words": "“Ringing the school now.”",
                "now": True,
            },
            {"when": "10:49am", "words": "Alerted by phone and text."},
        ],
    },
    "say": ["“Thank you. We have it, and the number is DH 7KQ4 M92F.", "Please keep the children in school.”"],
    "do_not": {"heading": "Do not ring the home", "words": "It is not known if it is safe."},
    "next_steps": [
        "A screening officer reads it and decides for each of the 5 people.",
        "You may get a question. It shows under “Waiting for you”.",
    ],
    "clocks": [
        {
            "what": "Make the children safe",
            "from_words": "Set by your answer on danger",
            "local": False,
            "due": "Today, 3:05pm",
            "left": "4 hours 12 minutes",
        },
        {"what": "Screen the concern", "local": True, "due": "Today, 2:31pm", "left": "3 hours 38 minutes"},
    ],
    "clocks_words": "Clocks run from 10:31am, when the call came in, not from when you sent it.",
    "log_href": "#",
    "desk_href": "#",
    "print_href": "#",
}
NOBODY = {
    "state": "nobody",
    "heading": "Nobody has acknowledged this yet",
    "ring": {"name": "Carol Sampleton", "phone": "01632 960 014"},
    "entries": [{"when": "10:54am", "words": "The service manager did not answer.", "now": True}],
}

PAGES: dict[str, Page] = {
    "candidates": Page("pages/candidates.html", CANDIDATES, **LOG),
    "check-answers": Page("pages/check_answers.html", CHECK, **LOG),
    "received": Page("pages/received.html", RECEIVED, **LOG),
    "received-nobody": Page("pages/received.html", {**RECEIVED, "danger": NOBODY}, **LOG),
    "received-spooled": Page(
        "pages/received.html", {**RECEIVED, "state": "spooled", "danger": None, "clocks": []}, **LOG
    ),
}
