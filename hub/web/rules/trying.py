"""Trying the rules: a made-up person, or a decided concern that the officer has sight of, by the rules now and by a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response, make_response, render_template, request

from hub import clock, rulebook, triage
from hub.accounts import Permission, may
from hub.db import reading
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.rulebook.opening import open_for_page
from hub.rulebook.reading import Catalogue, made_up, rules_now
from hub.rulebook.trying import Beside, try_case
from hub.schemas.days import read_day
from hub.schemas.rule_cases import read_facts
from hub.web.looking import look_at
from hub.web.rules.blueprint import pages
from hub.web.rules.facts_form import chosen_facts, fact_fields, typed_facts
from hub.web.rules.opened import summary
from hub.web.signed_in import officer
from hub.web.typed import Typed, small_number, three_boxes


@pages.get("/try")
def trying() -> Response:
    """Asks for facts or a reference."""
    draft = small_number(request.args.get("draft", ""))
    day = _first_day(draft)
    boxes = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
    return _page([], {"facts": {}, "on": boxes, "draft": str(draft or "")}, None)


@pages.post("/try")
def try_it() -> Response:
    """What the rules say, side by side, or what is wrong with what was asked."""
    catalogue, form = _catalogue(small_number(request.form.get("draft", ""))), request.form
    chosen = chosen_facts(form)
    typed = {name: form.get(name, "") for name in ("reference", "draft")}
    values = {**typed, "on": three_boxes(form, "on"), "facts": typed_facts(form, catalogue)}
    if form.get("_do", "look") not in {"try", "reference"}:
        return _page(chosen, values, None)
    try:
        return _page(chosen, values, _tried(catalogue, chosen, values))
    except Unprocessable as problem:
        return _page(chosen, values, None, problem=problem)
    except (OutOfOrder, NotFound) as stopped:
        return _page(chosen, values, None, problem=Unprocessable({"reference": [stopped.message]}))


def _tried(catalogue: Catalogue, chosen: Sequence[str], values: Mapping[str, Any]) -> tuple[Beside, ...]:
    by, draft = officer(), small_number(values["draft"])
    on = read_day(values["on"], "on", "the day on which it is tried")
    if request.form.get("_do") == "reference":
        return look_at(
            lambda session: triage.show_tried(session, values["reference"], draft=draft, on=on, by=by), by=by
        )
    stated = read_facts(catalogue, chosen, values["facts"], {})
    with reading() as session:
        return try_case(session, made_up(catalogue, stated), draft=draft, on=on, by=by)


def _catalogue(draft: int | None) -> Catalogue:
    """The facts that may be stated: the draft's where one is tried that can be read, else those of the rules now."""
    by = officer()
    with reading() as session:
        if draft is not None:
            opened = open_for_page(session, draft, by=by)
            if opened.can_be_edited:
                return opened.read.lists.facts
        return rules_now(session, by=by).facts


def _first_day(draft: int | None) -> date:
    """Today, or the last day on which anything begins that the draft changes."""
    by, today = officer(), clock.today()
    if draft is None:
        return today
    with reading() as session:
        changes = open_for_page(session, draft, by=by).changes
    return max([today, *(each.start for each in changes.rules if each.start)])


def _page(
    chosen: list[str],
    values: Mapping[str, Any],
    tried: tuple[Beside, ...] | None,
    *,
    problem: Unprocessable | None = None,
) -> Response:
    by, draft = officer(), small_number(str(values["draft"]))
    typed = Typed(values, problem.fields if problem else {})
    with reading() as session:
        drafts = rulebook.drafts.open_drafts(session, by=by)
        listed = {"": "No draft", **{str(each.number): f"Draft {each.number}: {each.title}" for each in drafts}}
    html = render_template(
        "rules/trying.html",
        facts=fact_fields(_catalogue(draft), chosen, values["facts"], typed.wrong),
        fields=[
            typed.day("on", "On which day"),
            typed.select("draft", "Beside which draft", listed),
        ],
        reference=typed.text(
            "reference", "Reference of a decided concern", width=20, autocomplete="off", spellcheck=False
        ),
        may_see=may(by, Permission.CONCERN_SEE),
        tried=tried,
        draft=draft,
        can_be_used=draft is None or tried is None or all(each.draft for each in tried),
        errors=summary(typed, "on"),
    )
    return make_response(html, problem.status if problem else 200)
