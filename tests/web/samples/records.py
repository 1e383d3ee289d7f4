"""A person's record, one strand of it, and who has looked."""

from __future__ import annotations

from typing import Any

from tests.web.samples.page import Page

PEOPLE = {"who": "screening", "current": "People"}
TABS = ("Summary", "Chronology", "People", "Documents", "Decisions", "Access log")


def frame(tab: str, break_glass: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "ref": "DH-7LC2-4N8K",
        "name": "Nairn Ardvale",
        "more": "11 years, born 14 February 2015. Record DH-7LC2-4N8K",
        "badges": [{"words": "On the register", "kind": "red"}, {"words": "Interpreter: BSL", "kind": "blue"}],
        "tabs": [{"label": label, "href": "#", "current": label == tab} for label in TABS],
        "break_glass": break_glass,
        "log_href": "#",
    }


ENTRIES = [
    {"when": "4 December 2026", "lead": "Decision:", "words": "child protection discussion, act now.", "now": True},
    {"when": "2 November 2026, health visitor", "words": "Missed 3 health checks", "href": "#"},
]
CARD = {
    "title": "Contact",
    "rows": [
        {"key": "Safe to ring", "value": "", "href": "#"},
        {"key": "Address", "value": "14 Nowhere Wynd, DD0 0ZZ", "href": "#"},
    ],
}
RECORD: dict[str, Any] = {
    **frame("Summary", {"until": "3:10pm", "reason": "Police asked at the door, nobody of the team on duty"}),
    "flags": [{"lead": "Do not ring.", "words": "It is not known if it is safe."}],
    "lede": {"before": "2 kinds of work are open.", "strong": "One clock is late", "after": "."},
    "strands": [
        {
            "href": "#",
            "label": "Child protection",
            "state": "Open",
            "state_kind": "blue",
            "words": "Core group on Thursday. Lead professional: Sana Whitlow.",
            "due": "2 working days late",
            "late": True,
        },
        {"href": "#", "label": "Domestic abuse", "state": "Waiting", "state_kind": "yellow", "words": "Sent to MARAC."},
    ],
    "cards": [CARD],
    "entries": ENTRIES,
    "held": "Held here since 3 February 2025.",
}
STRAND: dict[str, Any] = {
    "back": {"href": "#", "label": "Nairn Ardvale’s record"},
    "bar": {
        "heading": "Nairn Ardvale, 11",
        "caption": "Child protection",
        "facts": [{"label": "Reference", "value": "DH-2ST4-7Q9B", "mono": True}],
        "badges": [{"words": "On the register", "kind": "red"}],
    },
    "flags": [],
    "lede": {"before": "The planning meeting must be held by", "strong": "Friday 18 December", "after": "."},
    "clocks": [
        {
            "what": "Hold the planning meeting",
            "from_words": "28 days from 20 November",
            "local": False,
            "source": "National Guidance App. D",
            "due": "Friday 18 December",
            "left": "10 days left",
            "late": False,
            "gone": 0.6,
            "vary_href": "#",
        },
        {
            "what": "Tell the referrer",
            "from_words": "5 working days from receipt",
            "local": True,
            "source": "",
            "due": "Was due 4 December",
            "left": "2 working days late",
            "late": True,
            "gone": 1.2,
        },
    ],
    "safeguards": [{"words": "Advocacy not offered", "kind": "missing"}, {"words": "Views recorded", "kind": "done"}],
    "acting": [{"who": "Sana Whitlow", "what": "Lead professional", "since": "since 4 December"}],
    "next_actions": [
        {"label": "Ask for a conference", "href": "#", "primary": True},
        {"label": "Close this", "href": "#", "primary": False},
    ],
    "cards": [CARD],
    "entries": ENTRIES,
    "held": "Held here since 3 February 2025.",
}
ACCESS_LOG: dict[str, Any] = {
    "replay_href": "/",
    **frame("Access log"),
    "heading": "Who has looked at this record",
    "lede": {"before": "31 looks by 9 people in the last 30 days.", "strong": "One is unusual", "after": "."},
    "unusual": [
        {
            "lead": "Merrin Falk, yesterday at 11:52pm.",
            "words": "Not on duty, no work with this family.",
            "actions": [{"label": "Ask Merrin why", "href": "#"}, {"label": "Report a breach", "href": "#"}],
        }
    ],
    "filters": [{"href": "#", "label": "Last 30 days", "current": True}, {"href": "#", "label": "Changes only"}],
    "hand_over_href": "#",
    "csv_href": "#",
    "looks": [
        {
            "when": "Today, 9:41am",
            "who": "Idris Calloway",
            "role": "Independent chair",
            "shown": "Plan, reviews, views",
            "why": "Chairs the review on 18 December",
            "unusual": False,
        },
        {
            "when": "Yesterday, 11:52pm",
            "who": "Merrin Falk",
            "role": "Duty worker",
            "shown": "Name, address, family",
            "why": "No reason given: not on duty",
            "unusual": True,
        },
    ],
    "next_href": "#",
    "previous_href": "",
    "trust": {
        "state": "good",
        "heading": "Yes, as of 6am today",
        "words": "Every entry up to the last full check is still there, in order and unchanged.",
        "facts": [
            {"label": "Size", "value": "48,217 entries, 46 since the check", "mono": False},
            {"label": "Fingerprint of the whole log (root)", "value": "9f3c71ae0b62d84ec5173a9066fb04d2", "mono": True},
        ],
        "check_href": "#",
    },
}

PAGES: dict[str, Page] = {
    "record": Page("pages/record.html", RECORD, **PEOPLE),
    "strand": Page("pages/strand.html", STRAND, **PEOPLE),
    "access-log": Page("pages/access_log.html", ACCESS_LOG, **PEOPLE),
}
