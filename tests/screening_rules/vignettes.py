"""The handbook's vignettes as screening cases, as they ship with the rules: run this file to write them anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

from screening_rules.loader import shipped_pack
from screening_rules.strict_yaml import load
from screening_rules.vignettes import SHIPPED

FOLDER = Path(__file__).parent.parent / "vignettes"
VIGNETTES = {path.stem: load(path.name, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
RECEIVED = date(2026, 11, 24)
DANGER = {
    "yes": {"immediate_danger": True, "danger_soon": False},
    "no": {"immediate_danger": False, "danger_soon": False},
    "later": {"immediate_danger": False, "danger_soon": True},
}


def received_on(told: dict[str, Any]) -> date:
    """The London day of receipt."""
    return date.fromisoformat(told["received_at"][:10]) if "received_at" in told else RECEIVED


def age(person: dict[str, Any], on: date) -> Any:
    """The age as a stated fact: exact, a range, or None where nothing is held; an unborn baby is at most 0."""
    if person.get("unborn"):
        return {"to": 0}
    if "date_of_birth" in person:
        return relativedelta(on, date.fromisoformat(person["date_of_birth"])).years
    ends = {end: person[f"age_{end}"] for end in ("from", "to") if f"age_{end}" in person}
    if not ends:
        return None
    return {**ends, "basis": person["age_basis"]} if "age_basis" in person else ends


def who(person: dict[str, Any]) -> str:
    """What a vignette calls a person."""
    return person.get("forename") or person["description"]


def subjects(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The people it is about, in order."""
    return [person for person in told["people"] if person["role"] == "subject"]


def household(told: dict[str, Any], on: date) -> dict[str, Any]:
    """The facts of the household, with what the people named in it show."""
    at_home = [person for person in told["people"] if person["role"] in {"subject", "household"}]
    known = [age(person, on) for person in at_home if "date_of_birth" in person]
    seen = {"child_in_household": True} if any(years < 18 for years in known) else {}
    seen |= {"adult_in_household": True} if any(years >= 16 for years in known) else {}
    return {**seen, **told.get("household", {})}


def case(vignette: dict[str, Any], *, with_limbs: bool) -> dict[str, Any]:
    """The screening case that the told concern becomes, with what an officer found out, and their three points or not."""
    told = vignette["told"]
    on = received_on(told)
    limbs = vignette.get("limbs", {}) if with_limbs else {}
    found_out = {who(person): vignette.get("found_out", {}).get(who(person), {}) for person in subjects(told)}
    danger = DANGER.get(told.get("immediate_danger", {}).get("answer"), {})
    return {
        "concern": {**told.get("facts", {}), **danger},
        "household": household(told, on) | _of_scope("household", *found_out.values()),
        "subjects": [
            {
                "id": who(person),
                "facts": _facts(person, on) | _of_scope("subject", found_out[who(person)]) | limbs.get(who(person), {}),
            }
            for person in subjects(told)
        ],
    }


def _of_scope(scope: str, *found_out: dict[str, Any]) -> dict[str, Any]:
    catalogue = shipped_pack().facts
    return {fact: value for each in found_out for fact, value in each.items() if catalogue[fact].scope == scope}


def _facts(person: dict[str, Any], on: date) -> dict[str, Any]:
    facts = {**person.get("facts", {}), "unborn": person.get("unborn", False)}
    years = age(person, on)
    return facts if years is None else {**facts, "age_years": years}


def told_to_ship() -> list[dict[str, Any]]:
    """Every vignette as it ships: before an officer answered the three points, and after where they did."""
    return [each for name in VIGNETTES for each in _told(name, VIGNETTES[name])]


def _told(name: str, vignette: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for with_limbs, expect in ((False, "expect_before"), (True, "expect_after")):
        if expect in vignette:
            title = name.partition("_")[2].replace("_", " ") + (
                ", once the three points are answered" if with_limbs else ""
            )
            on = received_on(vignette["told"]).isoformat()
            yield {
                "name": title,
                "on": on,
                "case": case(vignette, with_limbs=with_limbs),
                "expect": vignette[expect],
            }


def as_text() -> str:
    """The file of them, one to a line."""
    lines = (json.dumps(each, ensure_ascii=False, default=str) for each in told_to_ship())
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    SHIPPED.write_text(as_text(), encoding="utf-8")
