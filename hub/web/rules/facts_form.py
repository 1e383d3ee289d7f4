"""Made-up facts in a form: chosen one at a time from the catalogue, each asked as the rules word it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from hub.rulebook.reading import Catalogue, Stated
from hub.schemas.rule_cases import typed_stated
from hub.web.asking import Asking, Field

SCOPES = {"concern": "The concern", "household": "The household", "subject": "The person"}
PLACE = "facts"


def chosen_facts(form: MultiDict[str, str]) -> list[str]:
    """The facts in the form, in order, with the one just added and without the one just removed."""
    chosen = list(dict.fromkeys(form.getlist("fact")))
    step, _, which = form.get("_do", "").partition(" ")
    if step == "drop":
        return [each for each in chosen if each != which]
    new = form.get("fact-add", "")
    return [*chosen, *([new] if new and new not in chosen else [])]


def typed_facts(form: MultiDict[str, str], catalogue: Catalogue) -> dict[str, Any]:
    """What was typed of each fact in the form; fields are named by their place in it."""
    found: dict[str, Any] = {}
    for at, each in enumerate(dict.fromkeys(form.getlist("fact"))):
        several = each in catalogue and catalogue[each].type == "choices"
        found[each] = form.getlist(f"{PLACE}-{at}") if several else form.get(f"{PLACE}-{at}", "")
    return found


def held_facts(catalogue: Catalogue, stated: Mapping[str, Stated]) -> dict[str, Any]:
    """What stands in the fields of facts that are stated."""
    return {fact: typed_stated(catalogue[fact], value) for fact, value in stated.items()}


def fact_fields(
    catalogue: Catalogue, chosen: Sequence[str], typed: Mapping[str, Any], wrong: Mapping[str, str]
) -> dict[str, Any]:
    """What `rules/facts_form.html` shows: a field for each chosen fact, and the others to choose from."""
    asking = Asking({PLACE: dict(typed)})
    rows: list[dict[str, Any]] = []
    for at, each in enumerate(chosen):
        field: Field | None = asking.fact(catalogue[each], PLACE) if each in catalogue else None
        if field is not None:
            field |= {"name": f"{PLACE}-{at}", "error": wrong.get(f"{PLACE}-{at}", "")}
        if field is not None and catalogue[each].type == "number":
            field |= {"hint": "A number, or a range such as 15 to 17", "width": "10"}
        rows.append({"id": each, "label": catalogue[each].short if each in catalogue else each, "field": field})
    return {
        "rows": rows,
        "others": [
            {"label": label, "items": [fact for fact in catalogue if fact.scope == scope and fact.id not in chosen]}
            for scope, label in SCOPES.items()
        ],
        "error": wrong.get("fact-add", ""),
    }
