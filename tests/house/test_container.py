"""The shape of the container image: nobody's root, checked for health, locked, from a named base."""

from __future__ import annotations

import re

from tests.house import tree


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with its words, continued lines joined."""
    whole = re.sub(r"\\\n\s*", " ", (tree.ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = (line.strip() for line in whole.splitlines())
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


def words(name: str) -> list[str]:
    """What every instruction of this name says, in order."""
    return [said for each, said in instructions() if each == name]


def test_the_image_runs_as_an_ordinary_user() -> None:
    assert words("USER")[-1] not in {"root", "0"}
    last_run = max(place for place, (name, _) in enumerate(instructions()) if name in {"RUN", "COPY"})
    assert [name for name, _ in instructions()].index("USER") > last_run, "what it runs, it must not be able to change"


def test_the_image_says_whether_it_is_alive() -> None:
    (check,) = words("HEALTHCHECK")
    assert "/healthz" in check


def test_the_base_image_has_a_version() -> None:
    for base in words("FROM"):
        image, _, tag = base.split()[0].partition(":")
        assert image
        assert tag, f"{base} names no version"
        assert "latest" not in tag


def test_the_image_installs_the_locked_dependencies_alone() -> None:
    installs = [said for said in words("RUN") if "pip install" in said]
    assert installs
    assert all("--require-hashes -r requirements.txt" in said for said in installs)


def test_the_image_is_given_the_product_and_nothing_else() -> None:
    rules = (tree.ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert rules[0] == "*", "everything is left out first, then the product let in"
    admitted = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert {"hub", "screening_rules", "migrations", "wsgi.py", "requirements.txt"} <= admitted
    assert not admitted & {"tests", "requirements-dev.txt", ".git", "var", ".venv"}
