"""What the project's own text keeps to: it names no machine and no package host; the README names two commands."""

from __future__ import annotations

import re

import pytest

from tests.house import tree

MACHINE_PATH = re.compile(r"(?<![\w.<>-])/(?:work|farm|root|Users|home/[a-z]+)/")
HOSTS = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmjs\.com|deb\.debian\.org|crates\.io|pypi\.python\.org)\b"
)


def places(pattern: re.Pattern[str]) -> list[str]:
    """Where the pattern stands in the project's text."""
    return [
        f"{path}:{number} {line.strip()[:100]}"
        for path in tree.files()
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    tree.nothing(places(MACHINE_PATH), "Name it from the top of the project, or make it a setting.")


def test_no_file_names_a_package_host() -> None:
    tree.nothing(places(HOSTS), "Name the package, not where it is fetched: every machine has its own index.")


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_readme_names_the_two_commands(command: str) -> None:
    readme = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    assert command in readme, f"README.md does not name `{command}`: a newcomer has nothing else to go by."


def test_every_make_command_is_listed_by_make_help() -> None:
    makefile = (tree.ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
    explained = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))
    assert set(phony.split()) == explained, "Write `name: ## what it does` and name it in .PHONY."


def test_each_pattern_catches_what_it_is_for() -> None:
    assert MACHINE_PATH.search("see " + "/".join(["", "root", "notes"]))
    assert not MACHINE_PATH.search("the /rooting/ path and hub/work/plans.py")
    assert HOSTS.search("from " + ".".join(["pypi", "org"]))
    assert not HOSTS.search("pypi organisation")
