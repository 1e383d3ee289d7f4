"""Migrations are numbered, form one line, and say what they do."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house import tree

NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.py$")
REVISION = re.compile(r"^(revision|down_revision)\b[^=]*=\s*(?:\"([^\"]*)\"|None)", re.MULTILINE)


def migrations() -> dict[str, str]:
    """File name → text, in order."""
    found = [path for path in tree.python("migrations") if path.parent == Path("migrations/versions")]
    return {path.name: tree.text(path) for path in found if path.name != "__init__.py"}


def faults(files: dict[str, str]) -> list[str]:
    """What is wrong with the line of migrations: names, numbers without a gap, each upon the one before."""
    found = [f"{name} is not named 0001_what_it_does.py" for name in files if not NAME.match(name)]
    before = ""
    for place, (name, whole) in enumerate(sorted(files.items()), 1):
        said = dict(REVISION.findall(whole))
        if not name.startswith(f"{place:04}_"):
            found.append(f"{name} should be number {place:04}")
        if said.get("revision") != name[:4]:
            found.append(f"{name} says revision {said.get('revision')!r}, not {name[:4]!r}")
        if said.get("down_revision", "") != before:
            found.append(f"{name} stands upon {said.get('down_revision')!r}, not {before or None!r}")
        before = name[:4]
    return found


def test_migrations_form_one_numbered_line() -> None:
    tree.nothing(
        faults(migrations()),
        "Number it after the last one on main; revision is the number, down_revision the one before.",
    )


def test_a_gap_a_fork_and_a_wrong_name_are_caught() -> None:
    first = 'revision = "0001"\ndown_revision = None\n'
    assert faults({"0001_begin.py": first}) == []
    assert faults({"0001_begin.py": first, "0003_more.py": 'revision = "0003"\ndown_revision = "0001"\n'})
    assert faults({"0001_begin.py": first, "0002_a.py": 'revision = "0002"\ndown_revision: str | None = None\n'})
    assert faults({"begin.py": first})
