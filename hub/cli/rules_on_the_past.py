"""`hub rules backtest` and `hub rules replay`: rules tried on what is stored, and what was stored made again."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from hub import audit, clock, db, people, rulebook, triage
from hub.actor import OPERATOR
from hub.app.starting import start
from hub.audit import Action
from hub.cli.rule_files import files_in
from hub.cli.telling import Parsers, add_json, say, say_json
from hub.config import read_settings
from hub.errors import Unprocessable
from hub.jobs.backtesting import BacktestFailed, Comparison, parts
from hub.rulebook import history
from screening_rules import PackError, load_pack
from screening_rules.backtest_counts import Counts, plain
from screening_rules.loader import read_files
from screening_rules.weaker import Weaker, weaker

MOST_SAID = 50  # moves said one by one without --json


def add_steps(steps: Parsers) -> None:
    """`hub rules backtest` and `hub rules replay`."""
    backtest = steps.add_parser("backtest", help="what a draft or a folder of rules would have changed about the past")
    backtest.add_argument("what", metavar="DRAFT|FOLDER", help="a draft’s number, or a folder of rule files")
    backtest.add_argument(
        "--since", type=date.fromisoformat, help="only concerns received from this day on, YYYY-MM-DD"
    )
    backtest.set_defaults(run=_backtest)
    replay = steps.add_parser("replay", help="make a concern’s screenings again; 1 when one comes out otherwise")
    replay.add_argument("ref", metavar="REF")
    replay.set_defaults(run=_replay)
    for step in (backtest, replay):
        add_json(step)


def _backtest(asked: argparse.Namespace) -> int:
    start(read_settings())
    before, after, about = _both(asked.what)
    try:
        load_pack(after)
    except PackError as error:
        raise Unprocessable({"files": [str(error)]}) from error
    weak = weaker(load_pack(before), read_files(after), clock.today())
    counts, moves = _tried(Comparison(before, after, clock.today(), asked.since), show=not asked.json)
    with db.transaction() as session:
        told = {"moves_shown": len(moves)}
        audit.record(session, by=OPERATOR, action=Action.BACKTEST_SHOWN, objects=about, basis="operator", counts=told)
    if asked.json:
        say_json({**plain(counts), "moves_down": moves, "weaker": [each.sentence for each in weak]})
    else:
        say_counts(plain(counts))
        say_weaker(weak)
        say_moves(moves, len(moves))
    return 0


def _both(what: str) -> tuple[Mapping[str, str], Mapping[str, str], list[tuple[str, str]]]:
    """The files that rule, those that are tried, and what the leaf is about."""
    with db.reading() as session:
        if not what.isdecimal():
            return rulebook.standing_pack(session).files, files_in(what), []
        draft = rulebook.drafts.draft_by_number(session, int(what), by=OPERATOR)
        before = rulebook.pack_by_fingerprint(session, draft.base_fingerprint).files
        return before, rulebook.drafts.files_of(draft), [("rule_draft", what)]


def _tried(asked: Comparison, *, show: bool) -> tuple[Counts, list[dict[str, Any]]]:
    with db.reading() as session:
        cut = history.stretches(session, since=asked.since)
        asked = replace(asked, wards=people.wards_of_postcodes(session))
    counts, moves = Counter[tuple[str, ...]](), []
    with progress(show=show) as bar:
        task = bar.add_task("Trying the rules on the past", total=sum(each.concerns for each in cut))
        try:
            for part in parts(asked, cut):
                counts.update(part.counts)
                moves += part.moves
                bar.update(task, advance=part.concerns)
        except BacktestFailed as failed:
            raise Unprocessable({"backtest": [f"It failed: {failed}. Nothing was changed."]}) from failed
    return counts, moves


def progress(*, show: bool) -> Progress:
    """A bar on standard error that goes away at the end."""
    words, times = TextColumn("{task.description}"), (TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(
        words, BarColumn(), MofNCompleteColumn(), *times, console=Console(stderr=True), transient=True, disable=not show
    )


def say_counts(counts: Mapping[str, Any]) -> None:
    """The counts of a backtest in a few lines."""
    say(f"{counts['concerns']} concerns, {counts['people']} people: {counts['down']} down, {counts['up']} up.")
    for what in ("area", "harm", "age", "source", "ward"):
        for which, line in counts.get("by", {}).get(what, {}).items():
            if line.get("down") or line.get("up"):
                say(f"  {what} {which}: {line.get('down', 0)} down, {line.get('up', 0)} up, of {line['people']}")
    if counts["lost"]:
        say(f"{counts['lost']} people’s facts were erased or do not open, and were not tried.")


def say_weaker(weak: Sequence[Weaker]) -> None:
    """What becomes weaker beside what the backtest counts, one by one."""
    for each in weak:
        say(f"Weaker: {each.sentence}")


def say_moves(moves: list[dict[str, Any]], total: int) -> None:
    """Who would move down, the first of all of them one by one."""
    for each in moves[:MOST_SAID]:
        routes = ", ".join(sorted(set(each["from_routes"]) - set(each["to_routes"]))) or "no route lost"
        urgency = f"{each['from_urgency'] or 'none'} to {each['to_urgency'] or 'none'}"
        who = each["ref"] or "a sealed record"
        say(f"{who}, person {each['place']}: {urgency}; {routes}; by {', '.join(each['rules'])}")
    if total > MOST_SAID:
        say(f"and {total - MOST_SAID} more: hub rules backtest … --json lists them all")


def _replay(asked: argparse.Namespace) -> int:
    start(read_settings())
    with db.reading() as session:
        shown = triage.show_replay(session, asked.ref, by=OPERATOR)
    with db.transaction() as session:
        audit.record_look(session, shown.look, by=OPERATOR)
    told = _told(shown.view)
    if asked.json:
        say_json(told)
    else:
        _say_told(told)
    return 0 if shown.view.is_same else 1


def _told(view: triage.ReplayView) -> dict[str, Any]:
    def about(found: Any) -> list[dict[str, Any]]:
        places = ((each, view.places.get(each.person_id) if each.person_id else None) for each in found)
        return [{"person": place, "what": one.what, "stored": one.stored, "now": one.now} for one, place in places]

    runs = [
        {
            "number": run.number,
            "on": run.on_day,
            "why": run.why,
            "pack": run.fingerprint,
            "evaluator": run.evaluator,
            "problem": run.problem,
            "differences": about(run.differences),
        }
        for run in view.runs
    ]
    decisions = [
        {
            "person": view.places.get(each.person_id),
            "number": each.number,
            "run": each.run_number,
            "differences": about(each.differences),
        }
        for each in view.decisions
    ]
    return {"ref": view.ref, "same": view.is_same, "screenings": runs, "decisions": decisions}


def _say_told(told: Mapping[str, Any]) -> None:
    for run in told["screenings"]:
        same = run["problem"] or ("differs" if run["differences"] else "the same")
        say(f"Screening {run['number']} of {run['on']}, pack {run['pack'][:12]}: {same}")
        _say_differences(run["differences"])
    for each in told["decisions"]:
        same = "differs" if each["differences"] else "the same"
        say(f"Decision {each['number']} about person {each['person']}, on screening {each['run']}: {same}")
        _say_differences(each["differences"])


def _say_differences(differences: list[dict[str, Any]]) -> None:
    for each in differences:
        if each["what"] == "evaluator":
            say(f"  made by evaluator {each['stored']}; this release has {each['now']}, so it may rightly differ")
        else:
            say(f"  person {each['person']}, {each['what']}: stored {each['stored']}, now {each['now']}")
