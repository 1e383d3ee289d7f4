"""The shell's own pages: every part on one page, the static pages, the errors."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.web.samples.page import Page

YES_NO = [{"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"}, {"value": "not_known", "text": "Not known"}]
QUESTIONS: list[dict[str, Any]] = [
    {"name": "forename", "label": "First name", "value": "Rory <b>", "hint": "As told", "error": "Enter a name"},
    {
        "name": "received",
        "label": "Received",
        "type": "date",
        "value": {"day": "31", "month": "2", "year": "about 2015"},
    },
    {"name": "told", "label": "What was said", "type": "textarea", "value": "He said\n</textarea>", "rows": 3},
    {"name": "danger", "label": "In danger?", "type": "radios", "items": YES_NO, "value": "no", "inline": True},
    {
        "name": "areas",
        "label": "Areas of concern",
        "type": "checkboxes",
        "items": [{"value": "a", "text": "Neglect"}, {"value": "b", "text": "Domestic abuse"}],
        "value": ["b"],
        "small": True,
    },
    {
        "name": "route",
        "label": "Your route",
        "type": "select",
        "value": "ird",
        "items": [{"value": "", "text": "Choose a route"}, {"value": "ird", "text": "Child protection discussion"}],
    },
    {"name": "password", "label": "Password", "type": "password", "autocomplete": "current-password"},
    {
        "name": "differ",
        "label": "Suggested: same day",
        "type": "radios",
        "value": "differ",
        "items": [
            {"value": "agree", "text": "Agree"},
            {
                "value": "differ",
                "text": "Differ",
                "fields": [{"name": "why", "label": "In your words", "value": "Seen"}],
            },
        ],
    },
]
CONTACT = {"team": "The hub’s administrator", "phone": "01632 960 020", "email": "hub@example.invalid"}
PHONE = "01632 960 014"

PAGES: dict[str, Page] = {
    "parts": Page("parts_sample.html", {"name": "Orla <script>Samplewood</script>", "questions": QUESTIONS}),
    "help": Page("pages/help.html", {"contact": CONTACT, "duty_phone": PHONE}),
    "accessibility": Page(
        "pages/accessibility.html", {"contact": CONTACT, "prepared_on": date(2026, 11, 24), "tested_on": None}
    ),
    "privacy": Page("pages/privacy.html", {"contact": None}),
    "paper": Page("pages/paper_form.html", {"people": 4, "duty_phone": PHONE}),
    **{
        f"error-{status}": Page("errors/error.html", {"status": status}, who="" if status in {400, 503} else "duty")
        for status in (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)
    },
}
