"""The actions of the house, found by reading the code: what writes a leaf, what shows a record, what asks permission first."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.house import tree

# Faces call actions; `db` and `audit` are what actions stand on.
NOT_DOMAIN = {"app", "web", "api", "cli", "jobs", "db", "audit"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Act:
    """A public function of a domain room: `name` is its dotted path."""

    name: str
    path: Path
    node: Function
    leaf_writers: frozenset[str]  # what writes a leaf in its module: audit.record and private functions that call it

    @property
    def module(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def body(self) -> list[ast.stmt]:
        """Its statements, without the docstring."""
        return self.node.body[1:] if ast.get_docstring(self.node) else self.node.body

    @property
    def writes_a_leaf(self) -> bool:
        return any(_called(call) in self.leaf_writers for call in calls(self.node))

    @property
    def shows(self) -> bool:
        return self.node.returns is not None and "Shown" in ast.unparse(self.node.returns)

    @property
    def asks_first(self) -> bool:
        """Whether its first statement is a call of require(…) or require_something(…)."""
        first = self.body[0]
        return isinstance(first, ast.Expr) and isinstance(first.value, ast.Call) and _is_require(first.value)

    @property
    def uses_after_its_leaf(self) -> list[int]:
        """Lines after the last leaf on which the session is still handed on or used."""
        leaves = [call for call in calls(self.node) if _called(call) in self.leaf_writers]
        end = max(call.end_lineno or 0 for call in leaves)
        names = (node for node in ast.walk(self.node) if isinstance(node, ast.Name) and node.id == "session")
        return sorted({name.lineno for name in names if name.lineno > end})


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call in it."""
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def _is_require(call: ast.Call) -> bool:
    return _called(call).rpartition(".")[2].lstrip("_").split("_")[0] == "require"


def found_in(path: Path, module: ast.Module) -> Iterator[Act]:
    """The public functions of a module that write a leaf, show a record, or ask permission first."""
    functions = [node for node in module.body if isinstance(node, Function)]
    writers, before = {"audit.record", "audit.record_import"}, 0
    while len(writers) > before:
        before = len(writers)
        private = (node for node in functions if node.name.startswith("_"))
        writers |= {node.name for node in private if any(_called(call) in writers for call in calls(node))}
    dotted = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    for node in functions:
        if not node.name.startswith("_"):
            act = Act(f"{dotted}.{node.name}", path, node, frozenset(writers))
            if act.writes_a_leaf or act.shows or act.asks_first:
                yield act


@cache
def actions() -> tuple[Act, ...]:
    """Every action of the domain rooms."""
    paths = [path for path in tree.python("hub") if len(path.parts) > 2 and path.parts[1] not in NOT_DOMAIN]
    return tuple(act for path in paths for act in found_in(path, ast.parse(tree.text(path))))
