"""What every Python file of the product keeps to; each guard is also shown something it must catch."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house import code_guards, tree

# Faces begin and commit; `db` is where `transaction()` itself is written.
MAY_COMMIT = {"app.py", "app", "cli", "cli.py", "web", "api", "jobs", "db"}
# A file that must call Markup() stands here with its reason.
MAY_CALL_MARKUP: dict[str, str] = {}
MAXIMUM_FILE_LINES = 300
# A file that may be longer stands here with its reason.
MAY_BE_LONG = {
    Path("hub/audit/verifier.py"): "it is copied whole into every bundle of the trail and checks it without the hub"
}
MAXIMUM_CONFTEST_LINES = 150


def test_only_the_clock_reads_the_clock() -> None:
    paths = [path for path in tree.python(*tree.PRODUCT) if path != Path("hub/clock.py")]
    tree.nothing(
        tree.in_code(code_guards.own_clocks, paths),
        "Call hub.clock.now() or today(), or take the day as an argument: a second clock cannot be set in a test.",
    )


def test_no_domain_room_commits() -> None:
    paths = [path for path in tree.python("hub") if len(path.parts) > 1 and path.parts[1] not in MAY_COMMIT]
    tree.nothing(
        tree.in_code(code_guards.commits, paths),
        "Leave it to the face, which opens `with transaction() as session:` around the whole action.",
    )


def test_no_text_is_declared_to_be_safe_html() -> None:
    paths = [path for path in tree.python("hub") if str(path) not in MAY_CALL_MARKUP]
    tree.nothing(
        tree.in_code(code_guards.unescaped_markup, paths),
        "Render a template, which escapes; or name the file and the reason in MAY_CALL_MARKUP.",
    )


def test_every_module_and_public_function_is_documented() -> None:
    paths = tree.python("hub", "screening_rules", "wsgi.py")
    tree.nothing(
        tree.in_code(code_guards.undocumented, paths), "Say in one sentence what is true afterwards, or what it is for."
    )


def test_every_function_is_typed() -> None:
    tree.nothing(tree.in_code(code_guards.untyped, tree.python(*tree.PRODUCT)), "Add the missing types.")


def test_no_function_is_longer_than_50_lines() -> None:
    paths = tree.python("hub", "screening_rules", "wsgi.py", "tests")
    tree.nothing(tree.in_code(code_guards.long_functions, paths), "Give its steps names of their own.")


def test_no_file_is_longer_than_300_lines() -> None:
    sizes = {path: tree.text(path).count("\n") for path in tree.python("hub", "screening_rules", "tests")}
    tree.nothing(
        (
            f"{path} has {lines} lines"
            for path, lines in sizes.items()
            if lines > MAXIMUM_FILE_LINES and path not in MAY_BE_LONG
        ),
        "Split it by subject.",
    )
    tree.nothing(
        (
            f"{path} has {n} lines"
            for path, n in sizes.items()
            if path.name == "conftest.py" and n > MAXIMUM_CONFTEST_LINES
        ),
        "Move fixtures to the room that uses them.",
    )


LONG = "def f() -> None:\n" + "    pass\n" * 50


@pytest.mark.parametrize(
    ("guard", "caught", "passed"),
    [
        (code_guards.own_clocks, "import datetime\ndatetime.datetime.now()", "clock.now()"),
        (code_guards.own_clocks, "date.today()", "clock.today()"),
        (code_guards.commits, "session.commit()", "commit = 1"),
        (code_guards.unescaped_markup, "markupsafe.Markup(text)", "escape(text)"),
        (code_guards.undocumented, "x = 1", "'''A module.'''"),
        (code_guards.undocumented, "'''A.'''\ndef f() -> None: ...", "'''A.'''\ndef _f() -> None: ..."),
        (code_guards.undocumented, "'''A.'''\nclass A:\n  '''A.'''\n  def f(self): ...", "'''A.'''\nclass _A: ..."),
        (code_guards.untyped, "def f(): ...", "def f() -> None: ..."),
        (code_guards.untyped, "def f(a) -> None: ...", "def f(self, *, a: int) -> None: ..."),
        (code_guards.long_functions, LONG, LONG.removesuffix("    pass\n")),
    ],
)
def test_each_guard_catches_what_it_is_for(
    guard: Callable[[ast.Module], Iterator[tuple[int, str]]], caught: str, passed: str
) -> None:
    assert len(list(guard(ast.parse(caught)))) == 1
    assert not list(guard(ast.parse(passed)))
