"""Other rule engines put to the same rules and cases."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from tests.benchmarks.beside import answer

SIGNS = {"under": "<", "at_least": ">=", "over": ">"}
_ready: dict[str, Any] = {}


def prepare(engine: str, made: dict[str, Any], cases: list[dict[str, Any]]) -> list[list[str]]:
    """Be ready; what holds in the first cases."""
    evaluate = ENGINES[engine](made)
    _ready.update(evaluate=evaluate, cases=cases)
    return [sorted(evaluate(case)) for case in cases[:3]]


def work(times: int) -> float:
    """The seconds that so many cases take."""
    evaluate, cases = _ready["evaluate"], _ready["cases"]
    began = time.perf_counter()
    for number in range(times):
        evaluate(cases[number % len(cases)])
    return time.perf_counter() - began


Evaluate = Callable[[dict[str, Any]], list[str]]


def _whole(rule: dict[str, Any], one: Callable[[list[Any]], str], both: str, either: str) -> str:
    any_of = [f"({either.join(one(each) for each in rule['any'])})"] if rule["any"] else []
    return both.join([*(one(each) for each in rule["all"]), *any_of])


def _rule_engine(made: dict[str, Any]) -> Evaluate:
    import rule_engine

    def one(comparison: list[Any]) -> str:
        fact, operator, value = comparison
        if operator == "is":
            return f"{fact} == {str(value).lower()}"
        if operator == "one_of":
            return f"({fact} == '{value[0]}' or {fact} == '{value[1]}')"
        return f"{fact} {SIGNS[operator]} {value}"

    rules = [(rule["id"], rule_engine.Rule(_whole(rule, one, " and ", " or "))) for rule in made["rules"]]
    return lambda case: [name for name, rule in rules if rule.matches(case)]


def _cel(made: dict[str, Any]) -> Evaluate:
    import celpy

    def one(comparison: list[Any]) -> str:
        fact, operator, value = comparison
        if operator == "is":
            return f"{fact} == {str(value).lower()}"
        if operator == "one_of":
            return f"({fact} == '{value[0]}' || {fact} == '{value[1]}')"
        return f"{fact} {SIGNS[operator]} {value}"

    environment = celpy.Environment()
    rules = [
        (rule["id"], environment.program(environment.compile(_whole(rule, one, " && ", " || "))))
        for rule in made["rules"]
    ]

    def evaluate(case: dict[str, Any]) -> list[str]:
        facts = celpy.json_to_cel(case)
        return [name for name, rule in rules if rule.evaluate(facts)]

    return evaluate


def _zen(made: dict[str, Any]) -> Evaluate:
    import zen

    def one(comparison: list[Any]) -> str:
        fact, operator, value = comparison
        if operator == "is":
            return f"{fact} == {str(value).lower()}"
        if operator == "one_of":
            return f"({fact} == '{value[0]}' or {fact} == '{value[1]}')"
        return f"{fact} {SIGNS[operator]} {value}"

    rules = [
        {"_id": rule["id"], "i": _whole(rule, one, " and ", " or "), "o": f"'{rule['id']}'"} for rule in made["rules"]
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "i", "name": "holds"}],
        "outputs": [{"id": "o", "name": "rule", "field": "rule"}],
        "rules": rules,
    }
    content = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {"id": "t", "type": "decisionTableNode", "name": "t", "content": table, "position": {"x": 1, "y": 0}},
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "t", "type": "edge"},
            {"id": "b", "sourceId": "t", "targetId": "out", "type": "edge"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(content))

    def evaluate(case: dict[str, Any]) -> list[str]:
        return [each["rule"] for each in decision.evaluate(case, {"trace": True})["result"]]

    return evaluate


def _clips(made: dict[str, Any]) -> Evaluate:
    import clips

    environment = clips.Environment()
    slots = " ".join(f"(slot {fact})" for fact in made["kinds"])
    environment.build(f"(deftemplate case {slots})")
    found: list[str] = []
    environment.define_function(lambda name: found.append(str(name)), "holds")

    def one(comparison: list[Any]) -> str:
        fact, operator, value = comparison
        if operator == "is":
            return f"(eq ?{fact} {str(value).upper()})"
        if operator == "one_of":
            return f"(or (eq ?{fact} {value[0]}) (eq ?{fact} {value[1]}))"
        return f"({SIGNS[operator]} ?{fact} {value})"

    for rule in made["rules"]:
        named = " ".join(f"({each[0]} ?{each[0]})" for each in (*rule["all"], *rule["any"]))
        both, either = (" ".join(one(each) for each in rule[part]) for part in ("all", "any"))
        test = f"(test (and {both} (or {either})))" if either else f"(test (and {both}))"
        environment.build(f"(defrule {rule['id']} (case {named}) {test} => (holds {rule['id']}))")
    template = environment.find_template("case")

    def evaluate(case: dict[str, Any]) -> list[str]:
        found.clear()
        environment.reset()
        template.assert_fact(**{name: _symbol(clips, value) for name, value in case.items()})
        environment.run()
        return found.copy()

    return evaluate


def _symbol(clips: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return clips.Symbol(str(value).upper())
    return clips.Symbol(value) if isinstance(value, str) else value


def _business_rules(made: dict[str, Any]) -> Evaluate:
    from business_rules import run_all
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_TEXT
    from business_rules.variables import (
        BaseVariables,
        boolean_rule_variable,
        numeric_rule_variable,
        string_rule_variable,
    )

    marks = {"yes_no": boolean_rule_variable, "number": numeric_rule_variable, "choice": string_rule_variable}

    def variable(fact: str, kind: str) -> Any:
        def read(self: Any) -> Any:
            return self.case[fact]

        read.__name__ = fact
        return marks[kind]()(read)

    variables = type("Facts", (BaseVariables,), {fact: variable(fact, kind) for fact, kind in made["kinds"].items()})

    class Holding(BaseActions):
        def __init__(self) -> None:
            self.found: list[str] = []

        @rule_action(params={"name": FIELD_TEXT})
        def holds(self, name: str) -> None:
            self.found.append(name)

    rules = [
        {
            "conditions": {
                "all": [
                    *map(_condition, rule["all"]),
                    *([{"any": [*map(_condition, rule["any"])]}] if rule["any"] else []),
                ],
            },
            "actions": [{"name": "holds", "params": {"name": rule["id"]}}],
        }
        for rule in made["rules"]
    ]

    def evaluate(case: dict[str, Any]) -> list[str]:
        facts, actions = variables(), Holding()
        facts.case = case
        run_all(rule_list=rules, defined_variables=facts, defined_actions=actions)
        return actions.found

    return evaluate


def _condition(comparison: list[Any]) -> dict[str, Any]:
    fact, operator, value = comparison
    if operator == "is":
        return {"name": fact, "operator": "is_true" if value else "is_false", "value": ""}
    if operator == "one_of":
        return {"any": [{"name": fact, "operator": "equal_to", "value": each} for each in value]}
    operators = {"under": "less_than", "at_least": "greater_than_or_equal_to", "over": "greater_than"}
    return {"name": fact, "operator": operators[operator], "value": value}


ENGINES: dict[str, Callable[[dict[str, Any]], Evaluate]] = {
    "rule_engine": _rule_engine,
    "business_rules": _business_rules,
    "zen": _zen,
    "clips": _clips,
    "cel": _cel,
}

if __name__ == "__main__":
    answer({"prepare": prepare, "work": work})
