"""What the hub is built on: pinned by checksum, free of hosts, each with its reason."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import tree

LOCKS = ["requirements.txt", "requirements-dev.txt", ".ci/uv.txt", "tests/benchmarks/peers.txt"]
PIN = re.compile(r"^([A-Za-z0-9._-]+(?:\[[^\]]*\])?)==(\S+)", re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_host(lock: str) -> None:
    lines = (tree.ROOT / lock).read_text(encoding="utf-8").splitlines()
    tree.nothing(
        (f"{lock}:{number} {line}" for number, line in enumerate(lines, 1) if "://" in line or "-url" in line),
        "Run `make lock`, which leaves out where packages came from; every machine has its own index.",
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_checksum(lock: str) -> None:
    whole = (tree.ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", whole, flags=re.MULTILINE)
    without = [entry.splitlines()[0] for entry in entries if PIN.match(entry) and "--hash=sha256:" not in entry]
    assert PIN.search(whole), f"{lock} pins nothing: run `make lock`"
    tree.nothing(without, f"Run `make lock`: {lock} is installed with --require-hashes.")


def test_the_list_of_parts_names_every_deployed_package_with_its_checksums(tmp_path: Path) -> None:
    written = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "requirements.txt", "--output-file", str(written)]
    subprocess.run(command, cwd=tree.ROOT, check=True, capture_output=True)
    listed = {
        (part["name"], part["version"], each["content"])
        for part in json.loads(written.read_text(encoding="utf-8"))["components"]
        for source in part["externalReferences"]
        for each in source.get("hashes", ())
    }
    whole = (tree.ROOT / LOCKS[0]).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"^(?=[A-Za-z0-9])", whole, flags=re.MULTILINE) if PIN.match(entry)]
    locked = {
        (name.partition("[")[0], version, checksum)
        for entry in entries
        for name, version in PIN.findall(entry)
        for checksum in re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
    }
    assert len(entries) > 20
    assert {(name.lower(), version, checksum) for name, version, checksum in listed} == locked


def test_tests_run_with_the_versions_that_are_deployed() -> None:
    deployed, tested = (dict(PIN.findall((tree.ROOT / lock).read_text(encoding="utf-8"))) for lock in LOCKS[:2])
    tree.nothing(
        (
            f"{name} {version}, tested {tested.get(name)}"
            for name, version in deployed.items()
            if tested.get(name) != version
        ),
        "Run `make lock`, which makes both files together.",
    )


def unexplained(pyproject: str) -> list[str]:
    """Dependencies in a group of which no comment says why it is there; one comment may speak for a run of lines."""
    found = []
    explained = False
    for line in pyproject.splitlines():
        if line.strip().endswith("["):
            explained = False
        elif line.strip().startswith("#"):
            explained = True
        elif re.match(r'\s+"[A-Za-z0-9._-]+(\[.*\])?(\s*[<>=!~].*)?",', line) and not explained:
            found.append(line.strip())
    return found


def test_every_dependency_says_why_it_is_there() -> None:
    sections = re.findall(r"^(?:dependencies|[a-z]+) = \[\n.*?^\]", project_tables(), re.MULTILINE | re.DOTALL)
    assert sections
    tree.nothing(
        (entry for section in sections for entry in unexplained(section)), "Put the reason in a comment above it."
    )


def project_tables() -> str:
    """The part of pyproject.toml that names dependencies."""
    whole = (tree.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return whole[: whole.index("[project.scripts]")]


def test_a_dependency_without_a_reason_is_caught() -> None:
    assert unexplained('dependencies = [\n  "flask>=3",\n  # why\n  "rich",\n]') == ['"flask>=3",']
