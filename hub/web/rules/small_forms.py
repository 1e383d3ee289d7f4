"""Small forms of a draft: a source, the day on which a rule ends, a version taken out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from hub import clock
from hub.db import transaction
from hub.errors import Conflict, NotFound, Unprocessable
from hub.rulebook import rewriting
from hub.rulebook.opening import OpenedDraft
from hub.schemas.days import read_day
from hub.schemas.rule_versions import CONFIDENCE_WORDS, KIND_WORDS, read_source
from hub.web.around import tell
from hub.web.rules.blueprint import pages
from hub.web.rules.opened import opened_for_editing, seen, status_of, summary
from hub.web.rules.versions import PAST
from hub.web.signed_in import officer
from hub.web.typed import Typed, three_boxes

Values = Mapping[str, Any]


@pages.get("/drafts/<int:number>/sources/new")
def new_source(number: int) -> Response:
    """Asks for a source that is not on the list."""
    return _source_page(opened_for_editing(number), {})


@pages.post("/drafts/<int:number>/sources/new")
def add_source(number: int) -> AnyResponse:
    """The source is on the list, and may be chosen in every rule of the draft."""
    typed = request.form.to_dict()

    def work(session: Session) -> None:
        source = read_source(typed, seen=clock.today())
        rewriting.put_source(session, number, source, seen_version=seen(), by=officer())

    return _kept(number, work, typed, _source_page, "The source is on the list.")


def _source_page(opened: OpenedDraft, values: Values, **more: Any) -> Response:
    typed = Typed(values, more["problem"].fields if more.get("problem") else {})
    fields = [
        typed.text("title", "Title"),
        typed.text("where", "Where in it", hint="Such as section 4, or page 12"),
        typed.select("kind", "What kind of source it is", {"": "Choose", **KIND_WORDS}),
        typed.radios("confidence", "How well was it seen?", CONFIDENCE_WORDS, small=True),
        typed.text("link", "Address, if it can be read online", hint="It begins with https://", spellcheck=False),
        typed.text("id", "Short name for files", hint="Lower-case letters, figures and _", width=30, spellcheck=False),
    ]
    words = "It is written down as seen today. Other rules may name it too."
    return _simple(opened, "Add a source", words, fields, typed, "Add the source", **more)


@pages.get("/drafts/<int:number>/rules/<rule_id>/end")
def end(number: int, rule_id: str) -> Response:
    """Asks from which day the rule holds no longer."""
    opened = opened_for_editing(number)
    on = rewriting.get_rule(opened.read, rule_id).withdrawn
    boxes = {"day": str(on.day), "month": str(on.month), "year": str(on.year)} if on else {}
    return _end_page(opened, {"on": boxes}, rule_id)


@pages.post("/drafts/<int:number>/rules/<rule_id>/end")
def do_end(number: int, rule_id: str) -> AnyResponse:
    """The rule ends on that day in the draft; with no day it goes on."""
    boxes = three_boxes(request.form, "on")

    def work(session: Session) -> None:
        on = read_day(boxes, "on", "the day from which it holds no longer") if any(boxes.values()) else None
        if on is not None and on < clock.today():
            raise Unprocessable({"on": [PAST]})
        rewriting.end_rule(session, number, rule_id, on, seen_version=seen(), by=officer())

    def page(opened: OpenedDraft, values: Values, **more: Any) -> Response:
        return _end_page(opened, values, rule_id, **more)

    to = url_for("rules.draft_rule", number=number, rule_id=rule_id)
    return _kept(number, work, {"on": boxes}, page, "Saved in the draft.", to)


def _end_page(opened: OpenedDraft, values: Values, rule_id: str, **more: Any) -> Response:
    rule = rewriting.get_rule(opened.read, rule_id)
    typed = Typed(values, more["problem"].fields if more.get("problem") else {})
    fields = [typed.day("on", "First day without the rule", hint="Leave it empty to let the rule go on")]
    words = "Nothing of it is deleted: people were screened by it, and it can be read for ever. Add an example on its last day."
    return _simple(opened, f"End “{rule.title}”", words, fields, typed, "Save in the draft", dates=("on",), **more)


@pages.post("/drafts/<int:number>/rules/<rule_id>/versions/<start>/take-out")
def take_version(number: int, rule_id: str, start: str) -> AnyResponse:
    """A version by which nobody was screened yet is out of the draft."""
    opened = opened_for_editing(number)
    rule = rewriting.get_rule(opened.read, rule_id)
    held = next((each for each in rule.versions if each.start.isoformat() == start), None)
    if held is None or not opened.may_rewrite(rule_id, held.start, clock.today()):
        raise NotFound
    try:
        with transaction() as session:
            rewriting.take_version(session, number, rule_id, held.start, seen_version=seen(), by=officer())
    except Conflict as conflict:
        tell(conflict.message, "important")
        return redirect(url_for("rules.draft_rule", number=number, rule_id=rule_id), 303)
    tell("The version is out of the draft.")
    if len(rule.versions) == 1:
        return redirect(url_for("rules.draft", number=number), 303)
    return redirect(url_for("rules.draft_rule", number=number, rule_id=rule_id), 303)


def _kept(
    number: int,
    work: Callable[[Session], None],
    typed: Values,
    page: Callable[..., Response],
    words: str,
    to: str = "",
) -> AnyResponse:
    """The draft after `work`, or the page again with what was wrong and everything that was typed."""
    opened = opened_for_editing(number)
    try:
        with transaction() as session:
            work(session)
    except Unprocessable as problem:
        return page(opened, typed, problem=problem)
    except Conflict as conflict:
        return page(opened_for_editing(number), typed, conflict=conflict)
    tell(words)
    return redirect(to or url_for("rules.draft", number=number), 303)


def _simple(
    opened: OpenedDraft,
    heading: str,
    words: str,
    fields: list[Any],
    typed: Typed,
    button: str,
    *,
    dates: tuple[str, ...] = (),
    problem: Unprocessable | None = None,
    conflict: Conflict | None = None,
) -> Response:
    html = render_template(
        "rules/simple.html",
        opened=opened,
        heading=heading,
        words=words,
        fields=fields,
        button=button,
        errors=summary(typed, *dates),
        hidden={"seen": opened.version},
        conflict=conflict.message if conflict else "",
    )
    return make_response(html, status_of(problem, conflict))
