"""Signing in, the duty desk, and a concern as it is typed."""

from __future__ import annotations

from typing import Any

from tests.web.samples.page import Page

YES_NO = [{"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"}, {"value": "not_known", "text": "Not known"}]
DESK = {"href": "#", "label": "Duty desk"}
SAVED = {"state": "Saved", "at": "4 seconds ago", "ok": True}
LOG = {"who": "duty", "current": "Log a concern"}


def task(label: str, status: str = "Answered", hint: str = "", kind: str = "") -> dict[str, str]:
    return {"label": label, "href": "#", "hint": hint, "status": status, "kind": kind}


def options(*words: str) -> list[dict[str, str]]:
    return [{"value": word, "text": word} for word in words]


def radios(name: str, label: str, value: str | None = None, hint: str = "") -> dict[str, Any]:
    small = {"inline": True, "small": True}
    return {"name": name, "label": label, "type": "radios", "items": YES_NO, "value": value, "hint": hint, **small}


DUTY_START = {
    "now_words": "Tuesday 24 November 2026, 1:12pm",
    "log_href": "#",
    "quick_href": "#",
    "older_href": "#",
    "rota_href": "#",
    "duty_manager": {"name": "Carol Sampleton", "phone": "01632 960 014"},
    "waiting": [
        {
            "href": "#",
            "lead": "Draft: Edna Mockley, about 81",
            "late": True,
            "late_words": "Not sent for 3 hours",
            "words": "By phone from a neighbour, started 10:08am. 2 of 6 sections have answers.",
            "consequence": {"lead": "Nobody is acting on this yet.", "words": "Your manager can see it too."},
            "button": "Continue",
            "about": "the draft about Edna Mockley",
        },
        {
            "href": "#",
            "lead": "Question about Ivo Exampleby, 7",
            "words": "Sam Testwell, screening, asked at 12:55pm: “Which school does Ivo go to now?”",
            "button": "Answer",
            "about": "the question about Ivo Exampleby",
        },
    ],
    "sent": [
        {
            "sent": "11:32am",
            "href": "#",
            "who": "Kirsty Fictley, 44",
            "reference": "DH-9PT3-R60K",
            "state": "To be screened",
            "state_kind": "blue",
            "outcome": "In the queue. Due by 3:32pm, 2 hours 20 minutes left.",
        },
        {
            "sent": "8:58am",
            "href": "#",
            "who": "Police report, 2 adults",
            "reference": "DH-6CJ2-V35P",
            "state": "Passed on",
            "state_kind": "green",
            "outcome": "Housing support accepted it at 11:40am.",
            "link": {"href": "#", "label": "What you can say"},
        },
    ],
}

TASK_LIST = {
    "back": DESK,
    "caption": "Phone call, started 10:31am",
    "saved_words": SAVED,
    "hidden": {"version": 3},
    "danger": {
        "lead": "Not at this moment, but before 3:05pm today.",
        "words": "The children are safe in school. Dez (alleged source of harm) collects them at 3:05pm.",
        "alert_action": "#",
        "alert_words": "Or Carol Sampleton is alerted when you send.",
        "answered": "Answered 10:32am.",
        "href": "#",
    },
    "groups": [
        {
            "id": "people",
            "title": "People",
            "add": {"href": "#", "label": "Add another person"},
            "tasks": [
                task("Orla Samplewood", hint="Mother, about 34"),
                task("Rory Samplewood", "Check 2 matches", "Son, 9", "yellow"),
                task("Kit Samplewood", "2 questions left", "Child, about 1. Date of birth not known", "light-blue"),
            ],
        },
        {
            "id": "what",
            "title": "What happened",
            "tasks": [
                task("What the caller saw, heard or was told", hint="186 words"),
                task("What each person wants and knows", "Not asked yet", kind="blue"),
                task("Risks to staff", "Asked: not known", "Dog, animals, who may be there", "grey"),
            ],
        },
    ],
    "send": {
        "words": "You can send now. 8 questions have no answer yet; they go as “not known” and screening is asked.",
        "href": "#",
    },
    "later_href": "#",
    "jot": {"action": "#", "value": "Gran was a nurse at the infirmary."},
    "jump": [{"href": "#danger", "label": "Immediate danger"}, {"href": "#people", "label": "People (3)"}],
}

DANGER_ITEMS = [
    {"value": "yes", "text": "Yes"},
    {"value": "no", "text": "No"},
    {"value": "later", "text": "Not now, but before a time", "fields": [{"name": "before", "label": "Before when?"}]},
    {"value": "not_known", "text": "Not known"},
]
FIRST_QUESTION = {
    "action": "#",
    "field": {
        "name": "danger_answer",
        "label": "Is anyone in immediate danger?",
        "type": "radios",
        "size": "m",
        "items": DANGER_ITEMS,
        "value": None,
    },
}

SECTION = {
    "heading": "When it happened and when we received it",
    "caption": "Log a concern: what happened",
    "back": {"href": "#", "label": "Back to the list of sections"},
    "action": "#",
    "errors": [{"text": "Enter the day you were told", "href": "#received-day"}],
    "fields": [
        {"name": "happened", "label": "When did it happen?", "hint": "As told, in any words", "value": "last night"},
        {
            "name": "received",
            "label": "When were you told?",
            "type": "date",
            "value": {"day": "", "month": "11", "year": "2026"},
            "error": "Enter the day you were told",
            "parts": ["day"],
        },
        radios("one_of_us", "Does this involve one of us?"),
    ],
    "groups": [
        {"id": "injuries", "label": "injury", "groups": [[{"name": "injuries-0-words", "label": "What was seen"}]]}
    ],
    "warning": {"title": "Call 999 now", "words": "", "steps": ["Call 999.", "Ring the duty manager."]},
    "notes": [{"words": "Clocks run from when you were told.", "kind": "amber"}],
    "lede": "",
    "saved_words": SAVED,
    "autosave_href": "/autosave",
    "button": "Save and continue",
    "later": True,
    "hidden": {"version": 3},
}

QUICK = {
    "back": DESK,
    "saved_words": SAVED,
    "full_action": "#",
    "action": "#",
    "autosave_href": "/autosave",
    "errors": [],
    "hidden": {"version": 1},
    "danger": radios("danger", "1. Is anyone in immediate danger?", "no"),
    "report": [
        {"name": "incident_number", "label": "2. Police incident number", "value": "PS-20261123-0417"},
        {
            "name": "happened",
            "label": "3. When it happened",
            "value": "23 11 9:40pm",
            "hint": "For example, 23 11 9:40pm",
        },
        {"name": "place", "label": "4. Where", "value": "8 Imaginary Terrace, DD0 0ZZ"},
        {
            "name": "kind",
            "label": "5. Main kind of concern",
            "type": "select",
            "value": "Domestic incident",
            "items": options("Domestic incident", "Child", "Adult", "Not known"),
        },
        {
            "name": "narrative",
            "label": "6. What police reported",
            "type": "textarea",
            "value": "Neighbour heard shouting.",
        },
    ],
    "person": [
        {"name": "name", "label": "7. Full name", "value": "Lenny Testerton"},
        {
            "name": "age",
            "label": "8. Date of birth or age",
            "value": "about 11",
            "hint": "For example, 27 3 2015, or “about 11”",
        },
        radios("child", "9. A child or young person in the home?", "yes"),
        radios("hurt", "10. Was anyone hurt?", "no"),
        radios(
            "knows",
            "11. Do they know this was sent to us?",
            "not_known",
            "If not known, nobody writes, texts or rings.",
        ),
        {
            "name": "done",
            "label": "12. What have police already done?",
            "type": "select",
            "value": "Not known",
            "items": options("Nothing more planned", "Officers going back", "Crime recorded", "Not known"),
        },
    ],
    "incident": {
        "lead": "4 reports already carry this number.",
        "words": "This will be the fifth, under one incident.",
        "href": "#",
    },
    "match": {"lead": "1 possible match.", "words": "Check it now, or leave it for screening.", "href": "#"},
    "add_person": True,
    "preset": [
        {"label": "Received", "value": "Today, 24 November, 10:58am", "href": "#", "about": "when it was received"},
        {"label": "From", "value": "Police Scotland, Tayside", "href": "#", "about": "who it is from"},
    ],
}

SIGN_IN = {"action": "/sign-in", "errors": [], "username": "", "next_mark": ""}
WRONG = [{"text": "Enter a user name and a password that belong together", "href": "#username"}]

PAGES: dict[str, Page] = {
    "sign-in": Page("pages/sign_in.html", SIGN_IN, who=""),
    "sign-in-wrong": Page("pages/sign_in.html", {**SIGN_IN, "errors": WRONG, "username": "jo"}, who=""),
    "second-factor": Page("pages/second_factor.html", {"action": "#", "errors": [], "setup": None}, who=""),
    "duty-start": Page("pages/duty_start.html", DUTY_START, current="Duty desk"),
    "duty-start-empty": Page("pages/duty_start.html", {**DUTY_START, "waiting": [], "sent": []}, current="Duty desk"),
    "log-tasklist": Page("pages/log_task_list.html", TASK_LIST, **LOG),
    "log-first": Page(
        "pages/log_task_list.html", {**TASK_LIST, "danger": None, "danger_question": FIRST_QUESTION}, **LOG
    ),
    "section": Page("pages/section.html", SECTION, **LOG),
    "quick-log": Page("pages/quick_log.html", QUICK, **LOG),
}
