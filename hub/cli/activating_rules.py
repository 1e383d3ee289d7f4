"""`hub rules activate`: changed rules proposed by one officer and signed by another, each signed in at the prompt."""

from __future__ import annotations

import argparse
import time
from datetime import date
from typing import Any
from uuid import UUID

from hub import audit, clock, db
from hub.actor import Actor
from hub.app.starting import start
from hub.cli.rule_files import files_in
from hub.cli.rules_on_the_past import progress, say_counts, say_moves, say_weaker
from hub.cli.signing_in import signed_in
from hub.cli.telling import Parsers, say
from hub.config import read_settings
from hub.errors import Unprocessable
from hub.jobs.trying_drafts import SECONDS_TO_TELL, try_next
from hub.rulebook import RuleBacktest, RuleDraft, activating, backtests, drafts, packs, proposing
from screening_rules.line_by_line import line_by_line


def add_steps(steps: Parsers) -> None:
    """`hub rules activate`."""
    activate = steps.add_parser("activate", help="let changed rules rule: one officer proposes, another signs")
    activate.add_argument("what", metavar="DRAFT|FOLDER", help="a draft’s number, or a folder of rule files")
    activate.add_argument("--title", default="", help="what the change is about, for a folder")
    activate.add_argument("--reason", default="", help="why the rules change")
    activate.add_argument("--start-on", type=date.fromisoformat, help="from which day, YYYY-MM-DD (default: today)")
    activate.set_defaults(run=_activate)


def _activate(asked: argparse.Namespace) -> int:
    settings = read_settings()
    start(settings)
    number = int(asked.what) if asked.what.isdecimal() else 0
    if number == 0 or _draft(number).state != "proposed":
        with signed_in(settings, "The officer who proposes the change signs in.") as by:
            number = _proposed(asked, number, by)
    draft = _draft(number)
    say(f"Draft {number}, “{draft.title}”, waits for a second officer.")
    say_changes(number)
    say(f"It moves {draft.moves_down_seen or 0} people down.")
    with signed_in(settings, "The second officer, who neither wrote nor proposed it, signs in.") as by:
        with db.transaction() as session:
            activation = activating.activate(session, number, seen_version=draft.version, by=by)
        say(f"Pack {activation.fingerprint[:12]} rules from {activation.starts_on} on.")
    return 0


def _draft(number: int) -> RuleDraft:
    with db.reading() as session:
        return drafts.get_draft(session, number)


def _proposed(asked: argparse.Namespace, number: int, by: Actor) -> int:
    """The draft waits for its second officer, tried on the past and with what it moves down taken on; its number."""
    draft = _draft(number) if number else _from_folder(asked, by)
    tried = _tried(draft, by)
    down, weak = proposing.moves_down(tried), say_changes(draft.number)
    taken_on = input(f"{weak} things become weaker. Type that number to say that you have read each: ") if weak else "0"
    typed = input(f"{down} people would move down. Type that number to say that you have read who: ")
    with db.transaction() as session:
        proposing.propose(
            session,
            draft.number,
            reason=asked.reason,
            start_on=asked.start_on or clock.today(),
            moves_down_seen=_number(typed),
            weaker_seen=_number(taken_on),
            seen_version=draft.version,
            by=by,
        )
    return draft.number


def _number(typed: str) -> int:
    return int(typed) if typed.strip().isdecimal() else -1


def say_changes(number: int) -> int:
    """Every line that the draft changes, and what becomes weaker by it; how many things do."""
    with db.reading() as session:
        draft = drafts.get_draft(session, number)
        for each in drafts.changes_of(session, draft):
            say(each.path)
            for sign, line in line_by_line(each.path, each.before, each.after).lines:
                say(f"  {sign} {line}")
        day = packs.yet_to_come(session, draft.base_fingerprint)
        weak, report = proposing.what_weakens(session, draft), drafts.check_draft(draft)
    if day is not None:
        say(f"It is held against rules signed for {day}, not against the rules of today.")
    for one in report.otherwise:
        say(f"To be read: the vignette {one.vignette!r}, {one.subject} {one.how}")
    say_weaker(weak)
    return len(weak)


def _from_folder(asked: argparse.Namespace, by: Actor) -> RuleDraft:
    files = files_in(asked.what)
    with db.transaction() as session:
        draft = drafts.begin(session, title=asked.title or asked.reason, by=by)
    with db.transaction() as session:
        held = drafts.files_of(drafts.get_draft(session, draft.number))
        changes: dict[str, str | None] = dict.fromkeys(held.keys() - files.keys())
        changes |= {path: text for path, text in files.items() if held.get(path) != text}
        changed = drafts.change_files(session, draft.number, changes, seen_version=draft.version, by=by)
    if changed.problems:
        raise Unprocessable({"files": [str(each) for each in changed.problems]})
    return changed.draft


def _tried(draft: RuleDraft, by: Actor) -> RuleBacktest:
    """The finished backtest of the draft, worked through here and shown."""
    with db.transaction() as session:
        asked = backtests.ask(session, draft.number, by=by)
    _work_through(asked.id)
    with db.reading() as session:
        shown = backtests.show_backtest(session, draft.number, by=by)
        tried = proposing.require_backtest(session, drafts.get_draft(session, draft.number))
    with db.transaction() as session:
        audit.record_look(session, shown.look, by=by)
    view: Any = shown.view
    say_counts(view.result)
    say_moves([{name: getattr(each, name) for name in MOVE} for each in view.moves], view.result["down"])
    return tried


def _work_through(backtest_id: UUID) -> None:
    """It is worked through, here or by a worker that was quicker to take it."""
    with progress(show=True) as bar:
        task = bar.add_task("Trying the rules on the past", total=None)
        try_next(backtest_id=backtest_id, tell=lambda done, total: bar.update(task, completed=done, total=total))
        while not _is_settled(backtest_id):
            time.sleep(SECONDS_TO_TELL)


def _is_settled(backtest_id: UUID) -> bool:
    with db.reading() as session:
        return session.get_one(RuleBacktest, backtest_id).state in ("done", "failed")


MOVE = ("ref", "place", "from_urgency", "to_urgency", "from_routes", "to_routes", "rules")
