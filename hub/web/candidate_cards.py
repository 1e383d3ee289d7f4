"""A record that may be the same person, field by field, as the card of a page: what agrees, what differs, what is not known."""

from __future__ import annotations

from typing import Any

from hub.people import Candidate, Verdict

FIELD_WORDS = {
    "name": "Name",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "home": "Home",
    "address": "Home",
    "postcode": "Postcode",
    "phone": "Phone",
    "email": "Email",
    "identity_number": "CHI or another number",
}


def card(each: Candidate) -> dict[str, Any]:
    """The card of a candidate that may be shown in the open."""
    counts = {verdict: sum(row.verdict is verdict for row in each.comparisons) for verdict in Verdict}
    differs = counts[Verdict.DIFFERS]
    held = {row.field: row.held for row in each.comparisons}
    title = held.get("name") or "A person without a name"
    born = held.get("date_of_birth")
    return {
        "id": str(each.person_id),
        "title": f"{title}, {born if str(born).startswith('Aged') else 'born ' + str(born)}" if born else title,
        "agree": f"{counts[Verdict.AGREES]} agree{'s' if counts[Verdict.AGREES] == 1 else ''}",
        "rest": f"{differs} differ{'s' if differs == 1 else ''}, {counts[Verdict.NOT_KNOWN]} not known",
        "rows": [
            {
                "field": FIELD_WORDS.get(row.field, row.field.replace("_", " ").capitalize()),
                "told": row.told or "Not given",
                "held": row.held or "Not held",
                "result": "unknown" if row.verdict is Verdict.NOT_KNOWN else row.verdict.value,
                "note": row.note,
            }
            for row in each.comparisons
        ],
    }
