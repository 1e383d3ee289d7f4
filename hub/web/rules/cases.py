"""An example beside a rule: facts made up one at a time, the day, and what the rule should answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub.db import transaction
from hub.errors import Conflict, NotFound, Unprocessable
from hub.rulebook import rewriting
from hub.rulebook.opening import OpenedDraft
from hub.rulebook.reading import Rule, RuleCase
from hub.schemas.rule_cases import read_case
from hub.schemas.rule_versions import EXPECTED_WORDS
from hub.web.around import tell
from hub.web.rules.blueprint import pages
from hub.web.rules.facts_form import chosen_facts, fact_fields, held_facts, typed_facts
from hub.web.rules.opened import opened_for_editing, seen, status_of, summary
from hub.web.signed_in import officer
from hub.web.typed import Typed, small_number, three_boxes
from hub.web.words import london_day

NEW = "new"


@pages.get("/drafts/<int:number>/rules/<rule_id>/cases/<place>")
def case(number: int, rule_id: str, place: str) -> Response:
    """The form of one example beside a rule, or of one more."""
    opened = opened_for_editing(number)
    rule, held = _held_case(opened, rule_id, place)
    first = held.on if held else _asked_day() or rule.versions[-1].start
    typed = {
        "name": held.name if held else "",
        "expect": held.expect if held else "",
        "on": {"day": str(first.day), "month": str(first.month), "year": str(first.year)},
        "facts": held_facts(opened.read.lists.facts, held.facts) if held else {},
    }
    return _case_page(opened, rule, place, list(typed["facts"]), typed)


@pages.post("/drafts/<int:number>/rules/<rule_id>/cases/<place>")
def keep_case(number: int, rule_id: str, place: str) -> AnyResponse:
    """The example stands in the draft, or is taken out of it; or the form comes back."""
    opened = opened_for_editing(number)
    rule, held = _held_case(opened, rule_id, place)
    chosen, button = chosen_facts(request.form), request.form.get("_do", "look")
    typed = {
        "name": request.form.get("name", ""),
        "expect": request.form.get("expect", ""),
        "on": three_boxes(request.form, "on"),
        "facts": typed_facts(request.form, opened.read.lists.facts),
    }
    if button not in {"save", "remove"}:
        return _case_page(opened, rule, place, chosen, typed)
    at = None if held is None else int(place)
    try:
        if any(each not in request.form.getlist("fact") for each in chosen) and button == "save":
            raise Unprocessable({f"facts-{len(chosen) - 1}": ["Say what is known of it, or remove it"]})
        made = None if button == "remove" else read_case(rule_id, opened.read.lists.facts, chosen, typed, held)
        with transaction() as session:
            rewriting.put_case(session, number, rule_id, at, made, seen_version=seen(), by=officer())
    except Unprocessable as problem:
        return _case_page(opened, rule, place, chosen, typed, problem=problem)
    except Conflict as conflict:
        return _case_page(opened_for_editing(number), rule, place, chosen, typed, conflict=conflict)
    tell("The example is out of the draft." if made is None else "The example is in the draft.")
    return redirect(url_for("rules.draft_rule", number=number, rule_id=rule_id, _anchor="cases"), 303)


def _asked_day() -> date | None:
    """The day that the address of the page names, None where it names none."""
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None


def _held_case(opened: OpenedDraft, rule_id: str, place: str) -> tuple[Rule, RuleCase | None]:
    rule = rewriting.get_rule(opened.read, rule_id)
    if place == NEW:
        return rule, None
    at, cases = small_number(place), opened.cases_of(rule)
    if at is None or at >= len(cases):
        raise NotFound
    return rule, cases[at]


def _case_page(
    opened: OpenedDraft,
    rule: Rule,
    place: str,
    chosen: list[str],
    values: Mapping[str, Any],
    *,
    problem: Unprocessable | None = None,
    conflict: Conflict | None = None,
) -> Response:
    typed = Typed(values, problem.fields if problem else {})
    html = render_template(
        "rules/case.html",
        opened=opened,
        rule=rule,
        is_new=place == NEW,
        fields=[typed.text("name", "What it shows", hint="For example: exactly two years old")],
        last=[
            typed.day("on", "Tried on", hint=f"The rule’s newest version starts {london_day(rule.versions[-1].start)}"),
            typed.radios("expect", "What the rule should answer", EXPECTED_WORDS, small=True),
        ],
        facts=fact_fields(opened.read.lists.facts, chosen, values["facts"], typed.wrong),
        errors=summary(typed, "on"),
        hidden={"seen": opened.version},
        conflict=conflict.message if conflict else "",
    )
    return make_response(html, status_of(problem, conflict))
