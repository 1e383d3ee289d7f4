"""Drafts of the rules: begun, looked over, carried over to newer rules, withdrawn."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from hub import accounts, clock, rulebook
from hub.accounts import Permission, may, require
from hub.db import reading, transaction
from hub.errors import Conflict, OutOfOrder, Unprocessable
from hub.rulebook.reading import rule_lines, rule_view
from hub.rulebook.rewriting import cases_path, get_rule
from hub.schemas.rule_versions import AREA_WORDS, EXPECTED_WORDS
from hub.web.around import tell
from hub.web.rules.blueprint import pages
from hub.web.rules.opened import opened_draft, seen
from hub.web.rules.problems import in_its_way, problems
from hub.web.signed_in import officer
from hub.web.typed import Typed

LONGEST_TITLE = 120
STATES = {
    "open": "Being written",
    "proposed": "Waits for a second person",
    "withdrawn": "Withdrawn",
    "activated": "Signed",
}


@pages.get("/drafts")
def drafts() -> Response:
    """Drafts that somebody works on, what waits for a second person, and a form to begin another."""
    return _list(Typed())


@pages.post("/drafts")
def begin() -> AnyResponse:
    """A draft is begun with the rules as they are."""
    title = " ".join(request.form.get("title", "").split())
    try:
        if len(title) > LONGEST_TITLE or not title.isprintable():
            raise Unprocessable({"title": [f"Use at most {LONGEST_TITLE} plain characters"]})
        with transaction() as session:
            number = rulebook.drafts.begin(session, title=title, by=officer()).number
    except Unprocessable as problem:
        return _list(Typed({"title": request.form.get("title", "")}, problem.fields), problem.status)
    tell("The draft is begun. Nothing in it rules anything until a second person has signed it.")
    return redirect(url_for("rules.draft", number=number), 303)


@pages.get("/drafts/<int:number>")
def draft(number: int) -> str:
    """One draft: what it changes, what stands in its way, and what to do next."""
    opened, by, today = opened_draft(number), officer(), clock.today()
    with reading() as session:
        tested = _tested(session, number)
        is_upon_newest = rulebook.standing_pack(session).fingerprint == opened.base.fingerprint
    return render_template(
        "rules/draft.html",
        opened=opened,
        changes=opened.changes,
        weak=opened.weaker(today),
        **in_its_way(opened),
        lines=rule_lines(opened.read.lists, opened.read.rules.values(), opened.read.cases, on=today)
        if opened.can_be_edited
        else (),
        tested=tested,
        is_upon_newest=is_upon_newest,
        may_see_backtest=any(may(by, each) for each in (Permission.RULES_CHANGE, Permission.RULES_SIGN)),
        states=STATES,
        areas=AREA_WORDS,
        today=today,
    )


@pages.get("/drafts/<int:number>/rules/<rule_id>")
def draft_rule(number: int, rule_id: str) -> str:
    """One rule as the draft has it, with its examples."""
    opened, today = opened_draft(number), clock.today()
    rule = get_rule(opened.read, rule_id)
    view = rule_view(opened.read.lists, rule, opened.read.cases, on=today)
    return render_template(
        "rules/draft_rule.html",
        opened=opened,
        rule=rule,
        view=view,
        may_rewrite={each.start: opened.may_rewrite(rule_id, each.start, today) for each in view.versions},
        problems=problems(opened, rule),
        cases_file=cases_path(rule),
        areas=AREA_WORDS,
        answers=EXPECTED_WORDS,
    )


@pages.post("/drafts/<int:number>/carry-over")
def carry_over(number: int) -> AnyResponse:
    """The draft stands upon the newest rules, with its own changes on them."""
    try:
        with transaction() as session:
            both = rulebook.drafts.carry_over(session, number, seen_version=seen(), by=officer())
    except (Conflict, OutOfOrder) as stopped:
        tell(stopped.message, "important")
        return redirect(url_for("rules.draft", number=number), 303)
    words = "Your changes stand upon the newest rules now. Run the backtest again."
    if both:
        words += f" {len(both)} files were changed in both; yours were kept. Read them: {', '.join(both[:5])}."
    tell(words, "important" if both else "success")
    return redirect(url_for("rules.draft", number=number), 303)


@pages.post("/drafts/<int:number>/withdraw")
def withdraw_draft(number: int) -> AnyResponse:
    """Nobody works on the draft any more."""
    try:
        with transaction() as session:
            rulebook.drafts.withdraw(session, number, seen_version=seen(), by=officer())
    except (Conflict, OutOfOrder) as stopped:
        tell(stopped.message, "important")
        return redirect(url_for("rules.draft", number=number), 303)
    tell("The draft is withdrawn. It is kept, and can still be read.")
    return redirect(url_for("rules.drafts"), 303)


def _list(typed: Typed, status: int = 200) -> Response:
    by = officer()
    require(by, Permission.RULES_READ)
    with reading() as session:
        held = rulebook.drafts.open_drafts(session, by=by)
        names = accounts.officer_names(session, [each.made_by for each in held])
        lines = [_line(each, names) for each in held]
    field = typed.text(
        "title", "What the change is about", hint="For example: the age in the rule on injuries to babies"
    )
    html = render_template(
        "rules/drafts.html",
        lines=lines,
        states=STATES,
        fields=[field],
        errors=typed.errors,
        may_change=may(by, Permission.RULES_CHANGE),
        may_sign=may(by, Permission.RULES_SIGN),
    )
    return make_response(html, status)


def _line(each: Any, names: Any) -> dict[str, Any]:
    return {
        "number": each.number,
        "title": each.title,
        "state": each.state,
        "by": names.get(each.made_by, "Somebody"),
        "changed_at": each.changed_at,
    }


def _tested(session: Session, number: int) -> Any:
    """How far the draft's newest backtest is, None where none was asked for."""
    held = rulebook.drafts.get_draft(session, number)
    found = rulebook.backtests.latest(session, held)
    if found is None:
        return None
    whole = rulebook.backtests.finished(session, held)
    return {
        "state": found.state,
        "is_current": whole is not None,
        "down": (whole.result or {}).get("down", 0) if whole else 0,
    }
