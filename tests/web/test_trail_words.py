"""What the trail keeps as codes is said in words on its pages: every purpose, footing and field that the code names."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable

from hub.accounts import Permission
from hub.people.models import VERDICTS
from hub.queues import QUEUES
from hub.triage.as_told import SHOWN
from hub.triage.models import DECISION_STATES, NOTICE_KINDS
from hub.web import trail_words
from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor
from tests.house import tree

SignIn = Callable[[str], Visitor]
PARTS = ("action", "objects", "shown", "purpose", "basis")  # of a Look, in their order
GRANTED = {"assigned", "grant", "break_glass", "team", "agency", "system"}
LISTED = {
    "purpose": {*QUEUES, *VERDICTS, *DECISION_STATES, *NOTICE_KINDS},
    "basis": GRANTED,
    "shown": set(SHOWN),
}
WORDS = {"purpose": trail_words.PURPOSES, "basis": trail_words.FOOTINGS, "shown": trail_words.SHOWN}


def strings(value: ast.expr, named: dict[str, ast.expr]) -> set[str]:
    """The plain strings an argument may be, names of its own file followed."""
    if isinstance(value, ast.Constant):
        return {value.value} if isinstance(value.value, str) else set()
    if isinstance(value, ast.Name):
        return strings(named[value.id], {}) if value.id in named else set()
    if isinstance(value, ast.IfExp):
        return strings(value.body, named) | strings(value.orelse, named)
    if isinstance(value, ast.BoolOp):
        return set().union(*(strings(each, named) for each in value.values))
    if isinstance(value, ast.Tuple):
        items = (each.value if isinstance(each, ast.Starred) else each for each in value.elts)
        return set().union(*(strings(each, named) for each in items))
    return set()


def codes(texts: Iterable[str]) -> dict[str, set[str]]:
    """By part of a leaf, every code that these files write as it."""
    found: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        module = ast.parse(text)
        named = {
            target.id: node.value
            for node in module.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
            called = ast.unparse(call.func)
            if called == "Look":
                for part, value in zip(PARTS, call.args, strict=False):
                    found[part] |= strings(value, named)
            if called in {"Look", "audit.record", "_record"} or called.endswith("show_conference"):
                for keyword in call.keywords:
                    found[keyword.arg or ""] |= strings(keyword.value, named)
    return found


def without_words(found: dict[str, set[str]]) -> list[str]:
    """Each code of them that no table words."""
    return [f"{part}: {code}" for part in WORDS for code in sorted((found[part] | LISTED[part]) - WORDS[part].keys())]


def test_every_purpose_footing_and_field_that_the_code_writes_has_words() -> None:
    found = codes(tree.text(path) for path in tree.python("hub"))
    assert min(map(len, (found["purpose"], found["basis"], found["shown"]))) > 15, "the code is read"
    tree.nothing(without_words(found), "Say it in words in hub/web/trail_words.py.")
    assert {permission.value for permission in Permission} <= trail_words.ASKED.keys()


def test_a_code_without_words_is_caught() -> None:
    planted = (
        'WHY = "gossip"\nlook = Look(Action.X, (), ("shoe_size",), purpose=WHY if so else "find", basis="a_friend")'
    )
    assert without_words(codes([planted])) == ["purpose: gossip", "basis: a_friend", "shown: shoe_size"]


def test_the_log_says_in_words_why_somebody_looked_and_at_what(world: World, as_officer: SignIn) -> None:
    ref, officer = steps.received(world).ref, as_officer("screening_officer")
    officer.get(f"/concerns/{ref}")
    log = as_officer("auditor").get(f"/access-log/{ref}").text
    assert "To read the record. It is with their team" in log
    assert "said out of turn" in log
    assert "To watch who looks at what. They read the trail" in as_officer("auditor").get(f"/access-log/{ref}").text
    assert "jotted" not in log
    assert "oversight · audit" not in log


def test_a_purpose_of_several_parts_and_one_that_only_the_rules_name_are_said_too() -> None:
    named = {"cppm_initial": "Initial child protection planning meeting"}
    saved = trail_words.purpose_words("reporter, who told us: agreed", is_refused=False, named={})
    assert saved == "The Children’s Reporter. Who told us was put in: They agreed to it"
    assert trail_words.purpose_words("cppm_initial", is_refused=False, named=named) == named["cppm_initial"]
    refused = trail_words.purpose_words("concern_save", is_refused=True, named={})
    assert refused == "Asked to save a concern’s record as PDF"
