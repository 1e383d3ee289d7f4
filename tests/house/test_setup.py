"""Setting up on a machine that lacks something: one sentence that says what, and a failure that scripts can see."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import postgres
from tests.browser import chromium
from tests.house import tree

OLD = 'case "$*" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac'
RECENT = "exit 0"
WITHOUT_VENV = 'case "$*" in *ensurepip*) exit 1 ;; *print*) echo python3.11-venv ;; *) exit 0 ;; esac'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs that is the whole PATH: the shell's own tools, no apt, no sudo and no Python."""
    for name in ("dirname", "id", "sh", "cat"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    return tmp_path


def provide(machine: Path, name: str, script: str) -> None:
    (machine / name).write_text(f"#!/bin/sh\n{script}\n")
    (machine / name).chmod(0o755)


def find_python(machine: Path) -> subprocess.CompletedProcess[str]:
    command = [str(shutil.which("sh")), str(tree.ROOT / ".ci/find_python.sh")]
    return subprocess.run(command, env={"PATH": str(machine)}, capture_output=True, text=True, check=False)


def test_a_recent_python_is_used(machine: Path) -> None:
    provide(machine, "python3", RECENT)
    found = find_python(machine)
    assert (found.returncode, found.stdout.strip()) == (0, str(machine / "python3"))


def test_the_newest_python_is_preferred_and_a_name_that_does_not_start_is_passed_over(machine: Path) -> None:
    provide(machine, "python3.13", "exit 127")
    provide(machine, "python3.12", RECENT)
    provide(machine, "python3", RECENT)
    assert find_python(machine).stdout.strip() == str(machine / "python3.12")


@pytest.mark.parametrize(("script", "said"), [(OLD, "Python 3.9.2"), ("exit 127", "no Python 3")])
def test_an_old_python_is_refused_in_one_sentence(machine: Path, script: str, said: str) -> None:
    provide(machine, "python3", script)
    found = find_python(machine)
    assert found.returncode == 1
    assert len(found.stderr.splitlines()) == 1
    assert "needs Python 3.11 or later" in found.stderr
    assert said in found.stderr


def test_a_missing_venv_module_is_named_with_its_package(machine: Path) -> None:
    provide(machine, "python3", WITHOUT_VENV)
    found = find_python(machine)
    assert found.returncode == 1
    assert len(found.stderr.splitlines()) == 1
    assert "apt install python3.11-venv" in found.stderr


def test_a_machine_without_postgres_programs_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_likely_folders", lambda: iter(()))
    with pytest.raises(postgres.PostgresMissingError, match="apt install postgresql"):
        postgres.programs()


def test_a_machine_without_a_browser_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "ELSEWHERE", ())
    assert chromium.problem() == chromium.MISSING


def test_an_installed_lock_file_is_not_installed_again(machine: Path, tmp_path: Path) -> None:
    """A copy of the scripts beside a .venv that already holds this lock file: nothing is called, nothing is said."""
    project = tmp_path / "project"
    shutil.copytree(tree.ROOT / ".ci", project / ".ci")
    (project / ".venv/bin").mkdir(parents=True)
    provide(project / ".venv/bin", "python", "exit 0")
    for name in ("requirements.txt", ".venv/installed-requirements.txt"):
        (project / name).write_text("flask==3.1.3\n")
    (machine / "cmp").symlink_to(str(shutil.which("cmp")))
    command = [str(shutil.which("sh")), str(project / ".ci/setup.sh"), "requirements.txt"]
    done = subprocess.run(command, env={"PATH": str(machine)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
