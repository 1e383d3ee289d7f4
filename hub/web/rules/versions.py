"""Writing a version of a rule in a draft: its condition by buttons, its recommendation, its day, its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import clock
from hub.db import transaction
from hub.errors import Conflict, NotFound, Unprocessable
from hub.rulebook import rewriting
from hub.rulebook.opening import OpenedDraft
from hub.rulebook.reading import Rule, Version, rule_view
from hub.schemas.rule_conditions import as_typed
from hub.schemas.rule_versions import AREA_WORDS, EXPECTED_WORDS, read_new_rule, read_version
from hub.web.around import tell
from hub.web.rules.blueprint import pages
from hub.web.rules.opened import opened_for_editing, seen
from hub.web.rules.version_form import TypedVersion, empty, from_form, from_version, stepped, with_all_added
from hub.web.rules.version_page import version_page
from hub.web.signed_in import officer

NEW = "new"
PAST = "Enter today or a later day: what people were screened by is never changed"


@pages.get("/drafts/<int:number>/rules/<rule_id>/versions/<start>")
def version(number: int, rule_id: str, start: str) -> Response:
    """The form of one version, or of a new one that begins as a copy of the last."""
    opened = opened_for_editing(number)
    rule, held = _held(opened, rule_id, start)
    typed = from_version(rule.title, held or rule.versions[-1], is_new=held is None)
    return _page(opened, rule, start, typed)


@pages.post("/drafts/<int:number>/rules/<rule_id>/versions/<start>")
def keep_version(number: int, rule_id: str, start: str) -> AnyResponse:
    """The version stands in the draft, or the form comes back after one of its buttons, or with what is wrong."""
    opened = opened_for_editing(number)
    rule, held = _held(opened, rule_id, start)
    return _pressed(opened, rule, start, held)


@pages.get("/drafts/<int:number>/rules/new")
def new_rule(number: int) -> Response:
    """The form of a rule that is not there yet."""
    return _page(opened_for_editing(number), None, NEW, empty())


@pages.post("/drafts/<int:number>/rules/new")
def add_rule(number: int) -> AnyResponse:
    """The rule stands in the draft with its first version, or the form comes back."""
    return _pressed(opened_for_editing(number), None, NEW, None)


def _pressed(opened: OpenedDraft, rule: Rule | None, start: str, held: Version | None) -> AnyResponse:
    typed, button = from_form(request.form), request.form.get("_do", "look")
    if button != "save":
        after, focus = stepped(typed, button)
        return _page(opened, rule, start, after, focus=focus)
    typed, unfinished = with_all_added(typed)
    try:
        if unfinished:
            raise Unprocessable({f"{unfinished}-operator": ["Choose how it compares"]})
        rule_id = _save(opened, rule, held, typed)
    except Unprocessable as problem:
        return _page(opened, rule, start, typed, problem=problem)
    except Conflict as conflict:
        return _page(opened_for_editing(opened.number), rule, start, typed, conflict=conflict)
    tell("Saved in the draft. Nothing is screened by it yet.")
    return redirect(url_for("rules.draft_rule", number=opened.number, rule_id=rule_id), 303)


def _save(opened: OpenedDraft, rule: Rule | None, held: Version | None, typed: TypedVersion) -> str:
    """The version is put into the draft; the id of its rule.

    Raises:
        Unprocessable, Conflict: something is wrong with it; somebody else changed the draft.
    """
    lists, wrong = opened.read.lists, dict[str, Any]()
    rule_id = rule.id if rule else ""
    try:
        rule_id = rule_id or read_new_rule(typed.values, opened.read.rules)
    except Unprocessable as problem:
        wrong |= problem.fields
    try:
        title, made = read_version(typed.values, typed.condition, lists)
        if made.start < clock.today() and (held is None or held.start != made.start):
            wrong["start"] = [PAST]
        if held is not None and typed.condition == as_typed(held.when):
            made = _as_it_was(made, held)
    except Unprocessable as problem:
        wrong |= problem.fields
    if wrong:
        raise Unprocessable(wrong)
    with transaction() as session:
        rewriting.put_version(
            session,
            opened.number,
            rule_id,
            made,
            title=title,
            replacing=held.start if held else None,
            seen_version=seen(),
            by=officer(),
        )
    return rule_id


def _as_it_was(made: Version, held: Version) -> Version:
    """The version with its condition laid out as it was, which the form may have told in another way."""
    return replace(made, when=held.when)


def _held(opened: OpenedDraft, rule_id: str, start: str) -> tuple[Rule, Version | None]:
    """The rule and the version to be changed, None for a new one.

    Raises:
        NotFound: there is none, or people were screened by it.
    """
    rule = rewriting.get_rule(opened.read, rule_id)
    if start == NEW:
        return rule, None
    found = next((each for each in rule.versions if each.start.isoformat() == start), None)
    if found is None or not opened.may_rewrite(rule_id, found.start, clock.today()):
        raise NotFound
    return rule, found


def _page(
    opened: OpenedDraft,
    rule: Rule | None,
    start: str,
    typed: TypedVersion,
    *,
    problem: Unprocessable | None = None,
    conflict: Conflict | None = None,
    focus: str = "",
) -> Response:
    wrong: Mapping[str, str] = {name: words[0] for name, words in problem.fields.items()} if problem else {}
    lists = opened.read.lists
    now = opened.read.rules.get(rule.id) if rule else None
    html = render_template(
        "rules/version.html",
        opened=opened,
        rule=rule,
        starts=None if start == NEW else date.fromisoformat(start),
        is_new=start == NEW,
        view=rule_view(lists, now, opened.read.cases, on=clock.today()) if now else None,
        areas=AREA_WORDS,
        answers=EXPECTED_WORDS,
        hidden={"seen": opened.version},
        conflict=conflict.message if conflict else "",
        **version_page(opened, typed, wrong, focus=focus),
    )
    return make_response(html, problem.status if problem else conflict.status if conflict else 200)
