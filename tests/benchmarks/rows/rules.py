"""Sixty rules of five conditions over forty facts: all answered in three values, on one core, beside other engines."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from hub import clock
from screening_rules import Answer, Case, Fact, Pack, explain, parse_case, screen, shipped_pack
from tests.benchmarks.asked import Asked
from tests.benchmarks.beside import Absent, beside
from tests.benchmarks.made_rules import as_python, case_of, made_facts, made_rules, pack_of
from tests.benchmarks.measuring import figure, paired, ratio, seconds_of
from tests.benchmarks.results import Figure, Reach, Row

PEERS = {
    "rule-engine": "rule_engine",
    "business-rules": "business_rules",
    "zen-engine, decision table with trace": "zen",
    "clipspy": "clips",
    "cel-python": "cel",
}
OURS, FLOOR = "the hub, screen()", "generated Python, ids only"
CASES = 5_000  # more than the engine remembers outcomes of, so that none is merely looked up
AT_ONCE = {"cel": 2, "rule_engine": 50, "business_rules": 50, "zen": 100, "clips": 300}
SEED = 11


def measure(asked: Asked) -> Row:
    """Whole screenings a second, one subject each, on one core."""
    absent: list[str] = []
    kept = _side_by_side(made_rules(SEED), asked, absent)
    mixed = _side_by_side(made_rules(SEED, mixed=True), asked, absent)
    kept_ratios = _ratios(kept)
    return Row(
        "rules",
        "Rules",
        "Sixty made-up rules of five conditions over forty facts, all known because no peer has an answer for what is not; whole "
        "cases a second on one core. All five must hold and mostly do, so that most are looked at; in the mixed rules two must "
        "hold and one of three more, each as often as not. The hub answers every rule yes, no or unknown, with routes, urgency "
        "and what could still change it; the peers say which rules hold, and were checked to say the same.",
        tuple(
            [figure(name, "a second", values) for name, values in kept.items()]
            + [figure(f"{name}, mixed rules", "a second", values) for name, values in mixed.items()]
            + _ours_alone(asked)
        ),
        (*kept_ratios.values(), *(replace(each, name=f"{each.name}, mixed rules") for each in _ratios(mixed).values())),
        (
            _reach("rules-floor", "at most 3.5 times slower than generated Python", 3.5, kept_ratios.get(FLOOR), True),
            _reach("rules-engine", "at least 100 times rule-engine", 100, kept_ratios.get("rule-engine")),
            _reach("rules-zen", "at least 15 times zen-engine with trace", 15, kept_ratios.get(list(PEERS)[2])),
        ),
        absent=tuple(dict.fromkeys(absent)),
    )


def _side_by_side(made: dict[str, Any], asked: Asked, absent: list[str]) -> dict[str, list[float]]:
    dice, pack = random.Random(SEED), pack_of(made)
    facts = [made_facts(made, dice) for _ in range(CASES)]
    cases = [case_of(pack, each) for each in facts]
    contenders = {OURS: _screens(pack, cases), FLOOR: _generated(made, facts)}
    wanted = _answers(pack, cases[:CHECKED])
    with ExitStack() as running:
        for name, engine in PEERS.items():
            try:
                peer = running.enter_context(beside("peer_programs.rules", peers=True))
                _refuse_others(wanted, peer.ask("prepare", engine=engine, made=made, cases=facts[:CASES_OF_PEERS]))
                contenders[name] = _asks(peer, AT_ONCE[engine])
            except Absent as why:
                absent.append(f"{name} ({why})")
        return paired(contenders, repeats=asked.repeats, budget_seconds=asked.budget_seconds / 3)


CHECKED, CASES_OF_PEERS = 3, 500


def _ours_alone(asked: Asked) -> list[Figure]:
    """What no peer does: half the facts unknown, every word of the explanation, and the rules the hub ships."""
    made, dice, shipped = made_rules(SEED), random.Random(SEED), shipped_pack()
    pack = pack_of(made)
    whole = [case_of(pack, made_facts(made, dice)) for _ in range(5)]
    sparse = [case_of(pack, made_facts(made, dice, known=0.5)) for _ in range(CASES)]
    contenders = {
        "the hub, half the facts unknown": _screens(pack, sparse),
        "the hub, the shipped rules": _screens(shipped, _shipped_cases(shipped)),
        "the hub, screen() and every word of explain()": _explains(pack, whole),
    }
    kept = paired(contenders, repeats=asked.repeats, budget_seconds=asked.budget_seconds / 3)
    return [figure(name, "a second", values) for name, values in kept.items()]


def _ratios(kept: dict[str, list[float]]) -> dict[str, Figure]:
    return {
        name: ratio(f"{FLOOR} / {OURS}" if name == FLOOR else f"{OURS} / {name}", *_pair(name, kept))
        for name in (FLOOR, *PEERS)
        if name in kept
    }


def _pair(name: str, kept: dict[str, list[float]]) -> tuple[list[float], list[float]]:
    return (kept[FLOOR], kept[OURS]) if name == FLOOR else (kept[OURS], kept[name])


def _reach(name: str, words: str, wanted: float, got: Figure | None, at_most: bool = False) -> Reach:
    return Reach(name, words, wanted, at_most, got.median if got else None, "" if got else "the peer was not there")


def _screens(pack: Pack, cases: Sequence[Case]) -> Callable[[], float]:
    on = clock.today()

    def work() -> float:
        return len(cases) / seconds_of(lambda: [screen(pack, case, on=on) for case in cases])

    return work


def _explains(pack: Pack, cases: Sequence[Case]) -> Callable[[], float]:
    on = clock.today()

    def work() -> float:
        return len(cases) / seconds_of(lambda: [explain(pack, case, screen(pack, case, on=on), "a") for case in cases])

    return work


def _generated(made: dict[str, Any], facts: Sequence[dict[str, Any]]) -> Callable[[], float]:
    names: dict[str, Any] = {}
    exec(compile(as_python(made), "<made rules>", "exec"), names)
    evaluate = names["evaluate"]
    return lambda: len(facts) / seconds_of(lambda: [evaluate(each) for each in facts])


def _asks(peer: Any, times: int) -> Callable[[], float]:
    return lambda: times / float(peer.ask("work", times=times))


def _answers(pack: Pack, cases: Sequence[Case]) -> list[list[str]]:
    """The rules that hold in each case, by their ids."""
    screened = [screen(pack, case, on=clock.today()).subjects[0].findings for case in cases]
    return [sorted(each.rule.split(".")[1] for each in found if each.answer is Answer.YES) for found in screened]


def _refuse_others(wanted: list[list[str]], got: list[list[str]]) -> None:
    if got != wanted[: len(got)]:
        raise Absent("its answers are not those of the hub")


def _shipped_cases(pack: Pack) -> list[Case]:
    """Cases of the shipped rules' own facts: a child and an adult of whom something is known."""
    dice = random.Random(SEED)
    found = []
    for _ in range(CASES):
        facts = {fact.id: _told(fact, dice) for fact in pack.facts if fact.type in TOLD and dice.random() < 0.2}
        by_scope = {scope: {each: facts[each] for each in facts if pack.facts[each].scope == scope} for scope in SCOPES}
        subjects = [{"id": "a", "facts": by_scope.pop("subject")}]
        found.append(parse_case(pack.facts, {**by_scope, "subjects": subjects}))
    return found


def _told(fact: Fact, dice: random.Random) -> bool | int:
    """Yes or no, or a number that is one for this fact."""
    if fact.type == "yes_no":
        return dice.random() < 0.3
    return dice.randint(int(max(fact.least, 0)), int(min(fact.most, 90)))


TOLD = ("yes_no", "number")
SCOPES = ("concern", "subject", "household")
