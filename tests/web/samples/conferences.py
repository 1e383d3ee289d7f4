"""Requests for conferences, and convening one."""

from __future__ import annotations

from typing import Any

from tests.web.samples.page import Page

CONFERENCES = {"who": "coordination", "current": "Case conferences"}
DONE, WAITING, MISSING = ({"kind": kind} for kind in ("done", "waiting", "missing"))

QUEUE: dict[str, Any] = {
    "lede": {
        "before": "11 requests are waiting.",
        "strong": "One must be invited by tomorrow",
        "after": ", and 3 have a safeguard missing.",
    },
    "views": [
        {"label": "All 11", "href": "#", "current": True},
        *(
            {"label": label, "href": "#"}
            for label in ("Children’s work 7", "Adults’ work 4", "No chair yet 1", "Mine 5")
        ),
    ],
    "order_words": "Soonest last usable day first.",
    "orders": [{"href": "#", "label": "Sort by date received"}],
    "notice_words": "5 days’ notice",
    "next_href": "#",
    "previous_href": "",
    "mail_words": "Mail is not set up, 2 messages wait.",
    "shown_words": "Showing 2 of 11",
    "requests": [
        {
            "kind": "Initial adult case conference",
            "reference": "CR-4PX8-7M3K",
            "href": "#",
            "who": "Agnes Pellowgate, 83",
            "words": "Adults’ work. Possible financial harm.",
            "left": "6 days left",
            "gone": 0.786,
            "notice_from": 0.822,
            "last_day": {
                "before": "Last day Monday 14 December. Invite by",
                "strong": "tomorrow, 9 December",
                "after": ", to keep 5 days’ notice.",
            },
            "source": "28 days from receipt: local policy not yet confirmed",
            "safeguards": [
                {"words": "Advocacy has not been offered", **MISSING},
                {"words": "Risk assessment, chronology, her views", **DONE},
            ],
            "chair": "Idris Calloway",
            "chair_words": "Free on 14 December. No part in the case.",
        },
        {
            "kind": "Review planning meeting",
            "reference": "CR-6VD3-8W2P",
            "href": "#",
            "who": "Nairn and Lorne Ardvale, both 11",
            "joined": "Twins, one meeting, a record each",
            "words": "Children’s work. On the register since 18 June.",
            "left": "10 days left",
            "gone": 0.945,
            "notice_from": 0.973,
            "last_day": {"before": "Last day", "strong": "Friday 18 December", "after": "."},
            "source": "6 months from registration, National Guidance App. D",
            "safeguards": [{"words": "Nothing missing", **DONE}],
            "chair": "",
            "chair_words": "Two are free.",
            "chair_link": {"href": "#", "label": "Choose between them"},
        },
    ],
}


def december() -> list[dict[str, Any]]:
    """From 4 December to 3 January, as the mock-up has them."""
    days: list[dict[str, Any]] = []
    for place in range(31):
        number = place + 4 if place < 28 else place - 27
        letter = "FSSMTWT"[place % 7]
        shade = "gone" if place < 4 else "notice" if place < 9 else "weekend" if letter == "S" else "free"
        shade = "holiday" if place in {21, 24, 28} else "outside" if place > 28 else shade
        days.append({"letter": letter, "number": number, "shade": shade})
    days[0]["month"], days[28]["month"] = "December 2026", "Jan"
    days[12]["slot"], days[14]["slot"], days[18]["slot"] = 1, 2, 3
    days[13]["asked"] = True
    days[21]["note"], days[27]["last"] = "Christmas", "Thursday 31 December"
    return days


def slot(number: int, day: str, headline: str, suggested: bool = False) -> dict[str, Any]:
    roles = [{"words": "Social work: free", **DONE}, {"words": "Police: video only", **WAITING}]
    return {
        "number": number,
        "value": f"s{number}",
        "day": day,
        "hours": "10am to 11:30am",
        "headline": headline,
        "suggested": suggested,
        "roles": roles,
        "words": "Room 2, Marlfield House.",
    }


CONVENE: dict[str, Any] = {
    "back": {"href": "#", "label": "Back to requests"},
    "caption": "Convene CR-5QM7-9H4T. Isla, Rory and Bram Thistlemere",
    "facts": [
        {"label": "Type", "value": "Initial planning meeting", "href": "#"},
        {"label": "Joined", "value": "3 siblings", "href": "#", "change": "Keep apart"},
        {"label": "Chair", "value": "Una Garrowby", "href": "#"},
    ],
    "lede": {
        "before": "One meeting for three siblings, with a record for each. It may be held from",
        "strong": "Sunday 13 December",
        "middle": "(5 days’ notice) to",
        "strong2": "Thursday 31 December",
        "after": ".",
    },
    "grid": {
        "title": "The days this meeting may be held",
        "description": "Day 0 is Friday 4 December. The last lawful day is Friday 1 January, a holiday.",
        "days": december(),
        "flags": [
            {"at": 0, "lead": "Day 0", "words": "IRD decision"},
            {"at": 4, "lead": "Today", "words": "Invitations go"},
            {"at": 9, "lead": "Notice kept from here", "words": "5 days after inviting"},
            {"at": 29, "lead": "Last lawful day", "words": "1 January, a holiday", "end": True, "red": True},
        ],
    },
    "grid_words": "28 calendar days run over weekends and holidays and are not moved by them.",
    "slots": [
        slot(1, "Wednesday 16 December", "All four expected roles likely", suggested=True),
        slot(2, "Friday 18 December", "All roles, if police join by video"),
        slot(3, "Tuesday 22 December", "Education unlikely"),
    ],
    "other": [{"name": "other_day", "label": "Day", "type": "date"}, {"name": "other_time", "label": "Starts at"}],
    "questions": [{"name": "place", "label": "Place", "hint": "It stands in the invitation"}],
    "late": {"open": False, "fields": [{"name": "notice_reason", "label": "Why is the notice shorter?"}]},
    "missing_roles": [{"words": "Nobody from police is on the list", **MISSING}],
    "chosen": None,
    "slot_error": None,
    "why_not": {
        "summary": "Why not Thursday 17 December, or another day?",
        "rows": [
            {
                "day": "Thursday 17",
                "stops": "No one from health is free, so quorum is not likely.",
                "give_up": "Ask the named nurse to send a deputy.",
            }
        ],
    },
    "invitees": [
        {
            "who": "Morven Thistlemere",
            "what": "Mother",
            "alleged": False,
            "agency": "Family",
            "attends": "Yes",
            "undecided": False,
            "learns": "Told in person by the social worker, 9 December.",
            "href": "#",
        },
        {
            "who": "Callum Quillbrae",
            "what": "Father of Rory and Bram.",
            "alleged": True,
            "agency": "Family",
            "attends": "",
            "undecided": True,
            "learns": "Not invited yet. Decide, with a reason.",
            "href": "#",
        },
    ],
    "add_href": "#",
    "invitation_words": "The calendar invitation names nobody. It says “Meeting CR-5QM7-9H4T”, the time and the place.",
    "action": "#",
    "hidden": {"version": 1},
    "errors": [],
}
NO_SLOT = {"slot_error": "Select a time", "errors": [{"text": "Select a time", "href": "#slot"}]}

PAGES: dict[str, Page] = {
    "conference-queue": Page("pages/conference_queue.html", QUEUE, **CONFERENCES),
    "convene": Page("pages/convene.html", CONVENE, **CONFERENCES),
    "convene-error": Page("pages/convene.html", {**CONVENE, **NO_SLOT}, **CONFERENCES),
}
