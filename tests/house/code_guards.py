"""What to look for in a parsed Python module; each gives (line, words) for every breach."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Breaches = Iterator[tuple[int, str]]
MAXIMUM_FUNCTION_LINES = 50


def own_clocks(module: ast.Module) -> Breaches:
    """Readings of the machine's clock: only `hub.clock` has one."""
    readings = {"now", "utcnow", "today", "utcfromtimestamp"}
    for call in _calls(module):
        name = ast.unparse(call.func)
        owner, _, verb = name.rpartition(".")
        if verb in readings and owner.split(".")[-1] in {"datetime", "date", "dt"}:
            yield call.lineno, f"{name}()"


def commits(module: ast.Module) -> Breaches:
    """Transactions ended by hand."""
    for call in _calls(module):
        if ast.unparse(call.func).rpartition(".")[2] == "commit":
            yield call.lineno, f"{ast.unparse(call.func)}()"


def unescaped_markup(module: ast.Module) -> Breaches:
    """Text declared to be safe HTML."""
    for call in _calls(module):
        if ast.unparse(call.func).rpartition(".")[2] == "Markup":
            yield call.lineno, "Markup()"


def undocumented(module: ast.Module) -> Breaches:
    """A module, public class or public function without a docstring."""
    if module.body and not ast.get_docstring(module):
        yield 1, "the module has no docstring"
    for node in _public(module):
        if not ast.get_docstring(node) and not _is_shape_only(node):
            yield node.lineno, f"{node.name} has no docstring"


def _is_shape_only(node: ast.AST) -> bool:
    """A protocol's property whose body is `...`: it says no more than its name and type."""
    body, marks = getattr(node, "body", []), getattr(node, "decorator_list", [])
    return (
        any(ast.unparse(mark) == "property" for mark in marks)
        and len(body) == 1
        and isinstance(body[0], ast.Expr)
        and ast.unparse(body[0]) == "..."
    )


def untyped(module: ast.Module) -> Breaches:
    """A function without a return type or with an argument without one."""
    for function in _functions(module):
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        bare = [each.arg for each in arguments if each.annotation is None and each.arg not in {"self", "cls"}]
        if function.returns is None:
            yield function.lineno, f"{function.name} has no return type"
        if bare:
            yield function.lineno, f"{function.name} does not type {', '.join(bare)}"


def long_functions(module: ast.Module) -> Breaches:
    """A function of more lines than anybody reads at once."""
    for function in _functions(module):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > MAXIMUM_FUNCTION_LINES:
            yield function.lineno, f"{function.name} has {lines} lines"


def _calls(module: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _public(scope: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Public functions and classes of a module, and the public methods of those classes; not what is defined inside."""
    for node in scope.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not _is_an_overload(node) and node.name != "Meta":
                yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _is_an_overload(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    return any(ast.unparse(each).rpartition(".")[2] == "overload" for each in node.decorator_list)
