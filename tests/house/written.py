"""The parts of the documentation that are made from the code. `make docs` writes them anew; `test_docs.py` says when one is old.

A made part stands between `<!-- made: NAME -->` and `<!-- end -->`; all around it is written by hand.
"""

from __future__ import annotations

import argparse
import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from hub.accounts import ROLES, Permission
from hub.audit import ACTIONS
from hub.cli import _parser
from hub.queues.claiming import PERMISSION_BY_QUEUE
from screening_rules import shipped_pack
from screening_rules.unconfirmed import KINDS, Unconfirmed, unconfirmed
from tests.house import rule_coverage, tree
from tests.house.rule_pages import PAGES, area_page, source_line

MADE = re.compile(r"(<!-- made: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
KIND_TITLES = {"rule": "Rules", "clock": "Clocks", "calendar": "Calendars"}


def documents() -> list[Path]:
    """The README and every page of `docs/`, relative to the top."""
    return [Path("README.md"), *(path for path in tree.files() if path.parts[0] == "docs" and path.suffix == ".md")]


def made_anew(page: str) -> str:
    """The page with each made part as the code says it now."""
    return MADE.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}\n{found[3]}", page)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def rooms() -> dict[str, str]:
    """Each room of `hub/`, a folder or a single file, and what its first line says, from the top storey down."""
    found = {path.stem: path for path in (tree.ROOT / "hub").glob("*.py") if path.stem != "__init__"}
    found |= {path.parent.name: path for path in (tree.ROOT / "hub").glob("*/__init__.py")}
    project = tomllib.loads(tree.text(Path("pyproject.toml")))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    order = [name for layer in layers for name in re.findall(r"\w+", layer)]
    return {name: first_line(found[name]) for name in sorted(found, key=order.index)}


def first_line(path: Path) -> str:
    """The first sentence or two of a module: its docstring's first line."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[0]


def commands() -> Iterator[tuple[str, str]]:
    """Every `hub` command with its own words, in the order of `hub --help`."""
    yield from _commands_of(_parser(), "hub")


def _commands_of(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, str]]:
    for group in (each for each in parser._actions if isinstance(each, argparse._SubParsersAction)):
        words = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for step, below in group.choices.items():
            deeper = list(_commands_of(below, f"{name} {step}"))
            yield from deeper or [(f"{name} {step}", words.get(step, ""))]


def make_targets() -> list[tuple[str, str]]:
    """Every `make` target with its words."""
    return re.findall(r"^([a-z]+):.*?## (.+)$", tree.text(Path("Makefile")), re.MULTILINE)


def _rooms() -> str:
    return table(["Room", "What it is for"], ([f"`{name}`", words] for name, words in rooms().items()))


def _commands() -> str:
    return table(["Command", "What it does"], ([f"`{name}`", words] for name, words in commands()))


def _targets() -> str:
    return table(["Target", "What it does"], ([f"`make {name}`", words] for name, words in make_targets()))


def _roles() -> str:
    rows = (
        [f"{role.label} (`{name}`)", role.description, ", ".join(f"`{each}`" for each in _held(role.permissions))]
        for name, role in ROLES.items()
    )
    return table(["Role", "What it is for", "May"], rows)


def _held(permissions: frozenset[Permission]) -> list[str]:
    return [each.value for each in Permission if each in permissions]


def _queues() -> str:
    rows = []
    for queue, permission in PERMISSION_BY_QUEUE.items():
        workers = [role.label for role in ROLES.values() if permission in role.permissions]
        rows.append([f"`{queue}`", ", ".join(workers), f"`{permission.value}`"])
    return table(["Queue", "Roles that may open it", "Permission"], rows)


def _actions() -> str:
    rows = ([f"`{action.value}`", meaning.kind, meaning.words] for action, meaning in ACTIONS.items())
    return table(["Action", "Class", "As a reader sees it, after a name"], rows)


def _unconfirmed() -> str:
    found = unconfirmed(shipped_pack())
    return "\n\n".join(_of_kind(kind, [one for one in found if one.kind == kind]) for kind in KINDS)


def _of_kind(kind: str, found: Sequence[Unconfirmed]) -> str:
    rows = (
        [f"{one.title}<br>`{one.id}`", one.says, str(one.start or ""), "<br>".join(map(source_line, one.sources))]
        for one in found
    )
    return f"## {KIND_TITLES[kind]} ({len(found)})\n\n" + table(["What", "Says", "From", "Where it comes from"], rows)


def _coverage() -> str:
    headings = ["Fact", "Seen", "Held by"]
    return "\n\n".join(f"## {section}\n\n{table(headings, rows)}" for section, rows in rule_coverage.sections())


def _clocks_that_wait() -> str:
    rows = (
        [f"{shipped_pack().clocks[clock].label}<br>`{clock}`", why]
        for clock, why in rule_coverage.not_started().items()
    )
    return table(["Clock", "What it waits for"], rows)


def _no_fact() -> str:
    return table(["Rule or clock", "Why"], ([f"`{name}`", why] for name, why in rule_coverage.no_fact().items()))


PARTS: dict[str, Callable[[], str]] = {
    "rooms": _rooms,
    "commands": _commands,
    "targets": _targets,
    "roles": _roles,
    "queues": _queues,
    "actions": _actions,
    "unconfirmed": _unconfirmed,
    "coverage": _coverage,
    "clocks-that-wait": _clocks_that_wait,
    "no-fact": _no_fact,
    **{name: partial(area_page, area) for name, area in PAGES.items()},
}


def write() -> None:
    """Every made part of every page is up to date."""
    for path in documents():
        (tree.ROOT / path).write_text(made_anew(tree.text(path)), encoding="utf-8")


if __name__ == "__main__":
    write()
