"""What each step of recording a meeting asks and shows: who is here, quorum, own words, decisions, closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for

from hub import clock
from hub.conferences import ConferenceView, NextLimit, PersonView
from hub.schemas import meeting_choices as choices
from hub.web.meeting_words import started_words
from hub.web.record_person import decision_step, words_step
from hub.web.typed import Field, Typed
from hub.web.words import london_day, when

Ahead = tuple[Sequence[NextLimit], date | None, Mapping[str, list[str]]]
LIMIT_WORDS = {
    "core_group_first": "First core group",
    "adult_core_group": "Core group",
    "cppm_record": "Record to everybody who was asked",
    "cppm_decisions_summary": "Summary of the decisions",
    "adult_minutes": "Minute and protection plan",
    "adult_decisions_circulated": "Actions and decisions circulated",
    "cppm_review": "First review",
    "cppm_review_next": "Next review",
    "cppm_review_after_pre_birth": "Review after the birth",
    "adult_review": "Review conference",
}


def record_page(
    view: ConferenceView, step: str, person: PersonView | None, typed: Typed | None, ahead: Ahead
) -> dict[str, Any]:
    """Everything `pages/meeting.html` asks for, for this step."""
    made = STEP_PAGES[step](view, person, typed, ahead)
    shown = typed or Typed()
    return {
        "caption": f"{view.kind_words}, {view.ref}. {started_words(view.starts_at)}",
        "heading": view.who,
        "facts": [
            {"label": "Chair", "value": view.chair},
            {"label": "Minutes", "value": view.minute_taker or "Nobody"},
            {"label": "Quorum", "value": _quorum_words(view)},
        ],
        "steps": agenda(view, step, person),
        "back": {"href": url_for("conferences.one", ref=view.ref), "label": "Back to the conference"},
        "tables": [],
        "quotes": [],
        "fields": [],
        "groups": None,
        "todo": [],
        "rules_words": "",
        "action": _href(view, step, person.strand_ref if person else ""),
        "autosave_href": "",
        "saved_words": None,
        "also": "",
        "errors": [{"text": words, "href": f"#{name}"} for name, words in shown.wrong.items()],
        "pause": True,
        "next_label": "Save and go on",
        "hidden": {"seen": view.seen},
        "can_save": True,
        **made,
    }


def _href(view: ConferenceView, step: str, strand_ref: str = "") -> str:
    return url_for("conferences.recording.show", ref=view.ref, step=step, strand_ref=strand_ref or None)


def _all_steps(view: ConferenceView) -> list[tuple[str, str, str, str]]:
    """Each step as its name, the strand it is about, its label, and how it stands."""
    here = sum(1 for each in view.invitees if each.attended)
    asked = sum(1 for each in view.invitees if each.attends != "no")
    state = "Done" if asked and here >= asked else "Started" if here else "Not started"
    steps = [("attendance", "", "Who is here", state), ("quorum", "", "Quorum", _quorum_words(view))]
    many = len(view.people) > 1
    for each in view.people:
        about = f": {each.name}" if many else ""
        steps.append(("words", each.strand_ref, f"Own words{about}", "Done" if each.own_words else "Not started"))
    for each in view.people:
        about = f": {each.name}" if many else ""
        steps.append(("decision", each.strand_ref, f"Decision{about}", "Done" if each.decision else "Not started"))
    steps.append(("close", "", "Next dates and close", "Not closed"))
    return steps


def agenda(view: ConferenceView, step: str, person: PersonView | None) -> list[dict[str, Any]]:
    """The list on the left: each step with its state."""
    current = (step, person.strand_ref if person else "")
    return [
        {
            "href": _href(view, name, strand),
            "label": f"{place}. {label}",
            "state": "You are here" if (name, strand) == current else state,
            "current": (name, strand) == current,
        }
        for place, (name, strand, label, state) in enumerate(_all_steps(view), 1)
    ]


def next_step(view: ConferenceView, step: str, strand_ref: str) -> str:
    """Where saving this step leads."""
    order = [(name, strand) for name, strand, _, _ in _all_steps(view)]
    place = order.index((step, strand_ref))
    name, strand = order[min(place + 1, len(order) - 1)]
    return _href(view, name, strand)


def _quorum_words(view: ConferenceView) -> str:
    return {"yes": "Declared quorate", "proceeded": "Not quorate, goes ahead", "no": "Inquorate"}.get(
        view.quorate, "Not declared yet"
    )


def _attendance(view: ConferenceView, _person: PersonView | None, typed: Typed | None, _ahead: Ahead) -> dict[str, Any]:
    held = {f"attended-{each.id}": each.attended for each in view.invitees}
    held |= {f"why-{each.id}": each.absence_reason for each in view.invitees}
    shown = typed or Typed(held)
    fields: list[Field] = []
    for each in view.invitees:
        if each.attends == "no":
            continue
        who = f"{each.name or each.role}, {choices.AGENCIES[each.agency].lower()}"
        alleged = " (alleged source of harm)" if each.is_alleged else ""
        fields.append(shown.radios(f"attended-{each.id}", f"{who}{alleged}", choices.ATTENDED, inline=True, small=True))
        fields.append(shown.text(f"why-{each.id}", f"If {each.name or each.role} is not here, why?", size="s"))
    words = "Everybody who was asked, in the order of the list."
    return {
        "step": {"heading": "Who is here", "words": words},
        "fields": fields,
        "hidden": {"seen": view.seen_attendance},
    }


def _quorum(view: ConferenceView, _person: PersonView | None, typed: Typed | None, _ahead: Ahead) -> dict[str, Any]:
    shown = typed or Typed({"quorate": view.quorate, "words": view.quorum_words})
    rows = [
        {
            "cells": [
                choices.AGENCIES[agency],
                {"text": "Here" if here else "Nobody here", "mark": "done" if here else "missing"},
            ]
        }
        for agency, here in view.roles_here
    ]
    listed = choices.QUORATE
    words = "Quorum is which roles are here, declared by the chair. It is not a head count."
    if view.must_be_quorate:
        listed = {"yes": choices.QUORATE["yes"]}
        words = (
            "The last meeting was inquorate, and two in a row are not allowed. If this one cannot be quorate, move it."
        )
    return {
        "step": {"heading": "Quorum", "words": words},
        "tables": [
            {
                "caption": "Roles",
                "columns": [{"label": "Role", "width": 40}, {"label": "Here"}],
                "rows": rows,
                "after": "",
            }
        ],
        "fields": [
            shown.radios("quorate", "The chair declares", listed),
            shown.text(
                "words",
                "If it is not quorate: what keeps everybody safe, and why it goes ahead or not",
                kind="textarea",
                rows=4,
                hint="An interim safety plan or a review of the plan with those here. An inquorate meeting cannot end a plan.",
            ),
        ],
        "can_save": view.may_chair,
        "rules_words": "" if view.may_chair else "Only the chair can declare this.",
    }


def _due_words(one: NextLimit) -> str:
    now = clock.now()
    return when(one.due_at, now) if (one.due_at - now).days < 3 else london_day(one.due_on)


def _close(view: ConferenceView, _person: PersonView | None, typed: Typed | None, ahead: Ahead) -> dict[str, Any]:
    limits, latest, missing = ahead
    shown = typed or Typed({"next_review_on": _boxes(latest)})
    names = {each.strand_id: each.name for each in view.people}
    many = len(view.people) > 1
    decided = [{"cells": [each.name, *_outcome(each)]} for each in view.people]
    ahead_rows = [
        {
            "cells": [
                LIMIT_WORDS.get(one.clock, one.clock) + (f": {names[one.strand_id]}" if many and one.strand_id else ""),
                {"text": _due_words(one), "local": bool(one.unconfirmed)},
            ]
        }
        for one in limits
    ]
    fields = [] if latest is None else [_review_field(shown, latest)]
    tables = [_table("What was decided", ("Person", "Decision", "Reporter"), decided)]
    if ahead_rows:
        tables.append(_table("What runs from here, set by the rules", ("What", "By"), ahead_rows))
    todo = [{"text": words[0], "href": _mend_href(view, name)} for name, words in missing.items()]
    tried = typed is not None
    errors = [{"text": words, "href": f"#{name}"} for name, words in shown.wrong.items() if name not in missing]
    heading = "Next dates and close"
    return {
        "step": {
            "heading": heading,
            "words": "Look at everything once more. After closing, nothing here changes any more.",
        },
        "tables": tables,
        "fields": fields,
        "errors": todo + errors if tried else [],
        "todo": [] if tried else todo,
        "next_label": "Close the conference",
        "can_save": view.may_chair,
        "rules_words": "" if view.may_chair else "Only the chair closes the conference.",
        "pause": False,
    }


def _outcome(each: PersonView) -> tuple[str, str]:
    decision = choices.DECISIONS.get(each.decision, "Nothing decided yet")
    return decision, choices.REPORTER.get(each.reporter_referral, "")


def _table(caption: str, labels: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [{"label": label} for label in labels],
        "rows": rows,
        "after": "",
        "shown": True,
    }


def _review_field(shown: Typed, latest: date) -> Field:
    return shown.day(
        "next_review_on", "Next review", hint=f"On or before {london_day(latest)}. Earlier where the risk asks for it."
    )


def _boxes(day: date | None) -> dict[str, str]:
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)} if day else {}


def _mend_href(view: ConferenceView, name: str) -> str:
    step, _, strand = name.partition(".")
    return f"#{name}" if step == "next_review_on" else _href(view, step, strand)


STEP_PAGES: Mapping[str, Callable[[ConferenceView, PersonView | None, Typed | None, Ahead], dict[str, Any]]] = {
    "attendance": _attendance,
    "quorum": _quorum,
    "words": lambda _view, person, typed, _ahead: words_step(person, typed),
    "decision": lambda _view, person, typed, _ahead: decision_step(person, typed),
    "close": _close,
}
