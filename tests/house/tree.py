"""The project's own files as the guards read them; nothing is imported, so a broken module is still looked at."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("hub", "screening_rules", "migrations", "wsgi.py")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is tracked or would be, relative to the top, except what others published."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    found = (Path(name) for name in sorted(set(listed)) if name)
    return tuple(path for path in found if (ROOT / path).is_file() and not is_published_by_others(path))


def is_published_by_others(path: Path) -> bool:
    """Whether the file is somebody else's, kept unchanged beside its licence and checksum."""
    return "vendor" in path.parts or path.name.endswith((".min.js", ".min.css")) or path.name == "vendor.css"


def text(path: Path) -> str:
    """What the file says, unreadable bytes replaced."""
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def python(*tops: str) -> list[Path]:
    """The Python files under these top-level names."""
    return [path for path in files() if path.suffix == ".py" and path.parts[0] in tops]


def templates() -> list[Path]:
    """Every Jinja template."""
    return [path for path in files() if "templates" in path.parts and path.suffix in {".html", ".txt", ".xml", ".j2"}]


def in_code(look: Callable[[ast.Module], Iterable[tuple[int, str]]], paths: Iterable[Path]) -> list[str]:
    """What `look` finds wrong (line, words) in each of these files, as `file:line words`."""
    return [f"{path}:{line} {words}" for path in paths for line, words in look(ast.parse(text(path)))]


def nothing(found: Iterable[str], remedy: str) -> None:
    """Fail with every place found, and how to mend it."""
    places = list(found)
    assert not places, remedy + "\n  " + "\n  ".join(places)
