"""The rows of concerns that somebody began to write and has not sent: under their own key, section by section, as typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from hub.demo.known import Known
from hub.demo.outcomes import UnsentDraft
from hub.demo.sheets import Sheet
from hub.drafts import Draft, DraftSection

TYPED_OF_PERSON = (
    "role", "forename", "surname", "known_as", "description", "date_of_birth", "age_from", "age_to", "sex", "address",
    "postcode", "relationship",
)  # fmt: skip
TYPED_OF_CALLER = ("kind", "name", "job", "agency", "phone")


def write_drafts(known: Known, sheet: Sheet, unsent: Sequence[UnsentDraft]) -> None:
    """Each unsent draft stands open in its owner's list; untouched since it was begun."""
    for one in unsent:
        key = sheet.key("draft", one.started_at)
        draft = sheet.put(
            Draft,
            {
                "id": uuid4(), "owner_id": known.officers[one.by], "form": "long", "send_once_key": uuid4(),
                "started_at": one.started_at, "touched_at": one.started_at,
            },
            key=key,
            words={"label": _label(one.told) or None},
        )  # fmt: skip
        for section, answers in _sections(one.told).items():
            columns = {"draft_id": draft, "section": section, "version": 1, "saved_at": one.started_at}
            sheet.put(DraftSection, columns, key=key, words={"answers": answers})


def _label(told: dict[str, Any]) -> str:
    first: dict[str, str] = next(iter(told.get("people", ())), {})
    return " ".join(first.get(part, "") for part in ("forename", "surname")).strip() or first.get("description", "")


def _sections(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What was typed so far by section of the full form."""
    found: dict[str, dict[str, Any]] = {"when": {"channel": told["channel"]}}
    if "happened" in told:
        found["when"]["happened"] = {"when": told["happened"]["when"]}
    if "narrative" in told:
        found["told"] = {"narrative": told["narrative"]}
    if "referrer" in told:
        caller = {name: told["referrer"][name] for name in TYPED_OF_CALLER if told["referrer"].get(name)}
        found["caller"] = {"referrer": caller}
    people = told.get("people", [])
    if people:
        found["people"] = {"order": [str(number) for number in range(len(people))]}
    for number, person in enumerate(people):
        typed = {name: str(person[name]) for name in TYPED_OF_PERSON if person.get(name) not in (None, "")}
        found[f"person-{number}"] = {"people": {str(number): typed}}
    return found
