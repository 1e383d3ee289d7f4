"""`hub rules`: checking rule files, trying their examples, and trying one case, without a database; and the steps that need one."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hub import clock, db, rulebook
from hub.app.starting import start
from hub.cli import activating_rules, rules_on_the_past
from hub.cli.rule_files import files_in
from hub.cli.telling import Parsers, add_json, say, say_json
from hub.config import read_settings
from hub.errors import StartRefused, Unprocessable
from screening_rules import (
    Explanation,
    FactError,
    Pack,
    PackError,
    Screening,
    explain,
    load_pack,
    parse_case,
    screen,
    shipped_files,
    to_dmn,
)
from screening_rules.cases import check, run_cases


def add_commands(parts: Parsers) -> None:
    """`hub rules …`."""
    steps = parts.add_parser("rules", help="the screening rules").add_subparsers(required=True, metavar="step")
    for name, run, words in (
        ("check", _check, "say everything that stands between the files and a pack; 1 when something does"),
        ("test", _test, "try every rule on its own examples; 1 when one comes out otherwise"),
        ("try", _try, "screen the case in a JSON file"),
        ("dmn", _dmn, "write the rules in force on a day as DMN 1.3 XML, to be read elsewhere"),
    ):
        step = steps.add_parser(name, help=words)
        default = "the pack that rules" if name == "dmn" else "those that ship with the hub"
        step.add_argument("--folder", type=Path, help=f"rule files (default: {default})")
        if name == "dmn":
            step.add_argument("--shipped", action="store_true", help="those that ship with the hub, whatever rules")
        else:
            add_json(step)
        step.set_defaults(run=run)
        if name == "try":
            step.add_argument("case", type=Path)
        if name in {"try", "dmn"}:
            step.add_argument("--on", type=date.fromisoformat, help="the day, YYYY-MM-DD (default: today)")
    rules_on_the_past.add_steps(steps)
    activating_rules.add_steps(steps)


def _files(asked: argparse.Namespace) -> Mapping[str, str]:
    return shipped_files() if asked.folder is None else files_in(asked.folder)


def _check(asked: argparse.Namespace) -> int:
    report = check(_files(asked))
    wrong = [_case_words(case) for case in report.cases if not case.passed]
    otherwise = [f"To be read: the vignette {one.vignette!r}, {one.subject} {one.how}" for one in report.otherwise]
    if asked.json:
        said = {"good": report.is_good, "problems": [str(one) for one in report.problems], "cases": wrong}
        say_json({**said, "tried": len(report.cases), "vignettes": otherwise})
    else:
        for one in [*map(str, report.problems), *wrong, *otherwise]:
            say(one)
        say(_count(len(report.problems), len(wrong), len(report.cases)))
    return 0 if report.is_good else 1


def _count(problems: int, wrong: int, tried: int) -> str:
    return f"{problems} problems in the files; {tried} cases tried, {wrong} came out otherwise."


def _case_words(case: Any) -> str:
    return f"{case.rule}, {case.name!r} on {case.on}: expected {case.expected}, got {case.got}"


def _test(asked: argparse.Namespace) -> int:
    try:
        results = run_cases(load_pack(_files(asked)))
    except PackError as error:
        raise Unprocessable({"files": [str(error)]}) from error
    wrong = [case for case in results if not case.passed]
    if asked.json:
        say_json({"tried": len(results), "wrong": [_case_words(case) for case in wrong]})
    else:
        for case in wrong:
            say(_case_words(case))
        say(f"{len(results)} cases tried, {len(wrong)} came out otherwise.")
    return 1 if wrong else 0


def _try(asked: argparse.Namespace) -> int:
    try:
        pack = load_pack(_files(asked))
        case = parse_case(pack.facts, json.loads(asked.case.read_text("utf-8")))
    except (PackError, FactError, json.JSONDecodeError) as error:
        raise Unprocessable({"case": [str(error)]}) from error
    except OSError as error:
        raise Unprocessable({"case": [f"{asked.case} cannot be read: {error.strerror}."]}) from error
    screening = screen(pack, case, on=asked.on or clock.today())
    told = _told(screening, {each.id: explain(pack, case, screening, each.id) for each in screening.subjects})
    if asked.json:
        say_json(told)
    else:
        _say_told(told)
    return 0


def _dmn(asked: argparse.Namespace) -> int:
    on = asked.on or clock.today()
    try:
        pack = load_pack(_files(asked)) if asked.folder or asked.shipped else _ruling(on)
    except PackError as error:
        raise Unprocessable({"files": [str(error)]}) from error
    say(to_dmn(pack, on).rstrip())
    return 0


def _ruling(on: date) -> Pack:
    """The pack that rules on that day."""
    try:
        start(read_settings())
    except StartRefused as refused:
        ask = "Which rules are in force stands in the database. To write others, name --folder FOLDER or --shipped."
        raise StartRefused(f"{refused} {ask}") from refused
    with db.reading() as session:
        return rulebook.pack_on(session, on)


def _told(screening: Screening, explained: Mapping[str, Explanation]) -> dict[str, Any]:
    return {
        "on": screening.on.isoformat(),
        "fingerprint": screening.fingerprint,
        "subjects": {
            subject.id: {
                "routes": list(subject.recommendation.routes),
                "possible_routes": list(subject.recommendation.possible_routes),
                "urgency": subject.recommendation.urgency,
                "could_reach": subject.recommendation.could_reach,
                "rank": subject.recommendation.rank,
                "settled": explained[subject.id].settled,
                "ask": [each.fact for each in explained[subject.id].questions if each.could_change or each.together],
                "yes": [f"{one.rule}@{one.version}" for one in subject.findings if one.answer.name == "YES"],
            }
            for subject in screening.subjects
        },
    }


def _say_told(told: Mapping[str, Any]) -> None:
    for name, one in told["subjects"].items():
        could = f", could reach {one['could_reach']}" if one["could_reach"] else ""
        say(f"{name}: {', '.join(one['routes']) or 'no route'}; urgency {one['urgency'] or 'none'}{could}")
        say(f"  because: {', '.join(one['yes']) or 'no rule says yes'}")
        say(f"  ask: {', '.join(one['ask']) or nothing_to_ask(one['settled'])}")


def nothing_to_ask(settled: bool | None) -> str:
    """Why no question is said; None: too much is open for that to be worked out."""
    return "nothing that would change this" if settled else "too much is open to say what would change this"
