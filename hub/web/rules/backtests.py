"""What a draft would have changed about everything screened: asked for, waited for, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import clock, rulebook
from hub.accounts import Permission, require_any
from hub.db import reading, transaction
from hub.errors import OutOfOrder, Unprocessable
from hub.rulebook import URGENCY_WORDS, BacktestMove
from hub.rulebook.backtests import BacktestView, show_backtest
from hub.rulebook.opening import OpenedDraft
from hub.rulebook.reading import refs_open_to
from hub.schemas.choices import SOURCES
from hub.schemas.rule_versions import AREA_WORDS
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.rules.blueprint import pages
from hub.web.rules.opened import opened_draft
from hub.web.signed_in import officer
from hub.web.typed import small_number
from hub.web.words import capital_first

BANDS = {**URGENCY_WORDS, "none": "Nothing urgent"}
WHAT = {
    "area": "Area",
    "harm": "Harm",
    "age": "Age",
    "source": "Who told us",
    "ward": "Ward",
    "month": "Month",
}


@pages.get("/drafts/<int:number>/backtest")
def backtest(number: int) -> str:
    """How far it is; and once it is done, what would have moved and who would move down."""
    by, after = officer(), small_number(request.args.get("after", "0")) or 0
    require_any(by, Permission.RULES_CHANGE, Permission.RULES_SIGN, Permission.AUDIT_READ)
    opened, state = opened_draft(number), _state(number)
    view = None
    if state in {"done", "failed"}:
        view = look_at(lambda session: show_backtest(session, number, after=after, by=by), by=by)
    return render_template(
        "rules/backtest.html",
        opened=opened,
        weak=opened.weaker(clock.today()),
        state=state,
        progress=_progress(number),
        **_told(opened, view),
    )


@pages.post("/drafts/<int:number>/backtest")
def ask_backtest(number: int) -> AnyResponse:
    """A worker tries the draft on everything that was screened."""
    try:
        with transaction() as session:
            rulebook.backtests.ask(session, number, by=officer())
    except (OutOfOrder, Unprocessable) as stopped:
        words = stopped.message if isinstance(stopped, OutOfOrder) else "Mend what is wrong with the files first."
        tell(words, "important")
        return redirect(url_for("rules.draft", number=number), 303)
    return redirect(url_for("rules.backtest", number=number), 303)


@pages.get("/drafts/<int:number>/backtest/state")
def backtest_state(number: int) -> Response:
    """A mark that differs once the backtest is done; asked by the page that waits."""
    require_any(officer(), Permission.RULES_CHANGE, Permission.RULES_SIGN, Permission.AUDIT_READ)
    return jsonify(mark=_state(number))


def _state(number: int) -> str:
    with reading() as session:
        found = rulebook.backtests.latest(session, rulebook.drafts.get_draft(session, number))
        return found.state if found else ""


def _progress(number: int) -> tuple[int, int]:
    with reading() as session:
        found = rulebook.backtests.latest(session, rulebook.drafts.get_draft(session, number))
        return (found.done, found.total) if found else (0, 0)


def _told(opened: OpenedDraft, view: BacktestView | None) -> dict[str, Any]:
    """What the template shows of a finished backtest."""
    if view is None or view.result is None:
        return {"view": view, "result": None}
    result, open_to = view.result, _open_to(view.moves)
    return {
        "view": view,
        "result": result,
        "stays": result["people"] - result["down"] - result["up"],
        "matrix": _matrix(result.get("urgencies", {})),
        "bands": BANDS,
        "weeks": _weeks(result.get("weeks", {})),
        "tables": [table for what, label in WHAT.items() if (table := _table(opened, what, label, result))],
        "routes": _routes(opened, result.get("routes", {})),
        "moves": [_move(opened, each, open_to) for each in view.moves],
        "next_after": view.next_after,
    }


def _matrix(urgencies: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Urgency now (a row) and then (a cell): how many people who would move, and whether that is down."""
    order = list(BANDS)
    return [
        {
            "label": BANDS[now],
            "cells": [
                {"number": urgencies.get(now, {}).get(then, 0), "is_down": order.index(then) > at, "is_up": order.index(then) < at}
                for then in BANDS
            ],
        }
        for at, now in enumerate(BANDS)
        if now in urgencies
    ]  # fmt: skip


def _weeks(weeks: Mapping[str, Mapping[str, Mapping[str, int]]]) -> list[dict[str, Any]]:
    """By band: concerns in an average week and in the busiest, now and then."""
    found = []
    for band, label in BANDS.items():
        now, then = ([week.get(band, {}).get(side, 0) for week in weeks.values()] for side in ("now", "then"))
        if any(now) or any(then):
            found.append(
                {
                    "label": label,
                    "now": sum(now) / len(now),
                    "then": sum(then) / len(then),
                    "most_now": max(now),
                    "most_then": max(then),
                }
            )
    return found


def _table(opened: OpenedDraft, what: str, label: str, result: Mapping[str, Any]) -> dict[str, Any] | None:
    counts = result.get("by", {}).get(what, {})
    rows = [
        {
            "label": _label(opened, what, which),
            "people": each.get("people", 0),
            "down": each.get("down", 0),
            "up": each.get("up", 0),
        }
        for which, each in counts.items()
    ]
    return (
        {"what": what, "label": label, "rows": rows, "moved": any(row["down"] or row["up"] for row in rows)}
        if rows
        else None
    )


def _label(opened: OpenedDraft, what: str, which: str) -> str:
    if which == "not_recorded":
        return "Not recorded"
    facts = opened.base.facts
    harms = (facts["harms"].choices or {}) if "harms" in facts else {}
    named: Mapping[str, str] = {"area": AREA_WORDS, "source": SOURCES, "harm": harms}.get(what, {})
    return named.get(which) or capital_first(which.replace("_", " "))


def _routes(opened: OpenedDraft, routes: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    labels = {**opened.base.routes, **opened.read.lists.routes}
    return [
        {
            "label": labels[route].label if route in labels else route,
            "gained": each.get("gained", 0),
            "lost": each.get("lost", 0),
        }
        for route, each in routes.items()
    ]


def _open_to(moves: Sequence[BacktestMove]) -> set[str]:
    """The references that whoever looks may open."""
    by = officer()
    with reading() as session:
        return refs_open_to(session, [each.ref for each in moves], by=by)


def _move(opened: OpenedDraft, each: BacktestMove, open_to: set[str]) -> dict[str, Any]:
    labels = {**opened.base.routes, **opened.read.lists.routes}
    rules = {**opened.base.rules, **opened.read.rules}

    def routes(ids: Sequence[str]) -> str:
        return "; ".join(labels[route].label if route in labels else route for route in ids) or "No route"

    return {
        "number": each.number,
        "ref": each.ref or "A sealed record",
        "href": url_for("records.show", ref=each.ref) if each.ref in open_to else "",
        "person": each.place,
        "before": (BANDS[each.from_urgency or "none"], routes(each.from_routes)),
        "after": (BANDS[each.to_urgency or "none"], routes(each.to_routes)),
        "rules": [rules[rule].title if rule in rules else rule for rule in each.rules],
    }
