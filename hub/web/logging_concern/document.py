"""What was typed in the sections of a draft, put together as the one document that the schema reads. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hub.schemas.questions import Catalogue, age_told
from hub.web import forms

Typed = Mapping[str, Mapping[str, Any]]
FIRST_PERSON = "0"
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})$", re.IGNORECASE)
_AGE = re.compile(
    r"^(?:about|around|aged?|approx\.?|approximately|maybe)? ?(\d{1,3})"
    r" ?(?:(?:to|-|–|or) ?(\d{1,3}) ?)?(?:years?(?: old)?|yrs?)?$",
    re.IGNORECASE,
)


def people_order(sections: Typed) -> tuple[str, ...]:
    """The people of the draft as the form numbers them; a new draft begins with one."""
    return tuple(sections.get("people", {}).get("order", [FIRST_PERSON]))


def typed_document(sections: Typed) -> dict[str, Any]:
    """Every section's answers laid together, people under their own numbers, all as typed."""
    quick = spread_quick(sections["quick"]) if "quick" in sections else {}
    whole = forms.merged(*(answers for name, answers in sections.items() if name not in {"people", "quick"}), quick)
    order, told = people_order(sections), whole.get("people", {})
    whole["people"] = {number: told.get(number, {}) for number in order}
    return whole


def document(sections: Typed, catalogue: Catalogue) -> dict[str, Any]:
    """The document as the schema reads it; people who were left empty are left out, but never the only one."""
    typed = typed_document(sections)
    people = [_person(number, told, catalogue) for number, told in typed.pop("people").items() if not _is_empty(told)]
    whole: dict[str, Any] = {name: value for name, value in typed.items() if not name.startswith("_")}
    for place in ("facts", "household"):
        whole[place] = _facts(whole.get(place), catalogue)
    if isinstance(whole.get("worker_safety"), Mapping):
        whole["worker_safety"] = _with_dates(whole["worker_safety"], "review_on")
    whole["referrer"] = _without_blanks(_flags(whole.get("referrer", {}), "anonymous"))
    return {**_without_blanks(whole), "narrative": whole.get("narrative", ""), "people": people}


def people_sent(sections: Typed) -> tuple[str, ...]:
    """The form's numbers of the people in `document`, in its order."""
    typed = typed_document(sections)["people"]
    return tuple(number for number, told in typed.items() if not _is_empty(told))


def facts_told(number: str, sections: Typed, catalogue: Catalogue) -> dict[str, Any]:
    """Everything stated so far that may decide whether a question about this person applies, their age with it."""
    typed = typed_document(sections)
    told = typed["people"].get(number, {})
    shared = {**_facts(typed.get("facts"), catalogue), **_facts(typed.get("household"), catalogue)}
    age = age_told(_person(number, told, catalogue))
    return {**shared, **_facts(told.get("facts"), catalogue), **({"age_years": age} if age else {})}


def _person(_number: str, told: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    plain = {name: value for name, value in told.items() if name != "facts_basis"}
    plain = _flags(_with_dates(plain, "due_on"), "unborn", "address_protected")
    facts = _facts(told.get("facts"), catalogue)
    if basis := told.get("facts_basis"):
        facts = {name: _on_basis(value, basis) for name, value in facts.items()}
    contact = told.get("safe_contact")
    safe = {"safe_contact": _without_blanks(contact)} if isinstance(contact, Mapping) else {}
    return _without_blanks({**plain, "facts": facts, **safe})


def _on_basis(value: Any, basis: str) -> Any:
    return {**value, "basis": basis} if isinstance(value, Mapping) else {"value": value, "basis": basis}


def _facts(told: Any, catalogue: Catalogue) -> dict[str, Any]:
    if not isinstance(told, Mapping):
        return {}
    kinds = {name: catalogue[name].type if name in catalogue else "" for name in told}
    stated = {name: forms.stated(kinds[name], value) for name, value in told.items()}
    return {name: value for name, value in stated.items() if value is not None}


def _with_dates(told: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**told, **{name: forms.joined_date(told[name]) for name in names if name in told}}


def _flags(told: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A box that was ticked is true; one posted empty is false."""
    return {**told, **{name: bool(told[name]) for name in names if name in told}}


def _without_blanks(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", None, [])}


def _is_empty(told: Mapping[str, Any]) -> bool:
    return not any(
        _is_empty(value) is False if isinstance(value, Mapping) else value not in ("", None, [], False)
        for name, value in told.items()
        if name not in {"role", "same_as", "not_same"}
    )


def spread_quick(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The twelve answers of the quick log in the places of the full form; nothing typed is lost on the way."""
    person = {
        **_name(str(typed.get("full_name") or "")),
        **_birth(str(typed.get("born") or "")),
        **_home(str(typed.get("where") or "")),
    }
    rest = {name: value for name, value in typed.items() if name not in {"full_name", "born", "where"}}
    return forms.merged(rest, {"people": {FIRST_PERSON: person}})


def _name(told: str) -> dict[str, str]:
    words = told.split()
    if not words:
        return {}
    if not words[0][:1].isupper() and words[0][:1].lower() != words[0][:1].upper():
        return {"description": told.strip()}
    if len(words) == 1:
        return {"forename": words[0]}
    return {"forename": " ".join(words[:-1]), "surname": words[-1]}


def _birth(told: str) -> dict[str, str]:
    found = _AGE.match(" ".join(told.split()))
    if found:
        return {"age_from": found[1], "age_to": found[2] or found[1]}
    return {"date_of_birth": told} if told.strip() else {}


def _home(told: str) -> dict[str, str]:
    found = _POSTCODE.search(told.rstrip())
    if found:
        return {"address": told[: found.start()].rstrip(" ,\t\r\n").strip(), "postcode": found[1].upper()}
    return {"address": told} if told.strip() else {}
