"""The steps of the record that are about one person: their own words, and what is decided about them."""

from __future__ import annotations

from typing import Any

from hub.conferences import PersonView
from hub.schemas import meeting_choices as choices
from hub.web.conference_page import words_by
from hub.web.typed import Field, Typed


def words_step(person: PersonView | None, typed: Typed | None) -> dict[str, Any]:
    """The step of one person's own words."""
    assert person is not None
    own = person.own_words or {}
    shown = typed or Typed({**own, "chose_not": ["yes"] if own.get("chose_not") else []})
    return {
        "step": {
            "heading": f"{person.name}: own words",
            "words": "As they were said, drawn or signed; not in other people’s words.",
        },
        "fields": [
            shown.text("words", "What did they say?", kind="textarea", rows=6),
            shown.checks("chose_not", "If they gave none", {"yes": "They were asked and chose not to"}, small=True),
            shown.text("gathered_by", "Who gathered them, or who asked?", hint="Such as their advocate"),
            shown.text("gathered_on", "When?", width="20"),
            shown.text("where", "Where?", width="20"),
        ],
        "hidden": {"seen": person.seen},
    }


def decision_step(person: PersonView | None, typed: Typed | None) -> dict[str, Any]:
    """The step of the decision about one person, with dissent."""
    assert person is not None
    is_adult = person.plan_kind == "adult_protection"
    shown = typed or Typed(_decided(person))
    options = {name: choices.DECISIONS[name] for name in person.options}
    question = (
        "Does this person need a protection plan?" if is_adult else "What is decided about the child protection plan?"
    )
    fields = [
        shown.radios("decision", question, options),
        shown.text("reasons", "Why", kind="textarea", rows=5),
        shown.checks(
            "areas_of_concern",
            "Areas of concern, all that apply",
            choices.ADULT_AREAS if is_adult else choices.CHILD_AREAS,
            hint="Needed where there is a plan. No area is the main one.",
            small=True,
        ),
    ]
    if not is_adult:
        fields.append(shown.radios("reporter_referral", "Referral to the Reporter", choices.REPORTER, inline=True))
    quotes = [{"words": own["words"] or "No words", "by": words_by(own)}] if (own := person.own_words) else []
    return {
        "step": {"heading": f"{person.name}: decision", "words": "A decision for each person, with its own reasons."},
        "quotes": quotes,
        "fields": fields,
        "groups": {"id": "dissent", "label": "disagreement", "rows": _dissent_fields(shown)},
        "rules_words": "Where there is no consensus the chair decides, and the disagreement stays in the record.",
        "hidden": {"seen": person.seen},
    }


def _decided(person: PersonView) -> dict[str, Any]:
    return {
        "decision": person.decision,
        "reasons": person.reasons,
        "reporter_referral": person.reporter_referral,
        "areas_of_concern": list(person.areas_of_concern),
        "dissent": list(person.dissent),
    }


def _dissent_fields(shown: Typed) -> list[list[Field]]:
    rows = list(shown.values.get("dissent") or []) or [{}]
    return [
        [
            {"name": f"dissent-{n}-who", "label": "Who disagrees?", "value": row.get("who", "")},
            {
                "name": f"dissent-{n}-would_decide",
                "label": "What would they decide?",
                "value": row.get("would_decide", ""),
            },
            {
                "name": f"dissent-{n}-why",
                "label": "Their reason",
                "type": "textarea",
                "rows": 3,
                "value": row.get("why", ""),
                "error": shown.wrong.get(f"dissent.{n}", ""),
            },
        ]
        for n, row in enumerate(rows)
    ]
