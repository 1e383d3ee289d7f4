"""A chair's first page, and recording a meeting."""

from __future__ import annotations

from typing import Any

from tests.web.samples.conferences import CONFERENCES, DONE, MISSING, WAITING
from tests.web.samples.page import Page

CHAIR: dict[str, Any] = {
    "lede": {
        "before": "Tuesday 8 December. You chair",
        "strong": "6 in the next fortnight",
        "after": ". One set of minutes is due today.",
    },
    "all_href": "#",
    "limits": None,
    "days": [
        {
            "label": "Today, Tue 8",
            "meetings": [
                {
                    "time": "2pm",
                    "href": "#",
                    "who": "Mirren Castlebay, 4",
                    "what": "Core group. Online",
                    "marks": [{"words": "All roles accepted", **DONE}, {"words": "Pack ready", **DONE}],
                }
            ],
        },
        {
            "label": "Monday 14",
            "meetings": [
                {
                    "time": "10am",
                    "href": "#",
                    "who": "Edda Kilmorrow, 77",
                    "what": "Initial adult case conference",
                    "marks": [{"words": "Advocacy not offered", **MISSING}],
                },
                {
                    "time": "2pm",
                    "href": "#",
                    "who": "Jory Tamsel, 13",
                    "what": "Review planning meeting. Online",
                    "marks": [{"words": "School’s report due Thursday", **WAITING}],
                },
            ],
        },
    ],
    "reports": [{"meeting": "Edda Kilmorrow, 14 December", "arrived": "3 of 4", "to_come": "GP, due Thursday"}],
    "minutes": [{"href": "#", "who": "Alder Finlow, 8", "strong": "Due today by 5pm.", "words": "Held 24 November."}],
    "minutes_words": "10 working days after each meeting.",
    "asked": [
        {
            "href": "#",
            "who": "Unborn baby of Kirsty Fennimore",
            "strong": "Answer today.",
            "words": "Pre-birth planning meeting by Friday 18 December.",
            "accept_action": "#",
            "decline_href": "#",
        }
    ],
    "missing": [
        {
            "href": "#",
            "who": "Edda Kilmorrow",
            "what": "advocacy not offered",
            "words": "Niamh Toward, asked 7 December.",
        }
    ],
    "later": [{"href": "#", "who": "Sorrel Dunmarrow, 12", "words": "Review planning meeting. 4 January 2027, 10am"}],
    "to_convene": [
        {
            "href": "#",
            "convene_href": "#",
            "who": "Tam Gillorne, 15",
            "words": "Inquorate: it must be quorate this time. Initial planning meeting.",
            "last_day": {"before": "Last day", "strong": "Thursday 17 December", "after": "."},
        }
    ],
    "missing_words": "A missing safeguard is flagged. It never pushes a meeting past its last lawful day.",
}

MEETING: dict[str, Any] = {
    "saved_words": {"state": "Saved", "at": "at 10:47am", "ok": True},
    "also": "Also recording: Corin Blaith, in Reports",
    "caption": "Initial planning meeting, CR-3WF9-6K2D. Started 10:02am",
    "heading": "Wren and Tobin Ashgarth",
    "facts": [{"label": "Chair", "value": "Idris Calloway"}, {"label": "Minutes due", "value": "Tuesday 22 December"}],
    "steps": [
        {"href": "#", "label": "1. Who is here", "state": "Done"},
        {"href": "#", "label": "6. Decision", "state": "You are here", "current": True},
        {"href": "#", "label": "7. Plan", "state": "Not started"},
    ],
    "step": {"heading": "6. Decision", "words": "A decision for each child. Showing Tobin, 7."},
    "quotes": [
        {
            "words": "“I want Tobin to sleep in my room.”",
            "by": "Wren, 12. Told to Jo Brackenhurst, advocate, on 7 December.",
        }
    ],
    "tables": [
        {
            "caption": "Attendance by role",
            "columns": [{"label": "Role"}, {"label": "Who"}, {"label": "Here"}, {"label": "Action", "hidden": True}],
            "rows": [
                {
                    "cells": [
                        {"text": "Social work", "strong": True},
                        "Ewan Strathallow, social worker",
                        {"text": "In the room", "mark": "done"},
                        {"text": "Change", "href": "#", "about": "Social work"},
                    ]
                }
            ],
            "after": "The chair declared the meeting quorate.",
        }
    ],
    "fields": [
        {
            "name": "plan",
            "label": "Does Tobin need a child protection plan?",
            "type": "radios",
            "inline": True,
            "small": True,
            "value": "yes",
            "items": [{"value": "yes", "text": "Yes, put on the register"}, {"value": "no", "text": "No"}],
        },
        {"name": "why", "label": "Why", "type": "textarea", "rows": 3, "value": "Tobin heard the last one."},
    ],
    "groups": {
        "id": "dissent",
        "label": "disagreement",
        "rows": [[{"name": "dissent-0-who", "label": "Who disagrees?", "value": "Priya Venn, health"}]],
    },
    "back": {"href": "#", "label": "Back to the conference"},
    "can_save": True,
    "todo": [{"text": "Record what was decided about Wren", "href": "#"}],
    "rules_words": "Set by the rules when you close: first core group by Thursday 31 December.",
    "action": "#",
    "autosave_href": "/autosave",
    "errors": [],
    "hidden": {"version": 7},
    "next_label": "Save and go to plan",
    "pause": True,
}


PAGES: dict[str, Page] = {
    "chair-start": Page("pages/chair_start.html", CHAIR, **CONFERENCES),
    "meeting": Page("pages/meeting.html", MEETING, **CONFERENCES),
}
