"""Each requirement of the house names the tests that show it, or says what is not there yet; and those tests are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house import tree

PAGE = Path("docs/requirements.md")
NUMBERS = [f"R{number:02d}" for number in range(1, 71) if number != 39]
ROW = re.compile(r"^\| (R\d\d) \| (.+?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def missing(page: str) -> Iterator[str]:
    """What the page leaves out, says twice or names wrongly."""
    rows = ROW.findall(page)
    if [row[0] for row in rows] != NUMBERS:
        yield "the rows are not R01 to R70 in their order, each once"
    for number, _, shown, not_yet in rows:
        named = NAMED.findall(shown)
        if not named and not not_yet:
            yield f"{number} names no test and does not say why"
        if len(named) != shown.count("`") // 2:
            yield f"{number} names something that is no test"
        yield from (f"{number}: {path}::{name} is not there" for path, name in named if name not in _tests_in(path))


@cache
def _tests_in(path: str) -> set[str]:
    if not (tree.ROOT / path).exists():
        return set()
    found = ast.walk(ast.parse(tree.text(Path(path))))
    return {each.name for each in found if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}


def test_every_requirement_names_tests_that_are_there_or_says_what_is_missing() -> None:
    tree.nothing(missing(tree.text(PAGE)), f"Say in {PAGE} which test shows it, or what is not there yet and why.")


def test_a_row_left_out_and_a_test_that_is_gone_are_seen() -> None:
    page = tree.text(PAGE)
    (first, *_) = (line for line in page.splitlines() if line.startswith("| R01"))
    assert list(missing(page.replace(first + "\n", "")))
    assert list(missing(page.replace("::test_what_was_typed_is_escaped_everywhere", "::test_nothing")))
    assert list(missing(page.replace("| no documents can be sent |", "|  |", 1)))
