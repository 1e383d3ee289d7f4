"""Sixty made-up rules of five conditions over forty facts, and cases to put to them: the same for every engine."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from screening_rules import URGENCIES, Case, Pack, load_pack, parse_case

RULES, FACTS = 60, 40
Comparison = tuple[str, str, Any]


def made_rules(seed: int, *, mixed: bool = False) -> dict[str, Any]:
    """Facts by kind, and rules of five conditions, as plain JSON.

    All five must hold and each mostly does, so that most of them are looked at. `mixed`: two must hold and one of three
    more, each holds as often as not, and most rules are out at the first.
    """
    dice = random.Random(seed)
    kinds = {f"f{number}": dice.choice(["yes_no", "number", "choice"]) for number in range(FACTS)}
    rules = []
    for number in range(RULES):
        chosen = [_comparison(fact, kinds[fact], dice, mixed) for fact in dice.sample(sorted(kinds), 5)]
        rules.append({"id": f"r{number}", "all": chosen[:2] if mixed else chosen, "any": chosen[2:] if mixed else []})
    return {"kinds": kinds, "rules": rules, "mixed": mixed}


def _comparison(fact: str, kind: str, dice: random.Random, mixed: bool) -> Comparison:
    if kind == "yes_no":
        return fact, "is", dice.random() < 0.5 if mixed else True
    if kind == "number":
        operator = dice.choice(["under", "at_least", "over"])
        return fact, operator, dice.randint(0, 90) if mixed else 80 if operator == "under" else 10
    return fact, "one_of", [dice.choice("ab"), dice.choice("cd")] if mixed else ["a", "b"]


def made_facts(made: dict[str, Any], dice: random.Random, *, known: float = 1.0) -> dict[str, Any]:
    """The facts of one case; a share of them known."""
    often = 0.5 if made["mixed"] else 0.85
    values = {"yes_no": lambda: dice.random() < often, "number": lambda: dice.randint(0, 90)}
    letters = dice.choices("abcd", weights=(often, often, 1 - often, 1 - often), k=FACTS)
    return {fact: values.get(kind, letters.pop)() for fact, kind in made["kinds"].items() if dice.random() < known}


def pack_of(made: dict[str, Any]) -> Pack:
    """The rules as a pack of the hub's own."""
    files = {
        "facts.yaml": "\n".join(_fact(fact, kind) for fact, kind in made["kinds"].items()),
        "sources.yaml": "s: {title: t, kind: guidance, where: p, confidence: verified, seen: 2026-01-01}",
        "routes.yaml": "\n".join(
            f"route{number}: {{label: R, area: children, conference: null, needs_decider: any}}" for number in range(12)
        ),
    }
    for place, rule in enumerate(made["rules"]):
        files[f"packs/children/{place:02}_{rule['id']}.rule.yaml"] = _rule(rule, place)
    return load_pack(files)


def _fact(fact: str, kind: str) -> str:
    choices = ", choices: {a: A, b: B, c: C, d: D}" if kind == "choice" else ""
    return f'{fact}: {{scope: subject, type: {kind}, question: "q?", who: [referrer], asked: [quick]{choices}}}'


def _rule(rule: dict[str, Any], place: int) -> str:
    both = "\n".join(f"        - {_yaml(each)}" for each in rule["all"])
    either = "\n".join(f"          - {_yaml(each)}" for each in rule["any"])
    either = either and f"        - any:\n{either}"
    return f"""
id: children.{rule["id"]}
title: T
versions:
  2026-01-01:
    when:
      all:
{both}
{either}
    recommend: {{routes: [route{place % 12}], urgency: {URGENCIES[place % len(URGENCIES)]}}}
    sources: [s]
    because: b
    change: c
    confirmed: true
"""


def _yaml(comparison: Comparison) -> str:
    fact, operator, value = comparison
    told = f"[{', '.join(value)}]" if isinstance(value, list) else str(value).lower()
    return f"{fact}: {{{operator}: {told}}}"


def case_of(pack: Pack, facts: dict[str, Any]) -> Case:
    """The facts as a case of one subject."""
    return parse_case(pack.facts, {"subjects": [{"id": "a", "facts": facts}]})


def as_python(made: dict[str, Any]) -> str:
    """The rules as one Python function that gives the ids of those that hold, and nothing else: the floor."""
    lines = ["def evaluate(facts):", "    found = []"]
    lines += [f"    {fact} = facts[{fact!r}]" for fact in made["kinds"]]
    for rule in made["rules"]:
        lines.append(f"    if {whole(rule, python_of)}: found.append({rule['id']!r})")
    return "\n".join([*lines, "    return found"])


def whole(rule: dict[str, Any], one: Callable[[Comparison], str]) -> str:
    """The rule as one Python expression."""
    either = [f"({' or '.join(one(each) for each in rule['any'])})"] if rule["any"] else []
    return " and ".join([*(one(each) for each in rule["all"]), *either])


def python_of(comparison: Comparison) -> str:
    """One comparison as Python writes it."""
    fact, operator, value = comparison
    if operator == "is":
        return fact if value else f"not {fact}"
    if operator == "one_of":
        return f"({fact} == {value[0]!r} or {fact} == {value[1]!r})"
    return f"{fact} {SIGNS[operator]} {value}"


SIGNS = {"under": "<", "at_least": ">=", "over": ">"}
